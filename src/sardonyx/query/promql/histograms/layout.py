"""Histograms as rows of a matrix: every bucket that counts something, in the order of values, zero bucket included."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.histograms.bounds import visible_bounds
from sardonyx.query.promql.histograms.pool import Floats, Indexes, Mask, Pool

_CHUNK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Bucket j of histogram i is (lower[i, j], upper[i, j]] with counts[i, j], for j < lengths[i]; beyond, counts are 0.

    A zero bucket that has buckets on one side only ends at zero on the other. `linear`: where values are taken to lie evenly;
    elsewhere their logarithms do.
    """

    rows: slice
    lower: Floats
    upper: Floats
    counts: Floats
    linear: Mask
    lengths: Indexes

    @property
    def there(self) -> Mask:
        """Which cells are buckets."""
        return np.asarray(np.arange(self.counts.shape[1]) < self.lengths[:, None])


def laid_out(pool: Pool) -> Iterator[Layout]:
    """All histograms, in pieces of bounded size."""
    lower, upper, counts, offsets = with_zero_buckets(pool)
    custom = pool.is_custom
    start = 0
    lengths = np.diff(offsets)
    while start < len(pool):
        widest = np.maximum.accumulate(np.maximum(lengths[start:], 1))
        fitting = int(np.searchsorted(widest * np.arange(1, len(widest) + 1), _CHUNK_CELLS, side="right"))
        stop = start + max(fitting, 1)
        here = lengths[start:stop]
        width = max(int(here.max()), 1)
        there = np.arange(width) < here[:, None]
        cells = slice(int(offsets[start]), int(offsets[stop]))

        def full(values: Floats, there: Mask = there, cells: slice = cells) -> Floats:
            out = np.zeros(there.shape)
            out[there] = values[cells]
            return out

        low, high = full(lower), full(upper)
        linear = custom[start:stop, None] | ((low <= 0) & (high >= 0))
        yield Layout(slice(start, stop), low, high, full(counts), linear, here)
        start = stop


def with_zero_buckets(pool: Pool) -> tuple[Floats, Floats, Floats, Indexes]:
    """Lower and upper bounds, counts and offsets of all buckets, those around zero among them."""
    lower, upper = visible_bounds(pool)
    owners = pool.owners
    negative = np.bincount(owners[pool.keys < 0], minlength=len(pool))
    positive = np.diff(pool.offsets) - negative
    zero = np.flatnonzero((pool.zero_count > 0) & ~pool.is_custom)
    edge = pool.zero_threshold[zero]
    low = np.where((negative[zero] == 0) & (positive[zero] > 0), 0.0, -edge)
    high = np.where((positive[zero] == 0) & (negative[zero] > 0), 0.0, edge)
    place = pool.offsets[zero] + negative[zero]
    more = np.zeros(len(pool) + 1, dtype=np.int64)
    more[zero + 1] = 1
    return (
        np.insert(lower, place, low),
        np.insert(upper, place, high),
        np.insert(pool.counts, place, pool.zero_count[zero]),
        pool.offsets + np.cumsum(more),
    )
