"""Route: what changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput, json_answer, scope_of
from sardonyx.changes.models import ChangeKind, ChangesResponse
from sardonyx.query.changes import MAX_LIMIT, find_changes
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("services:read"))]
ServiceName = Annotated[str, Query(max_length=300)]


def build_router(engine: Engine) -> APIRouter:
    """The feed of changes."""
    router = APIRouter(prefix="/rest", tags=["changes"])

    @router.get("/changes", response_model=ChangesResponse)
    async def changes(
        principal: Reader,
        start: Annotated[TimeInput, Query()] = "now-1h",
        end: Annotated[TimeInput, Query()] = "now",
        service: Annotated[
            list[ServiceName] | None, Query(max_length=100, description="Of these services only.")
        ] = None,
        kind: Annotated[list[ChangeKind] | None, Query(description="Of these kinds only.")] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 200,
    ) -> Response:
        """What changed in the range, newest first."""
        page = await find_changes(
            engine,
            TimeRange.parse(start, end),
            scope_of(principal),
            services=service or (),
            kinds=kind or (),
            limit=limit,
        )
        return json_answer({"changes": page.changes, "more": page.more})

    return router
