"""Routes: what is scraped, and reading its configuration again."""

from typing import Annotated

from fastapi import APIRouter, Depends

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import scope_of
from sardonyx.infrastructure.targets.models import TargetsResponse
from sardonyx.infrastructure.targets.service import Targets

Reader = Annotated[Principal, Depends(requires("infrastructure:read"))]
Manager = Annotated[Principal, Depends(requires("settings:write"))]


def build_router(service: Targets) -> APIRouter:
    """The targets page."""
    router = APIRouter(prefix="/rest/infrastructure", tags=["infrastructure"])

    @router.get("/targets")
    async def targets(principal: Reader) -> TargetsResponse:
        """Every job with its targets, their last scrapes, and what discovery and the configuration have to say."""
        return service.targets(scope_of(principal))

    @router.post("/targets/reload")
    async def reload_targets(principal: Manager) -> TargetsResponse:
        """Read the configuration again. When it can't be used, `configuration.problems` says why and nothing changes."""
        await service.reload()
        return service.targets(scope_of(principal))

    return router
