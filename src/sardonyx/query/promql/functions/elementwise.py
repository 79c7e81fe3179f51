"""Functions of one value at a time: rounding, logarithms, angles, bounds."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sardonyx.query.promql.values import Floats

Unary = Callable[[Floats], Floats]


def _quiet(call: Any) -> Unary:
    def quiet(values: Floats) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray(call(values), dtype=np.float64)

    return quiet


def _sign(values: Floats) -> Floats:
    return np.where(values == 0, values, np.sign(values))


UNARY: dict[str, Unary] = {
    name: _quiet(call)
    for name, call in {
        "abs": np.abs,
        "ceil": np.ceil,
        "floor": np.floor,
        "exp": np.exp,
        "ln": np.log,
        "log2": np.log2,
        "log10": np.log10,
        "sqrt": np.sqrt,
        "sgn": _sign,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "asinh": np.arcsinh,
        "acosh": np.arccosh,
        "atanh": np.arctanh,
        "deg": lambda values: values * 180 / np.pi,
        "rad": lambda values: values * np.pi / 180,
    }.items()
}


def round_to(values: Floats, nearest: Floats) -> Floats:
    """To the nearest multiple of `nearest`, halves up."""
    with np.errstate(all="ignore"):
        # The inverse first: 0.1 has no exact float, 10 has.
        inverse = 1.0 / nearest
        return np.asarray(np.floor(values * inverse + 0.5) / inverse)


def clamp(values: Floats, low: Floats, high: Floats) -> Floats:
    """Within [low, high]; NaN if any of the three is NaN."""
    return np.maximum(low, np.minimum(high, values))
