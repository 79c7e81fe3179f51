"""One panel of Grafana's → one of ours."""

import html
import re
from typing import Any

from sardonyx.dashboards.grafana.links import read_links
from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.old_panels import todays
from sardonyx.dashboards.grafana.options import read_options
from sardonyx.dashboards.grafana.pairs import OPTIONS
from sardonyx.dashboards.grafana.queries import read_queries
from sardonyx.dashboards.grafana.reading import Document, at, mapping, text, whole
from sardonyx.dashboards.grafana.sources import Sources
from sardonyx.dashboards.grafana.transformations import read_transformations
from sardonyx.dashboards.grafana.values import MAX_OVERRIDES, read_overrides, read_values
from sardonyx.dashboards.model import COLUMNS

_OURS = {"bargauge": "bar", "barchart": "bar", "piechart": "bar", "status-history": "state-timeline"}
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_READ = {
    "id", "type", "title", "description", "gridPos", "targets", "datasource", "fieldConfig", "options", "links", "repeat",
    "repeatDirection", "maxPerRow", "timeFrom", "timeShift", "transformations", "interval", "libraryPanel", "panels",
    "collapsed", "pluginVersion", "scopedVars", "repeatIteration", "repeatPanelId", "repeatedByRow", "span", "height",
    "editable", "error", "isNew", "$$hashKey", "cacheTimeout", "queryCachingTTL", "renderer", "alert",
    # what the modules of former kinds read
    "yaxes", "yaxis", "xaxis", "legend", "lines", "bars", "points", "fill", "linewidth", "steppedLine", "nullPointMode",
    "stack", "percentage", "seriesOverrides", "aliasColors", "thresholds", "grid", "y_formats", "leftYAxisLabel",
    "rightYAxisLabel", "x-axis", "y-axis", "format", "decimals", "valueName", "gauge", "sparkline", "colors", "colorValue",
    "colorBackground", "valueMaps", "rangeMaps", "mappingType", "mappingTypes", "nullText", "prefix", "postfix", "styles",
    "columns", "transform", "yAxis", "content", "mode", "pieType", "dashes", "minSpan",
}  # fmt: skip


def read_panel(panel: Document, number: int, sources: Sources, notes: Notes) -> Document:
    """The panel with the id `number`; its place is relative to the dashboard still."""
    title = text(panel.get("title"), 500)
    if panel.get("libraryPanel") and not panel.get("type"):
        panel = _from_library(panel, title, notes)
    panel = todays(panel, notes)
    kind = text(panel.get("type"), 100)
    found: Document = {
        "id": number,
        "title": title,
        "description": text(panel.get("description")),
        "grid": place_of(panel),
        "links": read_links(title, panel.get("links"), notes),
        "time_from": text(panel.get("timeFrom"), 64),
        "time_shift": text(panel.get("timeShift"), 64),
    }
    if repeat := _repeat(panel, title, notes):
        found["repeat"] = repeat
    _tell_the_rest(panel, title, notes)
    if kind == "text":
        return {**found, "type": "text", "options": {"content": _content(panel, title, notes)}}
    queries = read_queries(panel, sources, notes)
    if kind not in OPTIONS:
        return {**found, "type": "text", "options": {"content": _unknown(kind, queries, title, notes)}}
    return {**found, "queries": queries, **_drawn(panel, kind, queries, title, notes)}


def _drawn(panel: Document, kind: str, queries: list[Document], title: str, notes: Notes) -> Document:
    if kind == "barchart" and not any(query["instant"] or query["form"] == "table" for query in queries):
        kind, panel = "timeseries", _bars(panel)
    overrides = read_overrides(title, at(panel, "fieldConfig.overrides"), notes)
    options = read_options(panel, kind, notes)
    read_transformations(panel, options, overrides, notes)
    if kind == "barchart":
        options["all_values"] = True
    if kind == "status-history":
        options["merge_values"] = False
    defaults = mapping(at(panel, "fieldConfig.defaults"))
    if kind == "heatmap":
        axis = mapping(at(panel, "options.yAxis"))
        told = {key: axis[key] for key in ("unit", "decimals", "min", "max") if axis.get(key) not in (None, "")}
        defaults = {**defaults, **told}
    values = read_values(title, defaults, notes)
    ours = _OURS.get(kind, kind)
    return {"type": ours, "values": values, "overrides": overrides[:MAX_OVERRIDES], "options": options}


