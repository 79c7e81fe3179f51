"""Histograms as upstream writes them: the buckets of an API answer, and the text that `count_values` groups by."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sardonyx.query.promql.histograms.bounds import visible_bounds
from sardonyx.query.promql.histograms.pool import Pool

OPEN_LEFT, OPEN_RIGHT, CLOSED = 0, 1, 3
"""Boundary rules of the HTTP API: which ends of a bucket belong to it. 2, open on both, does not happen."""


@dataclass(frozen=True, slots=True)
class ShownHistogram:
    """One histogram: (rule, lower, upper, count) of every bucket that counts something, in the order of values."""

    count: float
    sum: float
    buckets: list[tuple[int, float, float, float]]


def shown(pool: Pool) -> Iterator[ShownHistogram]:
    """Every histogram of the pool."""
    lower, upper = visible_bounds(pool)
    zero = (pool.zero_count > 0) & ~pool.is_custom
    negative = np.bincount(pool.owners[pool.keys < 0], minlength=len(pool))
    rules = np.where(pool.keys < 0, OPEN_RIGHT, OPEN_LEFT)
    place = (pool.offsets[:-1] + negative)[zero]
    edge = pool.zero_threshold[zero]
    columns = (
        np.insert(rules, place, CLOSED),
        np.insert(lower, place, -edge),
        np.insert(upper, place, edge),
        np.insert(pool.counts, place, pool.zero_count[zero]),
    )
    buckets = list(zip(*(column.tolist() for column in columns), strict=True))
    ends = (pool.offsets + np.concatenate(([0], np.cumsum(zero)))).tolist()
    for row, (count, total) in enumerate(zip(pool.count.tolist(), pool.sum.tolist(), strict=True)):
        yield ShownHistogram(count, total, buckets[ends[row] : ends[row + 1]])


def texts(pool: Pool) -> list[str]:
    """Each histogram's text, as `{count:4, sum:5, (0.5,1]:1, (1,2]:3}`."""
    return [_text(one) for one in shown(pool)]


_BRACKETS = {OPEN_LEFT: ("(", "]"), OPEN_RIGHT: ("[", ")"), CLOSED: ("[", "]")}


def _text(one: ShownHistogram) -> str:
    parts = [f"count:{_short(one.count)}", f"sum:{_short(one.sum)}"]
    for rule, lower, upper, count in one.buckets:
        left, right = _BRACKETS[rule]
        parts.append(f"{left}{_short(lower)},{_short(upper)}{right}:{_short(count)}")
    return "{" + ", ".join(parts) + "}"


def _short(value: float) -> str:
    """A float in Go's %g: the shortest text that reads back, with an exponent below 1e-4 and from 1e21 on."""
    if math.isnan(value):
        return "NaN"
    if value in (np.inf, -np.inf):
        return "+Inf" if value > 0 else "-Inf"
    if value == int(value) and abs(value) < 1e21:
        return str(int(value)) if value or not np.signbit(value) else "-0"
    return repr(value)
