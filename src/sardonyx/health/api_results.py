"""Routes: what checks of a monitor came to, how long they took, what the browser saw."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.health.result_views import (
    LatencyResponse,
    OutcomeName,
    PhaseLine,
    ResultsResponse,
    row_of,
    view_of_row,
)
from sardonyx.query.probes.latency import find_latency, step_for
from sardonyx.query.probes.results import MAX_LIMIT, Before, ResultRow, find_results, find_screenshot
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
MonitorId = Annotated[str, Path(max_length=100)]
MonitorOf = Callable[[str], Scheduled | None]


def build_router(engine: Engine, results: ResultWriter, monitor_of: MonitorOf) -> APIRouter:
    """The routes; `monitor_of` knows all monitors by their ids."""
    router = APIRouter(prefix="/rest/health/monitors/{monitor_id}", tags=["health"])

    @router.get("/results")
    async def monitor_results(
        monitor_id: MonitorId,
        principal: Reader,
        start: Annotated[TimeInput, Query()] = "now-24h",
        end: Annotated[TimeInput, Query()] = "now",
        outcome: Annotated[list[OutcomeName] | None, Query(description="Those that came out so only.")] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
        cursor: Annotated[str, Query(max_length=300)] = "",
    ) -> ResultsResponse:
        """Checks of a monitor, newest first, from the last second on."""
        _seen(monitor_of(monitor_id), principal)
        time_range, before, outcomes = TimeRange.parse(start, end), _before(cursor), outcome or ()
        recent = [row_of(kept) for kept in results.recent(monitor_id)]
        fresh = [row for row in recent if _fits(row, time_range, outcomes, before)]
        stored = await find_results(
            engine, monitor_id, time_range, scope_of(principal), outcomes=outcomes, before=before, limit=limit + 1
        )
        both = {(row.at_ms, row.vantage): row for row in [*fresh, *stored]}
        rows = [both[place] for place in sorted(both, reverse=True)][: limit + 1]
        shown, more = rows[:limit], len(rows) > limit
        return ResultsResponse(
            results=[view_of_row(monitor_id, row) for row in shown],
            more=more,
            cursor=str(Before(shown[-1].at_ms, shown[-1].vantage)) if more else None,
        )

    @router.get("/latency")
    async def monitor_latency(
        monitor_id: MonitorId,
        principal: Reader,
        start: Annotated[TimeInput, Query()] = "now-24h",
        end: Annotated[TimeInput, Query()] = "now",
        step: Annotated[
            int | None, Query(ge=1, le=86_400, description="Seconds; unset: one that suits a chart.")
        ] = None,
    ) -> LatencyResponse:
        """How long checks took, in steps: percentiles, phases, and how many failed."""
        _seen(monitor_of(monitor_id), principal)
        time_range = TimeRange.parse(start, end)
        found = await find_latency(engine, monitor_id, time_range, scope_of(principal), step_for(time_range, step))
        return LatencyResponse(
            step_seconds=found.step_seconds,
            points=found.points,
            phases=[PhaseLine(name=name, points=points) for name, points in found.phases.items()],
            failures=found.failures,
        )

    @router.get("/screenshot", response_class=Response, responses={200: {"content": {"image/png": {}}}})
    async def monitor_screenshot(
        monitor_id: MonitorId,
        principal: Reader,
        at: Annotated[int, Query(ge=0, description="The check's time, epoch milliseconds.")],
        vantage: Annotated[str, Query(max_length=200)] = "here",
    ) -> Response:
        """What the browser showed when the check failed."""
        _seen(monitor_of(monitor_id), principal)
        waiting = (one for one in results.recent(monitor_id) if (one.at_ms, one.vantage) == (at, vantage))
        picture = next((one.screenshot for one in waiting if one.screenshot), None)
        picture = picture or await find_screenshot(engine, monitor_id, at, vantage, scope_of(principal))
        if picture is None:
            raise HTTPException(404, "there is no picture of this check")
        headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return Response(picture, media_type="image/png", headers=headers)

    return router


def _seen(scheduled: Scheduled | None, principal: Principal) -> None:
    """The monitor is there and within the caller's scope. Raises HTTPException."""
    monitor = scheduled.monitor if scheduled else None
    if monitor is None or not principal.sees(service=monitor.service or None, environment=monitor.environment or None):
        raise HTTPException(404, "there is no such monitor")


def _before(cursor: str) -> Before | None:
    try:
        return Before.of(cursor) if cursor else None
    except ValueError as error:
        raise HTTPException(400, str(error)) from None


def _fits(
    row: ResultRow, time_range: TimeRange, outcomes: list[OutcomeName] | tuple[()], before: Before | None
) -> bool:
    """What the engine's condition says, of a row that is not there yet."""
    if not time_range.start_ns <= row.at_ms * 1_000_000 < time_range.end_ns:
        return False
    if outcomes and row.outcome not in outcomes:
        return False
    return before is None or (row.at_ms, row.vantage) < (before.at_ms, before.vantage)
