"""Functions that see a line in each window: deriv, predict_linear, double exponential smoothing."""

import numpy as np

from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.values import Floats, Indexes, Mask, Times
from sardonyx.query.promql.windows.window import Windows, expanded

Result = tuple[Floats, Mask]


def deriv(w: Windows) -> Result:
    """Per-second slope of the line through the window."""
    enough, first, last = w.first(2)
    slope, _ = _regression(w, first, last, w.times[first])
    return w.full(enough, slope), enough


def predict_linear(w: Windows, seconds: Floats) -> Result:
    """Where the line through the window will be, `seconds` (one per step) after the step."""
    enough, first, last = w.first(2)
    at = np.broadcast_to(w.evaluated_at, enough.shape)[enough]
    ahead = np.broadcast_to(seconds, enough.shape)[enough]
    slope, intercept = _regression(w, first, last, at)
    return w.full(enough, slope * ahead + intercept), enough


def _regression(w: Windows, first: Indexes, last: Indexes, origin: Times) -> tuple[Floats, Floats]:
    slope, intercept = np.empty(len(first)), np.empty(len(first))
    for part in expanded(first, last + 1):
        here = part.which
        n = (last[here] + 1 - first[here]).astype(np.float64)
        x = (w.times[part.rows] - origin[here][part.owner]) / 1000
        y = w.values[part.rows]
        with np.errstate(all="ignore"):
            mean_x, mean_y = part.total(x) / n, part.total(y) / n
            # Centred first: sums of squares of times since the origin would cost digits.
            dx = x - mean_x[part.owner]
            slope[here] = part.total(dx * (y - mean_y[part.owner])) / part.total(dx * dx)
            intercept[here] = mean_y - slope[here] * mean_x
        start = w.values[first[here]]
        constant = np.logical_and.reduceat(y == start[part.owner], part.starts)
        slope[here] = np.where(constant, np.where(np.isinf(start), np.nan, 0.0), slope[here])
        intercept[here] = np.where(constant, np.where(np.isinf(start), np.nan, start), intercept[here])
    return slope, intercept


def double_exponential_smoothing(w: Windows, smoothing: Floats, trend: Floats) -> Result:
    """Smoothed value at the window's end; both factors (one per step) in (0, 1)."""
    for factor, name in ((smoothing, "smoothing"), (trend, "trend")):
        wrong = factor[(factor <= 0) | (factor >= 1)]
        if len(wrong):
            raise ExecutionError(f"invalid {name} factor. Expected: 0 < {name[0]}f < 1, got: {wrong[0]:f}")
    enough, first, last = w.first(2)
    sf = np.broadcast_to(smoothing, enough.shape)[enough]
    tf = np.broadcast_to(trend, enough.shape)[enough]
    level = w.values[first].copy()
    slope = w.values[first + 1] - w.values[first]
    previous = np.zeros(len(first))
    active = np.arange(len(first))
    # One turn per position in the window, all windows at once.
    for position in range(1, int((last - first).max(initial=0)) + 1):
        active = active[last[active] - first[active] >= position]
        s, t = sf[active], tf[active]
        if position > 1:
            slope[active] = t * (level[active] - previous[active]) + (1 - t) * slope[active]
        previous[active] = level[active]
        measured = w.values[first[active] + position]
        level[active] = s * measured + (1 - s) * (level[active] + slope[active])
    return w.full(enough, level), enough
