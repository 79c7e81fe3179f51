"""`targets` of a panel ↔ our queries."""

import re
from itertools import chain, count

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, items, text
from sardonyx.dashboards.grafana.sources import Sources

MAX_QUERIES = 50
_FORMS = {"table": "table", "heatmap": "heatmap"}
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
_DURATION = re.compile(r"^>?\s*(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?$")
_LESS_SAID: dict[str, tuple[object, ...]] = {
    "exemplar": (False, None), "intervalFactor": (1, None), "maxLines": (None, ""), "resolution": (1, None),
    "direction": (None, "", "backward"),
}  # fmt: skip
"""What queries may say that ours don't, with the values that mean nothing."""
_REFS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_queries(panel: Document, sources: Sources, notes: Notes) -> list[Document]:
    """The queries we can ask; every other one is noted with its text."""
    title = text(panel.get("title"), 500)
    found: list[Document] = []
    used: set[str] = set()
    for query in items(panel.get("targets")):
        taken = _query(panel, query, sources, title, notes)
        if taken is None:
            continue
        ref = text(query.get("refId"), 32)
        taken["ref"] = ref = ref if ref and ref not in used else _free(used)
        used.add(ref)
        found.append(taken)
    if len(found) > MAX_QUERIES:
        notes.add(title, f"{len(found) - MAX_QUERIES} queries", f"a panel may have {MAX_QUERIES}")
    return found[:MAX_QUERIES]


def _query(panel: Document, query: Document, sources: Sources, title: str, notes: Notes) -> Document | None:
    language, source = sources.language(panel, query)
    if language is None:
        if source == "of unknown type" and not _asks(query):
            return None  # an empty row of the editor
        notes.add(title, f"query {text(query.get('refId'))}: {_told(query)}", _why(source))
        return None
    wanted = text(query.get("query") if language in ("logs", "traces") else query.get("expr"), 10_001)
    if len(wanted) > 10_000:
        notes.add(title, f"query {text(query.get('refId'))}", "is longer than 10,000 characters")
        return None
    if not wanted and language in ("promql", "logql"):
        return None
    legend = text(query.get("legendFormat"), 500)
    least = text(query.get("interval") or panel.get("interval"), 100)
    if least and least != "$__interval" and seconds(least) is None:
        notes.add(
            title, f"query {text(query.get('refId'))}: a step of {least}", "is no duration; steps follow the range"
        )
    for key in sorted(query.keys() & _LESS_SAID.keys()):
        if query[key] not in _LESS_SAID[key]:
            notes.decoration(f"query {key}")
    mode = text(query.get("queryType"))
    return {
        "language": language,
        "text": wanted,
        "legend": "" if legend == "__auto" else legend,
        "instant": (query.get("instant") is True and query.get("range") is not True) or mode == "instant",
        "step": seconds(least),
        "form": _FORMS.get(text(query.get("format")), "series"),
        "hidden": query.get("hide") is True,
    }


def seconds(duration: object) -> float | None:
    """`30s`, `>1m`, `15` in seconds; None for what is no duration, such as a variable."""
    found = _DURATION.match(text(duration, 30).strip())
    return float(found[1]) * _UNITS[found[2] or "s"] or None if found else None


def _free(used: set[str]) -> str:
    return next(name for name in chain(_REFS, (f"A{number}" for number in count())) if name not in used)


def _asks(query: Document) -> bool:
    return bool(query.keys() - {"refId", "datasource", "hide", "format", "intervalFactor", "interval", "step"})


def _told(query: Document) -> str:
    for key in ("expr", "expression", "query", "rawSql", "target", "queryText", "alias", "scenarioId", "queryType"):
        if isinstance(query.get(key), str) and query[key]:
            return text(query[key], 1000)
    return str({key: value for key, value in query.items() if key != "datasource"})[:1000]


def _why(source: str) -> str:
    if source == "__expr__":
        return "expressions over other queries are not evaluated: write them in PromQL"
    if source == "-- Dashboard --":
        return "it takes over another panel's answer: repeat that panel's query here"
    return f"its data source is {source}: only Prometheus and Loki queries are taken"


def write_query(query: Document) -> Document:
    """One query (as JSON, complete) as a target."""
    language = query["language"]
    told: Document = {"refId": query["ref"], "hide": query["hidden"]}
    if language in ("logs", "traces"):
        return {
            **told, **_rest(query), "language": language, "query": query["text"],
            "datasource": {"type": "sardonyx", "uid": "sardonyx"},
        }  # fmt: skip
    name, kind = ("DS_PROMETHEUS", "prometheus") if language == "promql" else ("DS_LOKI", "loki")
    told |= {"expr": query["text"], "datasource": {"type": kind, "uid": f"${{{name}}}"}, **_rest(query)}
    if language == "logql":
        told["queryType"] = "instant" if query["instant"] else "range"
    return told


def _rest(query: Document) -> Document:
    told: Document = {
        "legendFormat": query["legend"],
        "instant": query["instant"],
        "range": not query["instant"],
        "format": {"series": "time_series"}.get(query["form"], query["form"]),
    }
    if query["step"]:
        told["interval"] = f"{query['step'] * 1000:.0f}ms" if query["step"] % 1 else f"{query['step']:.0f}s"
    return told
