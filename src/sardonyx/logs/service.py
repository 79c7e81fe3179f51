"""What can be asked of log records. Everything runs under the caller's access scope."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sardonyx.logs.tail import Tail
from sardonyx.query.logs.arrivals import After
from sardonyx.query.logs.context import LogContext, Within, around, log_context
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.logs.fields import FieldList, log_fields
from sardonyx.query.logs.histogram import log_histogram
from sardonyx.query.logs.histogram_by import HistogramBy, ValueSeries, histogram_by
from sardonyx.query.logs.pages import LogPage, LogQuery, log_page
from sardonyx.query.logs.source import SourceFinder
from sardonyx.query.pieces import Direction
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import Compiled, compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.steps import nice_step
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine


class LogsService:
    """Searches records. `wait_for_change(timeout)` returns when a flush of logs has happened, or when time is up; `sources` knows
    the archive, which is searched where a caller asks for it, and always for the surroundings of a record."""

    def __init__(
        self,
        engine: Engine,
        wait_for_change: Callable[[float], Awaitable[object]],
        *,
        clock_ns: Callable[[], int] = time.time_ns,
        sources: SourceFinder | None = None,
    ) -> None:
        self._engine = engine
        self._wait_for_change = wait_for_change
        self._clock_ns = clock_ns
        self._sources = sources or SourceFinder(engine)

    def compile(self, search: str) -> Compiled:
        """A search on logs. Raises SearchSyntaxError."""
        return compile_search(search, LOGS)

    async def search(
        self,
        search: str,
        time_range: TimeRange,
        scope: AccessScope,
        *,
        limit: int = 100,
        cursor: RecordId | None = None,
        direction: Direction = "backward",
        columns: tuple[str, ...] | None = None,
        archive: bool = False,
    ) -> LogPage:
        """A page of records. Raises SearchSyntaxError, StorageError."""
        compiled = self.compile(search)
        source = await self._sources.of(time_range, archive=archive)
        query = LogQuery(compiled.condition, time_range, scope, limit, direction, cursor, columns, source)
        page = await log_page(self._engine, query)
        return replace(page, notices=(*compiled.notices, *source.notices, *page.notices))

    async def histogram(
        self,
        search: str,
        time_range: TimeRange,
        scope: AccessScope,
        *,
        by: str = "level",
        top: int = 5,
        buckets: int = 60,
        archive: bool = False,
    ) -> HistogramBy:
        """Records over time by the values of a field; all levels, or the `top` most frequent values of any other.
        Raises SearchSyntaxError, StorageError."""
        compiled = self.compile(search)
        whole_steps = time_range.aligned(nice_step(time_range, buckets))
        source = await self._sources.of(whole_steps, archive=archive)
        if by != "level":
            query = LogQuery(compiled.condition, time_range, scope, source=source)
            found = await histogram_by(self._engine, query, by, top=top, buckets=buckets)
            return replace(found, notices=(*compiled.notices, *source.notices, *found.notices))
        levels = await log_histogram(self._engine, search, time_range, scope, buckets=buckets, source=source)
        series = [ValueSeries(level, points) for level, points in sorted(levels.counts.items())]
        notices = (*compiled.notices, *source.notices)
        return HistogramBy(levels.start_s, levels.end_s, levels.step_seconds, series, levels.total, notices)

    async def fields(
        self, search: str, time_range: TimeRange, scope: AccessScope, *, archive: bool = False
    ) -> FieldList:
        """Fields and their most frequent values. Raises SearchSyntaxError, StorageError."""
        source = await self._sources.of(time_range, archive=archive)
        query = LogQuery(self.compile(search).condition, time_range, scope, source=source)
        found = await log_fields(self._engine, query)
        return replace(found, notices=(*source.notices, *found.notices))

    async def context(
        self, record: RecordId, scope: AccessScope, *, before: int = 20, after: int = 20, within: Within = "stream"
    ) -> LogContext:
        """The records around a record. Raises LogRecordNotFound, StorageError."""
        source = await self._sources.of(around(record), archive=True)
        return await log_context(self._engine, record, scope, before=before, after=after, within=within, source=source)

    def tail(self, search: str, scope: AccessScope, *, resume: After | None = None) -> Tail:
        """Follow what arrives from now on, or from behind `resume`. Raises SearchSyntaxError."""
        condition = self.compile(search).condition
        return Tail(self._engine, condition, scope, self._wait_for_change, self._clock_ns, resume)
