"""Native histograms in tests: made from figures, and answers read back as figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sardonyx.query.promql import ShownHistogram
from sardonyx.query.promql.histograms.pool import CUSTOM_SCHEMA, KEY_BASE, Floats, Pool
from sardonyx.query.promql.histograms.text import shown

Bucket = tuple[int, float, float, float]


@dataclass(frozen=True)
class Histogram:
    """Positive bucket `offset + i` has `buckets[i]` (bucket 0 of schema 0 is (0.5, 1]); negative ones alike."""

    count: float = 0
    sum: float = 0
    buckets: Sequence[float] = ()
    offset: int = 0
    negative: Sequence[float] = ()
    negative_offset: int = 0
    zero: float = 0
    threshold: float = 0.001
    schema: int = 0
    bounds: Sequence[float] = ()
    hint: int = 0
    stale: bool = False

    @property
    def floats(self) -> list[float]:
        """FloatCounts of the table: empty if whole numbers tell it all."""
        counts = [self.count, self.zero, *self.buckets, *self.negative]
        return [] if all(one == int(one) and one >= 0 for one in counts) else [float(one) for one in counts]


@dataclass(frozen=True)
class Figures:
    """A histogram of an answer, comparable with pytest.approx on its parts."""

    count: float
    sum: float
    buckets: tuple[Bucket, ...] = field(default=())

    @staticmethod
    def of(histogram: ShownHistogram) -> "Figures":
        """From what a query answers."""
        return Figures(histogram.count, histogram.sum, tuple(histogram.buckets))


def pool_of(*histograms: Histogram) -> Pool:
    """The histograms as a query holds them."""
    custom = list(dict.fromkeys(tuple(map(float, one.bounds)) for one in histograms if one.schema == CUSTOM_SCHEMA))
    cells = [
        (row, key, float(count))
        for row, one in enumerate(histograms)
        for key, count in (
            *((KEY_BASE + one.offset + i, count) for i, count in enumerate(one.buckets)),
            *((-(KEY_BASE + one.negative_offset + i), count) for i, count in enumerate(one.negative)),
        )
        if count
    ]
    cells.sort()
    owners = np.array([row for row, _, _ in cells], dtype=np.int64)

    def floats(name: str) -> Floats:
        return np.array([float(getattr(one, name)) for one in histograms])

    return Pool(
        floats("count"), floats("sum"), floats("threshold"), floats("zero"),
        np.array([one.schema for one in histograms]), np.array([one.hint for one in histograms]),
        np.array([custom.index(tuple(map(float, one.bounds))) if one.schema == CUSTOM_SCHEMA else -1 for one in histograms]),
        np.searchsorted(owners, np.arange(len(histograms) + 1)), np.array([key for _, key, _ in cells], dtype=np.int64),
        np.array([count for _, _, count in cells]), tuple(custom),
    )  # fmt: skip


def figures(pool: Pool) -> list[Figures]:
    """All histograms of a pool."""
    return [Figures.of(one) for one in shown(pool)]
