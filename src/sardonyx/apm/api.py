"""Routes: traces and services."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer, scope_of, stats_since
from sardonyx.apm.api_services import SlotsOf, add_service_routes
from sardonyx.apm.catalogue import slots_by_name
from sardonyx.apm.models import TraceResponse, TraceSearchRequest, TraceSearchResponse
from sardonyx.apm.service import ApmService
from sardonyx.logs.models import LogSearchResponse
from sardonyx.query.time_range import TimeRange

TraceReader = Annotated[Principal, Depends(requires("traces:read"))]
LogReader = Annotated[Principal, Depends(requires("logs:read"))]
TraceId = Annotated[str, Path(max_length=64, description="Hex; short ids are padded with zeros.")]


def build_router(service: ApmService, slots_of: SlotsOf = slots_by_name) -> APIRouter:
    """Trace search and look-up, services. `slots_of` gives services their colour slots (`ServiceCatalogue.slots`)."""
    router = APIRouter(prefix="/rest")

    @router.post("/traces/search", response_model=TraceSearchResponse, tags=["traces"])
    async def trace_search(body: TraceSearchRequest, principal: TraceReader) -> Response:
        """Traces with a span that matches the search."""
        started = time.perf_counter()
        time_range = TimeRange.parse(body.start, body.end)
        page = await service.search(body.query, time_range, scope_of(principal), sort=body.sort, limit=body.limit)
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

    add_service_routes(router, service, slots_of)
    return router
