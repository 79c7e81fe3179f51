"""What histograms tell about their observations: quantiles, fractions, deviations.

Within exponential buckets observations are taken to be spread evenly over the logarithm of their values, within custom
buckets and around zero over the values. Source: Prometheus 3, functions `histogram_quantile`, `histogram_fraction`,
`histogram_stdvar`.
"""

import numpy as np

from sardonyx.query.promql.histograms.layout import Layout, laid_out, with_zero_buckets
from sardonyx.query.promql.histograms.pool import Floats, Mask, Pool


def quantiles(pool: Pool, wanted: Floats) -> Floats:
    """For each histogram its own quantile. -Inf below 0, +Inf above 1, NaN where there is none to tell."""
    found = np.zeros(len(pool))
    for part in laid_out(pool):
        found[part.rows] = _quantiles(pool, part, wanted[part.rows])
    with np.errstate(invalid="ignore"):
        found = np.where((pool.count == 0) | np.isnan(wanted), np.nan, found)
        return np.where(wanted < 0, -np.inf, np.where(wanted > 1, np.inf, found))


def _quantiles(pool: Pool, part: Layout, wanted: Floats) -> Floats:
    count, has_nan_sum = pool.count[part.rows], np.isnan(pool.sum[part.rows])
    custom = pool.is_custom[part.rows]
    line = np.arange(len(count))
    # From the nearer end; of NaN nobody knows where it would be, so histograms that may count some are read upwards.
    upwards = has_nan_sum | (wanted < 0.5)
    with np.errstate(all="ignore"):
        rank = np.where(upwards, wanted, 1 - wanted) * count
        ascending = np.cumsum(part.counts, axis=1)
        descending = np.cumsum(part.counts[:, ::-1], axis=1)[:, ::-1]
        reached = (np.where(upwards[:, None], ascending, descending) >= rank[:, None]) & part.there
        width = reached.shape[1]
        first = np.where(upwards, np.argmax(reached, axis=1), width - 1 - np.argmax(reached[:, ::-1], axis=1))
        end = np.where(upwards, np.maximum(part.lengths - 1, 0), 0)
        bucket = np.where(reached.any(axis=1), first, end)
        lower, upper, inside = (of[line, bucket] for of in (part.lower, part.upper, part.counts))
        linear = part.linear[line, bucket]
        so_far = np.minimum(np.where(upwards, ascending[line, bucket], descending[line, bucket]), count)
        opens, closes = custom & (lower == -np.inf), custom & (upper == np.inf) & (lower != -np.inf)
        start = np.where(opens, 0.0, lower)
        share = np.where(upwards, rank - (so_far - inside), so_far - rank) / inside
        estimate = _between(start, upper, share, linear)
        beyond = np.where(has_nan_sum, np.nan, upper)
        found = np.where(so_far < rank, beyond, estimate)
        return np.where(closes, lower, np.where(opens & (upper <= 0), upper, found))


def _between(lower: Floats, upper: Floats, share: Floats, linear: Mask) -> Floats:
    """The value a `share` of the way through a bucket."""
    low, high = np.log2(np.abs(lower)), np.log2(np.abs(upper))
    positive = np.exp2(low + (high - low) * share)
    negative = -np.exp2(high + (low - high) * (1 - share))
    return np.where(linear, lower + (upper - lower) * share, np.where(lower > 0, positive, negative))


def counts_nan(pool: Pool) -> Mask:
    """Which histograms have seen NaN: it counts, but in no bucket, and makes the sum NaN."""
    inside = pool.zero_count + np.bincount(pool.owners, weights=pool.counts, minlength=len(pool))
    return np.asarray(np.isnan(pool.sum) & (inside < pool.count))


def fractions(pool: Pool, lower: Floats, upper: Floats) -> Floats:
    """For each histogram the share of observations between its two values."""
    found = np.zeros(len(pool))
    inside = np.where(
        np.isnan(pool.sum),
        pool.zero_count + np.bincount(pool.owners, weights=pool.counts, minlength=len(pool)),
        pool.count,
    )
    for part in laid_out(pool):
        most = inside[part.rows]
        low, high = (np.minimum(_rank(part, value[part.rows], most), most) for value in (lower, upper))
        found[part.rows] = high - low
    with np.errstate(all="ignore"):
        found = np.where(lower >= upper, 0.0, found / pool.count)
        return np.where((pool.count == 0) | np.isnan(lower) | np.isnan(upper), np.nan, found)


def _rank(part: Layout, value: Floats, most: Floats) -> Floats:
    """How many observations lie below each histogram's value."""
    line = np.arange(len(value))
    beyond = (part.upper > value[:, None]) & part.there
    bucket = np.argmax(beyond, axis=1)
    before = (np.cumsum(part.counts, axis=1) - part.counts)[line, bucket]
    lower, upper = part.lower[line, bucket], part.upper[line, bucket]
    lower = np.where((lower == -np.inf) & (upper >= 0), 0.0, lower)
    with np.errstate(all="ignore"):
        even = (value - lower) / (upper - lower)
        low, high, at = (np.log2(np.abs(of)) for of in (lower, upper, value))
        by_logarithm = np.where(value > 0, (at - low) / (high - low), 1 - (at - high) / (low - high))
        share = np.where(part.linear[line, bucket], even, by_logarithm)
        share = np.where((lower < value) & (lower != -np.inf), share, 0.0)
        return np.where(beyond.any(axis=1), before + part.counts[line, bucket] * share, most)


def variances(pool: Pool) -> Floats:
    """For each histogram the variance of its observations, all of a bucket taken to lie in its middle."""
    lower, upper, counts, offsets = with_zero_buckets(pool)
    owners = np.repeat(np.arange(len(pool)), np.diff(offsets))
    with np.errstate(all="ignore"):
        middle = np.sqrt(lower * upper) * np.sign(upper)
        middle = np.where((lower <= 0) & (upper >= 0), 0.0, middle)
        middle = np.where(pool.is_custom[owners], (lower + upper) / 2, middle)
        apart = middle - (pool.sum / pool.count)[owners]
        return np.bincount(owners, weights=counts * apart * apart, minlength=len(pool)) / pool.count
