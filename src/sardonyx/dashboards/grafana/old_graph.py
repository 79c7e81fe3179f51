"""The former `graph` panel as today's `timeseries`."""

from typing import Any

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, items, mapping, number, text

_CALCULATIONS = {
    "current": "lastNotNull", "avg": "mean", "min": "min", "max": "max", "total": "sum",
}  # fmt: skip
_THRESHOLD_COLOURS = {"critical": "red", "warning": "orange", "ok": "green"}
_READ_LEGEND = {"show", "alignAsTable", "rightSide", "values", *_CALCULATIONS}
_READ_OVERRIDES = {"alias", "$$hashKey", "yaxis", "transform", "color", "lines", "bars", "points", "stack", "fill"}


def graph(panel: Document, notes: Notes) -> Document:
    """The panel in today's form; graphs over values or series become histograms and bars."""
    title, mode = text(panel.get("title"), 500), text(mapping(panel.get("xaxis")).get("mode"))
    left, right = _axes(panel)
    custom: Document = {
        "drawStyle": _drawn(panel),
        "fillOpacity": 10 * (number(panel.get("fill", 1)) or 0) if panel.get("lines") is not False else 100,
        "lineWidth": panel.get("linewidth", 1),
        "lineInterpolation": "stepAfter" if panel.get("steppedLine") is True else "linear",
        "spanNulls": panel.get("nullPointMode") == "connected",
        "axisLabel": left.get("label"),
    }
    if left.get("show") is False:
        custom["axisPlacement"] = "hidden"
    if panel.get("nullPointMode") == "null as zero":
        notes.add(title, "missing values drawn as zero", "gaps stay gaps: zero is a value")
    if panel.get("stack") is True:
        custom["stacking"] = {"mode": "percent" if panel.get("percentage") is True else "normal"}
    if (base := number(left.get("logBase"))) and base != 1:
        custom["scaleDistribution"] = {"type": "log", "log": 2 if base == 2 else 10}
    defaults: Document = {"unit": left.get("format"), "decimals": panel.get("decimals"), "custom": custom}
    defaults |= {"min": left.get("min"), "max": left.get("max")}
    if steps := _thresholds(panel):
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
        custom["thresholdsStyle"] = {"mode": "line"}
    kind = {"histogram": "histogram", "series": "bargauge"}.get(mode, "timeseries")
    options: Document = {"legend": _legend(mapping(panel.get("legend")), notes)}
    if kind == "bargauge":
        values = [text(one) for one in mapping(panel.get("xaxis")).get("values") or []]
        options = {"reduceOptions": {"calcs": [_CALCULATIONS.get(values[0] if values else "", "sum")]}}
    overrides = [*_coloured(panel), *_series(panel, right, title, notes)]
    return {
        **panel, "type": kind, "fieldConfig": {"defaults": defaults, "overrides": overrides}, "options": options
    }  # fmt: skip


def _axes(panel: Document) -> tuple[Document, Document]:
    """Left and right axis: `yaxes`, or what stood for them before version 4."""
    axes = items(panel.get("yaxes"))
    if axes:
        return axes[0], axes[1] if len(axes) > 1 else {}
    grid, formats = mapping(panel.get("grid")), panel.get("y_formats")
    named = formats if isinstance(formats, list) else []
    return tuple(  # type: ignore[return-value]
        {
            "format": named[place] if place < len(named) else None,
            "label": panel.get(f"{side}YAxisLabel"),
            "min": grid.get(f"{side}Min"),
            "max": grid.get(f"{side}Max"),
            "logBase": grid.get(f"{side}LogBase"),
        }
        for place, side in enumerate(("left", "right"))
    )


def _drawn(panel: Document) -> str:
    if panel.get("lines") is not False:
        return "line"
    if panel.get("bars") is True:
        return "bars"
    return "points" if panel.get("points") is True else "line"


def _legend(legend: Document, notes: Notes) -> Document:
    shown = legend.get("show") is not False
    for name in sorted(legend.keys() - _READ_LEGEND):
        if shown and legend[name]:
            notes.decoration(f"legend {name}")
    calculations = [their for ours, their in _CALCULATIONS.items() if legend.get(ours) is True]
    return {
        "showLegend": shown,
        "displayMode": "table" if legend.get("alignAsTable") is True else "list",
        "placement": "right" if legend.get("rightSide") is True else "bottom",
        "calcs": calculations if legend.get("values") is True else [],
    }


def _thresholds(panel: Document) -> list[Document]:
    """Bounds drawn across the graph, lowest first; below the first there is no colour."""
    found: list[tuple[float, str]] = []
    for one in items(panel.get("thresholds")):
        value = number(one.get("value"))
        mode = text(one.get("colorMode"))
        custom = text(one.get("lineColor") or one.get("fillColor"), 64)
        if value is not None:
            found.append((value, custom if mode == "custom" and custom else _THRESHOLD_COLOURS.get(mode, "red")))
    grid = mapping(panel.get("grid"))
    for name in ("threshold1", "threshold2"):
        if (value := number(grid.get(name))) is not None:
            found.append((value, text(grid.get(f"{name}Color"), 64) or "red"))
    steps: list[Document] = [{"value": value, "color": colour} for value, colour in sorted(found)]
    return [{"value": None, "color": "transparent"}, *steps] if steps else []


def _coloured(panel: Document) -> list[Document]:
    return [
        _override(alias, [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}])
        for alias, colour in mapping(panel.get("aliasColors")).items()
    ]


def _series(panel: Document, right: Document, title: str, notes: Notes) -> list[Document]:
    found = []
    for one in items(panel.get("seriesOverrides")):
        alias = text(one.get("alias"), 500)
        properties: list[Document] = []
        if number(one.get("yaxis")) == 2:
            properties += _on_the_right(right)
        if one.get("transform") == "negative-Y":
            properties.append({"id": "custom.transform", "value": "negative-Y"})
        if text(one.get("color")):
            properties.append({"id": "color", "value": {"mode": "fixed", "fixedColor": one["color"]}})
        if {"lines", "bars", "points"} & one.keys():
            properties.append({"id": "custom.drawStyle", "value": _drawn(one)})
        if (opacity := number(one.get("fill"))) is not None:
            properties.append({"id": "custom.fillOpacity", "value": 10 * opacity})
        if "stack" in one and one["stack"] != panel.get("stack", False):
            mode = "none" if one["stack"] is False else "normal"
            properties.append({"id": "custom.stacking", "value": {"mode": mode}})
        if left_out := sorted(one.keys() - _READ_OVERRIDES):
            notes.add(title, f"for series {alias}: {', '.join(left_out)}", "can't be said of one series")
        if alias and properties:
            found.append(_override(alias, properties))
    return found


def _on_the_right(axis: Document) -> list[Document]:
    told: list[tuple[str, Any]] = [("custom.axisPlacement", "right"), ("unit", axis.get("format"))]
    told += [("min", axis.get("min")), ("max", axis.get("max"))]
    return [{"id": name, "value": value} for name, value in told if value not in (None, "")]


def _override(alias: str, properties: list[Document]) -> Document:
    matcher = "byRegexp" if alias.startswith("/") else "byName"
    return {"matcher": {"id": matcher, "options": alias}, "properties": properties}
