"""`<aggregation>_over_time` and other statistics of each window."""

import numpy as np

from sardonyx.query.promql.values import Floats, Indexes, Mask
from sardonyx.query.promql.windows.window import Windows, expanded

Result = tuple[Floats, Mask]


def sum_over_time(w: Windows) -> Result:
    """The sum."""
    return w.reduce(np.add), w.counts > 0


def count_over_time(w: Windows) -> Result:
    """How many samples."""
    return w.counts.astype(np.float64), w.counts > 0


def avg_over_time(w: Windows) -> Result:
    """The mean; where the sum leaves the range of floats, the mean of values made smaller first."""
    present = w.counts > 0
    counts = np.maximum(w.counts, 1)
    total = w.reduce(np.add)
    mean = total / counts
    overflown = present & np.isinf(total)
    if overflown.any():
        infinite = reduce_any(w, np.isinf(w.values))
        for i, k in np.argwhere(overflown & ~infinite):
            mean[i, k] = float(np.sum(w.values[w.lo[i, k] : w.hi[i, k]] / counts[i, k]))
    return mean, present


def reduce_any(w: Windows, flags: Mask) -> Mask:
    """Whether any sample of each window is flagged."""
    before = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(before[w.hi] > before[w.lo])


def min_over_time(w: Windows) -> Result:
    """The least value that is a number."""
    return w.reduce(np.fmin), w.counts > 0


def max_over_time(w: Windows) -> Result:
    """The greatest value that is a number."""
    return w.reduce(np.fmax), w.counts > 0


def last_over_time(w: Windows) -> Result:
    """The last value."""
    present, _, last = w.first()
    return w.full(present, w.values[last]), present


def first_over_time(w: Windows) -> Result:
    """The first value."""
    present, first, _ = w.first()
    return w.full(present, w.values[first]), present


def present_over_time(w: Windows) -> Result:
    """1 where there is any sample."""
    return np.ones(w.lo.shape), w.counts > 0


def ts_of_last_over_time(w: Windows) -> Result:
    """When the last sample was, in seconds."""
    present, _, last = w.first()
    return w.full(present, w.times[last] / 1000), present


def ts_of_first_over_time(w: Windows) -> Result:
    """When the first sample was, in seconds."""
    present, first, _ = w.first()
    return w.full(present, w.times[first] / 1000), present


def ts_of_max_over_time(w: Windows) -> Result:
    """When the greatest value was seen last, in seconds."""
    return _time_of(w, w.reduce(np.fmax))


def ts_of_min_over_time(w: Windows) -> Result:
    """When the least value was seen last, in seconds."""
    return _time_of(w, w.reduce(np.fmin))


def _time_of(w: Windows, extreme: Floats) -> Result:
    present, first, last = w.first()
    wanted = extreme[present]
    found = np.empty(len(first))
    for part in expanded(first, last + 1):
        value = w.values[part.rows]
        target = wanted[part.which][part.owner]
        hit = (value == target) | np.isnan(target)
        found[part.which] = np.maximum.reduceat(np.where(hit, w.times[part.rows], -1), part.starts)
    return w.full(present, found / 1000), present


def stdvar_over_time(w: Windows) -> Result:
    """Population variance."""
    present, first, last = w.first()
    found = np.empty(len(first))
    for part in expanded(first, last + 1):
        value = w.values[part.rows]
        count = last[part.which] + 1 - first[part.which]
        with np.errstate(all="ignore"):
            mean = part.total(value) / count
            found[part.which] = part.total((value - mean[part.owner]) ** 2) / count
    return w.full(present, found), present


def stddev_over_time(w: Windows) -> Result:
    """Population standard deviation."""
    variance, present = stdvar_over_time(w)
    return np.sqrt(variance), present


def mad_over_time(w: Windows) -> Result:
    """Median absolute deviation from the median; NaN where any value is."""
    present, first, last = w.first()
    half = np.full(len(first), 0.5)
    found = np.empty(len(first))
    for part in expanded(first, last + 1):
        value = w.values[part.rows]
        middle = _quantiles(value, part.owner, part.starts, half[part.which])
        with np.errstate(all="ignore"):
            apart = np.abs(value - middle[part.owner])
        found[part.which] = _quantiles(apart, part.owner, part.starts, half[part.which])
        found[part.which][np.logical_or.reduceat(np.isnan(value), part.starts)] = np.nan
    return w.full(present, found), present


def quantile_over_time(w: Windows, quantile: Floats) -> Result:
    """The quantile (one per step) of each window's values, interpolated linearly."""
    present, first, last = w.first()
    wanted = np.broadcast_to(quantile, present.shape)[present]
    found = np.empty(len(first))
    for part in expanded(first, last + 1):
        found[part.which] = _quantiles(w.values[part.rows], part.owner, part.starts, wanted[part.which])
    return w.full(present, found), present


def _quantiles(values: Floats, owner: Indexes, starts: Indexes, quantile: Floats) -> Floats:
    # NaN sorts before all numbers, as upstream has it.
    missing = np.isnan(values)
    ordered = values[np.lexsort((np.where(missing, -np.inf, values), ~missing, owner))]
    lengths = np.diff(np.append(starts, len(values)))
    return quantile_of_sorted(ordered, starts, lengths, quantile)


def quantile_of_sorted(ordered: Floats, starts: Indexes, lengths: Indexes, quantile: Floats) -> Floats:
    """Quantiles of runs of sorted values; ±Inf beyond [0, 1], NaN for NaN."""
    with np.errstate(all="ignore"):
        rank = np.nan_to_num(np.clip(quantile, 0, 1)) * (lengths - 1)
        lower = np.maximum(0, np.floor(rank)).astype(np.int64)
        upper = np.minimum(lengths - 1, lower + 1)
        weight = rank - np.floor(rank)
        inside = ordered[starts + lower] * (1 - weight) + ordered[starts + upper] * weight
        result = np.where(quantile < 0, -np.inf, np.where(quantile > 1, np.inf, inside))
        return np.where(np.isnan(quantile), np.nan, result)
