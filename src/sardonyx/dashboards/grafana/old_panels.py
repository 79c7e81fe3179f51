"""Panels of former kinds in today's form: `graph`, `singlestat`, `table-old` and their like."""

from collections.abc import Callable, Mapping

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.old_graph import graph
from sardonyx.dashboards.grafana.reading import Document, items, mapping, number, text
from sardonyx.dashboards.grafana.values import old_value

_CALCULATIONS = {
    "current": "lastNotNull", "avg": "mean", "min": "min", "max": "max", "total": "sum", "first": "first",
    "delta": "delta", "diff": "diff", "range": "range", "last_time": "lastNotNull",
}  # fmt: skip
_COLOURS = ("green", "orange", "red")


def todays(panel: Document, notes: Notes) -> Document:
    """The panel, in today's form if its kind is a former one. What is made of it never changes the original."""
    kind = text(panel.get("type"))
    if kind == "table" and ("styles" in panel or panel.get("transform")):
        kind = "table-old"
    if kind == "heatmap" and ("yAxis" in panel or "dataFormat" in panel) and not panel.get("options"):
        kind = "heatmap-old"
    change = _CHANGES.get(kind)
    return change(panel, notes) if change else panel


def _singlestat(panel: Document, notes: Notes) -> Document:
    gauge = mapping(panel.get("gauge"))
    title = text(panel.get("title"), 500)
    wanted = text(panel.get("valueName"))
    for end in ("prefix", "postfix"):
        if text(panel.get(end)).strip():
            notes.add(title, f"{end} {text(panel.get(end), 200)!r}", "texts beside the value have no counterpart")
    defaults: Document = {
        "unit": panel.get("format"), "decimals": panel.get("decimals"), "noValue": panel.get("nullText"),
        "thresholds": {"mode": "absolute", "steps": _steps(panel.get("thresholds"), panel.get("colors"))},
    }  # fmt: skip
    shown = gauge.get("show") is True
    if shown:
        defaults |= {"min": gauge.get("minValue"), "max": gauge.get("maxValue")}
    coloured = {"colorBackground": "background", "colorValue": "value"}
    options: Document = {
        "reduceOptions": {"calcs": [_CALCULATIONS.get(wanted, "lastNotNull" if wanted else "mean")], "values": False},
        "colorMode": next((mode for key, mode in coloured.items() if panel.get(key) is True), "none"),
        "textMode": "name" if wanted == "name" else "auto",
        "graphMode": "area" if mapping(panel.get("sparkline")).get("show") is True else "none",
    }
    if shown:
        options = {"reduceOptions": options["reduceOptions"]}
    return _made(panel, "gauge" if shown else "stat", defaults, options, _old_mappings(panel))


def _old_mappings(panel: Document) -> list[Document]:
    kind = number(panel.get("mappingType"))
    if kind == 2:
        return [{"type": 2, **one} for one in items(panel.get("rangeMaps"))]
    made = [old_value(text(one.get("value"), 500), text(one.get("text"), 500)) for one in items(panel.get("valueMaps"))]
    return [{"type": 1, "value": one["match"], "text": one["text"]} for one in made]


def _steps(thresholds: object, colours: object) -> list[Document]:
    """`"70,90"` and three colours: below 70 the first, from 70 on the second, from 90 on the third."""
    bounds = [number(part) for part in text(thresholds).split(",") if part.strip()] if thresholds else []
    if isinstance(thresholds, list):
        bounds = [number(part) for part in thresholds]
    named = colours if isinstance(colours, list) else []
    told = [text(named[place], 64) if place < len(named) else "" for place in range(3)]
    known = [bound for bound in bounds[:2] if bound is not None]
    if not known:
        return []
    return [{"value": value, "color": told[n] or _COLOURS[n]} for n, value in enumerate([None, *known])]


def _table(panel: Document, notes: Notes) -> Document:
    title, overrides = text(panel.get("title"), 500), list[Document]()
    for style in items(panel.get("styles")):
        pattern = text(style.get("pattern"), 500)
        if not pattern:
            continue
        properties: list[Document] = []
        if text(style.get("alias")):
            properties.append({"id": "displayName", "value": style["alias"]})
        if style.get("type") == "hidden":
            properties.append({"id": "custom.hidden", "value": True})
        if style.get("type") == "number":
            properties += [
                {"id": "unit", "value": style.get("unit")},
                {"id": "decimals", "value": style.get("decimals")},
            ]
            if steps := _steps(style.get("thresholds"), style.get("colors")):
                properties.append({"id": "thresholds", "value": {"mode": "absolute", "steps": steps}})
        if style.get("link") is True:
            notes.add(title, f"links of column {pattern}", "columns have no links")
        if maps := _old_mappings(style):
            properties.append({"id": "mappings", "value": maps})
        matcher = "byRegexp" if pattern.startswith("/") else "byName"
        overrides.append({"matcher": {"id": matcher, "options": pattern}, "properties": properties})
    transform = text(panel.get("transform"))
    if transform not in ("", "table", "timeseries_to_columns", "timeseries_to_rows"):
        named = ", ".join(text(one.get("text")) for one in items(panel.get("columns")))
        notes.add(title, f"transform {transform} {named}".strip(), "the table shows the queries' rows")
    made = _made(panel, "table", {}, {}, [])
    made["fieldConfig"]["overrides"] = [one for one in overrides if one["properties"]]
    made["transformations"] = [{"id": "merge"}]
    return made


def _heatmap(panel: Document, notes: Notes) -> Document:
    axis = mapping(panel.get("yAxis"))
    defaults = {
        "unit": axis.get("format"), "decimals": axis.get("decimals"), "min": axis.get("min"), "max": axis.get("max")
    }  # fmt: skip
    return _made(panel, "heatmap", defaults, {}, [])


def _renamed(kind: str) -> Callable[[Document, Notes], Document]:
    return lambda panel, _notes: {**panel, "type": kind}


def _pie(panel: Document, notes: Notes) -> Document:
    wanted = _CALCULATIONS.get(text(panel.get("valueName")), "lastNotNull")
    options = {
        "reduceOptions": {"calcs": [wanted]}, "pieType": "donut" if panel.get("pieType") == "donut" else "pie",
        "legend": {"showLegend": mapping(panel.get("legend")).get("show") is not False},
    }  # fmt: skip
    return _made(panel, "piechart", {"unit": panel.get("format"), "decimals": panel.get("decimals")}, options, [])


def _text(panel: Document, notes: Notes) -> Document:
    if "options" in panel or "content" not in panel:
        return panel
    return {**panel, "options": {"mode": panel.get("mode"), "content": panel.get("content")}}


def _made(panel: Document, kind: str, defaults: Document, options: Document, mappings: list[Document]) -> Document:
    given = {name: value for name, value in defaults.items() if value not in (None, "")}
    field_config = {"defaults": {**given, "mappings": mappings}, "overrides": []}
    return {**panel, "type": kind, "fieldConfig": field_config, "options": options}


_CHANGES: Mapping[str, Callable[[Document, Notes], Document]] = {
    "graph": graph,
    "singlestat": _singlestat,
    "grafana-singlestat-panel": _singlestat,
    "table-old": _table,
    "heatmap-old": _heatmap,
    "grafana-piechart-panel": _pie,
    "natel-discrete-panel": _renamed("state-timeline"),
    "text": _text,
}
