"""Routes: traces and services."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.apm.models import (
    Service,
    ServiceSeries,
    ServicesResponse,
    ServiceTimeline,
    TraceResponse,
    TraceSearchRequest,
    TraceSearchResponse,
)
from sardonyx.apm.service import ApmService
from sardonyx.logs.answers import TimeInput, json_answer, scope_of, stats_since
from sardonyx.logs.models import LogSearchResponse
from sardonyx.query.services import ServiceFigures
from sardonyx.query.steps import MAX_BUCKETS
from sardonyx.query.time_range import NS, TimeRange, to_iso

TraceReader = Annotated[Principal, Depends(requires("traces:read"))]
LogReader = Annotated[Principal, Depends(requires("logs:read"))]
ServiceReader = Annotated[Principal, Depends(requires("services:read"))]
TraceId = Annotated[str, Path(max_length=64, description="Hex; short ids are padded with zeros.")]
Start = Annotated[TimeInput, Query()]
End = Annotated[TimeInput, Query()]


def build_router(service: ApmService) -> APIRouter:
    """Trace search and look-up, services."""
    router = APIRouter(prefix="/rest")

    @router.post("/traces/search", response_model=TraceSearchResponse, tags=["traces"])
    async def trace_search(body: TraceSearchRequest, principal: TraceReader) -> Response:
        """Traces with a span that matches the search, newest first."""
        started = time.perf_counter()
        time_range = TimeRange.parse(body.start, body.end)
        page = await service.search(body.query, time_range, scope_of(principal), limit=body.limit)
        return json_answer(
            {
                "traces": page.traces,
                "stats": stats_since(started, page.rows_read, page.bytes_read),
                "notices": page.notices,
            }
        )

    @router.get("/traces/{trace_id}", response_model=TraceResponse, tags=["traces"])
    async def trace(trace_id: TraceId, principal: TraceReader) -> Response:
        """All spans of a trace, by start."""
        started = time.perf_counter()
        found = await service.trace(trace_id, scope_of(principal))
        return json_answer(
            {
                "trace_id": found.trace_id,
                "spans": found.spans,
                "span_count": found.span_count,
                "hidden_spans": found.hidden_spans,
                "stats": stats_since(started, found.rows_read, found.bytes_read),
                "notices": found.notices,
            }
        )

    @router.get("/traces/{trace_id}/logs", response_model=LogSearchResponse, tags=["traces"])
    async def trace_logs(trace_id: TraceId, principal: LogReader) -> Response:
        """The log records of a trace, oldest first."""
        started = time.perf_counter()
        page = await service.trace_logs(trace_id, scope_of(principal))
        return json_answer(
            {
                "rows": page.rows,
                "next_cursor": page.next_cursor,
                "stats": stats_since(started, page.rows_read, page.bytes_read),
                "notices": page.notices,
            }
        )

    @router.get("/services", tags=["services"])
    async def services(principal: ServiceReader, start: Start = "now-1h", end: End = "now") -> ServicesResponse:
        """All services that sent something in the range, with their figures."""
        time_range = TimeRange.parse(start, end)
        found = await service.services(time_range, scope_of(principal))
        return ServicesResponse(services=[_view(figures, time_range.seconds) for figures in found])

    @router.get("/services/timeline", tags=["services"])
    async def services_timeline(
        principal: ServiceReader,
        start: Start = "now-1h",
        end: End = "now",
        buckets: Annotated[int, Query(ge=1, le=MAX_BUCKETS)] = 60,
    ) -> ServiceTimeline:
        """Spans over time, by service."""
        found = await service.timeline(TimeRange.parse(start, end), scope_of(principal), buckets=buckets)
        series = [ServiceSeries(service=name, points=points) for name, points in sorted(found.counts.items())]
        return ServiceTimeline(start=found.start_s, end=found.end_s, step_seconds=found.step_seconds, series=series)

    return router


def _view(figures: ServiceFigures, seconds: float) -> Service:
    return Service(
        name=figures.name,
        environments=sorted(figures.environments),
        version=figures.version,
        spans=figures.spans,
        spans_per_second=figures.spans / seconds,
        error_ratio=figures.error_ratio,
        p50_ms=figures.p50_ms,
        p95_ms=figures.p95_ms,
        logs=figures.logs,
        last_seen=None if figures.last_seen_s is None else to_iso(figures.last_seen_s * NS),
        first_seen=None if figures.first_seen_s is None else to_iso(figures.first_seen_s * NS),
    )
