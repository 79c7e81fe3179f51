"""`fieldConfig` ↔ our values: units, bounds, thresholds, mappings, overrides."""

import re
from typing import Any

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.pairs import OF_SERIES, VALUES, Untold
from sardonyx.dashboards.grafana.reading import Document, at, items, mapping, number, put, text, texts

_MATCHERS = {"byName": "name", "byRegexp": "regex", "byFrameRefID": "query"}
_SPECIAL = {"null": "null", "nan": "nan", "null+nan": "null", "empty": "empty", "true": "true", "false": "false"}
_STEPS = "thresholds"
_NO_COLOUR = "transparent"
_MAPPINGS = "mappings"
_HIDDEN_FROM = "custom.hideFrom"
_HIDDEN_COLUMN = "custom.hidden"
MAX_OVERRIDES = 200


def read_values(panel: str, defaults: Document, notes: Notes) -> Document:
    """The `values` of a panel, from `fieldConfig.defaults`."""
    found: Document = {}
    for pair in VALUES:
        _take(pair.ours, at(defaults, pair.theirs), pair.read, found, panel, notes)
    _thresholds(mapping(defaults.get(_STEPS)), found)
    found["mappings"] = read_mappings(panel, defaults.get(_MAPPINGS), notes)
    _tell_links(panel, defaults.get("links"), notes)
    _tell_decoration(defaults, notes)
    return found


def read_overrides(panel: str, overrides: object, notes: Notes) -> list[Document]:
    """The `overrides` of a panel; what matches in ways we can't is noted."""
    found: list[Document] = []
    for override in items(overrides):
        matcher = mapping(override.get("matcher"))
        matches = _matches(matcher)
        if not matches:
            notes.add(panel, f"override {_matched(matcher)}", "series are matched by name, pattern or query only")
            continue
        values = _properties(panel, items(override.get("properties")), notes)
        if values:
            found += [{**match, "values": values} for match in matches]
    if len(found) > MAX_OVERRIDES:
        notes.add(panel, f"{len(found) - MAX_OVERRIDES} overrides", f"a panel may have {MAX_OVERRIDES}")
    return found[:MAX_OVERRIDES]


def _matches(matcher: Document) -> list[Document]:
    """What a matcher means in our terms; nothing for kinds we have no word for."""
    kind, options = text(matcher.get("id")), matcher.get("options")
    if kind == "byNames":
        names = texts(mapping(options).get("names"))
        if mapping(options).get("mode") != "exclude":
            return [{"by": "name", "match": name[:500]} for name in names]
        others = f"^(?!(?:{'|'.join(map(_literal, names))})$)"
        return [{"by": "regex", "match": others}] if len(others) <= 500 else []
    match = text(options, 500)
    if kind not in _MATCHERS or not match:
        return []
    by = _MATCHERS[kind]
    return [{"by": by, "match": unslashed(match) if by == "regex" else match}]


def _literal(name: str) -> str:
    """A name as a pattern of the browser matches it."""
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", r"\\\g<0>", name)


def _properties(panel: str, properties: list[Document], notes: Notes) -> Document:
    found: Document = {}
    pairs = {pair.theirs: pair for pair in (*VALUES, *OF_SERIES)}
    for one in properties:
        name, value = text(one.get("id")), one.get("value")
        if name == _STEPS:
            _thresholds(mapping(value), found)
        elif name == _MAPPINGS:
            found["mappings"] = read_mappings(panel, value, notes)
        elif name == _HIDDEN_FROM:
            found["hidden"] = bool(mapping(value).get("viz"))
        elif name == _HIDDEN_COLUMN:
            found["hidden"] = bool(value)
        elif pair := pairs.get(name):
            _take(pair.ours, value, pair.read, found, panel, notes)
        elif name == "links":
            _tell_links(panel, value, notes)
        else:
            notes.decoration(f"override of {name}")
    return {key: value for key, value in found.items() if not (value is None or value is False or value in ("", []))}


def _tell_links(panel: str, links: object, notes: Notes) -> None:
    """Links of values, from the defaults or an override."""
    for link in items(links):
        what = f"link of values {text(link.get('title'), 200)} to {text(link.get('url'), 500)}"
        notes.add(panel, what, "values have no links; the panel can have one")


def _take(ours: str, value: Any, read: Any, found: Document, panel: str, notes: Notes) -> None:
    if value is None:
        return
    try:
        taken = read(value)
    except Untold as error:
        notes.add(panel, f"{ours} {error}", "has no counterpart")
        return
    if taken is not None:
        found[ours] = taken


def _thresholds(thresholds: Document, found: Document) -> None:
    # Only the first has no value: it is the base. What a form left empty further down is never reached.
    every = enumerate(items(thresholds.get("steps")))
    steps = [step for place, step in every if place == 0 or number(step.get("value")) is not None]
    if not steps:
        return
    told: list[Document] = [
        {"value": number(step.get("value")), "colour": text(step.get("color"), 64) or "green"} for step in steps[:50]
    ]
    told[0]["value"] = None  # the first is from the bottom on, whatever is written there
    found["thresholds"] = told[1:] if len(told) > 1 and told[0]["colour"] == _NO_COLOUR else told
    if thresholds.get("mode") == "percentage":
        found["threshold_mode"] = "percentage"


