"""Rows of `metric_histograms` → a pool, and their place among the float samples of their series."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sardonyx.query.promql.histograms.combine import at_most_finest
from sardonyx.query.promql.histograms.pool import (
    CUSTOM_SCHEMA,
    FINEST_SCHEMA,
    KEY_BASE,
    Bounds,
    Floats,
    Indexes,
    Mask,
    Native,
    Pool,
    empty_pool,
    joined,
)
from sardonyx.query.promql.store import native
from sardonyx.query.promql.values import Samples, Times
from sardonyx.storage.series import STALE_MARKER_BITS

COLUMNS = (
    "SeriesId, Timestamp, Count, Sum, Scale, ZeroThreshold, ZeroCount, PositiveOffset, PositiveCounts, NegativeOffset, "
    "NegativeCounts, Stale, ResetHint, CustomBounds, FloatCounts"
)
BUCKETS = "length(PositiveCounts) + length(NegativeCounts) + 1"


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: row i belongs to series `ids[i]`; a stale one says only that the series has ended."""

    ids: "np.ndarray[Any, np.dtype[np.uint64]]"
    times: Times
    stale: Mask
    pool: Pool

    def of(self, known: Mask) -> "Rows":
        """Some of the rows."""
        if bool(known.all()):
            return self
        return Rows(self.ids[known], self.times[known], self.stale[known], self.pool.take(np.flatnonzero(known)))


def decoded(data: bytes) -> Rows:
    """The rows of a `SELECT {COLUMNS} … FORMAT Native`, in its order."""
    found = [_block(block) for block in native.blocks(data)]
    if not found:
        return Rows(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, bool), empty_pool())
    ids, times, stale, pools = zip(*found, strict=True)
    pool = at_most_finest(joined(pools), FINEST_SCHEMA)
    return Rows(np.concatenate(ids), np.concatenate(times), np.concatenate(stale), pool)


def _block(columns: list[Any]) -> tuple[Any, Any, Any, Pool]:
    ids, times, count, total, scale, threshold, zero, after, positive, below, negative, stale, hint, bounds, floats = (
        columns
    )
    whole, starts = _lengths(floats) == 0, _starts(floats)
    sides = [_starts(floats) + 2, _starts(floats) + 2 + _lengths(positive)]
    buckets = [
        _side(one, offset, floats, start, whole)
        for one, offset, start in zip((positive, negative), (after, below), sides, strict=True)
    ]
    owners = np.concatenate([owner for owner, _, _ in buckets])
    keys = np.concatenate([buckets[0][1] + KEY_BASE, -(buckets[1][1] + KEY_BASE)])
    counts = np.concatenate([counted for _, _, counted in buckets])
    order = np.lexsort((keys, owners))
    order = order[counts[order] != 0]
    custom, which = _bounds(bounds, scale == CUSTOM_SCHEMA)
    # Past the end for whole ones, whose place is taken by the integers.
    exact = np.append(floats.items, [0.0, 0.0])
    return ids, times, stale.astype(bool), Pool(
        np.where(whole, count, exact[np.where(whole, 0, starts)]),
        total, threshold,
        np.where(whole, zero, exact[np.where(whole, 0, starts + 1)]),
        scale.astype(np.int64), np.minimum(hint, 3).astype(np.int64), which,
        np.searchsorted(owners[order], np.arange(len(ids) + 1)).astype(np.int64), keys[order], counts[order], custom,
    )  # fmt: skip


def _lengths(column: native.Nested) -> Indexes:
    ends = column.ends.astype(np.int64)
    return ends - np.concatenate(([0], ends[:-1]))


def _starts(column: native.Nested) -> Indexes:
    return column.ends.astype(np.int64) - _lengths(column)


def _side(
    column: native.Nested, offset: Any, floats: native.Nested, exact_from: Indexes, whole: Mask
) -> tuple[Indexes, Indexes, Floats]:
    """Owner, index and count of each bucket on one side; the exact counts where there are some."""
    lengths = _lengths(column)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(len(owners)) - _starts(column)[owners]
    counts = column.items.astype(np.float64)
    fractional = ~whole[owners]
    counts[fractional] = floats.items[(exact_from[owners] + within)[fractional]]
    # Bucket 0 of OpenTelemetry begins at 1, that of Prometheus ends there.
    return owners, offset.astype(np.int64)[owners] + 1 + within, counts


def _bounds(column: native.Nested, custom: Mask) -> tuple[tuple[Bounds, ...], Indexes]:
    """The different lists of bounds, and the number of each row's; -1 for none."""
    which = np.full(len(custom), -1, dtype=np.int64)
    if not custom.any():
        return (), which
    lengths, starts = _lengths(column)[custom], _starts(column)[custom]
    table = np.full((len(lengths), int(lengths.max()) + 1), np.inf)
    there = np.arange(table.shape[1]) < lengths[:, None]
    table[there] = column.items[(starts[:, None] + np.arange(table.shape[1]))[there]]
    distinct, which[custom] = np.unique(table, axis=0, return_inverse=True)
    return tuple(tuple(row[np.isfinite(row)].tolist()) for row in distinct), which


def among(samples: Samples, series: Indexes, rows: Rows) -> Samples:
    """The float samples with the histograms among them, in the order of time; `series[i]` is row i's series.

    Where both are at one instant, the histogram stays. What says that a histogram series ended becomes a staleness marker.
    """
    floats = len(samples.times)
    owner = np.concatenate([np.repeat(np.arange(len(samples)), np.diff(samples.offsets)), series])
    times = np.concatenate([samples.times, rows.times])
    marks = np.where(rows.stale, np.uint64(STALE_MARKER_BITS), np.float64(np.nan).view(np.uint64)).view(np.float64)
    values = np.concatenate([samples.values, marks])
    places = np.concatenate([np.full(floats, -1), np.where(rows.stale, -1, np.arange(len(rows.times)))])
    order = np.lexsort((times, owner))
    owner, times = owner[order], times[order]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (owner[1:] != owner[:-1]) | (times[1:] != times[:-1])
    order = order[last]
    offsets = np.searchsorted(owner[last], np.arange(len(samples) + 1)).astype(np.int64)
    native_rows = Native(rows.pool, places[order])
    return Samples(samples.labels, offsets, times[last], values[order], samples.deltas, native_rows)
