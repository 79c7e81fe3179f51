"""Routes: services, and what is wrong with them."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.apm import views
from sardonyx.apm.models_services import (
    OperationsResponse,
    OverviewResponse,
    RedTimelineResponse,
    ServiceSeries,
    ServicesResponse,
    ServiceTimeline,
    TimeSpentResponse,
    VersionsResponse,
)
from sardonyx.apm.service import ApmService
from sardonyx.query.steps import MAX_BUCKETS
from sardonyx.query.time_range import TimeRange

ServiceReader = Annotated[Principal, Depends(requires("services:read"))]
Start = Annotated[TimeInput, Query()]
End = Annotated[TimeInput, Query()]
Buckets = Annotated[int, Query(ge=1, le=MAX_BUCKETS)]
ServiceName = Annotated[str, Query(alias="service", max_length=500)]


SlotsOf = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]


def add_service_routes(router: APIRouter, service: ApmService, slots_of: SlotsOf) -> None:
    """Services: figures, timelines, parts, and what is wrong. A service that does not exist has empty answers."""

    @router.get("/services", tags=["services"])
    async def services(principal: ServiceReader, start: Start = "now-1h", end: End = "now") -> ServicesResponse:
        """All services that sent something in the range, with their figures and those of the period before."""
        time_range = TimeRange.parse(start, end)
        found = await service.services(time_range, scope_of(principal))
        slots = await slots_of([one.name for one in found.services])
        return views.services(found, time_range.seconds, slots)

    @router.get("/services/timeline", tags=["services"])
    async def services_timeline(
        principal: ServiceReader, start: Start = "now-1h", end: End = "now", buckets: Buckets = 60
    ) -> ServiceTimeline:
        """Spans over time, by service."""
        found = await service.timeline(TimeRange.parse(start, end), scope_of(principal), buckets=buckets)
        series = [ServiceSeries(service=name, points=points) for name, points in sorted(found.counts.items())]
        return ServiceTimeline(start=found.start_s, end=found.end_s, step_seconds=found.step_seconds, series=series)

    @router.get("/services/red", tags=["services"])
    async def services_red(
        principal: ServiceReader,
        start: Start = "now-1h",
        end: End = "now",
        buckets: Buckets = 60,
        name: Annotated[str | None, Query(alias="service", max_length=500)] = None,
    ) -> RedTimelineResponse:
        """Requests, errors and durations over time: of all services, or of one."""
        time_range = TimeRange.parse(start, end)
        return views.red(await service.red(time_range, scope_of(principal), service=name, buckets=buckets))

    @router.get("/services/operations", tags=["services"])
    async def service_operations(
        principal: ServiceReader, name: ServiceName, start: Start = "now-1h", end: End = "now"
    ) -> OperationsResponse:
        """What a service does: requests it answers, and the steps within them."""
        time_range = TimeRange.parse(start, end)
        found = await service.operations(name, time_range, scope_of(principal))
        return views.operations(found, time_range.seconds)

    @router.get("/services/versions", tags=["services"])
    async def service_versions(
        principal: ServiceReader, name: ServiceName, start: Start = "now-1h", end: End = "now"
    ) -> VersionsResponse:
        """The versions of a service that ran in the range."""
        time_range = TimeRange.parse(start, end)
        found = await service.versions(name, time_range, scope_of(principal))
        return views.versions(found, time_range.seconds)

    @router.get("/services/time-spent", tags=["services"])
    async def service_time_spent(
        principal: ServiceReader, name: ServiceName, start: Start = "now-1h", end: End = "now"
    ) -> TimeSpentResponse:
        """Where the time of a service's requests goes (own work, other services, outside), and who calls it."""
        sample, spent = await service.time_spent(TimeRange.parse(start, end), scope_of(principal))
        return views.time_spent(name, sample, spent)

    @router.get("/overview", tags=["services"])
    async def overview(principal: ServiceReader, start: Start = "now-1h", end: End = "now") -> OverviewResponse:
        """What is wrong at the end of the range, and whose fault it is."""
        return views.overview(await service.trouble(TimeRange.parse(start, end), scope_of(principal)))
