"""Weighted sums of histograms, group by group: the one operation behind rates, sums, means, differences and comparisons.

Histograms of different resolution meet at the coarsest; zero buckets of different width at the widest, widened further if
it would end amid a bucket that counts something. Lists of custom bounds meet at the bounds they share.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sardonyx.query.promql.histograms.bounds import bucket_bounds, indexes_of
from sardonyx.query.promql.histograms.pool import (
    CUSTOM_SCHEMA,
    KEY_BASE,
    Bounds,
    Floats,
    Hint,
    Indexes,
    Mask,
    Pool,
    joined,
    without_empty_buckets,
)

_CHUNK_BUCKETS = 4_000_000
# Keys lie within ±2^33.
_KEY_SPAN = 2**34
_NO_FLOOR = 127


@dataclass(frozen=True, slots=True)
class Combined:
    """A histogram per group. `mixed`: groups of exponential and custom buckets together, whose histogram means nothing.

    `reconciled`: custom bounds differed. `collided`: some said there was a counter reset, others that there was none.
    """

    pool: Pool
    mixed: Mask
    reconciled: Mask
    collided: Mask


def combined(
    pool: Pool, rows: Indexes, groups: Indexes, count: int, weights: Floats, coarsest: Indexes | None = None
) -> Combined:
    """The sum of `weights[j]` times histogram `rows[j]` for each of `count` groups, `groups[j]` being member j's.

    `coarsest` may ask for a schema per group that is no finer.
    """
    order = np.argsort(groups, kind="stable")
    rows, groups, weights = rows[order], groups[order], weights[order]
    floor = np.full(count, _NO_FLOOR, dtype=np.int64) if coarsest is None else coarsest
    parts = [
        _part(pool.take(rows[members]), groups[members] - first, last - first, weights[members], floor[first:last])
        for members, first, last in _chunks(pool, rows, groups, count)
    ]
    if len(parts) == 1:
        return parts[0]
    return Combined(
        joined([part.pool for part in parts]),
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("mixed", "reconciled", "collided")),
    )


def _chunks(pool: Pool, rows: Indexes, groups: Indexes, count: int) -> Iterator[tuple[slice, int, int]]:
    """Members and groups of pieces of bounded size."""
    ends = np.cumsum(pool.offsets[rows + 1] - pool.offsets[rows] + 1)
    member = group = 0
    while True:
        base = int(ends[member - 1]) if member else 0
        stop = int(np.searchsorted(ends, base + _CHUNK_BUCKETS, side="right"))
        if stop >= len(rows):
            yield slice(member, len(rows)), group, count
            return
        last = max(int(groups[stop]), group + 1)
        stop = int(np.searchsorted(groups, last))
        yield slice(member, stop), group, last
        member, group = stop, last


def _part(pool: Pool, groups: Indexes, count: int, weights: Floats, floor: Indexes) -> Combined:
    """`combined` of histograms sorted by group, each used once."""
    custom = pool.is_custom
    some_custom = np.bincount(groups[custom], minlength=count) > 0
    mixed = some_custom & (np.bincount(groups[~custom], minlength=count) > 0)
    schema = floor.copy()
    np.minimum.at(schema, groups, pool.schema)
    schema = np.where(schema == _NO_FLOOR, 0, schema)
    bounds, reconciled, tables = _shared_bounds(pool, groups, count)
    threshold = np.zeros(count)
    np.maximum.at(threshold, groups, pool.zero_threshold)
    upper = np.zeros(0)
    swallowed = np.zeros(len(pool.keys), dtype=bool)
    # Where buckets lie matters only where zero buckets or custom bounds meet.
    if custom.any() or bool((pool.zero_threshold < threshold[groups]).any()):
        lower, upper = bucket_bounds(pool)
        threshold, swallowed = _widened(pool, groups, threshold, lower, upper)
    with np.errstate(all="ignore"):
        weight_of = np.repeat(weights, np.diff(pool.offsets))
        counts = pool.counts * weight_of
        totals = [_summed(groups, getattr(pool, name) * weights, count) for name in ("count", "sum", "zero_count")]
        owner_group = groups[pool.owners]
        if swallowed.any():
            totals[2] = totals[2] + _summed(owner_group[swallowed], counts[swallowed], count)
    kept = ~swallowed & ~mixed[owner_group]
    keys = _moved(pool, schema[groups], upper, bounds[groups], tables)
    cell_group, cell_key, cell_count = _cells(owner_group[kept], keys[kept], counts[kept])
    offsets = np.searchsorted(cell_group, np.arange(count + 1))
    hint, collided = _hints(pool, groups, count)
    result = Pool(
        totals[0], totals[1], threshold, totals[2], schema, hint, bounds, offsets, cell_key, cell_count, tables
    )
    return Combined(without_empty_buckets(result), mixed, reconciled, collided)


def _summed(groups: Indexes, values: Floats, count: int) -> Floats:
    # The first value starts the sum, as upstream's does: 0 + -0 would be 0.
    if not len(groups):
        return np.zeros(count)
    starts = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
    found = np.zeros(count)
    found[groups[starts]] = np.add.reduceat(values, starts)
    return found


def _cells(groups: Indexes, keys: Indexes, counts: Floats) -> tuple[Indexes, Indexes, Floats]:
    """Buckets of equal group and key added up, sorted."""
    if not len(keys):
        return groups, keys, counts
    place = groups * _KEY_SPAN + (keys + _KEY_SPAN // 2)
    order = np.argsort(place, kind="stable")
    place = place[order]
    starts = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
    with np.errstate(all="ignore"):
        summed = np.add.reduceat(counts[order], starts)
    return groups[order][starts], keys[order][starts], summed


def _widened(pool: Pool, groups: Indexes, threshold: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Mask]:
    """The zero buckets' final thresholds, and the buckets they swallow."""
    owners = pool.owners
    near, far = np.where(pool.keys > 0, lower, -upper), np.where(pool.keys > 0, upper, -lower)
    exponential = pool.schema[owners] != CUSTOM_SCHEMA
    owner_group = groups[owners]
    while True:
        edge = threshold[owner_group]
        concerned = exponential & (pool.zero_threshold[owners] < edge) & (near < edge)
        amid = concerned & (far > edge)
        if not amid.any():
            return threshold, concerned
        threshold = threshold.copy()
        np.maximum.at(threshold, owner_group[amid], far[amid])


