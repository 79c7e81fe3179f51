"""Windows over samples: for every series and step the rows of the samples in `(t - range, t]`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.values import Floats, Indexes, Mask, Samples, Times
from sardonyx.storage.series import STALE_MARKER_BITS

_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Windows:
    """Row `lo[i, k]` to before `hi[i, k]` of `times` and `values` are the samples of series i in the window of step k.

    `ends` are the windows' ends, [steps]; `evaluated_at` the steps' own times, which differ by offset and @. `deltas`, if
    any, tells which series' samples are increases since the sample before (OTLP's delta temporality), not totals.
    """

    times: Times
    values: Floats
    lo: Indexes
    hi: Indexes
    ends: Times
    evaluated_at: Times
    range_ms: int
    deltas: Mask | None = None

    @property
    def counts(self) -> Indexes:
        """Samples per window."""
        return self.hi - self.lo

    def evaluated_at_times(self, times: Times) -> "Windows":
        """The same windows for steps at other times; a single window for all of them."""
        shape = (len(self.lo), len(times))
        return replace(
            self,
            lo=np.broadcast_to(self.lo, shape),
            hi=np.broadcast_to(self.hi, shape),
            ends=np.broadcast_to(self.ends, times.shape),
            evaluated_at=times,
        )

    def first(self, at_least: int = 1) -> tuple[Mask, Indexes, Indexes]:
        """Which windows have enough samples, and the rows of their first and last one (1-d, those windows only)."""
        enough = self.counts >= at_least
        return enough, self.lo[enough], self.hi[enough] - 1

    def reduce(self, ufunc: np.ufunc, values: Floats | None = None) -> Floats:
        """A ufunc over each window's values; windows without samples hold anything."""
        return reduce_rows(ufunc, self.values if values is None else values, self.lo, self.hi)

    def full(self, enough: Mask, values: Any) -> Floats:
        """A matrix with `values` where `enough`."""
        out = np.zeros(enough.shape)
        out[enough] = values
        return out


def without_stale(samples: Samples) -> Samples:
    """Samples but staleness markers."""
    kept = samples.values.view(np.uint64) != STALE_MARKER_BITS
    if bool(kept.all()):
        return samples
    return chosen(samples, kept)


def chosen(samples: Samples, kept: Mask) -> Samples:
    """Only some samples of all series."""
    before = np.concatenate(([0], np.cumsum(kept)))
    return replace(
        samples,
        offsets=before[samples.offsets],
        times=samples.times[kept],
        values=samples.values[kept],
        native=None if samples.native is None else samples.native.at(kept),
    )


def rows_until(times: Times, offsets: Indexes, first_ms: int, grid: Grid) -> Indexes:
    """For each series and step k: the row after its last sample at or before `first_ms + k * step`; [series, steps]."""
    series, steps = len(offsets) - 1, grid.count
    step = max(grid.step_ms, 1)
    bucket = np.clip(-((first_ms - times) // step), 0, steps)
    owner = np.repeat(np.arange(series, dtype=np.int64), np.diff(offsets))
    counts = np.bincount(owner * (steps + 1) + bucket, minlength=series * (steps + 1))
    before = np.cumsum(counts.reshape(series, steps + 1)[:, :steps], axis=1)
    return before + offsets[:-1, None]


def windows(samples: Samples, grid: Grid, range_ms: int) -> Windows:
    """The windows of `samples` (without staleness markers) that end at the instants of `grid`, and are evaluated then."""
    hi = rows_until(samples.times, samples.offsets, grid.start_ms, grid)
    lo = rows_until(samples.times, samples.offsets, grid.start_ms - range_ms, grid)
    return Windows(samples.times, samples.values, lo, hi, grid.times, grid.times, range_ms, samples.deltas)


def reduce_rows(ufunc: np.ufunc, values: Any, lo: Indexes, hi: Indexes) -> Floats:
    """`ufunc` over values[lo:hi] for each pair; 0 where a pair is empty."""
    some = hi > lo
    edges = np.empty((int(some.sum()), 2), dtype=np.int64)
    edges[:, 0], edges[:, 1] = lo[some], hi[some]
    out = np.zeros(lo.shape)
    if len(edges):
        padded = np.append(values, values[-1:])
        with np.errstate(all="ignore"):
            out[some] = ufunc.reduceat(padded, edges.ravel())[::2]
    return out


@dataclass(frozen=True, slots=True)
class Expanded:
    """Some windows written out one after the other: `rows` of samples, window j begins at `starts[j]`."""

    which: slice
    rows: Indexes
    starts: Indexes
    owner: Indexes

    def total(self, values: Floats) -> Floats:
        """The sum of `values` (one per written-out row) of each window."""
        with np.errstate(all="ignore"):
            return np.asarray(np.add.reduceat(values, self.starts))


def expanded(lo: Indexes, hi: Indexes) -> Iterator[Expanded]:
    """The (1-d, not empty) windows written out, in pieces of bounded size."""
    lengths = hi - lo
    ends = np.cumsum(lengths)
    begin = 0
    while begin < len(lo):
        base = int(ends[begin - 1]) if begin else 0
        stop = max(int(np.searchsorted(ends, base + _CHUNK, side="right")), begin + 1)
        here = lengths[begin:stop]
        starts = ends[begin:stop] - here - base
        owner = np.repeat(np.arange(stop - begin), here)
        rows = np.arange(int(here.sum())) - starts[owner] + lo[begin:stop][owner]
        yield Expanded(slice(begin, stop), rows, starts, owner)
        begin = stop
