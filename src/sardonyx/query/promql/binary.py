"""Binary operations between values: scalars, vectors with scalars, and vectors matched with vectors."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.arithmetic import ARITHMETIC_OPERATORS, COMPARISONS, calculate, compare
from sardonyx.query.promql.arithmetic_of_histograms import Side
from sardonyx.query.promql.arithmetic_of_histograms import operate as of_histograms
from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.rows import Groups, grouped, identity, merged, stacked
from sardonyx.query.promql.tree import Binary, Matching
from sardonyx.query.promql.values import (
    METRIC_NAME,
    Indexes,
    Labels,
    Mask,
    Notes,
    Scalar,
    Vector,
    label_text,
    without_names,
)

_ONE_TO_ONE = "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
_GROUPED = "multiple matches for labels: grouping labels must ensure unique matches"


def operate(node: Binary, left: Vector | Scalar, right: Vector | Scalar, notes: Notes) -> Vector | Scalar:
    """`left node.op right`."""
    if isinstance(left, Scalar):
        if isinstance(right, Scalar):
            return _scalars(node.op, left, right)
        return _with_scalar(node, right, left, notes, scalar_first=True)
    if isinstance(right, Scalar):
        return _with_scalar(node, left, right, notes, scalar_first=False)
    matching = node.matching or Matching("one-to-one")
    if node.op in _SETS:
        return _SETS[node.op](left, right, matching)
    return _matched(node, matching, left, right, notes)


def _scalars(op: str, left: Scalar, right: Scalar) -> Scalar:
    if op in COMPARISONS:
        return Scalar(compare(op, left.values, right.values).astype(np.float64))
    return Scalar(calculate(op, left.values, right.values))


def _with_scalar(node: Binary, vector: Vector, scalar: Scalar, notes: Notes, *, scalar_first: bool) -> Vector:
    other = np.broadcast_to(scalar.values, vector.values.shape)
    if vector.native is not None:
        mine, theirs = Side(vector.values, vector.native), Side(other)
        pair = (theirs, mine) if scalar_first else (mine, theirs)
        found = of_histograms(node.op, *pair, vector.present, notes, return_bool=node.return_bool)
        if node.op in ARITHMETIC_OPERATORS or node.return_bool:
            nameless = Vector(without_names(vector.labels), found.values, found.present, found.native)
            return merged(nameless.without_absent_rows())
        return vector.where(found.present).without_absent_rows()
    sides = (other, vector.values) if scalar_first else (vector.values, other)
    if node.op in ARITHMETIC_OPERATORS:
        result = Vector(without_names(vector.labels), calculate(node.op, *sides), vector.present)
        return merged(result.without_absent_rows())
    holds = compare(node.op, *sides)
    if node.return_bool:
        result = Vector(without_names(vector.labels), holds.astype(np.float64), vector.present)
        return merged(result.without_absent_rows())
    return Vector(vector.labels, vector.values, vector.present & holds).without_absent_rows()


def _signature(labels: Labels, matching: Matching) -> Hashable:
    if matching.on:
        return tuple(labels.get(name, "") for name in matching.labels)
    left_out = {METRIC_NAME, *matching.labels}
    return frozenset(item for item in labels.items() if item[0] not in left_out)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Signatures of both sides, numbered alike; groups of the right side's rows by signature."""

    left: Indexes
    right: Indexes
    signatures: int


def _signatures(left: Vector, right: Vector, matching: Matching) -> _Sides:
    numbers: dict[Hashable, int] = {}

    def numbered(vector: Vector) -> Indexes:
        keys = (_signature(labels, matching) for labels in vector.labels)
        return np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), dtype=np.int64, count=len(vector))

    return _Sides(numbered(left), numbered(right), len(numbers))


def _present_by_signature(vector: Vector, signature: Indexes, signatures: int) -> Mask:
    found = np.zeros((signatures, vector.steps), dtype=bool)
    if len(vector):
        order = np.argsort(signature, kind="stable")
        numbers, starts = np.unique(signature[order], return_index=True)
        found[numbers] = np.logical_or.reduceat(vector.present[order], starts, axis=0)
    return found


def _and(left: Vector, right: Vector, matching: Matching) -> Vector:
    sides = _signatures(left, right, matching)
    return left.where(_present_by_signature(right, sides.right, sides.signatures)[sides.left]).without_absent_rows()


def _unless(left: Vector, right: Vector, matching: Matching) -> Vector:
    sides = _signatures(left, right, matching)
    return left.where(~_present_by_signature(right, sides.right, sides.signatures)[sides.left]).without_absent_rows()


def _or(left: Vector, right: Vector, matching: Matching) -> Vector:
    sides = _signatures(left, right, matching)
    added = right.where(~_present_by_signature(left, sides.left, sides.signatures)[sides.right]).without_absent_rows()
    return merged(stacked(left, added))


_SETS = {"and": _and, "or": _or, "unless": _unless}


