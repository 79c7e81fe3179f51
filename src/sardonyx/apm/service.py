"""What can be asked of traces and services. Everything runs under the caller's access scope."""

import time
from collections.abc import Callable

from sardonyx.query.logs.pages import LogPage, LogQuery, log_page
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import SPANS
from sardonyx.query.services import AllFigures, ServiceTimeline, service_timeline, services
from sardonyx.query.services.findings import Findings, find_trouble
from sardonyx.query.services.operations import Operation, Version, operations, versions
from sardonyx.query.services.sample import TraceSample, sample_of
from sardonyx.query.services.time_spent import TimeSpent, time_spent
from sardonyx.query.services.timeline import RedTimeline, red_timeline
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.query.traces.ids import spellings, times_of
from sardonyx.query.traces.lookup import Trace, find_trace
from sardonyx.query.traces.search import TracePage, TraceSort, search_traces
from sardonyx.storage.engine import Engine

MAX_TRACE_LOGS = 1000
_AROUND_NS = 300 * NS
_LOOK_BACK_NS = 30 * 86400 * NS


class ApmService:
    """Traces, their log records, and services."""

    def __init__(self, engine: Engine, *, clock_ns: Callable[[], int] = time.time_ns) -> None:
        self._engine = engine
        self._clock_ns = clock_ns

    async def search(
        self, search: str, time_range: TimeRange, scope: AccessScope, *, sort: TraceSort = "newest", limit: int = 20
    ) -> TracePage:
        """Traces with a matching span, in the order of `sort`. Raises SearchSyntaxError, StorageError."""
        compiled = compile_search(search, SPANS)
        page = await search_traces(self._engine, compiled.condition, time_range, scope, sort=sort, limit=limit)
        return TracePage(page.traces, page.rows_read, page.bytes_read, (*compiled.notices, *page.notices))

    async def trace(self, trace_id: str, scope: AccessScope) -> Trace:
        """One trace. Raises TraceNotFound, StorageError."""
        return await find_trace(self._engine, trace_id, scope)

    async def trace_logs(self, trace_id: str, scope: AccessScope, *, limit: int = MAX_TRACE_LOGS) -> LogPage:
        """A trace's log records, oldest first; none is an answer too. Raises TraceNotFound for an id that is no hex.

        They are looked for around the trace's spans; without spans in the last 30 days.
        """
        wanted = spellings(trace_id)
        times = await times_of(self._engine, wanted)
        if times is None:
            now = self._clock_ns()
            times = TimeRange(now - _LOOK_BACK_NS, now)
        around = TimeRange(max(0, times.start_ns - _AROUND_NS), times.end_ns + _AROUND_NS)
        condition = Condition("TraceId IN {trace_ids:Array(String)}", {"trace_ids": wanted})
        page = await log_page(self._engine, LogQuery(condition, around, scope, limit, "forward"))
        notices = (f"the first {limit:,} records are shown",) if page.next_cursor else ()
        return LogPage(page.rows, page.next_cursor, page.rows_read, page.bytes_read, (*page.notices, *notices))

    async def services(self, time_range: TimeRange, scope: AccessScope) -> AllFigures:
        """All services with spans or records in the range."""
        return await services(self._engine, time_range, scope)

    async def timeline(self, time_range: TimeRange, scope: AccessScope, *, buckets: int = 60) -> ServiceTimeline:
        """Spans over time by service."""
        return await service_timeline(self._engine, time_range, scope, buckets=buckets)

    async def red(
        self, time_range: TimeRange, scope: AccessScope, *, service: str | None = None, buckets: int = 60
    ) -> RedTimeline:
        """Requests, errors and durations over time; of one service when it is named."""
        return await red_timeline(self._engine, time_range, scope, service=service, buckets=buckets)

    async def operations(self, service: str, time_range: TimeRange, scope: AccessScope) -> list[Operation]:
        """What a service does."""
        return await operations(self._engine, service, time_range, scope)

    async def versions(self, service: str, time_range: TimeRange, scope: AccessScope) -> list[Version]:
        """The versions of a service that ran in the range."""
        return await versions(self._engine, service, time_range, scope)

    async def time_spent(self, time_range: TimeRange, scope: AccessScope) -> tuple[TraceSample, dict[str, TimeSpent]]:
        """Where the time of all services went, by service, and the sample of traces that tells it."""
        sample = await sample_of(self._engine, time_range, scope)
        return sample, await time_spent(self._engine, sample)

    async def trouble(self, time_range: TimeRange, scope: AccessScope) -> Findings:
        """What is wrong at the end of the range."""
        return await find_trouble(self._engine, time_range, scope)
