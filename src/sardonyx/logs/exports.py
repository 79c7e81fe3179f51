"""Log records as files: who takes them is remembered, and only a few are written at once."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime

from sardonyx.access.audit import chain
from sardonyx.access.principal import Actor
from sardonyx.query.logs.export import MAX_ROWS, ExportFormat, export_logs
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.source import SourceFinder
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.time_range import NS, TimeRange, to_iso
from sardonyx.state import Database
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineBusy

AT_ONCE = 2
"""Each keeps a connection of the engine to itself for as long as its reader takes."""

MEDIA_TYPES: dict[ExportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


class LogExports:
    """Writes files of records. `db` has the audit chain; `sources` knows the archive."""

    def __init__(self, engine: Engine, db: Database, sources: SourceFinder | None = None) -> None:
        self._engine = engine
        self._sources = sources or SourceFinder(engine)
        self._db = db
        self._running = 0

    async def begin(
        self,
        search: str,
        time_range: TimeRange,
        scope: AccessScope,
        actor: Actor,
        *,
        fmt: ExportFormat,
        columns: Sequence[str] | None = None,
        limit: int = MAX_ROWS,
        archive: bool = False,
    ) -> AsyncIterator[bytes]:
        """The file in chunks, the first of which has been made. An audit entry tells of it before anything is read.

        Raises SearchSyntaxError, StorageError; EngineBusy when enough are being written.
        """
        source = await self._sources.of(time_range, archive=archive)
        query = LogQuery(compile_search(search, LOGS).condition, time_range, scope, source=source)
        if self._running >= AT_ONCE:
            raise EngineBusy(f"{AT_ONCE} files are being written already")
        chunks = self._chunks(query, fmt, columns, limit, search, actor)
        try:
            first = await anext(chunks, b"")
        except BaseException:
            await chunks.aclose()
            raise
        return _with_first(first, chunks)

    async def _chunks(
        self,
        query: LogQuery,
        fmt: ExportFormat,
        columns: Sequence[str] | None,
        limit: int,
        search: str,
        actor: Actor,
    ) -> AsyncGenerator[bytes, None]:
        self._running += 1
        try:
            details = {
                "query": search[:1000],
                "start": to_iso(query.time_range.start_ns),
                "end": to_iso(query.time_range.end_ns),
                "format": fmt,
                "columns": list(columns or ()),
                "limit": limit,
                "archived_days": len(query.source.days),
            }
            async with self._db.session() as session:
                await chain.record(session, actor, "logs.export", "logs", details=details)
            async for chunk in export_logs(self._engine, query, fmt, columns, max_rows=limit):
                yield chunk
        finally:
            self._running -= 1


async def _with_first(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk


def file_name(fmt: ExportFormat, time_range: TimeRange) -> str:
    """`logs_20261123T021320Z_20261123T031320Z.csv`: letters and digits only, the same everywhere."""
    start, end = (
        f"{datetime.fromtimestamp(ns // NS, UTC):%Y%m%dT%H%M%SZ}" for ns in (time_range.start_ns, time_range.end_ns)
    )
    return f"logs_{start}_{end}.{fmt}"
