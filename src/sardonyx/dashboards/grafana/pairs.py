"""Which of our keys is which of Grafana's: one table, read by the import and written by the export.

A pair of `OPTIONS` speaks of a whole panel, one of `VALUES` of `fieldConfig.defaults` or, as the id of a property, of an
override. What a pair's `read` can't say in our words raises Untold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sardonyx.dashboards.grafana import reading

_CUSTOM = "fieldConfig.defaults.custom."


class Untold(Exception):
    """The value has no counterpart in our model; `kept` is what can be taken of it, None for nothing."""

    def __init__(self, told: str, kept: Any = None) -> None:
        super().__init__(told)
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Pair:
    """`ours` and `theirs` are dotted paths; `read` goes from theirs to ours, `write` back."""

    ours: str
    theirs: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value


def _words(ours: str, theirs: str, words: Mapping[Any, Any]) -> Pair:
    """A pair of vocabularies; where several of their words mean one of ours, the first is written."""
    back: dict[Any, Any] = {}
    for their, our in words.items():
        back.setdefault(our, their)

    def read(value: Any) -> Any:
        try:
            return words[value]
        except (KeyError, TypeError):
            raise Untold(str(value)) from None

    return Pair(ours, theirs, read, back.__getitem__)


def _count(ours: str, theirs: str, most: int) -> Pair:
    return Pair(ours, theirs, lambda value: reading.whole(value, 0, most))


def _flag(ours: str, theirs: str) -> Pair:
    return Pair(ours, theirs, bool)


def _text(ours: str, theirs: str, longest: int = 500) -> Pair:
    return Pair(ours, theirs, lambda value: reading.text(value, longest))


_THEIR_CALCULATIONS = {
    "lastNotNull": "last", "last": "last", "firstNotNull": "first", "first": "first", "mean": "mean", "min": "min",
    "max": "max", "sum": "sum", "count": "count", "range": "range", "diff": "difference", "delta": "difference",
}  # fmt: skip
_OUR_CALCULATIONS = {
    our: their for their, our in reversed(_THEIR_CALCULATIONS.items()) if their not in ("last", "first", "delta")
}


def _calculations(value: Any) -> list[str]:
    named = reading.texts(value)
    known = list(dict.fromkeys(_THEIR_CALCULATIONS[name] for name in named if name in _THEIR_CALCULATIONS))
    if unknown := [name for name in named if name not in _THEIR_CALCULATIONS]:
        raise Untold(", ".join(unknown), known)
    return known


def _first_calculation(value: Any) -> str | None:
    try:
        return next(iter(_calculations(value)), None)
    except Untold as error:
        raise Untold(str(error), next(iter(error.kept), None)) from None


def _scale(value: Any) -> int:
    scale = reading.mapping(value)
    if scale.get("type") in (None, "linear"):
        return 0
    if scale.get("type") == "log":
        return 2 if scale.get("log") == 2 else 10
    raise Untold(str(scale.get("type")))


_LEGEND = (
    Pair("legend.shown", "options.legend.showLegend", bool),
    _words("legend.form", "options.legend.displayMode", {"list": "list", "table": "table", "hidden": "list"}),
    _words("legend.place", "options.legend.placement", {"bottom": "bottom", "right": "right"}),
    Pair(
        "legend.calculations",
        "options.legend.calcs",
        _calculations,
        lambda named: [_OUR_CALCULATIONS[one] for one in named],
    ),
)
_REDUCED = (
    Pair("calculation", "options.reduceOptions.calcs", _first_calculation, lambda name: [_OUR_CALCULATIONS[name]]),
    _flag("all_values", "options.reduceOptions.values"),
)
_ORIENTATION = _words(
    "orientation",
    "options.orientation",
    {"auto": "auto", "horizontal": "horizontal", "vertical": "vertical", "": "auto"},
)
_AREAS = (_count("fill", _CUSTOM + "fillOpacity", 100), _count("line_width", _CUSTOM + "lineWidth", 10))
_STACK = _words(
    "stack", _CUSTOM + "stacking.mode", {"none": "none", "normal": "normal", "percent": "percent", "": "none"}
)
_DRAWN = {"line": "lines", "bars": "bars", "points": "points"}

OPTIONS: Mapping[str, tuple[Pair, ...]] = {
    "timeseries": (
        _words("draw", _CUSTOM + "drawStyle", _DRAWN),
        _STACK,
        *_AREAS,
        _words(
            "steps",
            _CUSTOM + "lineInterpolation",
            {"linear": False, "smooth": False, "stepAfter": True, "stepBefore": True},
        ),
        Pair("connect_gaps", _CUSTOM + "spanNulls", lambda value: value is True or reading.number(value) is not None),
        Pair(
            "log_base",
            _CUSTOM + "scaleDistribution",
            _scale,
            lambda base: {"type": "log", "log": base} if base else {"type": "linear"},
        ),
        _text("axis_label", _CUSTOM + "axisLabel"),
        Pair(
            "show_thresholds",
            _CUSTOM + "thresholdsStyle.mode",
            lambda mode: mode != "off",
            lambda shown: "line" if shown else "off",
        ),
        *_LEGEND,
    ),
    "stat": (
        *_REDUCED,
        _ORIENTATION,
        _words(
            "colour_by",
            "options.colorMode",
            {"value": "value", "background": "background", "background_solid": "background", "none": "none"},
        ),
        _words("sparkline", "options.graphMode", {"area": True, "line": True, "none": False}),
        _words(
            "shows",
            "options.textMode",
            {"auto": "auto", "value": "value", "name": "name", "value_and_name": "both", "": "auto"},
        ),
    ),
    "gauge": (*_REDUCED, _ORIENTATION),
    "bargauge": (*_REDUCED, _ORIENTATION),
    "barchart": (_ORIENTATION, *_AREAS, *_LEGEND),
    "piechart": (*_REDUCED, _words("shape", "options.pieType", {"pie": "pie", "donut": "donut"}), *_LEGEND),
    "table": (),
    "heatmap": (),
    "histogram": (*_AREAS, *_LEGEND),
    "state-timeline": (_flag("merge_values", "options.mergeValues"), *_AREAS, *_LEGEND),
    "status-history": (*_AREAS, *_LEGEND),
    "logs": (
        _flag("wrap", "options.wrapLogMessage"),
        _words("newest_first", "options.sortOrder", {"Descending": True, "Ascending": False}),
    ),
    "traces": (),
    "text": (),
}
"""By Grafana's type of panel, today's names."""


def _bound(value: Any) -> float | None:
    return reading.number(value)


def _colour(value: Any) -> str | None:
    colour = reading.mapping(value)
    if colour.get("mode") in ("fixed", "shades"):
        return reading.text(colour.get("fixedColor"), 64)
    if colour.get("mode") in (None, "palette-classic", "palette-classic-by-name", "thresholds"):
        return None
    raise Untold(str(colour.get("mode")))


VALUES: tuple[Pair, ...] = (
    _text("unit", "unit", 64),
    Pair("decimals", "decimals", lambda value: reading.whole(value, 0, 20)),
    Pair("minimum", "min", _bound),
    Pair("maximum", "max", _bound),
    _text("name", "displayName"),
    _text("no_value", "noValue"),
    Pair("colour", "color", _colour, lambda colour: {"mode": "fixed", "fixedColor": colour}),
    Pair("hidden", "custom.hideFrom.viz", bool),
    _words("axis", "custom.axisPlacement", {"auto": "", "left": "left", "right": "right", "hidden": "hidden"}),
    _words("negative", "custom.transform", {"negative-Y": True, "": False, "constant": False}),
    Pair("width", "custom.width", lambda value: reading.whole(value, 1, 4000)),
)
"""What the defaults and overrides of `fieldConfig` both may say; thresholds and mappings have modules of their own."""

DRAWN = _words("draw", "custom.drawStyle", _DRAWN)
"""How one series is drawn: in overrides only, the panel's own way is an option."""


def _apart(value: Any) -> bool:
    stacking = reading.mapping(value)
    if stacking.get("mode") in (None, "", "none") or stacking.get("group") is False:
        return True
    raise Untold(f"from others no more: stacked ({stacking.get('mode')}) by itself")


OF_SERIES: tuple[Pair, ...] = (
    DRAWN,
    _count("fill", "custom.fillOpacity", 100),
    Pair("apart", "custom.stacking", _apart, lambda _: {"mode": "none", "group": "A"}),
)
"""What only overrides say of a series."""