def _matched(node: Binary, matching: Matching, left: Vector, right: Vector, notes: Notes) -> Vector:
    swapped = matching.card == "one-to-many"
    many, one = (right, left) if swapped else (left, right)
    sides = _signatures(many, one, matching)
    one_groups = grouped(sides.right.tolist())
    _refuse_duplicates(many, one, one_groups, matching, "left" if swapped else "right")
    fill_many = matching.fill_right if swapped else matching.fill_left
    fill_one = matching.fill_left if swapped else matching.fill_right
    if fill_one is not None:
        one, sides = _filled(one, sides.right, many, sides.left, fill_one, matching, sides.signatures)
    if fill_many is not None:
        many, swapped_sides = _filled(many, sides.left, one, sides.right, fill_many, matching, sides.signatures)
        sides = _Sides(swapped_sides.right, swapped_sides.left, sides.signatures)
    many_rows, one_rows = _pairs(sides)
    result = _combined(node, many.rows(many_rows), one.rows(one_rows), notes, swapped=swapped)
    labels = [
        _result_labels(many.labels[i], one.labels[j], node, matching)
        for i, j in zip(many_rows.tolist(), one_rows.tolist(), strict=True)
    ]
    kept = result.present_rows
    result = result.relabelled(labels).rows(kept)
    _refuse_multiple(result, sides.left[many_rows][kept], matching)
    return merged(result)


def _refuse_duplicates(many: Vector, one: Vector, groups: Groups, matching: Matching, side: str) -> None:
    if len(groups) == len(one):
        return
    occupied = one.present & many.present.any(axis=0)
    together = np.add.reduceat(occupied[groups.order].astype(np.int64), groups.starts, axis=0)
    if not bool((together > 1).any()):
        return
    step = int(np.flatnonzero((together > 1).any(axis=0))[0])
    group = int(np.flatnonzero(together[:, step] > 1)[0])
    rows = groups.order[groups.starts[group] : groups.ends[group]]
    first, second = rows[occupied[rows, step]][:2].tolist()
    shared = one.labels[second]
    if matching.on:
        shown = {name: shared[name] for name in matching.labels if name in shared}
    else:
        left_out = {METRIC_NAME, *matching.labels}
        shown = {name: value for name, value in shared.items() if name not in left_out}
    raise ExecutionError(
        f"found duplicate series for the match group {label_text(shown)} on the {side} hand-side of the operation: "
        f"[{label_text(one.labels[second])}, {label_text(one.labels[first])}];"
        "many-to-many matching not allowed: matching labels must be unique on one side"
    )


def _pairs(sides: _Sides) -> tuple[Indexes, Indexes]:
    """Rows of both sides with equal signatures, all combinations."""
    order = np.argsort(sides.right, kind="stable")
    lo = np.searchsorted(sides.right[order], sides.left, side="left")
    hi = np.searchsorted(sides.right[order], sides.left, side="right")
    lengths = hi - lo
    many_rows = np.repeat(np.arange(len(sides.left)), lengths)
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return many_rows, order[np.repeat(lo, lengths) + within]


def _filled(
    side: Vector, own: Indexes, other: Vector, theirs: Indexes, fill: float, matching: Matching, signatures: int
) -> tuple[Vector, _Sides]:
    """`side` with a row of the fill value per signature, wherever only `other` has samples; its rows' signatures."""
    missing = _present_by_signature(other, theirs, signatures) & ~_present_by_signature(side, own, signatures)
    wanted = np.flatnonzero(missing.any(axis=1))
    example = {number: row for row, number in reversed(list(enumerate(theirs.tolist())))}
    labels = [_signature_labels(other.labels[example[number]], matching) for number in wanted.tolist()]
    rows = Vector(labels, np.full((len(wanted), side.steps), fill), missing[wanted])
    return stacked(side, rows), _Sides(theirs, np.concatenate([own, wanted]), signatures)


def _signature_labels(labels: Labels, matching: Matching) -> Labels:
    if matching.on:
        return {name: labels[name] for name in matching.labels if name in labels}
    left_out = {METRIC_NAME, *matching.labels}
    return {name: value for name, value in labels.items() if name not in left_out}


def _combined(node: Binary, many: Vector, one: Vector, notes: Notes, *, swapped: bool) -> Vector:
    left, right = (one, many) if swapped else (many, one)
    both = left.present & right.present
    if left.native is not None or right.native is not None:
        sides = Side(left.values, left.native), Side(right.values, right.native)
        found = of_histograms(node.op, *sides, both, notes, return_bool=node.return_bool)
        return Vector(left.labels, found.values, found.present, found.native)
    if node.op in ARITHMETIC_OPERATORS:
        return Vector(left.labels, calculate(node.op, left.values, right.values), both)
    holds = compare(node.op, left.values, right.values)
    if node.return_bool:
        return Vector(left.labels, holds.astype(np.float64), both)
    return Vector(left.labels, left.values, both & holds)


def _result_labels(many: Labels, one: Labels, node: Binary, matching: Matching) -> Labels:
    labels = dict(many)
    if node.op in ARITHMETIC_OPERATORS or node.return_bool:
        labels.pop(METRIC_NAME, None)
    if matching.card == "one-to-one":
        chosen = set(matching.labels)
        labels = {name: value for name, value in labels.items() if (name in chosen) == matching.on}
    for name in matching.include:
        if value := one.get(name):
            labels[name] = value
        else:
            labels.pop(name, None)
    return labels


def _refuse_multiple(result: Vector, signature: Indexes, matching: Matching) -> None:
    """One row per signature and step (one-to-one), else one per signature, labels and step."""
    one_to_one = matching.card == "one-to-one"
    numbers = signature.tolist()
    keys: list[Hashable]
    if one_to_one:
        keys = list(numbers)
    else:
        keys = [(number, identity(labels)) for number, labels in zip(numbers, result.labels, strict=True)]
    groups = grouped(keys)
    if len(groups) == len(result):
        return
    together = np.add.reduceat(result.present[groups.order].astype(np.int64), groups.starts, axis=0)
    if bool((together > 1).any()):
        raise ExecutionError(_ONE_TO_ONE if one_to_one else _GROUPED)
