"""Routes: bars of days, and a month's report as JSON, CSV and PDF."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from sardonyx.access.errors import FieldError, NotFound, ValidationFailed
from sardonyx.access.permissions import Principal, requires
from sardonyx.health.maintenance.recurrence import zone_of
from sardonyx.health.reports.bars import bars_of
from sardonyx.health.reports.calendar import month_of
from sardonyx.health.reports.csv_text import csv_of
from sardonyx.health.reports.latencies import p95_of
from sardonyx.health.reports.models import (
    BarsResponse,
    DaySecondsView,
    OutageView,
    SlaMonitor,
    SlaResponse,
    SlaTotals,
)
from sardonyx.health.reports.pdf import pdf_of
from sardonyx.health.reports.sla import Report, report_of, span_of
from sardonyx.health.service import Health
from sardonyx.health.watched import Watched
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Ids = Annotated[list[str] | None, Query(max_length=1000, description="Ids of monitors; left out: all.")]
Zone = Annotated[str, Query(max_length=60, description="A time zone such as Europe/Berlin: days are its days.")]
Month = Annotated[str, Query(description="YYYY-MM; left out: the present one.", max_length=7)]
Target = Annotated[float, Query(ge=0, le=1, description="What was promised, 0 to 1.")]
_DEFAULT_TARGET = 0.999


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def build_router(health: Health, engine: Engine, *, now: Callable[[], datetime] = utc_now) -> APIRouter:
    """Bars and reports of the monitors the caller sees."""
    router = APIRouter(prefix="/rest/health", tags=["health"])

    def chosen(principal: Principal, ids: Sequence[str] | None, *, all_of_them: bool = True) -> list[Watched]:
        seen = health.seen_by(principal)
        if ids is None:
            return seen
        known = {one.id: one for one in seen}
        unknown = [one for one in ids if one not in known]
        if unknown and (all_of_them or len(unknown) == len(ids)):
            raise NotFound(f"there is no monitor {unknown[0]}")
        return [known[one] for one in dict.fromkeys(ids) if one in known]

    async def report(
        principal: Principal, month: str, ids: Sequence[str] | None, time_zone: str, target: float
    ) -> Report:
        at = now()
        try:
            zone = zone_of(time_zone)
            first = month_of(month or f"{at.astimezone(zone):%Y-%m}")
            span = span_of(first, zone, at)
        except ValueError as error:
            field, _, told = str(error).rpartition(": ")
            raise ValidationFailed(FieldError(field or "time_zone", told)) from None
        watched = chosen(principal, ids)
        scope = AccessScope(services=principal.services, environments=principal.environments)
        latencies = await p95_of(engine, [one.id for one in watched], span, scope)
        return await report_of(health, watched, first, zone, target, latencies, at)

    @router.get("/bars")
    async def uptime_bars(
        principal: Reader,
        days: Annotated[int, Query(ge=1, le=400)] = 90,
        ids: Ids = None,
        time_zone: Zone = "UTC",
    ) -> BarsResponse:
        """What each of the last days was, in seconds by state. Monitors that are no more are left out, unless all are."""
        try:
            zone = zone_of(time_zone)
        except ValueError as error:
            raise ValidationFailed(FieldError("time_zone", str(error))) from None
        found = await bars_of(health, chosen(principal, ids, all_of_them=False), days, zone, now())
        return BarsResponse(
            days=found.days,
            monitors={
                one: [DaySecondsView(**asdict(day)) for day in seconds] for one, seconds in found.monitors.items()
            },
        )

    @router.get("/sla")
    async def sla_report(
        principal: Reader,
        month: Month = "",
        ids: Ids = None,
        time_zone: Zone = "UTC",
        target: Target = _DEFAULT_TARGET,
    ) -> SlaResponse:
        """A month's availability beside what was promised."""
        return _response(await report(principal, month, ids, time_zone, target))

    @router.get("/sla.csv", response_class=Response, responses=_file("text/csv"))
    async def sla_report_csv(
        principal: Reader,
        month: Month = "",
        ids: Ids = None,
        time_zone: Zone = "UTC",
        target: Target = _DEFAULT_TARGET,
    ) -> Response:
        """The same as CSV."""
        made = await report(principal, month, ids, time_zone, target)
        return Response(csv_of(made), media_type="text/csv; charset=utf-8", headers=_download(made, "csv"))

    @router.get("/sla.pdf", response_class=Response, responses=_file("application/pdf"))
    async def sla_report_pdf(
        principal: Reader,
        month: Month = "",
        ids: Ids = None,
        time_zone: Zone = "UTC",
        target: Target = _DEFAULT_TARGET,
    ) -> Response:
        """The same as PDF."""
        made = await report(principal, month, ids, time_zone, target)
        return Response(await pdf_of(made), media_type="application/pdf", headers=_download(made, "pdf"))

    return router


def _response(made: Report) -> SlaResponse:
    monitors = [
        SlaMonitor(
            id=one.id,
            name=one.name,
            group=one.group,
            availability=one.availability.ratio,
            target=made.target,
            met=one.met,
            outages=one.availability.outages,
            down_seconds=one.availability.down_seconds,
            maintenance_seconds=one.availability.maintenance_seconds,
            unknown_seconds=one.availability.unknown_seconds,
            mttr_seconds=one.availability.mttr_seconds,
            p95_seconds=one.p95_seconds,
            worst=[OutageView(at=outage.at, seconds=outage.seconds, reason=outage.reason) for outage in one.worst],
        )
        for one in made.monitors
    ]
    return SlaResponse(
        month=f"{made.month:%Y-%m}",
        time_zone=made.zone.key,
        start=made.span.start,
        end=made.span.end,
        is_over=made.is_over,
        target=made.target,
        monitors=monitors,
        totals=SlaTotals(
            availability=made.ratio,
            monitors=len(monitors),
            met=sum(one.met is True for one in monitors),
            missed=sum(one.met is False for one in monitors),
            outages=made.outages,
            down_seconds=made.down_seconds,
        ),
    )


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


def _download(made: Report, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="availability-{made.month:%Y-%m}.{ending}"'}
