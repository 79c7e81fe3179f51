"""Routes: log records."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer, scope_of, stats_since
from sardonyx.logs import stream
from sardonyx.logs.models import (
    LogContextRequest,
    LogContextResponse,
    LogFieldsResponse,
    LogHistogramRequest,
    LogHistogramResponse,
    LogRangeRequest,
    LogSearchRequest,
    LogSearchResponse,
    SearchText,
)
from sardonyx.logs.service import LogsService
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("logs:read"))]


def build_router(service: LogsService) -> APIRouter:
    """Search, histogram, fields, context and tail of log records."""
    router = APIRouter(prefix="/rest/logs", tags=["logs"])

    @router.post("/search", response_model=LogSearchResponse)
    async def log_search(body: LogSearchRequest, principal: Reader) -> Response:
        """A page of log records, newest first unless asked otherwise."""
        started = time.perf_counter()
        page = await service.search(
            body.query,
            TimeRange.parse(body.start, body.end),
            scope_of(principal),
            limit=body.limit,
            cursor=RecordId.parse(body.cursor) if body.cursor else None,
            direction=body.direction,
            columns=tuple(body.columns) if body.columns is not None else None,
            archive=body.archive,
        )
        answer = {"rows": page.rows, "next_cursor": page.next_cursor, "notices": page.notices}
        return json_answer({**answer, "stats": stats_since(started, page.rows_read, page.bytes_read)})

    @router.post("/histogram", response_model=LogHistogramResponse)
    async def log_histogram(body: LogHistogramRequest, principal: Reader) -> Response:
        """Counts of log records over time, by level or any other field."""
        found = await service.histogram(
            body.query,
            TimeRange.parse(body.start, body.end),
            scope_of(principal),
            by=body.by,
            top=body.top,
            buckets=body.buckets,
            archive=body.archive,
        )
        by_level = body.by == "level"
        series = [
            {
                "value": one.value,
                "level": one.value if by_level else None,
                "is_other": one.is_other,
                "points": one.points,
            }
            for one in found.series
        ]
        return json_answer(
            {
                "start": found.start_s,
                "end": found.end_s,
                "step_seconds": found.step_seconds,
                "total": found.total,
                "series": series,
                "notices": found.notices,
            }
        )

    @router.post("/fields", response_model=LogFieldsResponse)
    async def log_fields(body: LogRangeRequest, principal: Reader) -> Response:
        """The fields of the records of a search, with their most frequent values."""
        started = time.perf_counter()
        found = await service.fields(
            body.query, TimeRange.parse(body.start, body.end), scope_of(principal), archive=body.archive
        )
        answer = {"fields": found.fields, "sampled": found.sampled, "notices": found.notices}
        return json_answer({**answer, "stats": stats_since(started, found.rows_read, found.bytes_read)})

    @router.post("/context", response_model=LogContextResponse)
    async def log_context(body: LogContextRequest, principal: Reader) -> Response:
        """The records just before and after a record."""
        found = await service.context(
            RecordId.parse(body.id), scope_of(principal), before=body.before, after=body.after, within=body.within
        )
        return json_answer({"before": found.before, "record": found.record, "after": found.after})

    @router.get(
        "/tail",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events log, gap and rate."}},
    )
    async def log_tail(
        request: Request,
        principal: Reader,
        query: Annotated[SearchText, Query()] = "",
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """Log records as they arrive, as server-sent events."""
        tail = service.tail(query, scope_of(principal), resume=stream.resume_point(last_event_id))
        frames = stream.frames(tail, request.is_disconnected)
        return StreamingResponse(frames, media_type="text/event-stream", headers=stream.HEADERS)

    return router
