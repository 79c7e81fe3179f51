"""What can be asked of log records. Everything runs under the caller's access scope."""

import time
from collections.abc import Awaitable, Callable

from sardonyx.logs.tail import Tail
from sardonyx.query.logs.arrivals import After
from sardonyx.query.logs.context import LogContext, Within, log_context
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.logs.fields import FieldList, log_fields
from sardonyx.query.logs.histogram import Histogram, log_histogram
from sardonyx.query.logs.pages import LogPage, LogQuery, log_page
from sardonyx.query.pieces import Direction
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import Compiled, compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine


class LogsService:
    """Searches records. `wait_for_change(timeout)` returns when a flush of logs has happened, or when time is up."""

    def __init__(
        self,
        engine: Engine,
        wait_for_change: Callable[[float], Awaitable[object]],
        *,
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._engine = engine
        self._wait_for_change = wait_for_change
        self._clock_ns = clock_ns

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
    ) -> LogPage:
        """A page of records. Raises SearchSyntaxError, StorageError."""
        compiled = self.compile(search)
        query = LogQuery(compiled.condition, time_range, scope, limit, direction, cursor, columns)
        page = await log_page(self._engine, query)
        return LogPage(page.rows, page.next_cursor, page.rows_read, page.bytes_read, (*compiled.notices, *page.notices))

    async def histogram(
        self, search: str, time_range: TimeRange, scope: AccessScope, *, buckets: int = 60
    ) -> Histogram:
        """Records over time by level. Raises SearchSyntaxError, StorageError."""
        return await log_histogram(self._engine, search, time_range, scope, buckets=buckets)

    async def fields(self, search: str, time_range: TimeRange, scope: AccessScope) -> FieldList:
        """Fields and their most frequent values. Raises SearchSyntaxError, StorageError."""
        return await log_fields(self._engine, LogQuery(self.compile(search).condition, time_range, scope))

    async def context(
        self, record: RecordId, scope: AccessScope, *, before: int = 20, after: int = 20, within: Within = "stream"
    ) -> LogContext:
        """The records around a record. Raises LogRecordNotFound, StorageError."""
        return await log_context(self._engine, record, scope, before=before, after=after, within=within)

    def tail(self, search: str, scope: AccessScope, *, resume: After | None = None) -> Tail:
        """Follow what arrives from now on, or from behind `resume`. Raises SearchSyntaxError."""
        condition = self.compile(search).condition
        return Tail(self._engine, condition, scope, self._wait_for_change, self._clock_ns, resume)
