"""Routes: traces as points, and the fields of spans."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer, scope_of, stats_since
from sardonyx.apm.models_explore import (
    TraceFieldsResponse,
    TracePointsRequest,
    TracePointsResponse,
    TraceRangeRequest,
)
from sardonyx.apm.service_explore import TraceExplorer
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("traces:read"))]


def build_router(explorer: TraceExplorer) -> APIRouter:
    """Points and fields."""
    router = APIRouter(prefix="/rest/traces", tags=["traces"])

    @router.post("/points", response_model=TracePointsResponse)
    async def trace_points(body: TracePointsRequest, principal: Reader) -> Response:
        """Traces with a span that matches, as points of time and duration."""
        started = time.perf_counter()
        time_range = TimeRange.parse(body.start, body.end)
        found = await explorer.points(body.query, time_range, scope_of(principal), limit=body.limit)
        shown = len(found.points.trace_id)
        part = [f"an estimate: {found.total:,} traces match, a part of them was looked at"] if found.estimated else []
        return json_answer(
            {
                "points": found.points,
                "total": found.total,
                "estimated": found.estimated,
                "sampled": shown < found.total,
                "stats": stats_since(started, found.rows_read, found.bytes_read),
                "notices": part,
            }
        )

    @router.post("/fields", response_model=TraceFieldsResponse)
    async def trace_fields(body: TraceRangeRequest, principal: Reader) -> Response:
        """The fields of the spans of a search, with their most frequent values."""
        started = time.perf_counter()
        found = await explorer.fields(body.query, TimeRange.parse(body.start, body.end), scope_of(principal))
        answer = {"fields": found.fields, "sampled": found.sampled, "notices": found.notices}
        return json_answer({**answer, "stats": stats_since(started, found.rows_read, found.bytes_read)})

    return router
