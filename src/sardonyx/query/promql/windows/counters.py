"""rate, increase, delta and their kin: two samples at least, extrapolated to the window's edges as Prometheus does."""

import numpy as np

from sardonyx.query.promql.values import Floats, Indexes, Mask, Times
from sardonyx.query.promql.windows.window import Windows, reduce_rows

Result = tuple[Floats, Mask]

_EDGE_FACTOR = 1.1
"""A gap to the window's edge below this many average spacings is taken to belong to the series."""


def rate(w: Windows) -> Result:
    """Per-second increase of a counter."""
    return _or_of_deltas(w, _extrapolated(w, counter=True, per_second=True), w.range_ms / 1000)


def increase(w: Windows) -> Result:
    """Increase of a counter over the window."""
    return _or_of_deltas(w, _extrapolated(w, counter=True, per_second=False), 1.0)


def delta(w: Windows) -> Result:
    """Difference of a gauge over the window."""
    return _extrapolated(w, counter=False, per_second=False)


def irate(w: Windows) -> Result:
    """Per-second increase between the last two samples."""
    enough, _, last = w.first(2)
    earlier, later = w.values[last - 1], w.values[last]
    total = later < earlier
    if w.deltas is not None:
        total = total | np.broadcast_to(w.deltas[:, None], enough.shape)[enough]
    change = np.where(total, later, later - earlier)
    seconds = (w.times[last] - w.times[last - 1]) / 1000
    return w.full(enough, change / seconds), enough


def idelta(w: Windows) -> Result:
    """Difference of the last two samples."""
    enough, _, last = w.first(2)
    return w.full(enough, w.values[last] - w.values[last - 1]), enough


def changes(w: Windows) -> Result:
    """How often the value changed; NaN after NaN is no change."""
    before, after = w.values[:-1], w.values[1:]
    changed = (before != after) & ~(np.isnan(before) & np.isnan(after))
    return counted(w, changed), w.counts > 0


def resets(w: Windows) -> Result:
    """How often the value fell."""
    return counted(w, w.values[1:] < w.values[:-1]), w.counts > 0


def _or_of_deltas(w: Windows, totals: Result, seconds: float) -> Result:
    """For series of increases their sum, which needs no extrapolation: one sample is enough."""
    if w.deltas is None or not w.deltas.any():
        return totals
    deltas = w.deltas[:, None]
    values, present = totals
    return np.where(deltas, w.reduce(np.add) / seconds, values), np.where(deltas, w.counts > 0, present)


def counted(w: Windows, happened: Mask) -> Floats:
    """How often it happened within each window; `happened[i]` is about samples i and i + 1."""
    # happened[i] concerns rows i and i + 1; those of a window are lo … hi - 2.
    before = np.concatenate(([0], np.cumsum(happened)))
    lo = np.minimum(w.lo, len(happened))
    counted = before[np.maximum(w.hi - 1, lo)] - before[lo]
    return np.asarray(counted, dtype=np.float64)


def _extrapolated(w: Windows, *, counter: bool, per_second: bool) -> Result:
    enough, first, last = w.first(2)
    change = w.values[last] - w.values[first]
    if counter:
        lost = np.zeros(len(w.values))
        with np.errstate(invalid="ignore"):
            lost[1:] = np.where(w.values[1:] < w.values[:-1], w.values[:-1], 0.0)
        if lost.any():
            change = change + reduce_rows(np.add, lost, first + 1, last + 1)
    ends = np.broadcast_to(w.ends, enough.shape)[enough]
    factor = extrapolation(w, first, last, ends, earliest=w.values[first], change=change, counter=counter)
    with np.errstate(all="ignore"):
        if per_second:
            factor = factor / (w.range_ms / 1000)
        return w.full(enough, change * factor), enough


def extrapolation(
    w: Windows, first: Indexes, last: Indexes, ends: Times, *, earliest: Floats, change: Floats, counter: bool
) -> Floats:
    """How much greater the change to the windows' edges is than that between their first and last samples."""
    return factor_to_edges(
        w.times[first], w.times[last], last - first, ends - w.range_ms, ends, earliest=earliest, change=change,
        counter=counter,
    )  # fmt: skip


def factor_to_edges(
    first_ms: Times | Floats,
    last_ms: Times | Floats,
    spaces: Indexes | Floats,
    starts: Times,
    ends: Times,
    *,
    earliest: Floats,
    change: Floats,
    counter: bool,
) -> Floats:
    """The same from the first and last sample's times, how many spaces are between samples, and the windows' edges."""
    with np.errstate(all="ignore"):
        sampled = (last_ms - first_ms) / 1000
        spacing = sampled / spaces
        to_start = (first_ms - starts) / 1000
        to_end = (ends - last_ms) / 1000
        to_start = np.where(to_start >= spacing * _EDGE_FACTOR, spacing / 2, to_start)
        to_end = np.where(to_end >= spacing * _EDGE_FACTOR, spacing / 2, to_end)
        if counter:
            # A counter is never extrapolated below zero.
            to_zero = np.where((change > 0) & (earliest >= 0), sampled * (earliest / change), to_start)
            to_start = np.where(to_zero < to_start, to_zero, to_start)
        return np.asarray((sampled + to_start + to_end) / sampled)
