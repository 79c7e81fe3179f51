"""Routes: the catalogue of metrics, and cardinality."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.infrastructure.metrics.models import CardinalityResponse, CatalogueResponse, MetricResponse
from sardonyx.infrastructure.metrics.service import UNUSED_DAYS, MetricCatalogue
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("metrics:read"))]
Start = Annotated[TimeInput, Query()]
End = Annotated[TimeInput, Query()]


def build_router(service: MetricCatalogue) -> APIRouter:
    """What the catalogue, a metric's page and the cardinality page read."""
    router = APIRouter(prefix="/rest/infrastructure", tags=["metrics"])

    @router.get("/metrics")
    async def metric_catalogue(
        principal: Reader,
        start: Start = "now-1h",
        end: End = "now",
        query: Annotated[str, Query(max_length=500, description="Words that occur in the name or the help.")] = "",
        kind: Annotated[str | None, Query(alias="type", max_length=50)] = None,
        source: Annotated[str | None, Query(max_length=500, description="A job, service or instance.")] = None,
        unused: Annotated[bool, Query(description="Only those nothing used within `unused_days`.")] = False,
        unused_days: Annotated[int, Query(ge=1, le=400)] = UNUSED_DAYS,
        sort: Annotated[Literal["series", "name"], Query()] = "series",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        cursor: Annotated[str, Query(max_length=1000)] = "",
    ) -> CatalogueResponse:
        """Metrics with series alive in the range: those with the most series first, or by name."""
        return await service.catalogue(
            TimeRange.parse(start, end),
            scope_of(principal),
            query=query,
            kind=kind,
            source=source,
            unused=unused,
            unused_days=unused_days,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )

    @router.get("/metrics/{name:path}")
    async def metric_details(principal: Reader, name: str, start: Start = "now-1h", end: End = "now") -> MetricResponse:
        """One metric: its labels, who sends it, who uses it, and queries to start from."""
        return await service.one(name, TimeRange.parse(start, end), scope_of(principal))

    @router.get("/cardinality")
    async def series_cardinality(
        principal: Reader,
        start: Start = "now-1h",
        end: End = "now",
        limit: Annotated[int, Query(ge=1, le=200)] = 20,
    ) -> CardinalityResponse:
        """Where series are at the end of the range, which metrics grow, and the label that makes them grow."""
        return await service.cardinality(TimeRange.parse(start, end), scope_of(principal), limit=limit)

    return router
