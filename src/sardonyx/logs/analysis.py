"""Figures over log records. Everything runs under the caller's access scope, and within its time and memory."""

from collections.abc import Sequence
from dataclasses import replace

from sardonyx.query.logs.aggregate import Aggregation, Measure, aggregate_logs
from sardonyx.query.logs.bounded import ANALYSIS
from sardonyx.query.logs.compare import Comparison, compare_logs
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.source import SourceFinder
from sardonyx.query.patterns.search import Patterns, search_patterns
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import Compiled, compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits


class LogAnalysis:
    """Groups, measures and compares records."""

    def __init__(self, engine: Engine, *, limits: Limits = ANALYSIS, sources: SourceFinder | None = None) -> None:
        self._engine = engine
        self._sources = sources or SourceFinder(engine)
        self._limits = limits

    async def aggregate(
        self,
        search: str,
        time_range: TimeRange,
        scope: AccessScope,
        *,
        by: Sequence[str],
        measures: Sequence[Measure],
        limit: int = 100,
        order_by: int = 0,
        ascending: bool = False,
        archive: bool = False,
    ) -> Aggregation:
        """Groups with their measures. Raises SearchSyntaxError, StorageError."""
        compiled, query = await self._query(search, time_range, scope, time_range, archive)
        found = await aggregate_logs(
            self._engine, query, by, measures, limit=limit, order_by=order_by, ascending=ascending, limits=self._limits
        )
        return replace(found, notices=(*compiled.notices, *query.source.notices, *found.notices))

    async def compare(
        self,
        search: str,
        time_range: TimeRange,
        other: TimeRange,
        scope: AccessScope,
        fields: Sequence[str] | None = None,
        *,
        archive: bool = False,
    ) -> Comparison:
        """Two ranges side by side. Raises SearchSyntaxError, StorageError."""
        both = TimeRange(min(time_range.start_ns, other.start_ns), max(time_range.end_ns, other.end_ns))
        compiled, query = await self._query(search, time_range, scope, both, archive)
        found = await compare_logs(self._engine, query, other, fields, limits=self._limits)
        found.notices[:0] = (*compiled.notices, *query.source.notices)
        return found

    async def patterns(
        self, search: str, time_range: TimeRange, scope: AccessScope, *, limit: int = 100, archive: bool = False
    ) -> Patterns:
        """The patterns of a search. Raises SearchSyntaxError, StorageError."""
        compiled, query = await self._query(search, time_range, scope, time_range, archive)
        found = await search_patterns(self._engine, query, limit=limit, limits=self._limits)
        found.notices[:0] = (*compiled.notices, *query.source.notices)
        return found

    async def _query(
        self, search: str, time_range: TimeRange, scope: AccessScope, reach: TimeRange, archive: bool
    ) -> tuple[Compiled, LogQuery]:
        compiled = compile_search(search, LOGS)
        source = await self._sources.of(reach, archive=archive)
        return compiled, LogQuery(compiled.condition, time_range, scope, source=source)
