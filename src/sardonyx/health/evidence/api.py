"""Route: everything about a failed check."""

import time
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, json_answer, scope_of
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.health.availability import Span
from sardonyx.health.evidence.gathering import Gathering
from sardonyx.health.evidence.models import EvidenceResponse
from sardonyx.health.result_views import row_of, view_of_row
from sardonyx.health.service import Health
from sardonyx.health.watched import Watched
from sardonyx.query.probes.results import ResultRow, find_results
from sardonyx.query.time_range import NS, TimeRange, parse_time
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
MonitorId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]

_FAILED = ("down", "degraded")
_NEAR_NS = 2 * NS
_OUTAGE = timedelta(days=7)
_LOOK_BACK_NS = 30 * 86_400 * NS


def build_router(engine: Engine, health: Health, results: ResultWriter) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/rest/health/monitors/{monitor_id}", tags=["health"])

    @router.get("/evidence", response_model=EvidenceResponse)
    async def monitor_evidence(
        monitor_id: MonitorId,
        principal: Reader,
        at: Annotated[TimeInput | None, Query(description="The check's time; unset: the newest that failed.")] = None,
    ) -> Response:
        """What else happened when a check failed: its trace, log records, changes and real traffic."""
        watched = health.visible(principal, monitor_id)
        result = await _result(engine, results, watched, principal, at)
        if result is None:
            raise HTTPException(404, "there is no such check" if at is not None else "no check of it has failed lately")
        gathering = Gathering(engine, principal)
        parts = await gathering.around(watched.monitor.service, result.at_ms, result.trace_id)
        parts["changes"] = [one for one in parts["changes"] if one["attributes"].get("monitor_id") != monitor_id]
        view = view_of_row(monitor_id, result)
        first = await _first_failed(health, watched, result)
        return json_answer(
            {"result": view.model_dump(), "first_failed_at": first, **parts, "notices": gathering.notices}
        )

    return router


async def _result(
    engine: Engine, results: ResultWriter, watched: Watched, principal: Principal, at: TimeInput | None
) -> ResultRow | None:
    """The check at an instant, whatever it came to; else the newest that failed. Raises StorageError."""
    now_ns = time.time_ns()
    outcomes: tuple[str, ...] = ()
    if at is None:
        wanted, outcomes = TimeRange(now_ns - _LOOK_BACK_NS, now_ns + _NEAR_NS), _FAILED
    else:
        at_ns = parse_time(at, now_ns, field="at")
        wanted = TimeRange(at_ns - _NEAR_NS, at_ns + _NEAR_NS)
    fresh = [row_of(one) for one in results.recent(watched.id)]
    rows = [row for row in fresh if _fits(row, wanted, outcomes)]
    rows += await find_results(engine, watched.id, wanted, scope_of(principal), outcomes=outcomes, limit=20)
    if at is None:
        return max(rows, key=lambda row: row.at_ms, default=None)
    return min(rows, key=lambda row: (abs(row.at_ms * 1_000_000 - at_ns), row.outcome == "up"), default=None)


def _fits(row: ResultRow, wanted: TimeRange, outcomes: tuple[str, ...]) -> bool:
    return wanted.start_ns <= row.at_ms * 1_000_000 < wanted.end_ns and (not outcomes or row.outcome in outcomes)


async def _first_failed(health: Health, watched: Watched, result: ResultRow) -> str | None:
    """When the outage began that this check belongs to; None where it belongs to none, or to one that began long before."""
    at = datetime.fromtimestamp(result.at_ms / 1000, UTC)
    span = Span(at - _OUTAGE, at + timedelta(milliseconds=1))
    began = None
    for one in reversed((await health.transitions([watched.id], span)).get(watched.id, [])):
        if one.state not in ("down", "degraded", "flapping"):
            break
        began = one.at
    return began.isoformat() if began is not None else None
