"""Exploring traces: matching ones as points, and the fields of matching spans. All under the caller's access scope."""

from dataclasses import replace

from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import SPANS
from sardonyx.query.time_range import TimeRange
from sardonyx.query.traces.fields import SpanFieldList, span_fields
from sardonyx.query.traces.points import TracePoints, trace_points
from sardonyx.storage.engine import Engine


class TraceExplorer:
    """What the pages ask beside the list of traces."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def points(self, search: str, time_range: TimeRange, scope: AccessScope, *, limit: int) -> TracePoints:
        """Traces with a matching span, as points. Raises SearchSyntaxError, StorageError."""
        condition = compile_search(search, SPANS).condition
        return await trace_points(self._engine, condition, time_range, scope, limit=limit)

    async def fields(self, search: str, time_range: TimeRange, scope: AccessScope) -> SpanFieldList:
        """Fields of matching spans. Raises SearchSyntaxError, StorageError."""
        compiled = compile_search(search, SPANS)
        found = await span_fields(self._engine, compiled.condition, time_range, scope)
        return replace(found, notices=(*compiled.notices, *found.notices))
