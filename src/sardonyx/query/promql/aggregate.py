"""Aggregation operators: many series become one per group, or some of each group are chosen."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from sardonyx.query.promql import aggregate_histograms
from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.numbers import format_float
from sardonyx.query.promql.rows import Groups, grouped, identity
from sardonyx.query.promql.tree import Aggregation
from sardonyx.query.promql.values import METRIC_NAME, Floats, Labels, Mask, Notes, Scalar, String, Vector
from sardonyx.query.promql.windows.over_time import quantile_of_sorted

_INT64_MAX = float(2**63 - 1)


def aggregate(node: Aggregation, vector: Vector, param: Scalar | String | None, notes: Notes) -> Vector:
    """`node.op by|without (…) (param, vector)`."""
    if not len(vector):
        return Vector.empty(vector.steps)
    groups, labels = group_rows(vector.labels, node)
    if vector.native is not None:
        if node.op in aggregate_histograms.SUMS:
            reducer = _REDUCERS[node.op]
            return aggregate_histograms.total(node.op, vector, groups, labels, reducer, notes)
        if node.op not in aggregate_histograms.BOTH_KINDS:
            vector = aggregate_histograms.ignoring(node.op, vector, notes)
    if node.op in _CHOOSERS:
        assert isinstance(param, Scalar)
        return _CHOOSERS[node.op](vector, groups, param.values, notes)
    if node.op == "count_values":
        assert isinstance(param, String)
        return _count_values(node, vector, param.value)
    if node.op == "quantile":
        assert isinstance(param, Scalar)
        _note_quantile(param.values, notes)
        return _quantile(vector, groups, labels, param.values).without_absent_rows()
    return Vector(labels, *_REDUCERS[node.op](vector, groups)).without_absent_rows()


def group_rows(labels: Sequence[Labels], node: Aggregation) -> tuple[Groups, list[Labels]]:
    """The groups of rows, and the labels of each."""
    kept = [group_labels(one, node) for one in labels]
    groups = grouped([identity(one) for one in kept])
    return groups, [kept[i] for i in groups.order[groups.starts].tolist()]


def group_labels(labels: Labels, node: Aggregation) -> Labels:
    """The labels a series keeps in the aggregation's result."""
    if node.without:
        left_out = {METRIC_NAME, *node.labels}
        return {name: value for name, value in labels.items() if name not in left_out}
    return {name: labels[name] for name in node.labels if name in labels}


def _filled(vector: Vector, groups: Groups, filler: float) -> Floats:
    return np.where(vector.present, vector.values, filler)[groups.order]


def _counts(vector: Vector, groups: Groups) -> Floats:
    return np.add.reduceat(vector.present[groups.order].astype(np.float64), groups.starts, axis=0)


