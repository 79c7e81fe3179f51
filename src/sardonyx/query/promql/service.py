"""`Promql`: the one way from a query's text to its answer."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypedDict, TypeVar

import numpy as np

from sardonyx.query.promql import parser
from sardonyx.query.promql.errors import BadRange, ExecutionError, QueryTimedOut
from sardonyx.query.promql.evaluate import Evaluation
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.limits import DEFAULT_LIMITS, QueryLimits
from sardonyx.query.promql.range_calls import ranged_samples
from sardonyx.query.promql.result import (
    InstantAnswer,
    MatrixAnswer,
    SamplesAnswer,
    ScalarAnswer,
    Statistics,
    StringAnswer,
    VectorAnswer,
    ordered_by_labels,
)
from sardonyx.query.promql.store.reader import Reader
from sardonyx.query.promql.tree import Node, Range, Subquery, result_type
from sardonyx.query.promql.values import Notes, Samples, Scalar, String, Vector
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

T = TypeVar("T")
MakeReader = Callable[[Engine, AccessScope, QueryLimits, Notes], Reader]


class Promql:
    """PromQL over an engine's metrics. Every call takes the caller's scope; all errors are `errors.PromqlError`.

    Cancelling the awaiting task cancels what runs in the engine. `push=False` keeps all arithmetic out of the engine:
    slower, same answers; for tests that compare both ways, and for a `reader` that reads more than the store.
    """

    def __init__(self, engine: Engine, *, push: bool = True, reader: MakeReader = Reader) -> None:
        self._engine = engine
        self._push = push
        self._reader = reader

    def parse(self, expr: str) -> Node:
        """The query's tree. Raises ParseError."""
        return parser.parse(expr)

    async def instant(
        self, expr: str, at_s: float, scope: AccessScope, limits: QueryLimits = DEFAULT_LIMITS
    ) -> InstantAnswer:
        """The value of `expr` at one instant (epoch seconds)."""
        started = monotonic()
        node = parser.parse(expr)
        at_ms = _milliseconds(at_s, "time")
        run = self._evaluation(Grid(at_ms, 1, 1), scope, limits)
        if isinstance(node, Range | Subquery):
            samples = await _within(limits, _ranged(run, node))
            return SamplesAnswer(samples, **_beside(run, len(samples), started))
        value = await _within(limits, run.run(node))
        if isinstance(value, Scalar):
            return ScalarAnswer(at_ms, float(value.values[0]), **_beside(run, 1, started))
        if isinstance(value, String):
            return StringAnswer(at_ms, value.value, **_beside(run, 0, started))
        found = value.without_absent_rows()
        return VectorAnswer(at_ms, found, **_beside(run, len(found), started))

    async def range(
        self,
        expr: str,
        start_s: float,
        end_s: float,
        step_s: float,
        scope: AccessScope,
        limits: QueryLimits = DEFAULT_LIMITS,
    ) -> MatrixAnswer:
        """The values of `expr` at start, start + step, … up to and including `end_s` (epoch seconds)."""
        started = monotonic()
        node = parser.parse(expr)
        if result_type(node) not in ("scalar", "vector"):
            kind = {"matrix": "range vector", "string": "string"}[result_type(node)]
            raise BadRange(f'invalid expression type "{kind}" for range query, must be Scalar or instant Vector')
        grid = range_grid(start_s, end_s, step_s, limits)
        run = self._evaluation(grid, scope, limits)
        value = await _within(limits, run.run(node))
        if isinstance(value, Scalar):
            value = Vector([{}], value.values[None, :], np.ones((1, grid.count), dtype=bool))
        if not isinstance(value, Vector):
            raise ExecutionError("expected a vector")
        found = value
        ordered = await run.compute(found.values.size, lambda: ordered_by_labels(found))
        return MatrixAnswer(grid.times, ordered, **_beside(run, len(ordered), started))

    def _evaluation(self, grid: Grid, scope: AccessScope, limits: QueryLimits) -> Evaluation:
        return Evaluation(self._reader(self._engine, scope, limits, Notes()), grid, push=self._push)


async def _within(limits: QueryLimits, work: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(limits.seconds):
            return await work
    except TimeoutError as error:
        raise QueryTimedOut("query timed out in query execution") from error


async def _ranged(run: Evaluation, node: Range | Subquery) -> Samples:
    selector = node.selector if isinstance(node, Range) else node
    instants = run.instant_of(selector.at, selector.offset_ms) or run.whole.shifted(selector.offset_ms)
    try:
        samples = await ranged_samples(run, node, instants)
    finally:
        await run.close()
    return _without_empty(samples)


def _without_empty(samples: Samples) -> Samples:
    """Series that have samples, ordered by labels."""
    counts = np.diff(samples.offsets)
    rows = sorted(np.flatnonzero(counts).tolist(), key=lambda row: sorted(samples.labels[row].items()))
    pieces = [np.arange(samples.offsets[row], samples.offsets[row + 1]) for row in rows]
    kept = np.concatenate([np.zeros(0, dtype=np.int64), *pieces])
    offsets = np.concatenate([[0], np.cumsum(counts[rows])]).astype(np.int64)
    native = None if samples.native is None else samples.native.at(kept)
    labels = [samples.labels[row] for row in rows]
    return Samples(labels, offsets, samples.times[kept], samples.values[kept], native=native)


class _Beside(TypedDict):
    warnings: tuple[str, ...]
    infos: tuple[str, ...]
    statistics: Statistics


def _beside(run: Evaluation, series: int, started: float) -> _Beside:
    return {
        "warnings": tuple(run.notes.warnings),
        "infos": tuple(run.notes.infos),
        "statistics": Statistics(run.reader.samples_read, series, monotonic() - started),
    }


def range_grid(start_s: float, end_s: float, step_s: float, limits: QueryLimits) -> Grid:
    """The instants of a range query. Raises BadRange in upstream's words."""
    start, end = _milliseconds(start_s, "start"), _milliseconds(end_s, "end")
    if end < start:
        raise BadRange("end timestamp must not be before start time")
    step = _milliseconds(step_s, "step")
    if step <= 0:
        raise BadRange("zero or negative query resolution step widths are not accepted. Try a positive integer")
    if (end - start) // step > limits.max_points:
        raise BadRange(
            f"exceeded maximum resolution of {limits.max_points:,} points per timeseries. "
            "Try decreasing the query resolution (?step=XX)"
        )
    return Grid(start, step, (end - start) // step + 1)


def _milliseconds(seconds: float, name: str) -> int:
    if not math.isfinite(seconds) or abs(seconds) > 9e12:
        raise BadRange(f"invalid parameter {name!r}: cannot parse {seconds!r} to a valid timestamp")
    return round(seconds * 1000)
