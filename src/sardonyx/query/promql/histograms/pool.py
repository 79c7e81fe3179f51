"""Many native histograms in columns, and which samples of a vector they are.

Buckets are counted as Prometheus does: bucket i of an exponential schema covers (base^(i-1), base^i], base = 2^(2^-schema);
bucket i of custom bounds covers (bounds[i-1], bounds[i]], the last one ends at +Inf. Source: Prometheus 3,
"Native Histograms" (specification).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sardonyx.query.promql.errors import TooMuch

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bounds = tuple[float, ...]

CUSTOM_SCHEMA = -53
FINEST_SCHEMA = 8
KEY_BASE = 2**32
"""Keys of positive buckets are KEY_BASE + index, of negative ones -(KEY_BASE + index): in the order of values."""
_MOST_BUCKETS = 50_000_000


class Hint(IntEnum):
    """What a histogram says about a counter reset before it: nothing, that there was one, that there was none, no counter."""

    UNKNOWN = 0
    RESET = 1
    NOT_RESET = 2
    GAUGE = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """Histogram i has buckets `offsets[i]:offsets[i + 1]` of `keys` (ascending) and `counts`, none of them zero.

    `bounds[i]` is its row of `custom` for schema CUSTOM_SCHEMA, else -1. `hint` holds values of Hint.
    """

    count: Floats
    sum: Floats
    zero_threshold: Floats
    zero_count: Floats
    schema: Indexes
    hint: Indexes
    bounds: Indexes
    offsets: Indexes
    keys: Indexes
    counts: Floats
    custom: Sequence[Bounds] = ()

    def __len__(self) -> int:
        return len(self.count)

    @property
    def is_custom(self) -> Mask:
        """Which have custom bounds."""
        return np.asarray(self.schema == CUSTOM_SCHEMA)

    @property
    def owners(self) -> Indexes:
        """The histogram of each bucket."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def take(self, rows: Indexes) -> "Pool":
        """These histograms, in this order; a row may be taken often."""
        if len(rows) == len(self) and bool((rows == np.arange(len(rows))).all()):
            return self
        offsets, buckets = self.buckets_of(rows)
        return Pool(
            self.count[rows], self.sum[rows], self.zero_threshold[rows], self.zero_count[rows], self.schema[rows],
            self.hint[rows], self.bounds[rows], offsets, self.keys[buckets], self.counts[buckets], self.custom,
        )  # fmt: skip

    def buckets_of(self, rows: Indexes) -> tuple[Indexes, Indexes]:
        """Offsets of the rows' buckets written out one after the other, and which buckets these are."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        total = int(offsets[-1])
        if total > _MOST_BUCKETS:
            raise TooMuch(
                f"query processing would load too many samples into memory in query execution: {total} buckets of "
                f"histograms, {_MOST_BUCKETS} allowed; narrow the time range, widen the step or add label matchers"
            )
        return offsets, np.arange(total) + np.repeat(self.offsets[rows] - offsets[:-1], lengths)

    def scaled(self, factor: Floats) -> "Pool":
        """Each multiplied by its factor. Times a negative one, a counter becomes a gauge."""
        with np.errstate(all="ignore"):
            counts = self.counts * np.repeat(factor, np.diff(self.offsets))
            pool = replace(
                self,
                count=self.count * factor,
                sum=self.sum * factor,
                zero_count=self.zero_count * factor,
                hint=np.where(factor < 0, int(Hint.GAUGE), self.hint),
                counts=counts,
            )
        return pool if bool((counts != 0).all()) else without_empty_buckets(pool)

    def divided(self, divisor: Floats) -> "Pool":
        """Each divided by its divisor. By zero, no buckets are left: there is nothing in them to tell apart."""
        with np.errstate(all="ignore"):
            counts = self.counts / np.repeat(divisor, np.diff(self.offsets))
            pool = replace(
                self,
                count=self.count / divisor,
                sum=self.sum / divisor,
                zero_count=self.zero_count / divisor,
                hint=np.where(divisor < 0, int(Hint.GAUGE), self.hint),
                counts=np.where(np.repeat(divisor == 0, np.diff(self.offsets)), 0.0, counts),
            )
        return without_empty_buckets(pool)


@dataclass(frozen=True, slots=True)
class Native:
    """Which samples are histograms: `rows` says where in `pool`, -1 for a float; shaped as the values beside it."""

    pool: Pool
    rows: Indexes

    @property
    def mask(self) -> Mask:
        """Where the samples are histograms (if they are present)."""
        return self.rows >= 0

    def at(self, where: Any) -> "Native":
        """Of some samples, chosen by index or mask."""
        return Native(self.pool, self.rows[where])

    def gathered(self, where: Mask) -> Pool:
        """The histograms at `where`, in the order of its true elements."""
        return self.pool.take(self.rows[where])


def placed(pool: Pool, where: Mask) -> Native:
    """The histograms of `pool` at the true elements of `where`, in order."""
    rows = np.full(where.shape, -1, dtype=np.int64)
    rows[where] = np.arange(len(pool))
    return Native(pool, rows)


def without_empty_buckets(pool: Pool) -> Pool:
    """The same histograms but for buckets that count nothing."""
    kept = pool.counts != 0
    before = np.concatenate(([0], np.cumsum(kept)))
    return replace(pool, offsets=before[pool.offsets], keys=pool.keys[kept], counts=pool.counts[kept])


def empty_pool() -> Pool:
    """No histograms."""
    none, no_index = np.zeros(0), np.zeros(0, dtype=np.int64)
    return Pool(none, none, none, none, no_index, no_index, no_index, np.zeros(1, dtype=np.int64), no_index, none)


def joined(pools: Sequence[Pool]) -> Pool:
    """All histograms, pool after pool."""
    if len(pools) == 1:
        return pools[0]
    if not pools:
        return empty_pool()
    numbers: dict[Bounds, int] = {}
    bounds = []
    for pool in pools:
        known = np.array([numbers.setdefault(one, len(numbers)) for one in pool.custom] + [-1], dtype=np.int64)
        bounds.append(known[pool.bounds])
    shifts = np.cumsum([0, *(len(pool.keys) for pool in pools)])
    offsets = [pool.offsets[:-1] + shift for pool, shift in zip(pools, shifts, strict=False)]

    def column(name: str) -> Any:
        return np.concatenate([getattr(pool, name) for pool in pools])

    return Pool(
        column("count"), column("sum"), column("zero_threshold"), column("zero_count"), column("schema"), column("hint"),
        np.concatenate(bounds), np.concatenate([*offsets, shifts[-1:]]).astype(np.int64), column("keys"),
        column("counts"), tuple(numbers),
    )  # fmt: skip


def stacked(parts: Sequence[tuple[Native | None, tuple[int, ...]]]) -> Native | None:
    """Samples one below the other: each part with its shape."""
    if all(native is None for native, _ in parts):
        return None
    pools: list[Pool] = []
    rows = []
    for native, shape in parts:
        if native is None:
            rows.append(np.full(shape, -1, dtype=np.int64))
            continue
        shift = 0
        for pool in pools:
            if pool is native.pool:
                break
            shift += len(pool)
        else:
            pools.append(native.pool)
        rows.append(np.where(native.rows >= 0, native.rows + shift, -1))
    return Native(joined(pools), np.concatenate(rows))
