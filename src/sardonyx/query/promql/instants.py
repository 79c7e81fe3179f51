"""Instant selectors over samples: the last sample at each step, unless it is too old or says the series has ended."""

import numpy as np

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.values import Floats, Mask, Samples, Vector
from sardonyx.query.promql.windows.window import rows_until
from sardonyx.storage.series import STALE_MARKER_BITS


def last_samples(samples: Samples, grid: Grid, lookback_ms: int) -> tuple[Floats, Floats, Mask]:
    """Value and time (epoch seconds) of the last sample in `(t - lookback, t]`, and where there is one."""
    if not len(samples.times):
        shape = (len(samples), grid.count)
        return np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    last = rows_until(samples.times, samples.offsets, grid.start_ms, grid) - 1
    present = last >= samples.offsets[:-1, None]
    last = np.maximum(last, 0)
    times = samples.times[last]
    values = samples.values[last]
    present &= times > grid.times - lookback_ms
    present &= values.view(np.uint64) != STALE_MARKER_BITS
    return values, times / 1000, present


def flattened(vector: Vector, grid: Grid) -> Samples:
    """A vector at many steps as samples of its series: what a subquery hands to its function."""
    present = vector.present
    rows, steps = np.nonzero(present)
    offsets = np.zeros(len(vector) + 1, dtype=np.int64)
    np.cumsum(present.sum(axis=1), out=offsets[1:])
    return Samples(vector.labels, offsets, grid.times[steps], vector.values[rows, steps])


def broadcast(vector: Vector, steps: int) -> Vector:
    """A vector of one step, the same at every step."""
    if vector.steps == steps:
        return vector
    shape = (len(vector), steps)
    return Vector(vector.labels, np.broadcast_to(vector.values, shape), np.broadcast_to(vector.present, shape))
