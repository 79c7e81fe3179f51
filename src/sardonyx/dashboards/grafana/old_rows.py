"""Documents from before version 5 of Grafana: `rows` of panels with spans of twelfths → panels on a grid."""

import math
from collections.abc import Iterator
from typing import Any

from sardonyx.dashboards.grafana.reading import Document, items, number, text

_ROW_PX = 38
_LEAST_ROWS = 3
_USUAL_PX = 250.0
_COLUMNS = 24


def panels_of(rows: object) -> list[Document]:
    """The panels with a `gridPos`; if any row shows a heading, can be folded or is repeated, a row panel for each."""
    found: list[Document] = []
    y = 0
    told = [row for row in items(rows) if not row.get("repeatIteration")]  # others are copies Grafana drew
    headed = any(row.get("collapse") is True or row.get("showTitle") is True or text(row.get("repeat")) for row in told)
    for row in told:
        height = _height(row.get("height"), _USUAL_PX)
        placed, below = _placed(items(row.get("panels")), y, height)
        collapsed = row.get("collapse") is True
        if headed:
            heading: Document = {
                "type": "row", "title": text(row.get("title"), 500), "collapsed": collapsed, "repeat": row.get("repeat"),
                "gridPos": {"x": 0, "y": y, "w": _COLUMNS, "h": 1}, "panels": placed if collapsed else [],
            }  # fmt: skip
            found.append(heading)
        if not collapsed:
            found += placed
        y = max(below, y + 1) if collapsed else below
    return found


def _placed(panels: list[Document], y: int, row_height: int) -> tuple[list[Document], int]:
    found: list[Document] = []
    x, line, top = 0, 0, y
    for panel, width, height in _sizes(panels, row_height):
        if x + width > _COLUMNS:
            x, top, line = 0, top + line, 0
        found.append({**panel, "gridPos": {"x": x, "y": top, "w": width, "h": height}})
        x, line = x + width, max(line, height)
    return found, top + line


def _sizes(panels: list[Document], row_height: int) -> Iterator[tuple[Document, int, int]]:
    for panel in panels:
        span = number(panel.get("span"))
        width = max(1, min(_COLUMNS, math.floor((4 if span is None else span) * 2)))
        yield panel, width, _height(panel["height"], _USUAL_PX) if panel.get("height") else row_height


def _height(height: Any, usual: float) -> int:
    pixels = number(text(height).removesuffix("px")) or usual
    return max(_LEAST_ROWS, min(500, math.ceil(pixels / _ROW_PX)))
