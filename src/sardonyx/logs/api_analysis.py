"""Routes: figures over log records, and records as files."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer, scope_of, stats_since
from sardonyx.logs.analysis import LogAnalysis
from sardonyx.logs.exports import MEDIA_TYPES, LogExports, file_name
from sardonyx.logs.leaving import while_waited_for
from sardonyx.logs.models_analysis import (
    LogAggregateRequest,
    LogAggregateResponse,
    LogCompareRequest,
    LogCompareResponse,
    LogExportRequest,
    LogPatternsRequest,
    LogPatternsResponse,
)
from sardonyx.query.logs.aggregate import Measure
from sardonyx.query.patterns.search import Pattern, Patterns
from sardonyx.query.search.values import LEVELS
from sardonyx.query.time_range import TimeRange, to_iso

Reader = Annotated[Principal, Depends(requires("logs:read"))]
Exporter = Annotated[Principal, Depends(requires("logs:export"))]


def build_router(analysis: LogAnalysis, exports: LogExports) -> APIRouter:
    """Aggregate, compare and export."""
    router = APIRouter(prefix="/rest/logs", tags=["logs"])

    @router.post("/aggregate", response_model=LogAggregateResponse)
    async def log_aggregate(body: LogAggregateRequest, principal: Reader, request: Request) -> Response:
        """Records grouped by fields, with figures of each group."""
        started = time.perf_counter()
        found = await while_waited_for(
            request,
            analysis.aggregate(
                body.query,
                TimeRange.parse(body.start, body.end),
                scope_of(principal),
                by=body.by,
                measures=[Measure(one.op, one.field or "") for one in body.measures],
                limit=body.limit,
                order_by=body.order_by,
                ascending=body.direction == "ascending",
                archive=body.archive,
            ),
        )
        stats = stats_since(started, found.rows_read, found.bytes_read)
        return json_answer({"rows": found.rows, "groups_total": found.groups, "stats": stats, "notices": found.notices})

    @router.post("/compare", response_model=LogCompareResponse)
    async def log_compare(body: LogCompareRequest, principal: Reader, request: Request) -> Response:
        """Two ranges of one search: values whose share of the records differs, most first."""
        started = time.perf_counter()
        found = await while_waited_for(
            request,
            analysis.compare(
                body.query,
                TimeRange.parse(body.start, body.end),
                TimeRange.parse(body.other_start, body.other_end),
                scope_of(principal),
                body.fields,
                archive=body.archive,
            ),
        )
        stats = stats_since(started, found.rows_read, found.bytes_read)
        answer = {"total": found.total, "other_total": found.other_total, "fields": found.fields}
        return json_answer({**answer, "stats": stats, "notices": found.notices})

    @router.post("/patterns", response_model=LogPatternsResponse)
    async def log_patterns(body: LogPatternsRequest, principal: Reader, request: Request) -> Response:
        """Clusters of similar messages, with what is known of each: since when, and which deployment brought it."""
        started = time.perf_counter()
        time_range = TimeRange.parse(body.start, body.end)
        found = await while_waited_for(
            request,
            analysis.patterns(body.query, time_range, scope_of(principal), limit=body.limit, archive=body.archive),
        )
        return json_answer(
            {
                "patterns": [_pattern(one, found) for one in found.patterns],
                "patterns_total": found.groups,
                "sampled": found.sampled,
                "stats": stats_since(started, found.rows_read, found.bytes_read),
                "notices": found.notices,
            }
        )

    @router.post(
        "/export",
        response_class=StreamingResponse,
        responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "The file."}},
    )
    async def log_export(body: LogExportRequest, principal: Exporter, request: Request) -> StreamingResponse:
        """Records as a file, newest first. Who took which is kept in the audit chain."""
        time_range = TimeRange.parse(body.start, body.end)
        chunks = await while_waited_for(
            request,
            exports.begin(
                body.query,
                time_range,
                scope_of(principal),
                actor_of(principal, request),
                fmt=body.format,
                columns=body.columns,
                limit=body.limit,
                archive=body.archive,
            ),
        )
        headers = {
            "Content-Disposition": f'attachment; filename="{file_name(body.format, time_range)}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingResponse(chunks, media_type=MEDIA_TYPES[body.format], headers=headers)

    return router


def _pattern(one: Pattern, found: Patterns) -> dict[str, object]:
    by = one.introduced_by
    return {
        "id": one.id,
        "template": one.template,
        "count": one.records,
        "share": round(one.records / max(found.records, 1), 6),
        "bytes": one.bytes,
        "share_bytes": round(one.bytes / max(found.bytes, 1), 6),
        "level": LEVELS[min((one.severity - 1) // 4, 5)] if one.severity else "",
        "services": [one.service],
        "sample": one.sample,
        "first_seen": to_iso(one.first_ms * 10**6),
        "last_seen": to_iso(one.last_ms * 10**6),
        "is_new": one.is_new,
        "introduced_by": by and {"service": by.service, "version": by.version, "deployed_at": to_iso(by.at_ms * 10**6)},
        "points": one.points,
    }
