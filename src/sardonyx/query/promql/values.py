"""The values of PromQL, columnar: series × steps matrices with a presence mask, because NaN is a value and absence is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sardonyx.query.promql.histograms.pool import Native

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Times = NDArray[np.int64]
Indexes = NDArray[np.int64]
Labels = Mapping[str, str]

METRIC_NAME = "__name__"


@dataclass(frozen=True, slots=True)
class Vector:
    """An instant vector at every step. Rows are series, columns steps.

    `labels[i]` are the labels of row i, `__name__` among them, never an empty value. `values[i, k]` counts where
    `present[i, k]`; elsewhere it may be anything. `native` tells which samples are histograms, not floats: their `values`
    mean nothing. Without it, all are floats.
    """

    labels: Sequence[Labels]
    values: Floats
    present: Mask
    native: Native | None = None

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
    def present_rows(self) -> Mask:
        """Which rows have a sample at some step."""
        return np.asarray(self.present.any(axis=1))

    @property
    def cells(self) -> int:
        """How much there is to go through: values, and buckets of histograms."""
        return int(self.values.size) + (0 if self.native is None else len(self.native.pool.keys))

    @property
    def floats(self) -> "Vector":
        """Only the samples that are floats."""
        if self.native is None:
            return self
        return Vector(self.labels, self.values, self.present & ~self.native.mask)

    @property
    def histograms(self) -> Mask:
        """Where the samples are histograms."""
        if self.native is None:
            return np.zeros(self.present.shape, dtype=bool)
        return self.present & self.native.mask

    def rows(self, which: Indexes | Mask) -> "Vector":
        """The rows chosen by index or mask."""
        chosen = np.flatnonzero(which) if which.dtype == np.bool_ else which
        native = None if self.native is None else self.native.at(chosen)
        return Vector([self.labels[i] for i in chosen.tolist()], self.values[chosen], self.present[chosen], native)

    def without_absent_rows(self) -> "Vector":
        """Only the series that have a sample at some step."""
        kept = self.present_rows
        return self if bool(kept.all()) else self.rows(kept)

    def relabelled(self, labels: Sequence[Labels]) -> "Vector":
        """The same samples under other labels."""
        return replace(self, labels=labels)

    def where(self, kept: Mask) -> "Vector":
        """Only the samples where `kept`."""
        return replace(self, present=self.present & kept)


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
    bits until `without_stale`. `native` tells which samples are histograms; their `values` are NaN.
    """

    labels: Sequence[Labels]
    offsets: Indexes
    times: Times
    values: Floats
    deltas: Mask | None = None
    native: Native | None = None

    def __len__(self) -> int:
        return len(self.labels)


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


def without_name(labels: Labels) -> Labels:
    """The labels but the metric's name."""
    if METRIC_NAME not in labels:
        return labels
    return {name: value for name, value in labels.items() if name != METRIC_NAME}


def without_names(labels: Iterable[Labels]) -> list[Labels]:
    """`without_name` of each."""
    return [without_name(one) for one in labels]


def label_text(labels: Labels) -> str:
    """Labels as upstream prints a set of them: `{__name__="up", job="api"}`."""
    return "{" + ", ".join(f'{name}="{_escaped(labels[name])}"' for name in sorted(labels)) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