def _moved(pool: Pool, schema: Indexes, upper: Floats, bounds: Indexes, tables: tuple[Bounds, ...]) -> Indexes:
    """The buckets' keys in their groups' schema or bounds, both given per histogram."""
    owners = pool.owners
    custom = pool.is_custom
    steps = np.where(custom, 0, pool.schema - np.where(schema == CUSTOM_SCHEMA, pool.schema, schema))
    keys = pool.keys
    if steps.any():
        index = ((indexes_of(keys) - 1) >> np.minimum(steps, 62)[owners]) + 1
        keys = np.where(custom[owners], keys, np.sign(keys) * (KEY_BASE + index))
    if custom.any():
        for number in np.unique(bounds[custom]).tolist():
            here = (custom & (bounds == number))[owners]
            keys = keys.copy()
            keys[here] = KEY_BASE + np.searchsorted(np.array(tables[number]), upper[here])
    return keys


def _shared_bounds(pool: Pool, groups: Indexes, count: int) -> tuple[Indexes, Mask, tuple[Bounds, ...]]:
    """For each group its bounds (-1 for none), whether they differed, and all lists of bounds."""
    custom = np.flatnonzero(pool.is_custom)
    bounds, reconciled = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=bool)
    if not len(custom):
        return bounds, reconciled, tuple(pool.custom)
    numbers = {one: number for number, one in enumerate(pool.custom)}
    pairs = np.unique(np.stack([groups[custom], pool.bounds[custom]]), axis=1)
    bounds[pairs[0]] = pairs[1]
    reconciled = np.bincount(pairs[0], minlength=count) > 1
    for group in np.flatnonzero(reconciled).tolist():
        members = pairs[1][pairs[0] == group].tolist()
        shared = set(pool.custom[members[0]]).intersection(*(pool.custom[one] for one in members[1:]))
        bounds[group] = numbers.setdefault(tuple(sorted(shared)), len(numbers))
    return bounds, reconciled, tuple(numbers)


def _hints(pool: Pool, groups: Indexes, count: int) -> tuple[Indexes, Mask]:
    """A gauge among them makes a gauge; else what all agree on, or nothing."""
    said = np.zeros((len(Hint), count), dtype=bool)
    said[pool.hint, groups] = True
    agreed = said.sum(axis=0) == 1
    hint = np.where(said[Hint.GAUGE], int(Hint.GAUGE), np.where(agreed, np.argmax(said, axis=0), int(Hint.UNKNOWN)))
    return hint.astype(np.int64), np.asarray(said[Hint.RESET] & said[Hint.NOT_RESET])


def as_gauges(pool: Pool) -> Pool:
    """The same histograms, marked as gauges."""
    return replace(pool, hint=np.full(len(pool), int(Hint.GAUGE), dtype=np.int64))


def at_most_finest(pool: Pool, finest: int) -> Pool:
    """The same histograms with no finer resolution than `finest`."""
    if not bool((pool.schema > finest).any()):
        return pool
    rows = np.arange(len(pool))
    return combined(pool, rows, rows, len(pool), np.ones(len(pool)), np.minimum(pool.schema, finest)).pool
