"""histogram_* functions of native histograms."""

from collections.abc import Callable

import numpy as np

from sardonyx.query.promql.histograms import estimate
from sardonyx.query.promql.histograms.pool import Floats, Mask, Pool
from sardonyx.query.promql.rows import identity, merged, stacked
from sardonyx.query.promql.values import METRIC_NAME, Notes, Vector, without_names


def _average(pool: Pool) -> Floats:
    with np.errstate(all="ignore"):
        return np.asarray(pool.sum / pool.count)


def _deviation(pool: Pool) -> Floats:
    with np.errstate(all="ignore"):
        return np.asarray(np.sqrt(estimate.variances(pool)))


FIGURES: dict[str, Callable[[Pool], Floats]] = {
    "histogram_count": lambda pool: pool.count,
    "histogram_sum": lambda pool: pool.sum,
    "histogram_avg": _average,
    "histogram_stdvar": estimate.variances,
    "histogram_stddev": _deviation,
}
"""One number of each histogram."""


def figure(name: str, vector: Vector) -> Vector:
    """One of FIGURES of every histogram; floats are left out."""
    if vector.native is None:
        return Vector.empty(vector.steps)
    where = vector.histograms
    # A sample lasts for many steps: each histogram is looked at once.
    used, which = np.unique(vector.native.rows[where], return_inverse=True)
    return _numbers(vector, where, FIGURES[name](vector.native.pool.take(used))[which])


def quantile(vector: Vector, wanted: Floats, notes: Notes) -> Vector:
    """histogram_quantile; `wanted` is one per step."""
    return _estimated(vector, (wanted,), estimate.quantiles, _note_quantile_of_nan, notes)


def fraction(vector: Vector, lower: Floats, upper: Floats, notes: Notes) -> Vector:
    """histogram_fraction; the bounds are one per step."""
    return _estimated(vector, (lower, upper), estimate.fractions, _note_fraction_of_nan, notes)


def _estimated(
    vector: Vector,
    scalars: tuple[Floats, ...],
    call: Callable[..., Floats],
    note: Callable[[Floats, str, Notes], None],
    notes: Notes,
) -> Vector:
    if vector.native is None:
        return Vector.empty(vector.steps)
    where = vector.histograms
    _, steps = np.nonzero(where)
    asked = np.stack([vector.native.rows[where].astype(np.float64), *(scalar[steps] for scalar in scalars)])
    # NaN is unlike itself: told apart by its bits, equal questions are answered once.
    _, first, which = np.unique(asked.view(np.uint64), axis=1, return_index=True, return_inverse=True)
    pool = vector.native.pool.take(asked[0, first].astype(np.int64))
    found = call(pool, *asked[1:, first])
    doubtful = estimate.counts_nan(pool)
    if doubtful.any():
        for name in _names(vector, where, doubtful[which.ravel()]):
            note(found[doubtful], name, notes)
    return _numbers(vector, where, found[which.ravel()])


def _names(vector: Vector, where: Mask, flagged: Mask) -> list[str]:
    rows, _ = np.nonzero(where)
    names = {vector.labels[row].get(METRIC_NAME, "") for row in rows[flagged].tolist()}
    return [f' for metric name "{name}"' if name else "" for name in sorted(names)]


def _note_quantile_of_nan(found: Floats, name: str, notes: Notes) -> None:
    if np.isnan(found).any():
        notes.inform(f"input to histogram_quantile has NaN observations, result is NaN{name}")
    if not np.isnan(found).all():
        notes.inform(f"input to histogram_quantile has NaN observations, result is skewed higher{name}")


def _note_fraction_of_nan(_found: Floats, name: str, notes: Notes) -> None:
    notes.inform(f"input to histogram_fraction has NaN observations, which are excluded from all fractions{name}")


def _numbers(vector: Vector, where: Mask, numbers: Floats) -> Vector:
    values = np.zeros(where.shape)
    values[where] = numbers
    return Vector(without_names(vector.labels), values, where).without_absent_rows()


def beside_classic(classic: Vector, native: Vector, notes: Notes) -> Vector:
    """Both kinds' results. Where a native histogram and a classic one of equal labels meet, neither has a result."""
    if not len(native):
        return merged(classic)
    rows = {identity(labels): row for row, labels in enumerate(classic.labels)}
    pairs = [(rows.get(identity(labels), -1), row) for row, labels in enumerate(native.labels)]
    pairs = [pair for pair in pairs if pair[0] >= 0]
    if pairs:
        mine, theirs = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
        both = classic.present[mine] & native.present[theirs]
        if both.any():
            notes.warn("vector contains a mix of classic and native histograms")
            here, there = np.ones(classic.present.shape, dtype=bool), np.ones(native.present.shape, dtype=bool)
            here[mine], there[theirs] = ~both, ~both
            classic, native = classic.where(here), native.where(there)
    return merged(stacked(classic, native).without_absent_rows())
