"""What a query answers. Labels, times (epoch ms) and values stay columnar; no row of it is a Python object of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from sardonyx.query.promql.histograms.text import ShownHistogram, shown
from sardonyx.query.promql.values import Floats, Labels, Mask, Samples, Times, Vector

Kind = Literal["scalar", "vector", "matrix", "string"]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What answering took."""

    samples_read: int = 0
    series: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Common to all: what upstream would say beside the data, and what it took."""

    warnings: Sequence[str] = field(default=(), kw_only=True)
    infos: Sequence[str] = field(default=(), kw_only=True)
    statistics: Statistics = field(default_factory=Statistics, kw_only=True)


@dataclass(frozen=True, slots=True)
class ScalarAnswer(Answer):
    """An instant query's scalar."""

    time_ms: int
    value: float
    kind: Kind = "scalar"


@dataclass(frozen=True, slots=True)
class StringAnswer(Answer):
    """An instant query's string."""

    time_ms: int
    value: str
    kind: Kind = "string"


@dataclass(frozen=True, slots=True)
class VectorAnswer(Answer):
    """An instant query's vector: one column, a float or (where `vector.native` says so) a histogram in every row."""

    time_ms: int
    vector: Vector
    kind: Kind = "vector"

    def histograms(self) -> dict[int, ShownHistogram]:
        """The native histograms, by row."""
        if self.vector.native is None:
            return {}
        where = self.vector.histograms[:, 0]
        pool = self.vector.native.at((slice(None), 0)).gathered(where)
        return dict(zip(np.flatnonzero(where).tolist(), shown(pool), strict=True))


@dataclass(frozen=True, slots=True)
class SamplesAnswer(Answer):
    """An instant query of a range selector or subquery: samples with times of their own."""

    samples: Samples
    kind: Kind = "matrix"

    def points(self, row: int) -> tuple[Times, Floats]:
        """Times and float values of one series."""
        piece, native = self._piece(row)
        return self.samples.times[piece][~native], self.samples.values[piece][~native]

    def histograms(self, row: int) -> tuple[Times, list[ShownHistogram]]:
        """Times and native histograms of one series."""
        piece, here = self._piece(row)
        native = self.samples.native
        shown_ones = [] if native is None else list(shown(native.at(piece).gathered(here)))
        return self.samples.times[piece][here], shown_ones

    def _piece(self, row: int) -> tuple[slice, Mask]:
        piece = slice(int(self.samples.offsets[row]), int(self.samples.offsets[row + 1]))
        native = self.samples.native
        return piece, np.zeros(piece.stop - piece.start, dtype=bool) if native is None else native.mask[piece]


@dataclass(frozen=True, slots=True)
class MatrixAnswer(Answer):
    """A range query's result: `times` are the columns of `vector`, rows ordered by labels, none of them empty.

    `vector.present[i, k]` says whether series i has a value at `times[k]`; NaN is a value.
    """

    times: Times
    vector: Vector
    kind: Kind = "matrix"

    def points(self, row: int) -> tuple[Times, Floats]:
        """Times and float values of one series."""
        here, native = self.vector.present[row], self.vector.native
        if native is not None:
            here = here & (native.rows[row] < 0)
        return self.times[here], self.vector.values[row][here]

    def histograms(self, row: int) -> tuple[Times, list[ShownHistogram]]:
        """Times and native histograms of one series."""
        native = self.vector.native
        if native is None:
            return self.times[:0], []
        one = native.at(row)
        here = self.vector.present[row] & one.mask
        return self.times[here], list(shown(one.gathered(here)))


InstantAnswer = ScalarAnswer | StringAnswer | VectorAnswer | SamplesAnswer


def ordered_by_labels(vector: Vector) -> Vector:
    """Rows in the order of their labels, as upstream sorts a matrix; absent rows left out."""
    found = vector.without_absent_rows()
    order = sorted(range(len(found)), key=lambda row: _sort_key(found.labels[row]))
    return found if order == list(range(len(found))) else found.rows(np.array(order, dtype=np.int64))


def _sort_key(labels: Labels) -> list[tuple[str, str]]:
    return sorted(labels.items())
