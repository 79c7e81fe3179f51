"""Routes: incidents and their timelines."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Query, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.incidents.models import (
    IncidentDetail,
    IncidentEvent,
    IncidentMonitor,
    IncidentsResponse,
    IncidentText,
    IncidentView,
)
from sardonyx.incidents.service import Incidents, members_seen, title_seen
from sardonyx.incidents.state_models import IncidentEventRow, IncidentRow

Reader = Annotated[Principal, Depends(requires("incidents:read"))]
Writer = Annotated[Principal, Depends(requires("incidents:write"))]
IncidentId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]
StateOf = Callable[[str], str]
"""The present state of a member, by its id."""


def build_router(incidents: Incidents, state_of: StateOf) -> APIRouter:
    """Reading incidents and working on them."""
    router = APIRouter(prefix="/rest/incidents", tags=["incidents"])

    @router.get("")
    async def list_incidents(
        principal: Reader,
        state: Annotated[Literal["open", "acknowledged", "resolved", "unresolved"] | None, Query()] = None,
        service: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
        cursor: Annotated[str | None, Query(pattern=r"^\d{1,9}$")] = None,
    ) -> IncidentsResponse:
        """Incidents, newest first."""
        before = int(cursor) if cursor else None
        rows, more = await incidents.page(principal, state=state, service=service, before=before, limit=limit)
        return IncidentsResponse(
            incidents=[incident_view(row, principal, state_of) for row in rows],
            more=more,
            cursor=str(rows[-1].number) if more else None,
        )

    @router.get("/{incident_id}")
    async def incident(incident_id: IncidentId, principal: Reader) -> IncidentDetail:
        """One incident and its timeline."""
        row, events = await incidents.get(incident_id, principal)
        return detail(row, events, principal, state_of)

    @router.post("/{incident_id}/acknowledge")
    async def acknowledge(
        incident_id: IncidentId, principal: Writer, request: Request, body: IncidentText | None = None
    ) -> IncidentView:
        """Say that you look after it."""
        actor, text = actor_of(principal, request), body.text if body else ""
        return incident_view(await incidents.acknowledge(incident_id, principal, actor, text), principal, state_of)

    @router.post("/{incident_id}/resolve")
    async def resolve(
        incident_id: IncidentId, principal: Writer, request: Request, body: IncidentText | None = None
    ) -> IncidentView:
        """Say that it is over."""
        actor, text = actor_of(principal, request), body.text if body else ""
        return incident_view(await incidents.resolve(incident_id, principal, actor, text), principal, state_of)

    @router.post("/{incident_id}/notes", status_code=201)
    async def note(incident_id: IncidentId, body: IncidentText, principal: Writer, request: Request) -> IncidentView:
        """Write into the timeline."""
        row = await incidents.note(incident_id, principal, actor_of(principal, request), body.text)
        return incident_view(row, principal, state_of)

    return router


def incident_view(row: IncidentRow, principal: Principal, state_of: StateOf) -> IncidentView:
    """A row as the caller may see it."""
    seen = members_seen(row, principal)
    title = title_seen(row, principal)
    sees_root = title == row.title
    return IncidentView(
        id=row.id, number=row.number, title=title, severity=cast("Any", row.severity),
        state=cast("Any", row.state), opened_at=row.opened_at, acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by, resolved_at=row.resolved_at, resolved_by=row.resolved_by,
        service=row.service if sees_root else "", environment=row.environment if sees_root else "",
        cause=row.cause if sees_root else "",
        monitors=[IncidentMonitor(id=one, name=told["name"], state=state_of(one)) for one, told in seen.items()],
    )  # fmt: skip


def detail(row: IncidentRow, events: list[IncidentEventRow], principal: Principal, state_of: StateOf) -> IncidentDetail:
    """The same with its timeline, without entries about members the caller may not see."""
    hidden = row.members.keys() - members_seen(row, principal).keys()
    shown = [event for event in events if event.data.get("member") not in hidden]
    return IncidentDetail(
        **incident_view(row, principal, state_of).model_dump(),
        events=[
            IncidentEvent(at=event.at, kind=cast("Any", event.kind), by=event.by, text=event.text, data=event.data)
            for event in shown
        ],
    )
