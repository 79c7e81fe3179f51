"""Native histograms inside vectors: cell by cell, because each has its own layout. Few series are histograms."""

from collections.abc import Callable

import numpy as np

from sardonyx.query.promql.histogram import Histogram
from sardonyx.query.promql.rows import Groups
from sardonyx.query.promql.values import Floats, Histograms, Notes, Vector, has_histogram


def or_nothing(histograms: Histograms | None, shape: tuple[int, ...]) -> Histograms:
    """The histograms, or a matrix without any."""
    return np.full(shape, None, dtype=object) if histograms is None else histograms


def or_none(histograms: Histograms) -> Histograms | None:
    """None for a matrix without any."""
    return histograms if bool(has_histogram(histograms).any()) else None


def mapped(histograms: Histograms | None, call: Callable[[Histogram], Histogram | None]) -> Histograms | None:
    """`call` on each histogram."""
    if histograms is None:
        return None
    out = np.full(histograms.shape, None, dtype=object)
    for where in zip(*np.nonzero(has_histogram(histograms)), strict=True):
        out[where] = call(histograms[where])
    return or_none(out)


def measured_by_step(vector: Vector, call: Callable[[Histogram, int], float]) -> Vector:
    """A float for each histogram and its step; float samples are left out. Names are kept."""
    histograms = or_nothing(vector.histograms, vector.values.shape)
    present = has_histogram(histograms)
    values = np.zeros(vector.values.shape)
    for row, step in zip(*np.nonzero(present), strict=True):
        values[row, step] = call(histograms[row, step], int(step))
    return Vector(vector.labels, values, present)


def with_scalar(
    op: str, histograms: Histograms | None, scalar: Floats, scalar_first: bool, notes: Notes
) -> Histograms | None:
    """histogram * scalar, scalar * histogram, histogram / scalar; other combinations have no result."""
    if histograms is None:
        return None
    if op == "*" or (op == "/" and not scalar_first):
        out = np.full(histograms.shape, None, dtype=object)
        for row, step in zip(*np.nonzero(has_histogram(histograms)), strict=True):
            by = float(scalar[step])
            out[row, step] = histograms[row, step].scaled(by) if op == "*" else histograms[row, step].divided(by)
        return out
    kinds = "float", "histogram"
    left, right = kinds if scalar_first else kinds[::-1]
    notes.inform(f'incompatible sample types encountered for binary operator "{op}": {left} {op} {right}')
    return None


def calculated(op: str, left: Vector, right: Vector, notes: Notes) -> Histograms | None:
    """Cells of an arithmetic operation between matched rows in which a histogram takes part."""
    if left.histograms is None and right.histograms is None:
        return None
    lefts, rights = (or_nothing(side.histograms, side.values.shape) for side in (left, right))
    has_left, has_right = has_histogram(lefts), has_histogram(rights)
    out = np.full(lefts.shape, None, dtype=object)
    for where in zip(*np.nonzero(left.occupied & right.occupied & (has_left | has_right)), strict=True):
        one, other = lefts[where], rights[where]
        if one is not None and other is not None and op in ("+", "-"):
            out[where] = one.plus(other, 1.0 if op == "+" else -1.0)
        elif one is not None and other is None and op == "*":
            out[where] = one.scaled(float(right.values[where]))
        elif one is not None and other is None and op == "/":
            out[where] = one.divided(float(right.values[where]))
        elif one is None and op == "*":
            out[where] = other.scaled(float(left.values[where]))
        else:
            kinds = ["float" if side is None else "histogram" for side in (one, other)]
            notes.inform(
                f'incompatible sample types encountered for binary operator "{op}": {kinds[0]} {op} {kinds[1]}'
            )
    return or_none(out)


def compared(op: str, left: Vector, right: Vector, notes: Notes) -> Histograms | None:
    """Histograms that pass == or !=."""
    if left.histograms is None or right.histograms is None:
        return None
    out = np.full(left.histograms.shape, None, dtype=object)
    both = has_histogram(left.histograms) & has_histogram(right.histograms)
    for where in zip(*np.nonzero(both), strict=True):
        one, other = left.histograms[where], right.histograms[where]
        if op not in ("==", "!="):
            notes.inform(f'incompatible sample types encountered for binary operator "{op}": histogram {op} histogram')
        elif one.same_as(other) == (op == "=="):
            out[where] = one
    return or_none(out)


def aggregated(op: str, vector: Vector, groups: Groups, reduced: Vector, notes: Notes) -> Vector:
    """sum and avg of histograms join the floats' result; a group that mixes both kinds at a step has no result."""
    if vector.histograms is None or op in ("count", "group"):
        return reduced
    if op not in ("sum", "avg"):
        notes.inform(f"ignored histogram in {op} aggregation")
        return reduced
    out = np.full(reduced.values.shape, None, dtype=object)
    counts = np.zeros(reduced.values.shape)
    for row, step in zip(*np.nonzero(has_histogram(vector.histograms)), strict=True):
        group = groups.of_row[row]
        before = out[group, step]
        cell = vector.histograms[row, step]
        out[group, step] = cell if before is None else before.plus(cell)
        counts[group, step] += 1
    found = has_histogram(out)
    mixed = found & reduced.present
    if bool(mixed.any()):
        notes.warn(f"encountered a mix of histograms and floats for aggregation of {op}")
    if op == "avg":
        for where in zip(*np.nonzero(found), strict=True):
            out[where] = out[where].divided(counts[where])
    return Vector(
        reduced.labels, reduced.values, reduced.present & ~mixed, or_none(np.where(mixed, np.array(None), out))
    )
