"""One resource against the load: what is learnt, and what is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from sardonyx.infrastructure.capacity.models import CapacityState, LoadAnswer, ResourceAnswer, UseAnswer
from sardonyx.infrastructure.capacity.regression import DAY_SECONDS, Floats, Line, line, trend_per_second
from sardonyx.infrastructure.capacity.resources import ResourceKind

FEWEST_POINTS = 30
SHORTEST_SECONDS = 3600.0
FEWEST_BUCKETS = 12
LEAST_R_SQUARED = 0.5
LEAST_VARIATION = 0.1
"""A load whose middle 90 % lie closer together than this share of their median is steady."""
HORIZON_RANGES = 10
"""How many times the range watched a crossing may lie ahead."""

_BUSY_PERCENT = 95
_BUCKETS = 48


@dataclass(frozen=True, slots=True)
class Question:
    """`growth` 0.3 is 30 % more load; `threshold` the share of the limit not to cross; `end` and `span` in seconds."""

    growth: float
    threshold: float
    end: float
    span: float

    @property
    def horizon(self) -> float:
        """The last instant that is told."""
        return self.end + HORIZON_RANGES * self.span


@dataclass(frozen=True, slots=True)
class Track:
    """Points of a series: `values[i]` at `seconds[i]`, in the order of time."""

    seconds: Floats
    values: Floats

    @property
    def now(self) -> float:
        """The median of the last three."""
        return float(np.median(self.values[-3:]))

    @property
    def busy(self) -> float:
        """95 % are lower."""
        return float(np.percentile(self.values, _BUSY_PERCENT))

    @property
    def is_long(self) -> bool:
        """Enough of them, over long enough."""
        return len(self.values) >= FEWEST_POINTS and float(np.ptp(self.seconds)) >= SHORTEST_SECONDS


def load_answer(expression: str, load: Track, asked: Question) -> LoadAnswer:
    """What the load does by itself."""
    if not len(load.values):
        return LoadAnswer(
            expression=expression,
            state="no_load",
            points=0,
            now=None,
            busy=None,
            busy_grown=None,
            trend_per_day=None,
        )
    low, median, high = (float(found) for found in np.percentile(load.values, (5, 50, 95)))
    steady = high - low < LEAST_VARIATION * abs(median) or high == low
    return LoadAnswer(
        expression=expression,
        state="too_little_history" if not load.is_long else "steady_load" if steady else "ok",
        points=len(load.values),
        now=load.now,
        busy=load.busy,
        busy_grown=load.busy * (1 + asked.growth),
        trend_per_day=trend_per_second(load.seconds, load.values) * DAY_SECONDS,
    )


def resource_answer(
    kind: ResourceKind,
    labels: Mapping[str, str],
    use: Track,
    limit: float,
    load: Track,
    told: LoadAnswer,
    asked: Question,
) -> ResourceAnswer:
    """What `use` does with `load`. Use has a point at least, and limit is above 0."""
    stock = kind.behaviour == "accumulates"
    loads, uses = _together(load, use)
    state, fitted = _fitted(told, loads, uses, stock=stock)
    per_second = trend_per_second(use.seconds, use.values) if use.is_long else 0.0
    learnt = fitted if state == "ok" else None
    busy = use.now if stock else use.busy
    grown, grown_per_second = None, None
    if learnt is not None and stock:
        grown_per_second = per_second + learnt.slope * float(np.mean(loads.values)) * asked.growth
    elif learnt is not None:
        grown, grown_per_second = max(0.0, busy + learnt.slope * load.busy * asked.growth), per_second
    most = asked.threshold * limit
    return ResourceAnswer(
        kind=kind.kind,
        title=kind.title,
        labels=dict(labels),
        unit=kind.unit,
        behaviour=kind.behaviour,
        state=state,
        reason=_reason(state, fitted, uses),
        points=len(uses.values),
        limit=limit,
        now=_share(use.now, limit),
        busy=_share(busy, limit),
        slope=None if learnt is None else learnt.slope,
        r_squared=None if fitted is None else fitted.r_squared,
        outliers=0 if fitted is None else fitted.outliers,
        grown=None if grown is None else _share(grown, limit),
        load_at_threshold=None if learnt is None or stock else _load_at(most, busy, load.busy, learnt.slope),
        per_day=per_second * DAY_SECONDS,
        per_day_grown=None if grown_per_second is None else grown_per_second * DAY_SECONDS,
        crosses_at=_crossing(busy, most, per_second, asked),
        crosses_at_grown=None
        if grown_per_second is None
        else _crossing(busy if grown is None else grown, most, grown_per_second, asked),
    )


def _fitted(told: LoadAnswer, loads: Track, uses: Track, *, stock: bool) -> tuple[CapacityState, Line | None]:
    if told.state != "ok":
        return told.state, None
    if not uses.is_long:
        return "too_little_history", None
    x, y = _added(loads, uses) if stock else (loads.values, uses.values)
    if len(x) < FEWEST_BUCKETS:
        return "too_little_history", None
    fitted = line(x, y)
    if fitted is None:
        return "steady_load", None
    # More load never takes less: where it looks so, something else moves the use.
    good = fitted.r_squared >= LEAST_R_SQUARED and fitted.slope > 0
    return "ok" if good else "uncorrelated", fitted


def _together(load: Track, use: Track) -> tuple[Track, Track]:
    """Both at the instants that both have."""
    _, first, second = np.intersect1d(load.seconds, use.seconds, return_indices=True)
    return Track(load.seconds[first], load.values[first]), Track(use.seconds[second], use.values[second])


def _added(load: Track, use: Track) -> tuple[Floats, Floats]:
    """(mean load, use added a second) over stretches of equal length."""
    edges = np.linspace(use.seconds[0], use.seconds[-1], _BUCKETS + 1)
    cuts = np.unique(np.searchsorted(use.seconds, edges).clip(0, len(use.seconds) - 1))
    first, last = cuts[:-1], cuts[1:]
    sums = np.concatenate([[0.0], np.cumsum(load.values)])
    # A point of load looks back: the points after the first tell of the stretch.
    means = (sums[last + 1] - sums[first + 1]) / (last - first)
    return means, (use.values[last] - use.values[first]) / (use.seconds[last] - use.seconds[first])


def _reason(state: CapacityState, fitted: Line | None, both: Track) -> str:
    match state:
        case "ok":
            return ""
        case "no_load":
            return "There are no samples of the load in this time."
        case "steady_load":
            return "The load hardly varied in this time: choose a longer one, with quiet and busy hours."
        case "too_little_history":
            minutes = round(float(np.ptp(both.seconds)) / 60) if len(both.seconds) else 0
            return (
                f"There is too little history: {len(both.values)} points with both load and use, over {minutes} minutes; "
                f"{FEWEST_POINTS} over an hour are needed."
            )
    explained = 0.0 if fitted is None else fitted.r_squared
    if fitted is not None and fitted.slope <= 0 and explained >= LEAST_R_SQUARED:
        return f"More load did not go with more use (R² {explained:.2f}): something else moves it."
    return f"Load and use aren't correlated: the load explains {explained:.0%} of the variation (R² {explained:.2f})."


def _share(value: float, limit: float) -> UseAnswer:
    return UseAnswer(value=value, share=value / limit)


def _load_at(most: float, busy: float, load: float, slope: float) -> float | None:
    return max(0.0, load + (most - busy) / slope)


def _crossing(use: float, most: float, per_second: float, asked: Question) -> datetime | None:
    if use >= most:
        return datetime.fromtimestamp(asked.end, UTC)
    if per_second <= 0:
        return None
    at = asked.end + (most - use) / per_second
    return datetime.fromtimestamp(at, UTC) if at <= asked.horizon else None
