"""Pairs of histograms: is one equal to the other, did a counter start anew between them."""

import numpy as np

from sardonyx.query.promql.histograms.combine import combined
from sardonyx.query.promql.histograms.pool import Floats, Hint, Indexes, Mask, Pool


def counter_resets(pool: Pool, before: Indexes, after: Indexes) -> Mask:
    """Whether the counter histogram at row `after[i]` started anew since the one at row `before[i]`.

    It did if any count fell, but also if its resolution grew or its zero bucket shrank. What it says itself comes first.
    """
    hint = pool.hint[after]
    found = (
        (pool.count[after] < pool.count[before])
        | (pool.is_custom[after] != pool.is_custom[before])
        | (pool.schema[after] > pool.schema[before])
        | (pool.zero_threshold[after] < pool.zero_threshold[before])
    )
    found = np.where(hint == Hint.RESET, True, np.where(hint == Hint.NOT_RESET, False, found))
    unclear = np.flatnonzero(~found & (hint != Hint.NOT_RESET))
    if len(unclear):
        difference = _differences(pool, before[unclear], after[unclear])
        widened = difference.zero_threshold != pool.zero_threshold[after[unclear]]
        found[unclear] = widened | (difference.zero_count < 0) | _any_bucket(difference, difference.counts < 0)
    return np.asarray(found)


def equal(left: Pool, right: Pool) -> Mask:
    """Which histograms of `left` equal those of `right` in every count, bound and sum (NaN equals NaN)."""
    same = (
        (left.schema == right.schema)
        & _same_floats(left.count, right.count)
        & _same_floats(left.sum, right.sum)
        & _same_floats(left.zero_threshold, right.zero_threshold)
        & _same_floats(left.zero_count, right.zero_count)
        & (np.diff(left.offsets) == np.diff(right.offsets))
        & _same_bounds(left, right)
    )
    rows = np.flatnonzero(same)
    mine, theirs = left.take(rows), right.take(rows)
    differs = (mine.keys != theirs.keys) | ~_same_floats(mine.counts, theirs.counts)
    same[rows] = ~_any_bucket(mine, differs)
    return np.asarray(same)


def _differences(pool: Pool, before: Indexes, after: Indexes) -> Pool:
    pairs = np.repeat(np.arange(len(before)), 2)
    rows = np.stack([after, before], axis=1).ravel()
    return combined(pool, rows, pairs, len(before), np.tile([1.0, -1.0], len(before))).pool


def _any_bucket(pool: Pool, flags: Mask) -> Mask:
    """Which histograms have a flagged bucket."""
    return np.asarray(np.bincount(pool.owners[flags], minlength=len(pool)) > 0)


def _same_floats(left: Floats, right: Floats) -> Mask:
    return np.asarray((left == right) | (np.isnan(left) & np.isnan(right)))


def _same_bounds(left: Pool, right: Pool) -> Mask:
    numbers = {one: number for number, one in enumerate(dict.fromkeys((*left.custom, *right.custom)))}
    mine, theirs = (np.array([numbers[one] for one in pool.custom] + [-1])[pool.bounds] for pool in (left, right))
    return np.asarray(mine == theirs)