def _sum(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    with np.errstate(all="ignore"):
        total = np.add.reduceat(_filled(vector, groups, 0.0), groups.starts, axis=0)
    return total, _counts(vector, groups) > 0


def _avg(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    counts = _counts(vector, groups)
    filled = _filled(vector, groups, 0.0)
    divisor = np.maximum(counts, 1)
    with np.errstate(all="ignore"):
        mean = np.add.reduceat(filled, groups.starts, axis=0) / divisor
        if np.isinf(mean).any():  # the sum may have left the range of floats though the mean does not
            shares = filled / divisor[groups.of_row[groups.order]]
            mean = np.where(np.isinf(mean), np.add.reduceat(shares, groups.starts, axis=0), mean)
    return mean, counts > 0


def _min(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    filled = _filled(vector, groups, np.nan)
    return np.fmin.reduceat(filled, groups.starts, axis=0), _counts(vector, groups) > 0


def _max(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    filled = _filled(vector, groups, np.nan)
    return np.fmax.reduceat(filled, groups.starts, axis=0), _counts(vector, groups) > 0


def _count(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    counts = _counts(vector, groups)
    return counts, counts > 0


def _group(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    _, present = _count(vector, groups)
    return np.ones(present.shape), present


def _stdvar(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    counts = _counts(vector, groups)
    divisor = np.maximum(counts, 1)
    rows = groups.of_row[groups.order]
    with np.errstate(all="ignore"):
        filled = _filled(vector, groups, 0.0)
        mean = np.add.reduceat(filled, groups.starts, axis=0) / divisor
        apart = np.where(vector.present[groups.order], filled - mean[rows], 0.0)
        return np.add.reduceat(apart * apart, groups.starts, axis=0) / divisor, counts > 0


def _stddev(vector: Vector, groups: Groups) -> tuple[Floats, Mask]:
    variance, present = _stdvar(vector, groups)
    return np.sqrt(variance), present


_REDUCERS: dict[str, Callable[[Vector, Groups], tuple[Floats, Mask]]] = {
    "sum": _sum,
    "avg": _avg,
    "min": _min,
    "max": _max,
    "count": _count,
    "group": _group,
    "stddev": _stddev,
    "stdvar": _stdvar,
}


def _note_quantile(quantile: Floats, notes: Notes) -> None:
    for value in np.unique(quantile[~((quantile >= 0) & (quantile <= 1))])[:5].tolist():
        notes.warn(f"quantile value should be between 0 and 1, got {format_float(value)}")


def _quantile(vector: Vector, groups: Groups, labels: list[Labels], quantile: Floats) -> Vector:
    steps = vector.steps
    values = np.empty((len(groups), steps))
    present = np.empty((len(groups), steps), dtype=bool)
    column = np.arange(steps)
    for group in range(len(groups)):
        rows = groups.order[groups.starts[group] : groups.ends[group]]
        there = vector.present[rows]
        counts = there.sum(axis=0)
        nans = (np.isnan(vector.values[rows]) & there).sum(axis=0)
        # NaN sorts before all numbers; what is absent goes to the end.
        keyed = np.where(there, np.where(np.isnan(vector.values[rows]), -np.inf, vector.values[rows]), np.inf)
        ordered = np.sort(keyed, axis=0)
        ordered = np.where(np.arange(len(rows))[:, None] < nans, np.nan, ordered)
        values[group] = quantile_of_sorted(
            ordered.T.ravel(), column * len(rows), np.maximum(counts, 1), np.broadcast_to(quantile, (steps,))
        )
        present[group] = counts > 0
    return Vector(labels, values, present)


def _count_values(node: Aggregation, vector: Vector, label: str) -> Vector:
    if not label or not (label[0].isalpha() or label[0] == "_"):
        raise ExecutionError(f'invalid label name "{label}"')
    found: dict[Hashable, tuple[Labels, Floats]] = {}
    floats = vector.floats
    kept_labels = [group_labels(labels, node) for labels in vector.labels]
    for kept, values, present in zip(kept_labels, floats.values, floats.present, strict=True):
        # Told apart by their bits: 0 and -0 are equal, but not written alike.
        bits = values.view(np.uint64)
        for one in np.unique(bits[present]):
            with_value = {**kept, label: format_float(float(one.view(np.float64)))}
            here = present & (bits == one)
            _, counts = found.setdefault(identity(with_value), (with_value, np.zeros(vector.steps)))
            counts += here
    aggregate_histograms.count_texts(vector, label, kept_labels, found)
    if not found:
        return Vector.empty(vector.steps)
    counted = np.array([counts for _, counts in found.values()])
    return Vector([labels for labels, _ in found.values()], counted, counted > 0)


def _wanted(k: Floats) -> Floats:
    if bool((np.isnan(k)).any()):
        raise ExecutionError("Parameter value is NaN")
    if bool((np.abs(k) > _INT64_MAX).any()):
        raise ExecutionError(f"Scalar value {format_float(float(k[np.abs(k) > _INT64_MAX][0]))} overflows int64")
    return np.trunc(k)


def _chosen(vector: Vector, groups: Groups, k: Floats, badness: Floats) -> Vector:
    """At each step the k rows of each group with the least badness, the earlier of equal ones."""
    kept = np.zeros(vector.present.shape, dtype=bool)
    for group in range(len(groups)):
        rows = groups.order[groups.starts[group] : groups.ends[group]]
        there = vector.present[rows]
        ranked = np.lexsort((badness[rows], np.isnan(badness[rows]), ~there), axis=0)
        place = np.empty_like(ranked)
        np.put_along_axis(place, ranked, np.broadcast_to(np.arange(len(rows))[:, None], ranked.shape), axis=0)
        kept[rows] = there & (place < k)
    return vector.where(kept)


def _topk(vector: Vector, groups: Groups, k: Floats, _notes: Notes) -> Vector:
    return _in_order(_chosen(vector, groups, _wanted(k), -vector.values), groups, descending=True)


def _bottomk(vector: Vector, groups: Groups, k: Floats, _notes: Notes) -> Vector:
    return _in_order(_chosen(vector, groups, _wanted(k), vector.values), groups, descending=False)


def _in_order(vector: Vector, groups: Groups, *, descending: bool) -> Vector:
    """An instant result is ordered by value within its groups; a range result has no order."""
    if vector.steps == 1:
        values = vector.values[:, 0]
        keys = -values if descending else values
        order = np.lexsort((keys, np.isnan(keys), groups.of_row))
        vector = vector.rows(order)
    return vector.without_absent_rows()


def _limitk(vector: Vector, groups: Groups, k: Floats, _notes: Notes) -> Vector:
    wanted = _wanted(k)
    kept = np.zeros(vector.present.shape, dtype=bool)
    present = vector.present
    for group in range(len(groups)):
        rows = groups.order[groups.starts[group] : groups.ends[group]]
        rows = np.array(sorted(rows.tolist(), key=lambda row: sorted(vector.labels[row].items())), dtype=np.int64)
        kept[rows] = present[rows] & (np.cumsum(present[rows], axis=0) <= wanted)
    return vector.where(kept).without_absent_rows()


def _limit_ratio(vector: Vector, _groups: Groups, ratio: Floats, notes: Notes) -> Vector:
    if bool(np.isnan(ratio).any()):
        raise ExecutionError("Ratio value is NaN")
    limited = np.clip(ratio, -1.0, 1.0)
    for value in np.unique(ratio[limited != ratio])[:5].tolist():
        notes.warn(
            f"ratio value should be between -1 and 1, got {format_float(value)}, capping to {1 if value > 0 else -1}"
        )
    share = np.array([sampling_share(labels) for labels in vector.labels])[:, None]
    kept = np.where(limited >= 0, share < limited, share >= 1.0 + limited)
    return vector.where(np.broadcast_to(kept, vector.present.shape)).without_absent_rows()


def sampling_share(labels: Labels) -> float:
    """A number in [0, 1) that depends on the labels alone: series below the ratio are in the sample."""
    import hashlib

    text = "\x00".join(f"{name}\x01{labels[name]}" for name in sorted(labels))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


_CHOOSERS: dict[str, Callable[[Vector, Groups, Floats, Notes], Vector]] = {
    "topk": _topk,
    "bottomk": _bottomk,
    "limitk": _limitk,
    "limit_ratio": _limit_ratio,
}
