"""`templating.list` ↔ our variables."""

import re

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, items, mapping, text, texts, whole
from sardonyx.dashboards.grafana.sources import Sources
from sardonyx.dashboards.grafana.values import slashed, unslashed

ALL = "$__all"
_AUTO = "auto"
_KINDS = {"query": "query", "custom": "custom", "interval": "interval", "constant": "constant", "textbox": "text"}
_SORTS = {
    1: "alphabetical", 2: "alphabetical-descending", 3: "numerical", 4: "numerical-descending", 5: "alphabetical",
    6: "alphabetical-descending", 7: "alphabetical", 8: "alphabetical-descending",
}  # fmt: skip
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")
_COMMA = re.compile(r"(?<!\\),")
MAX_OPTIONS = 1000


def read_variables(listed: object, sources: Sources, notes: Notes) -> list[Document]:
    """The variables we have too; ad hoc filters, data sources and others are noted."""
    found: dict[str, Document] = {}
    for one in items(listed):
        name, kind = text(one.get("name"), 100), text(one.get("type"))
        if kind == "datasource":
            notes.add("", f"variable {name}", f"chooses a data source ({text(one.get('query'))}): there is one, ours")
        elif kind not in _KINDS or not _NAME.match(name) or name in found:
            notes.add("", f"variable {name} ({kind})", _why(kind, name, name in found))
        else:
            found[name] = _variable(one, name, _KINDS[kind], sources, notes)
    return list(found.values())


def _variable(one: Document, name: str, kind: str, sources: Sources, notes: Notes) -> Document:
    asked = asked_of(one.get("query"))
    current = [text(value, 500) for value in texts(mapping(one.get("current")).get("value"))]
    told: Document = {
        "name": name,
        "kind": kind,
        "label": text(one.get("label"), 500),
        "current": [ALL if value in (ALL, "__all") else value for value in current][:MAX_OPTIONS],
        "hidden": one.get("hide") in (2, "hideVariable"),
    }
    if kind in ("query", "custom"):
        told |= {
            "multiple": one.get("multi") is True,
            "include_all": one.get("includeAll") is True,
            "all_value": text(one.get("allValue"), 500),
        }
    if kind == "query":
        _query(told, one, asked, sources, notes)
    elif kind == "custom":
        listed = [part.strip() for part in _COMMA.split(asked)] if asked else _listed(one)
        told["options"] = _options(name, listed, notes)
    elif kind == "interval":
        automatic = [_AUTO] if one.get("auto") is True else []
        told["options"] = _options(name, [*automatic, *(part.strip() for part in asked.split(","))], notes)
        told["current"] = [_AUTO if value.startswith("$__auto_interval") else value for value in told["current"]]
    else:
        told["current"] = [sources.constant(asked)[:500]] if asked else told["current"][:1]
    return told


def _listed(one: Document) -> list[str]:
    """The choices of a custom variable that has them in its list only."""
    choices = [(text(choice.get("text"), 240), text(choice.get("value"), 240)) for choice in items(one.get("options"))]
    told = [value if shown in ("", value) else f"{shown} : {value}" for shown, value in choices if value != ALL]
    return [one.replace(",", "\\,") for one in told]


def _query(told: Document, one: Document, asked: str, sources: Sources, notes: Notes) -> None:
    kind = sources.type_of(one.get("datasource"))
    if isinstance(one.get("query"), dict) and not asked:
        asked = text(one.get("definition"))
    if kind not in ("", "prometheus") and "prometheus" not in kind and "victoriametrics" not in kind:
        why = f"its values come from {kind}: it is a field to type into now"
        notes.add("", f"variable {told['name']}: {asked or one.get('query')}", why)
        told |= {"kind": "text", "current": _typed(told), "multiple": False, "include_all": False}
        told["all_value"] = ""
        return
    told |= {
        "query": asked,
        "regex": unslashed(text(one.get("regex"), 490)),
        "sort": _SORTS.get(whole(one.get("sort"), 0, 99) or 0, ""),
    }


def _typed(told: Document) -> list[str]:
    """What stands in the field for what was chosen: as a pattern, where several may have been."""
    current = told["current"]
    if ALL in current or (told["include_all"] and not current):
        return [told["all_value"] or ".+"]
    return ["|".join(current)[:500]] if current else []


def asked_of(query: object) -> str:
    """The text of a variable's query: a string, or an object that holds it."""
    if isinstance(query, dict):
        return text(query.get("query") or query.get("__legacyStringValue") or query.get("expr"))
    return text(query)


def _options(name: str, options: list[str], notes: Notes) -> list[str]:
    kept = [one.replace("\\,", ",")[:500] for one in options if one]
    if len(kept) > MAX_OPTIONS:
        notes.add("", f"{len(kept) - MAX_OPTIONS} options of variable {name}", f"a variable may have {MAX_OPTIONS}")
    return kept[:MAX_OPTIONS]


def _why(kind: str, name: str, twice: bool) -> str:
    if kind == "adhoc":
        return "ad hoc filters are not added to queries"
    if kind in _KINDS:
        return "its name is used twice" if twice else f"{name!r} can't be a name here"
    return "is of a kind we don't know"


def write_variable(variable: Document) -> Document:
    """One variable (as JSON, complete)."""
    kind, current = variable["kind"], variable["current"]
    told: Document = {
        "name": variable["name"],
        "type": "textbox" if kind == "text" else kind,
        "label": variable["label"] or None,
        "hide": 2 if variable["hidden"] else 0,
        "current": {"text": current, "value": current} if variable["multiple"] else _one(current),
    }
    if kind in ("query", "custom"):
        told |= {
            "multi": variable["multiple"],
            "includeAll": variable["include_all"],
            "allValue": variable["all_value"] or None,
        }
    if kind == "query":
        told |= {
            "query": {"query": variable["query"], "refId": f"variable-{variable['name']}"},
            "definition": variable["query"],
            "datasource": {"type": "prometheus", "uid": "${DS_PROMETHEUS}"},
            "regex": slashed(variable["regex"]),
            "refresh": 2,
            "sort": next((number for number, name in _SORTS.items() if name == variable["sort"]), 0),
        }
    elif kind == "custom":
        told["query"] = ",".join(option.replace(",", "\\,") for option in variable["options"])
    elif kind == "interval":
        told["auto"] = _AUTO in variable["options"]
        told["query"] = ",".join(option for option in variable["options"] if option != _AUTO)
        if current == [_AUTO]:
            told["current"] = _one([f"$__auto_interval_{variable['name']}"])
    else:
        told["query"] = current[0] if current else ""
    return told


def _one(current: list[str]) -> Document:
    return {"text": "All" if current == [ALL] else current[0], "value": current[0]} if current else {}