def _bars(panel: Document) -> Document:
    """A bar chart over time is a time series drawn as bars."""
    defaults = mapping(at(panel, "fieldConfig.defaults"))
    stacking = text(at(panel, "options.stacking")) or "none"
    custom = {**mapping(defaults.get("custom")), "drawStyle": "bars", "stacking": {"mode": stacking}}
    config = {**mapping(panel.get("fieldConfig")), "defaults": {**defaults, "custom": custom}}
    return {**panel, "fieldConfig": config}


def place_of(panel: Document) -> dict[str, int]:
    """`gridPos`, brought within the grid."""
    grid = mapping(panel.get("gridPos"))
    x = whole(grid.get("x"), 0, COLUMNS - 1) or 0
    wide = whole(grid.get("w"), 1, COLUMNS) or COLUMNS // 2
    high = whole(grid.get("h"), 1, 500) or 8
    return {"x": x, "y": whole(grid.get("y"), 0, 100_000) or 0, "w": min(wide, COLUMNS - x), "h": high}


def _repeat(panel: Document, title: str, notes: Notes) -> Document | None:
    variable = text(panel.get("repeat"), 100)
    if not variable:
        return None
    if not _NAME.match(variable):
        notes.add(title, f"repeat for {variable}", "can't be the name of a variable here")
        return None
    return {
        "variable": variable,
        "direction": "down" if panel.get("repeatDirection") == "v" else "across",
        "per_row": whole(panel.get("maxPerRow"), 1, COLUMNS) or _formerly_across(panel) or 4,
    }


def _formerly_across(panel: Document) -> int | None:
    """`minSpan`, the least width of a repeated panel in twelfths, said what `maxPerRow` says now."""
    least = whole(panel.get("minSpan"), 1, 12)
    return 12 // least if least else None


def _from_library(panel: Document, title: str, notes: Notes) -> Document:
    library = mapping(panel.get("libraryPanel"))
    if model := mapping(library.get("model")):
        return {**model, **{key: panel[key] for key in ("id", "gridPos", "repeat") if key in panel}}
    name = text(library.get("name"), 200)
    notes.add(title or name, f"library panel {name}", "its content is not in this document: export with library panels")
    content = f"This panel is the library panel **{_escaped(name)}**, whose content the document doesn't hold."
    return {**panel, "type": "text", "title": title or name, "options": {"mode": "markdown", "content": content}}


def _unknown(kind: str, queries: list[Document], title: str, notes: Notes) -> str:
    asked = "; ".join(query["text"] for query in queries)
    notes.add(title, f"panel of type {kind or 'none'}" + (f": {asked}" if asked else ""), "is not drawn here")
    return f"This panel is of the type **{_escaped(kind) or 'none'}**, which is not drawn here."


def _escaped(name: str) -> str:
    return re.sub(r"[^\w\s.-]", "", name)


def _content(panel: Document, title: str, notes: Notes) -> str:
    content = text(at(panel, "options.content"), 200_000)
    if text(at(panel, "options.mode")) == "html" or (at(panel, "options.mode") is None and "</" in content):
        stripped = re.sub(r"\n\s*\n+", "\n\n", html.unescape(_TAG.sub("", content))).strip()
        notes.add(title, "a text in HTML", "only its words are kept")
        content = stripped
    if len(content) > 10_000:
        notes.add(title, f"the last {len(content) - 10_000} characters of a text", "a text may have 10,000")
    return content[:10_000]


def _tell_the_rest(panel: Document, title: str, notes: Notes) -> None:
    alert: Any = panel.get("alert")
    if isinstance(alert, dict):
        notes.add(title, f"alert {text(alert.get('name'), 200)}", "alerts are rules, not parts of panels")
    for name in panel.keys() - _READ:
        if panel[name] not in (None, "", False, [], {}):
            notes.decoration(name)