def read_mappings(panel: str, mappings: object, notes: Notes) -> list[Document]:
    """Mappings of both forms: today's by `type` and `options`, version 7's numbered ones."""
    found: list[Document] = []
    for one in items(mappings):
        kind, options = one.get("type"), mapping(one.get("options"))
        if kind == "value":
            found += [_mapping("value", mapping(result), match=text(value, 500)) for value, result in options.items()]
        elif kind == "range":
            found.append(_range(options.get("from"), options.get("to"), mapping(options.get("result"))))
        elif kind == "regex":
            pattern = unslashed(text(options.get("pattern"), 500))
            found.append(_mapping("regex", mapping(options.get("result")), match=pattern))
        elif kind == "special" and (match := _SPECIAL.get(text(options.get("match")))):
            result = mapping(options.get("result"))
            found.append(_mapping("special", result, match=match))
            if options.get("match") == "null+nan":
                found.append(_mapping("special", result, match="nan"))
        elif kind in (1, "1"):
            found.append(old_value(text(one.get("value"), 500), text(one.get("text"), 500)))
        elif kind in (2, "2"):
            found.append(_range(one.get("from"), one.get("to"), one))
        else:
            notes.add(panel, f"mapping of values {one}", "is of a kind we don't know")
    return found[:1000]


def old_value(match: str, shown: str) -> Document:
    """A `valueMaps` entry; its value may be the word null."""
    kind = "special" if match == "null" else "value"
    return {"kind": kind, "match": match, "text": shown}


def _range(start: object, end: object, result: Document) -> Document:
    if text(start) == "null" and text(end) == "null":
        return _mapping("special", result, match="null")
    return {**_mapping("range", result), "start": number(start), "end": number(end)}


def _mapping(kind: str, result: Document, match: str = "") -> Document:
    shown, colour = result.get("text"), text(result.get("color"), 64)
    return {
        "kind": kind, "match": match, "text": None if shown is None else text(shown, 500), "colour": colour or None
    }  # fmt: skip


def unslashed(pattern: str) -> str:
    """Grafana's notation of patterns → ours, which is searched anywhere: `/a.*/` → `a.*`, `/a/i` → `(?i)a`, `a` → `^a$`."""
    if not pattern:
        return ""
    found = re.fullmatch(r"/(.*)/([a-z]*)", pattern, re.DOTALL)
    if found is None:
        return f"^{pattern}$"
    return f"(?i){found[1]}" if "i" in found[2] else found[1]


def slashed(pattern: str) -> str:
    """Our notation of patterns → Grafana's."""
    if not pattern:
        return ""
    return f"/{pattern[4:]}/i" if pattern.startswith("(?i)") else f"/{pattern}/"


def _matched(matcher: Document) -> str:
    options = matcher.get("options")
    named = ", ".join(texts(mapping(options).get("names"))) if isinstance(options, dict) else text(options, 200)
    return f"{text(matcher.get('id'))} {named}".strip()


_READ_DEFAULTS = {"custom", "thresholds", "mappings", "links", *(pair.theirs.partition(".")[0] for pair in VALUES)}
_READ_CUSTOM = {
    "drawStyle", "stacking", "fillOpacity", "lineWidth", "lineInterpolation", "spanNulls", "scaleDistribution",
    "axisLabel", "thresholdsStyle", *(pair.theirs.split(".")[1] for pair in VALUES if pair.theirs.startswith("custom.")),
}  # fmt: skip


def _tell_decoration(defaults: Document, notes: Notes) -> None:
    for name in defaults.keys() - _READ_DEFAULTS:
        notes.decoration(name)
    for name in mapping(defaults.get("custom")).keys() - _READ_CUSTOM:
        notes.decoration(name)


def write_values(values: Document) -> Document:
    """`fieldConfig.defaults` of a panel's `values` (as JSON, defaults left out)."""
    told: Document = {}
    for pair in VALUES:
        if pair.ours in values:
            put(told, pair.theirs, pair.write(values[pair.ours]))
    return {**told, **_written_lists(values)}


def write_override(override: Document) -> Document:
    """One override of `fieldConfig.overrides`."""
    back = {our: their for their, our in _MATCHERS.items()}
    values = override["values"]
    properties = [
        {"id": pair.theirs, "value": pair.write(values[pair.ours])}
        for pair in (*VALUES, *OF_SERIES)
        if pair.ours in values
    ]
    properties += [{"id": name, "value": value} for name, value in _written_lists(values).items()]
    for one in properties:
        if one["id"] == "custom.hideFrom.viz":
            one |= {"id": _HIDDEN_FROM, "value": {"viz": one["value"], "legend": False, "tooltip": False}}
    match = slashed(override["match"]) if override["by"] == "regex" else override["match"]
    return {"matcher": {"id": back[override["by"]], "options": match}, "properties": properties}


def _written_lists(values: Document) -> Document:
    told: Document = {}
    if "thresholds" in values:
        steps = [{"value": one["value"], "color": one["colour"]} for one in values["thresholds"]]
        if steps and steps[0]["value"] is not None:
            steps = [{"value": None, "color": _NO_COLOUR}, *steps]
        told[_STEPS] = {"mode": values.get("threshold_mode", "absolute"), "steps": steps}
    if "mappings" in values:
        told[_MAPPINGS] = [_written_mapping(one, place) for place, one in enumerate(values["mappings"])]
    return told


def _written_mapping(one: Document, place: int) -> Document:
    shown = {"text": one.get("text"), "color": one.get("colour")}
    result = {"index": place, **{key: value for key, value in shown.items() if value is not None}}
    match = one.get("match", "")
    options: dict[str, Document] = {
        "value": {match: result},
        "range": {"from": one.get("start"), "to": one.get("end"), "result": result},
        "regex": {"pattern": slashed(match), "result": result},
        "special": {"match": match, "result": result},
    }
    return {"type": one["kind"], "options": options[one["kind"]]}
