"""The values of PromQL, columnar: series × steps matrices with a presence mask, because NaN is a value and absence is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Times = NDArray[np.int64]
Indexes = NDArray[np.int64]
Histograms = NDArray[np.object_]
Labels = Mapping[str, str]

METRIC_NAME = "__name__"
NO_HISTOGRAM: Any = np.array(None, dtype=object)


@dataclass(frozen=True, slots=True)
class Vector:
    """An instant vector at every step. Rows are series, columns steps.

    `labels[i]` are the labels of row i, `__name__` among them, never an empty value. `values[i, k]` counts where
    `present[i, k]`; elsewhere it may be anything. `histograms`, if any row has some, holds a `Histogram` or None per
    cell; a cell is never both a float and a histogram.
    """

    labels: Sequence[Labels]
    values: Floats
    present: Mask
    histograms: Histograms | None = None

    @staticmethod
    def empty(steps: int) -> "Vector":
        """No series at all."""
        return Vector([], np.zeros((0, steps)), np.zeros((0, steps), dtype=bool))

    @property
    def steps(self) -> int:
        """How many columns."""
        return int(self.values.shape[1])

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def occupied(self) -> Mask:
        """Where there is a sample of either kind."""
        return self.present if self.histograms is None else self.present | has_histogram(self.histograms)

    @property
    def occupied_rows(self) -> Mask:
        """Which rows have a sample at some step."""
        return np.asarray(self.occupied.any(axis=1))

    def rows(self, which: Indexes | Mask) -> "Vector":
        """The rows chosen by index or mask."""
        chosen = np.flatnonzero(which) if which.dtype == np.bool_ else which
        histograms = None if self.histograms is None else self.histograms[chosen]
        return Vector([self.labels[i] for i in chosen.tolist()], self.values[chosen], self.present[chosen], histograms)

    def without_absent_rows(self) -> "Vector":
        """Only the series that have a sample at some step."""
        kept = self.occupied_rows
        return self if bool(kept.all()) else self.rows(kept)

    def relabelled(self, labels: Sequence[Labels]) -> "Vector":
        """The same samples under other labels."""
        return replace(self, labels=labels)

    def floats_only(self) -> "Vector":
        """Without native histograms."""
        return self if self.histograms is None else replace(self, histograms=None)

    def where(self, kept: Mask) -> "Vector":
        """Only the samples where `kept`."""
        histograms = None if self.histograms is None else np.where(kept, self.histograms, NO_HISTOGRAM)
        return Vector(self.labels, self.values, self.present & kept, histograms)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One float per step."""

    values: Floats


@dataclass(frozen=True, slots=True)
class String:
    """A text, the same at every step."""

    value: str


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of several series, one after the other, each in the order of time.

    Series i has the rows `offsets[i]:offsets[i + 1]` of `times` (epoch ms) and `values`. Staleness markers keep their
    bits until `without_stale`. Histogram samples, if any, lie in `histograms` in the same way.
    """

    labels: Sequence[Labels]
    offsets: Indexes
    times: Times
    values: Floats
    histograms: "HistogramSamples | None" = None
    deltas: Mask | None = None

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class HistogramSamples:
    """Native histograms of the same series as the Samples they belong to."""

    offsets: Indexes
    times: Times
    values: Histograms


@dataclass(slots=True)
class Notes:
    """What the caller should know about a result, each text once."""

    warnings: dict[str, None] = field(default_factory=dict)
    infos: dict[str, None] = field(default_factory=dict)

    def warn(self, text: str) -> None:
        """The result may not be what was meant."""
        self.warnings[f"PromQL warning: {text}"] = None

    def inform(self, text: str) -> None:
        """Something in the query is unusual."""
        self.infos[f"PromQL info: {text}"] = None


def has_histogram(histograms: Histograms) -> Mask:
    """Where a cell holds a histogram."""
    found: Any = np.not_equal(histograms, NO_HISTOGRAM)
    return np.asarray(found, dtype=bool)


def without_name(labels: Labels) -> Labels:
    """The labels but the metric's name."""
    if METRIC_NAME not in labels:
        return labels
    return {name: value for name, value in labels.items() if name != METRIC_NAME}


def without_names(labels: Iterable[Labels]) -> list[Labels]:
    """`without_name` of each."""
    return [without_name(one) for one in labels]


def label_text(labels: Labels) -> str:
    """Labels as upstream prints them: `name{a="b", c="d"}`."""
    inner = ", ".join(f'{name}="{_escaped(labels[name])}"' for name in sorted(labels) if name != METRIC_NAME)
    name = labels.get(METRIC_NAME, "")
    return f"{name}{{{inner}}}" if inner or not name else name


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
