"""Binary operators on floats, element by element."""

from collections.abc import Callable

import numpy as np

from sardonyx.query.promql.values import Floats, Mask

COMPARISONS: dict[str, Callable[[Floats, Floats], Mask]] = {
    "==": np.equal,
    "!=": np.not_equal,
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
}


def _power(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.power(left, right))


_ARITHMETIC: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "^": _power,
    "atan2": np.arctan2,
}

ARITHMETIC_OPERATORS = frozenset(_ARITHMETIC)


def calculate(op: str, left: Floats, right: Floats) -> Floats:
    """`left op right` for an arithmetic operator; IEEE 754 throughout."""
    with np.errstate(all="ignore"):
        return np.asarray(_ARITHMETIC[op](left, right), dtype=np.float64)


def compare(op: str, left: Floats, right: Floats) -> Mask:
    """Where `left op right` holds."""
    with np.errstate(all="ignore"):
        return np.asarray(COMPARISONS[op](left, right), dtype=bool)
