"""Grouping and merging the rows of vectors by their labels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.histograms.pool import Native
from sardonyx.query.promql.histograms.pool import stacked as stacked_natives
from sardonyx.query.promql.values import Indexes, Labels, Vector

SAME_LABELSET = "vector cannot contain metrics with the same labelset"


def identity(labels: Labels) -> Hashable:
    """What two equal label sets have in common."""
    return frozenset(labels.items())


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows sorted by group: group g has the rows `order[starts[g]:ends[g]]`; `of_row[i]` is row i's group."""

    of_row: Indexes
    order: Indexes
    starts: Indexes
    ends: Indexes

    def __len__(self) -> int:
        return len(self.starts)


def grouped(keys: Sequence[Hashable]) -> Groups:
    """Rows with equal keys, groups numbered in the order of their first row."""
    numbers: dict[Hashable, int] = {}
    of_row = np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), dtype=np.int64, count=len(keys))
    order = np.argsort(of_row, kind="stable")
    bounds = np.searchsorted(of_row[order], np.arange(len(numbers) + 1))
    return Groups(of_row, order, bounds[:-1], bounds[1:])


def merged(vector: Vector) -> Vector:
    """One row per label set. Rows of equal labels may take turns; both at one step is an ExecutionError."""
    groups = grouped([identity(labels) for labels in vector.labels])
    if len(groups) == len(vector):
        return vector
    present = vector.present[groups.order]
    if bool((np.add.reduceat(present.astype(np.int64), groups.starts, axis=0) > 1).any()):
        raise ExecutionError(SAME_LABELSET)
    values = np.where(present, vector.values[groups.order], 0.0)
    native = vector.native
    if native is not None:
        rows = np.where(present, native.rows[groups.order], -1)
        native = Native(native.pool, np.maximum.reduceat(rows, groups.starts, axis=0))
    return Vector(
        [vector.labels[i] for i in groups.order[groups.starts].tolist()],
        np.add.reduceat(values, groups.starts, axis=0),
        np.logical_or.reduceat(present, groups.starts, axis=0),
        native,
    )


def stacked(upper: Vector, lower: Vector) -> Vector:
    """The rows of both, one below the other."""
    return Vector(
        [*upper.labels, *lower.labels],
        np.concatenate([upper.values, lower.values]),
        np.concatenate([upper.present, lower.present]),
        stacked_natives([(one.native, one.values.shape) for one in (upper, lower)]),
    )


def refuse_same_labels(vector: Vector) -> Vector:
    """The rows that have samples; two of them with equal labels are an ExecutionError, even at different steps."""
    found = vector.without_absent_rows()
    if len({identity(labels) for labels in found.labels}) != len(found):
        raise ExecutionError(SAME_LABELSET)
    return found
