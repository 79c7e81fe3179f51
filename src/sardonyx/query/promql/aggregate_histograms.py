"""Aggregations over vectors with native histograms: they are added up, counted, or ignored with a note."""

from collections.abc import Callable, Hashable

import numpy as np

from sardonyx.query.promql.histograms.combine import combined
from sardonyx.query.promql.histograms.pool import placed
from sardonyx.query.promql.histograms.text import texts
from sardonyx.query.promql.rows import Groups, identity
from sardonyx.query.promql.values import METRIC_NAME, Floats, Labels, Mask, Notes, Vector

Reducer = Callable[[Vector, Groups], tuple[Floats, Mask]]

SUMS = frozenset({"sum", "avg"})
BOTH_KINDS = frozenset({"count", "group", "limitk", "limit_ratio", "count_values", *SUMS})
"""Operators that know what to do with histograms."""


def ignoring(op: str, vector: Vector, notes: Notes) -> Vector:
    """What is left for operators that know floats only."""
    if bool(vector.histograms.any()):
        notes.inform(f"ignored histogram in {op} aggregation")
    return vector.floats


def total(op: str, vector: Vector, groups: Groups, labels: list[Labels], floats: Reducer, notes: Notes) -> Vector:
    """`sum` and `avg`: of floats or of histograms, of both together nothing."""
    native = vector.native
    assert native is not None
    values, present = floats(vector.floats, groups)
    where = vector.histograms
    rows, steps = np.nonzero(where)
    cells, group = np.unique(groups.of_row[rows] * vector.steps + steps, return_inverse=True)
    weights = np.ones(len(rows))
    if op == "avg":
        weights = 1.0 / np.bincount(group, minlength=len(cells))[group]
    found = combined(native.pool, native.rows[where], group, len(cells), weights)
    if found.collided.any():
        notes.warn("conflicting counter resets during histogram aggregation")
    if found.reconciled.any():
        notes.inform("mismatched custom buckets were reconciled during aggregation")
    there = np.zeros(values.shape, dtype=bool)
    there.ravel()[cells] = True
    both = there & present
    if both.any():
        notes.warn("encountered a mix of histograms and floats for aggregation")
    if found.mixed.any():
        names = {vector.labels[row].get(METRIC_NAME, "") for row in rows[found.mixed[group]].tolist()}
        for name in sorted(names):
            notes.warn(
                "vector contains a mix of histograms with exponential and custom buckets schemas for metric name "
                f'"{name}"'
            )
    kept = ~found.mixed & ~both.ravel()[cells]
    there.ravel()[cells[~kept]] = False
    pool = found.pool if bool(kept.all()) else found.pool.take(np.flatnonzero(kept))
    return Vector(labels, values, (present & ~both) | there, placed(pool, there)).without_absent_rows()


def count_texts(vector: Vector, label: str, kept: list[Labels], found: dict[Hashable, tuple[Labels, Floats]]) -> None:
    """Add to `found` how often each histogram, as text, is there at each step."""
    where = vector.histograms
    if vector.native is None or not where.any():
        return
    used, which = np.unique(vector.native.rows[where], return_inverse=True)
    written = np.array(texts(vector.native.pool.take(used)), dtype=object)
    numbers = np.full(where.shape, -1, dtype=np.int64)
    distinct, number_of = np.unique(written, return_inverse=True)
    numbers[where] = number_of[which]
    for row, labels in enumerate(kept):
        for number in np.unique(numbers[row][where[row]]).tolist():
            with_value = {**labels, label: str(distinct[number])}
            _, counts = found.setdefault(identity(with_value), (with_value, np.zeros(vector.steps)))
            counts += numbers[row] == number
