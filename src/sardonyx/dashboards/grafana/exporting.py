"""Our dashboard → Grafana's JSON (schema 39), with data sources to be chosen on import there.

Queries in our own search languages and our own kinds of annotation have no data source in Grafana: they are written for a
source of type `sardonyx`, which an import here reads again, and noted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sardonyx.dashboards.grafana.annotations import write_annotation
from sardonyx.dashboards.grafana.links import write_link
from sardonyx.dashboards.grafana.notes import Note, Notes
from sardonyx.dashboards.grafana.options import write_options
from sardonyx.dashboards.grafana.queries import write_query
from sardonyx.dashboards.grafana.reading import Document, put
from sardonyx.dashboards.grafana.transformations import write_transformations
from sardonyx.dashboards.grafana.values import write_override, write_values
from sardonyx.dashboards.grafana.variables import write_variable
from sardonyx.dashboards.model import COLUMNS, Dashboard, Panel, Section

SCHEMA_VERSION = 39
_PLUGIN_VERSION = "11.0.0"
_INPUTS = {
    "promql": ("DS_PROMETHEUS", "prometheus", "Prometheus"),
    "logql": ("DS_LOKI", "loki", "Loki"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The document and what Grafana can't show of the dashboard."""

    document: Document
    notes: tuple[Note, ...]


def exported(dashboard: Dashboard) -> Exported:
    """Write one."""
    notes, told = Notes(), dashboard.model_dump(mode="json")
    document: Document = {
        "__inputs": _inputs(dashboard),
        "__elements": {},
        "__requires": [],
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": told["tags"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "time": {"from": dashboard.start, "to": dashboard.end},
        "refresh": dashboard.refresh,
        "timezone": "browser",
        "templating": {"list": [write_variable(one) for one in told["variables"]]},
        "annotations": {"list": [write_annotation(one) for one in told["annotations"]]},
        "links": [write_link(one, of_dashboard=True) for one in told["links"]],
        "panels": _panels(dashboard, notes),
    }
    for one in dashboard.annotations:
        if one.kind != "query":
            notes.add("", f"annotation {one.name}", f"Grafana can't ask for our {one.kind}")
    return Exported(document, notes.all())


def _inputs(dashboard: Dashboard) -> list[Document]:
    """The data sources the queries, variables and annotations need."""
    asked: set[str] = {
        query.language for section in dashboard.sections for panel in section.panels for query in panel.queries
    }
    kinds = [variable.kind for variable in dashboard.variables] + [one.kind for one in dashboard.annotations]
    if "query" in kinds:
        asked.add("promql")
    return [
        {
            "name": name, "label": label, "description": "Sardonyx", "type": "datasource", "pluginId": plugin,
            "pluginName": label,
        }
        for language, (name, plugin, label) in _INPUTS.items()
        if language in asked
    ]  # fmt: skip


def _panels(dashboard: Dashboard, notes: Notes) -> list[Document]:
    found: list[Document] = []
    y = 0
    free = max((panel.id for section in dashboard.sections for panel in section.panels), default=0)
    for number, section in enumerate(dashboard.sections):
        headed = number > 0 or section.title or section.collapsed or section.repeat
        if headed:
            free += 1
            row = _row(section, y, free)
            found.append(row)
            y += 1
        panels = [_panel(panel, y, notes) for panel in section.panels]
        if headed and section.collapsed:
            found[-1]["panels"] = panels
            continue
        found += panels
        y += max((panel.grid.y + panel.grid.h for panel in section.panels), default=0)
    return found


def _row(section: Section, y: int, number: int) -> Document:
    repeat = section.repeat.variable if section.repeat else None
    return {
        "id": number, "type": "row", "title": section.title, "collapsed": section.collapsed, "repeat": repeat,
        "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1}, "panels": [],
    }  # fmt: skip


def _panel(panel: Panel, y: int, notes: Notes) -> Document:
    told = panel.model_dump(mode="json")
    kind = _kind(panel)
    made: dict[str, Any] = {
        "id": panel.id,
        "type": kind,
        "title": panel.title,
        "description": panel.description,
        "gridPos": {**told["grid"], "y": y + panel.grid.y},
        "pluginVersion": _PLUGIN_VERSION,
        "fieldConfig": {
            "defaults": write_values(panel.values.model_dump(mode="json", exclude_defaults=True)),
            "overrides": [write_override(_short(one)) for one in panel.overrides],
        },
        "options": {},
        "targets": [write_query(one) for one in told["queries"]],
        "links": [write_link(one, of_dashboard=False) for one in told["links"]],
    }
    if languages := {query.language for query in panel.queries}:
        made["datasource"] = _source(languages)
    for query in panel.queries:
        if query.language in ("logs", "traces"):
            notes.add(panel.title, f"query {query.ref}: {query.text}", "Grafana has no data source for our searches")
    _times(panel, made)
    write_options(made, kind, told["options"])
    if kind == "table":
        write_transformations(made, told["options"])
    if kind == "text":
        made["options"] = {"mode": "markdown", "content": panel.options.content}
    return made


def _kind(panel: Panel) -> str:
    if panel.type == "bar":
        return "bargauge" if panel.options.shape == "bars" else "piechart"
    return panel.type


def _source(languages: Collection[str]) -> Document:
    if len(languages) > 1:
        return {"type": "datasource", "uid": "-- Mixed --"}
    name, plugin, _ = _INPUTS.get(next(iter(languages)), ("", "", ""))
    return {"type": plugin, "uid": f"${{{name}}}"} if name else {"type": "sardonyx", "uid": "sardonyx"}


def _times(panel: Panel, made: Document) -> None:
    if panel.time_from:
        put(made, "timeFrom", panel.time_from)
    if panel.time_shift:
        put(made, "timeShift", panel.time_shift)
    if panel.repeat is not None:
        across = panel.repeat.direction == "across"
        made |= {"repeat": panel.repeat.variable, "repeatDirection": "h" if across else "v"}
        made["maxPerRow"] = panel.repeat.per_row


def _short(override: Any) -> Document:
    values = override.values.model_dump(mode="json", exclude_defaults=True)
    return {"by": override.by, "match": override.match, "values": values}
