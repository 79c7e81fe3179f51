"""Routes: the board, and monitors as people make them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from sardonyx.access.errors import Conflict
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import json_answer
from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.health import board
from sardonyx.health.models import (
    ImportInput,
    ImportResponse,
    MonitorDetail,
    MonitorInput,
    MonitorsResponse,
    Source,
)
from sardonyx.health.monitors import transfer
from sardonyx.health.result_views import ResultView, view_of
from sardonyx.health.service import Health
from sardonyx.health.states.model import State

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]
MonitorId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]
Text = Annotated[str | None, Query(max_length=300)]
CheckNow = Callable[[str], Awaitable[KeptResult]]
"""Checks a monitor now. Raises LookupError where that can't be done."""
Try = Callable[[Scheduled], Awaitable[KeptResult]]
"""Checks once, without keeping anything. Raises LookupError."""


def build_router(health: Health, check_now: CheckNow, try_once: Try) -> APIRouter:
    """Reading and changing monitors."""
    router = APIRouter(prefix="/rest/health/monitors", tags=["health"])

    @router.get("", response_model=MonitorsResponse)
    async def list_monitors(
        principal: Reader,
        state: Annotated[list[State] | None, Query(description="In one of these states only.")] = None,
        group: Text = None,
        service: Text = None,
        q: Annotated[str, Query(max_length=300, description="Part of a name, target, group or service.")] = "",
        source: Annotated[Source | None, Query()] = None,
        latency: Annotated[bool, Query(description="With the last hour's latency.")] = False,
    ) -> Response:
        """The board: worst first."""
        found = board.rows(
            health, principal, states=frozenset(state or ()), group=group, service=service, source=source, text=q,
            latency=latency,
        )  # fmt: skip
        return json_answer(
            {"monitors": found, "counts": health.counts(principal), "groups": board.groups(health, principal)}
        )

    @router.get("/export", response_class=Response, responses={200: {"content": {"application/yaml": {}}}})
    async def export_monitors(principal: Reader) -> Response:
        """All monitors as YAML, secrets masked."""
        text = transfer.exported(health.monitors, health.maintenance, principal)
        headers = {"Content-Disposition": 'attachment; filename="monitors.yml"'}
        return Response(text, media_type="application/yaml", headers=headers)

    @router.post("/import")
    async def import_monitors(body: ImportInput, principal: Writer, request: Request) -> ImportResponse:
        """Make or change what a file has; all of it, or nothing."""
        return await transfer.imported(
            body.yaml, health.monitors, health.maintenance, principal, actor_of(principal, request),
            dry_run=body.dry_run,
        )  # fmt: skip

    @router.post("/try")
    async def try_monitor(body: MonitorInput, principal: Writer) -> ResultView:
        """Check once, without keeping anything."""
        monitor = health.monitors.tried(body.spec, principal)
        return await _checked(try_once(Scheduled("try", monitor)))

    @router.post("", status_code=201, response_model=MonitorDetail)
    async def create_monitor(body: MonitorInput, principal: Writer, request: Request) -> Response:
        """Make a monitor."""
        made = await health.monitors.create(body.spec, principal, actor_of(principal, request))
        answer = json_answer(board.detail(health, made, principal))
        answer.status_code = 201
        return answer

    @router.get("/{monitor_id}", response_model=MonitorDetail)
    async def one_monitor(monitor_id: MonitorId, principal: Reader) -> Response:
        """All that is known of a monitor."""
        return _detail(health, monitor_id, principal)

    @router.put("/{monitor_id}", response_model=MonitorDetail)
    async def change_monitor(
        monitor_id: MonitorId, body: MonitorInput, principal: Writer, request: Request
    ) -> Response:
        """Change a monitor; `********` keeps a stored secret."""
        await health.monitors.change(monitor_id, body.spec, principal, actor_of(principal, request))
        return _detail(health, monitor_id, principal)

    @router.delete("/{monitor_id}", status_code=204)
    async def delete_monitor(monitor_id: MonitorId, principal: Writer, request: Request) -> None:
        """Forget a monitor and its states. One that was found doesn't come back by itself."""
        await health.monitors.delete(monitor_id, principal, actor_of(principal, request))

    @router.post("/{monitor_id}/pause", response_model=MonitorDetail)
    async def pause_monitor(monitor_id: MonitorId, principal: Writer, request: Request) -> Response:
        """Stop checking it."""
        await health.monitors.pause(monitor_id, principal, actor_of(principal, request), paused=True)
        return _detail(health, monitor_id, principal)

    @router.post("/{monitor_id}/resume", response_model=MonitorDetail)
    async def resume_monitor(monitor_id: MonitorId, principal: Writer, request: Request) -> Response:
        """Check it again."""
        await health.monitors.pause(monitor_id, principal, actor_of(principal, request), paused=False)
        return _detail(health, monitor_id, principal)

    @router.post("/{monitor_id}/check")
    async def check_monitor(monitor_id: MonitorId, principal: Writer) -> ResultView:
        """Check it now."""
        health.visible(principal, monitor_id)
        return await _checked(check_now(monitor_id))

    return router


def _detail(health: Health, monitor_id: str, principal: Principal) -> Response:
    found: dict[str, Any] = board.detail(health, health.visible(principal, monitor_id), principal)
    return json_answer(found)


async def _checked(check: Awaitable[KeptResult]) -> ResultView:
    try:
        return view_of(await check)
    except LookupError as error:
        raise Conflict(str(error.args[0] if error.args else error)) from None
