"""Instant selectors over samples: the last sample at each step, unless it is too old or says the series has ended."""

import numpy as np

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.histograms.pool import Native
from sardonyx.query.promql.values import Floats, Samples, Vector
from sardonyx.query.promql.windows.window import rows_until
from sardonyx.storage.series import STALE_MARKER_BITS


def last_samples(samples: Samples, grid: Grid, lookback_ms: int) -> tuple[Vector, Floats]:
    """The last sample in `(t - lookback, t]`, and its time (epoch seconds)."""
    if not len(samples.times):
        shape = (len(samples), grid.count)
        return Vector(samples.labels, np.zeros(shape), np.zeros(shape, dtype=bool)), np.zeros(shape)
    last = rows_until(samples.times, samples.offsets, grid.start_ms, grid) - 1
    present = last >= samples.offsets[:-1, None]
    last = np.maximum(last, 0)
    times = samples.times[last]
    values = samples.values[last]
    present &= times > grid.times - lookback_ms
    present &= values.view(np.uint64) != STALE_MARKER_BITS
    native = None if samples.native is None else samples.native.at(last)
    return Vector(samples.labels, values, present, native), times / 1000


def flattened(vector: Vector, grid: Grid) -> Samples:
    """A vector at many steps as samples of its series: what a subquery hands to its function."""
    present = vector.present
    rows, steps = np.nonzero(present)
    offsets = np.zeros(len(vector) + 1, dtype=np.int64)
    np.cumsum(present.sum(axis=1), out=offsets[1:])
    native = None if vector.native is None else vector.native.at(present)
    return Samples(vector.labels, offsets, grid.times[steps], vector.values[rows, steps], native=native)


def broadcast(vector: Vector, steps: int) -> Vector:
    """A vector of one step, the same at every step."""
    if vector.steps == steps:
        return vector
    shape = (len(vector), steps)
    native = vector.native
    if native is not None:
        native = Native(native.pool, np.broadcast_to(native.rows, shape))
    return Vector(vector.labels, np.broadcast_to(vector.values, shape), np.broadcast_to(vector.present, shape), native)
