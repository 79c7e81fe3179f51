"""Classic histograms: series with an `le` label."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.rows import grouped, identity
from sardonyx.query.promql.values import METRIC_NAME, Floats, Labels, Mask, Notes, Vector

BUCKET_LABEL = "le"
_SMALL_DELTA = 1e-12


@dataclass(frozen=True, slots=True)
class ClassicHistogram:
    """The buckets of one histogram at some steps: `bounds` ascend without repetition, `counts` is [buckets, steps]."""

    row: int
    steps: Mask
    bounds: Floats
    counts: Floats


def classic(vector: Vector, notes: Notes) -> tuple[list[Labels], list[ClassicHistogram]]:
    """The histograms among the rows, and their labels without `le` and name. Series with no usable `le` are left out."""
    rows, bounds = [], []
    for row, labels in enumerate(vector.labels):
        bound = _bound(labels.get(BUCKET_LABEL))
        if bound is None:
            if bool(vector.present[row].any()):
                notes.warn(
                    f'bucket label "{BUCKET_LABEL}" is missing or has a malformed value of '
                    f'"{labels.get(BUCKET_LABEL, "")}" for metric name "{labels.get(METRIC_NAME, "")}"'
                )
            continue
        rows.append(row)
        bounds.append(bound)
    kept = [_histogram_labels(vector.labels[row]) for row in rows]
    groups = grouped([identity(labels) for labels in kept])
    at, bound_of = np.array(rows, dtype=np.int64), np.array(bounds)
    found: list[ClassicHistogram] = []
    for group in range(len(groups)):
        members = groups.order[groups.starts[group] : groups.ends[group]]
        members = members[np.argsort(bound_of[members], kind="stable")]
        found.extend(_by_presence(group, vector, at[members], bound_of[members]))
    return [kept[i] for i in groups.order[groups.starts].tolist()], found


def _by_presence(
    group: int, vector: Vector, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", bounds: Floats
) -> Iterator[ClassicHistogram]:
    """A histogram per set of buckets that are there together: nearly always one."""
    present = vector.present[rows]
    patterns, which = np.unique(present, axis=1, return_inverse=True)
    for number, pattern in enumerate(patterns.T):
        if not pattern.any():
            continue
        steps = which.ravel() == number
        distinct, starts = np.unique(bounds[pattern], return_index=True)
        counts = np.add.reduceat(vector.values[rows[pattern]][:, steps], starts, axis=0)
        yield ClassicHistogram(group, steps, distinct, counts)


def _histogram_labels(labels: Labels) -> Labels:
    return {name: value for name, value in labels.items() if name not in (BUCKET_LABEL, METRIC_NAME)}


def _bound(text: str | None) -> float | None:
    if not text or text != text.strip() or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def quantile(vector: Vector, wanted: Floats, notes: Notes) -> Vector:
    """histogram_quantile over classic histograms; `wanted` is one per step."""
    labels, histograms = classic(vector, notes)
    values, present = np.zeros((len(labels), vector.steps)), np.zeros((len(labels), vector.steps), dtype=bool)
    for histogram in histograms:
        values[histogram.row, histogram.steps] = _quantile(histogram, wanted[histogram.steps])
        present[histogram.row, histogram.steps] = True
    return Vector(labels, values, present)


def _quantile(histogram: ClassicHistogram, wanted: Floats) -> Floats:
    bounds, counts = histogram.bounds, _never_falling(histogram.counts)
    outside = np.where(wanted < 0, -np.inf, np.where(wanted > 1, np.inf, np.nan))
    if len(bounds) < 2 or bounds[-1] != np.inf:
        return outside
    total = counts[-1]
    with np.errstate(all="ignore"):
        rank = wanted * total
        bucket = np.argmax(np.vstack([counts[:-1] >= rank, np.ones((1, len(rank)), dtype=bool)]), axis=0)
        column = np.arange(len(rank))
        before = np.maximum(bucket - 1, 0)
        start = np.where(bucket > 0, bounds[before], 0.0)
        below = np.where(bucket > 0, counts[before, column], 0.0)
        share = (rank - below) / (counts[bucket, column] - below)
        inside = start + (bounds[bucket] - start) * share
        inside = np.where((bucket == 0) & (bounds[0] <= 0), bounds[0], inside)
        inside = np.where(bucket == len(bounds) - 1, bounds[-2], inside)
        found = np.where(total == 0, np.nan, inside)
        return np.where((wanted >= 0) & (wanted <= 1), found, outside)


def _never_falling(counts: Floats) -> Floats:
    """Buckets are cumulative: one that falls (by scrapes or rates at different instants) is raised to the one before.

    Differences in the last digits alone are levelled too, as upstream does.
    """
    out = counts.copy()
    previous = out[0]
    for i in range(1, len(out)):
        current = out[i]
        with np.errstate(all="ignore"):
            almost = np.abs(current - previous) <= _SMALL_DELTA * (np.abs(current) + np.abs(previous))
        out[i] = np.where(almost | (current < previous), previous, current)
        previous = out[i]
    return out


def fraction(vector: Vector, lower: Floats, upper: Floats, notes: Notes) -> Vector:
    """histogram_fraction over classic histograms; the bounds are one per step."""
    labels, histograms = classic(vector, notes)
    values, present = np.zeros((len(labels), vector.steps)), np.zeros((len(labels), vector.steps), dtype=bool)
    for histogram in histograms:
        low, high = lower[histogram.steps], upper[histogram.steps]
        values[histogram.row, histogram.steps] = _fraction(histogram, low, high)
        present[histogram.row, histogram.steps] = True
    return Vector(labels, values, present)


def _fraction(histogram: ClassicHistogram, lower: Floats, upper: Floats) -> Floats:
    nothing = np.full(len(lower), np.nan)
    if len(histogram.bounds) < 2 or histogram.bounds[-1] != np.inf:
        return nothing
    counts = _never_falling(histogram.counts)
    total = counts[-1]
    with np.errstate(all="ignore"):
        share = (_rank(histogram.bounds, counts, upper) - _rank(histogram.bounds, counts, lower)) / total
        share = np.where(lower >= upper, 0.0, share)
        return np.where((total == 0) | np.isnan(lower) | np.isnan(upper), np.nan, share)


def _rank(bounds: Floats, counts: Floats, value: Floats) -> Floats:
    """How many observations lie below `value` (one per step), linear within a bucket."""
    column = np.arange(len(value))
    bucket = np.minimum(np.searchsorted(bounds, value, side="left"), len(bounds) - 1)
    before = np.maximum(bucket - 1, 0)
    first = bucket == 0
    start = np.where(first, np.where(bounds[0] > 0, 0.0, -np.inf), bounds[before])
    below = np.where(first, 0.0, counts[before, column])
    width = bounds[bucket] - start
    share = np.clip((value - start) / width, 0, 1)
    share = np.where(np.isinf(width), np.where(value == np.inf, 1.0, 0.0), share)
    return np.asarray(below + (counts[bucket, column] - below) * share)
