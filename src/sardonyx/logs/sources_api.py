"""Routes: who sends log records, and what becomes of them."""

from typing import Annotated

from fastapi import APIRouter, Depends

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, scope_of
from sardonyx.logs.sources import LogSources
from sardonyx.logs.sources_models import LogSourcesResponse, answer
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("logs:read"))]


def build_router(sources: LogSources) -> APIRouter:
    """The account by source."""
    router = APIRouter(prefix="/rest/logs", tags=["logs"])

    @router.get("/sources")
    async def log_sources(principal: Reader, start: TimeInput = "now-1h", end: TimeInput = "now") -> LogSourcesResponse:
        """What was received in a range of our clock, by receiver, sender, service and host, and what became of it."""
        return answer(await sources.account(TimeRange.parse(start, end), scope_of(principal)))

    return router
