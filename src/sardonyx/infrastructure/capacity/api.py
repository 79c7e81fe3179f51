"""Route: capacity what-if."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.infrastructure.capacity.models import CapacityAnswer
from sardonyx.infrastructure.capacity.service import Capacity
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("metrics:read"))]


def build_router(service: Capacity) -> APIRouter:
    """What the capacity page reads."""
    router = APIRouter(prefix="/rest/infrastructure", tags=["infrastructure"])

    @router.get("/capacity")
    async def capacity_whatif(
        principal: Reader,
        growth: Annotated[float, Query(ge=-0.9, le=100, description="How much more load: 0.3 is 30 % more.")] = 0.3,
        start: Annotated[TimeInput, Query()] = "now-7d",
        end: Annotated[TimeInput, Query()] = "now",
        threshold: Annotated[float, Query(gt=0, le=1, description="The share of a limit not to cross.")] = 0.9,
        load: Annotated[
            str,
            Query(
                max_length=2000,
                description="PromQL of the load, one series. Empty: the requests a second that all services answer.",
            ),
        ] = "",
    ) -> CapacityAnswer:
        """What each resource would use if load grew, learnt from the range, and when it is full."""
        span = TimeRange.parse(start, end)
        return await service.whatif(span, scope_of(principal), growth=growth, threshold=threshold, load=load)

    return router
