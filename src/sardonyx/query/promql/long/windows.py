"""Windows over rollups: for every series and step the rows of the pieces within the window.

Pieces are not cut, so a window begins and ends with the last bucket that ended by then: up to five minutes early.
"""

from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.long.rows import RolledRows
from sardonyx.query.promql.values import Floats, Indexes, Mask, Samples, Times
from sardonyx.query.promql.windows.window import reduce_rows, rows_until
from sardonyx.storage.rollups.rows import BUCKET_MS


@dataclass(frozen=True, slots=True)
class RolledWindows:
    """Row `lo[i, k]` to before `hi[i, k]` of `rows`, all with samples, are those of series i in the window of step k.

    `starts` and `ends` are the windows' edges where buckets put them, [steps].
    """

    rows: RolledRows
    lo: Indexes
    hi: Indexes
    starts: Times
    ends: Times
    range_ms: int

    @property
    def some(self) -> Mask:
        """Where there are samples."""
        return np.asarray(self.hi > self.lo)

    @property
    def edges(self) -> tuple[Indexes, Indexes]:
        """The first and the last row of the windows that have some (1-d)."""
        return self.lo[self.some], self.hi[self.some] - 1

    def total(self, name: str) -> Floats:
        """The sum of a column over each window."""
        return self.reduce(np.add, self.rows[name])

    def reduce(self, ufunc: np.ufunc, values: Floats) -> Floats:
        """A ufunc over each window's values; windows without samples hold anything."""
        return reduce_rows(ufunc, values, self.lo, self.hi)

    def between(self, values: Floats) -> Floats:
        """The sum of `values[j]`, which stands for the step from row j - 1 to row j, over the steps within each window."""
        lo = np.minimum(self.lo + 1, self.hi)
        return np.where(self.hi > lo, reduce_rows(np.add, values, lo, self.hi), 0.0)

    def full(self, values: Floats) -> Floats:
        """A matrix with `values` where there are some."""
        out = np.zeros(self.some.shape)
        out[self.some] = values
        return out


def rolled_windows(rows: RolledRows, instants: Grid, range_ms: int) -> RolledWindows:
    """The windows that end at `instants`; at least one bucket wide."""
    kept = rows.chosen(rows["Samples"] > 0)
    range_ms = max(range_ms, BUCKET_MS)
    hi = rows_until(kept.ends, kept.offsets, instants.start_ms, instants)
    lo = rows_until(kept.ends, kept.offsets, instants.start_ms - range_ms, instants)
    ends = instants.times // BUCKET_MS * BUCKET_MS
    starts = (instants.times - range_ms) // BUCKET_MS * BUCKET_MS
    return RolledWindows(kept, lo, hi, starts, ends, range_ms)


def as_samples(rows: RolledRows, times: Times, values: Floats) -> Samples:
    """One sample a row, for functions that know only samples."""
    return Samples(rows.labels, rows.offsets, times, values, deltas=rows.deltas)
