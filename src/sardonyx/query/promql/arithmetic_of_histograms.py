"""Binary operators where one side or both have native histograms: what is defined, and what is told where nothing is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.arithmetic import ARITHMETIC_OPERATORS, calculate, compare
from sardonyx.query.promql.histograms.combine import as_gauges, combined
from sardonyx.query.promql.histograms.compare import equal
from sardonyx.query.promql.histograms.pool import Floats, Mask, Native, Pool, joined
from sardonyx.query.promql.values import Notes

_WORDS = {"+": "addition", "-": "subtraction"}


@dataclass(frozen=True, slots=True)
class Side:
    """One operand: floats, and where there are histograms instead."""

    values: Floats
    native: Native | None = None

    @property
    def mask(self) -> Mask:
        """Where it has histograms."""
        return np.zeros(self.values.shape, dtype=bool) if self.native is None else self.native.mask

    def pool(self, where: Mask) -> Pool:
        """Its histograms at `where`, in order."""
        assert self.native is not None
        return self.native.gathered(where)


@dataclass(frozen=True, slots=True)
class Result:
    """Values, where there are some, and which are histograms."""

    values: Floats
    present: Mask
    native: Native | None


def operate(op: str, left: Side, right: Side, there: Mask, notes: Notes, *, return_bool: bool) -> Result:
    """`left op right` wherever `there`, element by element."""
    is_left, is_right = left.mask, right.mask
    kinds = {
        (False, False): there & ~is_left & ~is_right,
        (False, True): there & ~is_left & is_right,
        (True, False): there & is_left & ~is_right,
        (True, True): there & is_left & is_right,
    }
    floats = kinds[False, False]
    if op not in ARITHMETIC_OPERATORS:
        return _compared(op, left, right, kinds, notes, return_bool=return_bool)
    parts: list[tuple[Pool, Mask]] = []
    for kind, where in kinds.items():
        if not where.any() or kind == (False, False):
            continue
        call = _DEFINED.get((op, kind))
        if call is None:
            _note_types(op, kind, notes)
        else:
            parts.append(call(left, right, where, notes))
    values = calculate(op, left.values, right.values)
    return Result(values, _union(floats, parts), _placed(parts, floats.shape))


def _union(floats: Mask, parts: list[tuple[Pool, Mask]]) -> Mask:
    found = floats.copy()
    for _, where in parts:
        found |= where
    return found


def _placed(parts: list[tuple[Pool, Mask]], shape: tuple[int, ...]) -> Native | None:
    if not parts:
        return None
    rows = np.full(shape, -1, dtype=np.int64)
    shift = 0
    for pool, where in parts:
        rows[where] = np.arange(len(pool)) + shift
        shift += len(pool)
    return Native(joined([pool for pool, _ in parts]), rows)


def _note_types(op: str, kind: tuple[bool, bool], notes: Notes) -> None:
    names = ["histogram" if native else "float" for native in kind]
    notes.inform(f'incompatible sample types encountered for binary operator "{op}": {names[0]} {op} {names[1]}')


def _compared(
    op: str,
    left: Side,
    right: Side,
    kinds: dict[tuple[bool, bool], Mask],
    notes: Notes,
    *,
    return_bool: bool,
) -> Result:
    floats = kinds[False, False]
    holds = floats & compare(op, left.values, right.values)
    considered = floats.copy()
    for kind, where in kinds.items():
        if not where.any() or kind == (False, False):
            continue
        if kind != (True, True) or op not in ("==", "!="):
            _note_types(op, kind, notes)
            continue
        holds[where] = equal(left.pool(where), right.pool(where)) == (op == "==")
        considered |= where
    if return_bool:
        return Result(holds.astype(np.float64), considered, None)
    return Result(left.values, holds, left.native)


def _sum(sign: float, op: str) -> Callable[[Side, Side, Mask, Notes], tuple[Pool, Mask]]:
    def call(left: Side, right: Side, where: Mask, notes: Notes) -> tuple[Pool, Mask]:
        count = int(where.sum())
        rows = np.arange(count)
        pool = joined([left.pool(where), right.pool(where)])
        weights = np.repeat([1.0, sign], count)
        found = combined(pool, np.arange(2 * count), np.concatenate([rows, rows]), count, weights)
        if found.mixed.any():
            notes.warn(f"incompatible bucket layout encountered for binary operator {op}")
        if found.collided.any():
            notes.warn(f"conflicting counter resets during histogram {_WORDS[op]}")
        if found.reconciled.any():
            notes.inform(f"mismatched custom buckets were reconciled during {_WORDS[op]}")
        kept = where.copy()
        kept[where] = ~found.mixed
        result = found.pool.take(np.flatnonzero(~found.mixed))
        return (as_gauges(result) if sign < 0 else result), kept

    return call


def _times_float(left: Side, right: Side, where: Mask, notes: Notes) -> tuple[Pool, Mask]:
    return left.pool(where).scaled(right.values[where]), where


def _float_times(left: Side, right: Side, where: Mask, notes: Notes) -> tuple[Pool, Mask]:
    return right.pool(where).scaled(left.values[where]), where


def _by_float(left: Side, right: Side, where: Mask, notes: Notes) -> tuple[Pool, Mask]:
    return left.pool(where).divided(right.values[where]), where


_DEFINED: dict[tuple[str, tuple[bool, bool]], Callable[[Side, Side, Mask, Notes], tuple[Pool, Mask]]] = {
    ("*", (True, False)): _times_float,
    ("*", (False, True)): _float_times,
    ("/", (True, False)): _by_float,
    ("+", (True, True)): _sum(1.0, "+"),
    ("-", (True, True)): _sum(-1.0, "-"),
}
