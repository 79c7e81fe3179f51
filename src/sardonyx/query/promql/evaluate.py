"""A tree on a grid → its value. Reading waits for the engine, big arithmetic runs in a thread: the event loop stays free.

Equal parts of a query on equal grids are evaluated once; both sides of an operator are evaluated at the same time.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from sardonyx.query.promql import aggregate, binary, pushdown, range_calls
from sardonyx.query.promql.calls import CALLS
from sardonyx.query.promql.errors import ExecutionError, TooMuch
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.histograms.pool import Native
from sardonyx.query.promql.instants import broadcast, last_samples
from sardonyx.query.promql.long import evaluate as long
from sardonyx.query.promql.long import plan
from sardonyx.query.promql.rows import refuse_same_labels
from sardonyx.query.promql.store.reader import Reader
from sardonyx.query.promql.tree import (
    Aggregation,
    At,
    AtKind,
    Binary,
    Call,
    Negation,
    Node,
    Number,
    Range,
    Selector,
    Subquery,
    Text,
)
from sardonyx.query.promql.values import Scalar, String, Vector, without_names
from sardonyx.query.promql.windows.table import RANGE_FUNCTIONS

T = TypeVar("T")
Value = Vector | Scalar | String

_INLINE_CELLS = 20_000


class Evaluation:
    """One query: `start_ms` and `end_ms` are what `@ start()` and `@ end()` mean."""

    def __init__(self, reader: Reader, whole: Grid, *, push: bool = True) -> None:
        self.reader = reader
        self.notes = reader.notes
        self.whole = whole
        self.push = push
        self._tasks: dict[tuple[Node, Grid], asyncio.Task[Value]] = {}

    async def run(self, node: Node) -> Value:
        """The value of the whole query; whatever else is under way is cancelled before this returns."""
        try:
            return await self.value(node, self.whole)
        finally:
            await self.close()

    async def close(self) -> None:
        """Cancel what is under way and wait for it."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def value(self, node: Node, grid: Grid) -> Value:
        """The value of a part of the query on `grid`."""
        key = (node, grid)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._value(node, grid))
        return await self._tasks[key]

    async def vector(self, node: Node, grid: Grid) -> Vector:
        """The value of a part that is an instant vector."""
        value = await self.value(node, grid)
        if not isinstance(value, Vector):
            raise ExecutionError(f"expected an instant vector, got {type(value).__name__.lower()}")
        return value

    async def scalar(self, node: Node, grid: Grid) -> Scalar:
        """The value of a part that is a scalar."""
        value = await self.value(node, grid)
        if not isinstance(value, Scalar):
            raise ExecutionError(f"expected a scalar, got {type(value).__name__.lower()}")
        return value

    async def compute(self, cells: int, call: Callable[[], T]) -> T:
        """`call`, in a thread if it has many cells to go through."""
        self.reader.check_time()
        if cells <= _INLINE_CELLS:
            return call()
        return await asyncio.to_thread(call)

    def check_cells(self, series: int, steps: int) -> None:
        """Refuse an intermediate result that is too big."""
        most = self.reader.limits.max_cells
        if series * steps > most:
            raise TooMuch(
                f"query processing would load too many samples into memory in query execution: {series} series × "
                f"{steps} steps, {most} values allowed; narrow the time range, widen the step or add label matchers"
            )

    def instant_of(self, at: At | None, offset_ms: int) -> Grid | None:
        """The one instant an `@` modifier pins a selector to."""
        if at is None:
            return None
        times = {AtKind.TIME: at.time_ms, AtKind.START: self.whole.start_ms, AtKind.END: self.whole.end_ms}
        return Grid(times[at.kind] - offset_ms, 1, 1)

    async def _value(self, node: Node, grid: Grid) -> Value:  # noqa: PLR0911  # one per kind
        match node:
            case Number(value=value):
                return Scalar(np.full(grid.count, value))
            case Text(value=text):
                return String(text)
            case Selector():
                return await self._selector(node, grid)
            case Negation(expr=expr):
                return self._negated(await self.value(expr, grid))
            case Binary():
                return await self._binary(node, grid)
            case Aggregation():
                return await self._aggregation(node, grid)
            case Call(name=name) if name in RANGE_FUNCTIONS:
                return await range_calls.evaluate(self, node, grid)
            case Call(name=name) if name in CALLS:
                return await CALLS[name](self, node, grid)
            case Call(name=name):
                raise ExecutionError(f"function {name!r} is not supported")
            case Range() | Subquery():
                raise ExecutionError("a range vector is only allowed as a function's argument")

    async def _selector(self, node: Selector, grid: Grid) -> Vector:
        if self.push and node.at is None:
            instants, lookback = grid.shifted(node.offset_ms), self.reader.limits.lookback_ms
            parts = await plan.split(self, instants, lookback, exact=True)
            found = None if parts.rolled else await pushdown.selector(self, node, instants, lookback)
            if found is not None:
                return found
        return (await self.selected(node, grid))[0]

    async def selected(self, node: Selector, grid: Grid) -> tuple[Vector, Vector]:
        """An instant selector's values, and the times (epoch seconds) of the samples they are."""
        pinned = self.instant_of(node.at, node.offset_ms)
        instants = pinned or grid.shifted(node.offset_ms)
        lookback = self.reader.limits.lookback_ms
        values, times = await self._at(node, instants, lookback)
        return broadcast(values, grid.count), broadcast(times, grid.count)

    async def _at(self, node: Selector, instants: Grid, lookback: int) -> tuple[Vector, Vector]:
        after = instants.start_ms - lookback
        series = await self.reader.series(node, after, instants.end_ms)
        parts = await plan.split(self, instants, lookback, exact=True)
        if parts.rolled is not None and not series.native:
            old = await long.selected(self, node, parts.rolled, lookback, parts.rolled_until_ms)
            if parts.raw is None:
                return old
            new = await self._at(node, parts.raw, lookback)
            return long.joined(old[0], new[0]), long.joined(old[1], new[1])
        self.check_cells(len(series), instants.count)
        samples = await self.reader.samples(series, after, instants.end_ms)
        cells = len(series) * instants.count + len(samples.times)
        found, times = await self.compute(cells, lambda: last_samples(samples, instants, lookback))
        kept = found.present_rows
        return found.rows(kept), Vector(series.labels, times, found.present).rows(kept)

    def _negated(self, value: Value) -> Value:
        if isinstance(value, Scalar):
            return Scalar(-value.values)
        if not isinstance(value, Vector):
            raise ExecutionError("unary expression only allowed on expressions of type scalar or instant vector")
        native = value.native
        if native is not None:
            native = Native(native.pool.scaled(np.full(len(native.pool), -1.0)), native.rows)
        return refuse_same_labels(Vector(without_names(value.labels), -value.values, value.present, native))

    async def _binary(self, node: Binary, grid: Grid) -> Value:
        left, right = await asyncio.gather(self.value(node.left, grid), self.value(node.right, grid))
        if isinstance(left, String) or isinstance(right, String):
            raise ExecutionError("binary expression must contain only scalar and instant vector types")
        cells = sum(side.cells if isinstance(side, Vector) else side.values.size for side in (left, right))
        result = await self.compute(cells, lambda: binary.operate(node, left, right, self.notes))
        if isinstance(result, Vector):
            self.check_cells(len(result), grid.count)
        return result

    async def _aggregation(self, node: Aggregation, grid: Grid) -> Value:
        if self.push and (pushed := await pushdown.aggregation(self, node, grid)) is not None:
            return pushed
        param: Scalar | String | None = None
        if node.param is not None:
            found, vector = await asyncio.gather(self.value(node.param, grid), self.vector(node.expr, grid))
            param = None if isinstance(found, Vector) else found
        else:
            vector = await self.vector(node.expr, grid)
        return await self.compute(vector.cells, lambda: aggregate.aggregate(node, vector, param, self.notes))
