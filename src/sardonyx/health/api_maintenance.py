"""Routes: maintenance windows."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.health.maintenance.service import Maintenance
from sardonyx.health.models import MaintenanceResponse, MaintenanceView

Writer = Annotated[Principal, Depends(requires("monitors:write"))]
WindowId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]
Spec = Annotated[dict[str, Any], Body(description="`config.monitors.MaintenanceWindow`.")]


def build_router(maintenance: Maintenance) -> APIRouter:
    """Reading and changing windows."""
    router = APIRouter(prefix="/rest/health/maintenance", tags=["health"])

    @router.get("", dependencies=[Depends(requires("monitors:read"))])
    async def list_windows() -> MaintenanceResponse:
        """All windows, whether they are open, and the next times."""
        return MaintenanceResponse(windows=maintenance.views())

    @router.post("", status_code=201)
    async def create_window(spec: Spec, principal: Writer, request: Request) -> MaintenanceView:
        """Make a window."""
        return await maintenance.create(spec, principal, actor_of(principal, request))

    @router.put("/{window_id}")
    async def change_window(window_id: WindowId, spec: Spec, principal: Writer, request: Request) -> MaintenanceView:
        """Change a window."""
        return await maintenance.change(window_id, spec, principal, actor_of(principal, request))

    @router.delete("/{window_id}", status_code=204)
    async def delete_window(window_id: WindowId, principal: Writer, request: Request) -> None:
        """Forget a window; if it is open, it ends."""
        await maintenance.delete(window_id, principal, actor_of(principal, request))

    return router
