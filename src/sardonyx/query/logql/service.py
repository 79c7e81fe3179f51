"""`Logql`: the one way from a query's text to its answer. Every call takes the caller's scope."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from time import monotonic
from typing import Literal, TypeVar

import numpy as np

from sardonyx.query.logql.errors import BadRange, LogqlError, TooManySeries
from sardonyx.query.logql.evaluate import Evaluation
from sardonyx.query.logql.limits import DEFAULT_LIMITS, LogqlLimits
from sardonyx.query.logql.parser import parse
from sardonyx.query.logql.ranges import Steps
from sardonyx.query.logql.streams import StreamQuery, Streams, read_streams
from sardonyx.query.logql.tree import Logs, Metric, Query
from sardonyx.query.pieces import Direction
from sardonyx.query.promql.errors import PromqlError
from sardonyx.query.promql.result import ordered_by_labels
from sardonyx.query.promql.values import Scalar, Vector
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryTimeout

T = TypeVar("T")
_LEAST_STEPS = 250  # upstream's resolution when none is asked for


@dataclass(frozen=True, slots=True)
class MetricAnswer:
    """Numbers at every step; `times` are nanoseconds. An instant query has one step."""

    kind: Literal["scalar", "vector", "matrix"]
    steps: Steps
    vector: Vector
    seconds: float


@dataclass(frozen=True, slots=True)
class RangeQuery:
    """What a range query asks for; `step_ns` and `interval_ns` 0 mean none given."""

    start_ns: int
    end_ns: int
    step_ns: int = 0
    interval_ns: int = 0
    limit: int = 100
    direction: Direction = "backward"
    categorised: bool = False


class Logql:
    """LogQL over an engine's log records. Raises LogqlError and StorageError."""

    def __init__(self, engine: Engine, limits: LogqlLimits = DEFAULT_LIMITS) -> None:
        self._engine = engine
        self.limits = limits

    def parse(self, text: str) -> Query:
        """The query's tree."""
        return parse(text)

    async def instant(self, text: str, at_ns: int, scope: AccessScope) -> MetricAnswer:
        """A metric query at one instant."""
        node = parse(text)
        if isinstance(node, Logs):
            raise LogqlError(
                "log queries are not supported as an instant query type, please change your query to a range query type"
            )
        return await self._metric(node, Steps(at_ns, 1, 1), scope, instant=True)

    async def range(self, text: str, asked: RangeQuery, scope: AccessScope) -> MetricAnswer | Streams:
        """A log query, or a metric query at start, start + step, …"""
        node = parse(text)
        if asked.end_ns < asked.start_ns:
            raise BadRange("end timestamp must not be before or equal to start time")
        if isinstance(node, Logs):
            return await self._streams(node, asked, scope)
        step = asked.step_ns or default_step_ns(asked.start_ns, asked.end_ns)
        count = (asked.end_ns - asked.start_ns) // step + 1
        if count > self.limits.max_points:
            raise BadRange(
                f"exceeded maximum resolution of {self.limits.max_points:,} points per time series. "
                "Try increasing the value of the step parameter"
            )
        return await self._metric(node, Steps(asked.start_ns, step, count), scope, instant=False)

    async def _streams(self, node: Logs, asked: RangeQuery, scope: AccessScope) -> Streams:
        if asked.limit > self.limits.max_entries:
            raise LogqlError(
                f"max entries limit per query exceeded, limit > max_entries_limit_per_query "
                f"({asked.limit} > {self.limits.max_entries})"
            )
        if asked.start_ns == asked.end_ns or not asked.limit:
            return Streams([], 0, 0, 0)
        whole = TimeRange(asked.start_ns, asked.end_ns)
        query = StreamQuery(node, whole, asked.limit, asked.direction, asked.interval_ns, asked.categorised)
        return await self._bounded(read_streams(self._engine, query, scope, self.limits))

    async def _metric(self, node: Metric, steps: Steps, scope: AccessScope, *, instant: bool) -> MetricAnswer:
        started = monotonic()
        try:
            value = await self._bounded(Evaluation(self._engine, scope, steps, self.limits).run(node))
        except PromqlError as error:
            raise LogqlError(str(error)) from error
        if isinstance(value, Scalar):
            found = Vector([{}], value.values[None, :], np.ones((1, steps.count), dtype=bool))
            return MetricAnswer("scalar" if instant else "matrix", steps, found, monotonic() - started)
        found = value.without_absent_rows() if instant else ordered_by_labels(value)
        if len(found) > self.limits.max_series:
            raise TooManySeries(self.limits.max_series)
        return MetricAnswer("vector" if instant else "matrix", steps, found, monotonic() - started)

    async def _bounded(self, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await work
        except TimeoutError as error:
            raise QueryTimeout("the query ran into its time limit") from error


def default_step_ns(start_ns: int, end_ns: int) -> int:
    """Upstream's step when none is given: a 250th of the range in whole seconds, at least one."""
    return max(-(-(end_ns - start_ns) // (_LEAST_STEPS * 10**9)), 1) * 10**9
