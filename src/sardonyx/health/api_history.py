"""Routes: the states of a monitor over time, what depends on what, and the live stream."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse

from sardonyx.access.permissions import Principal, requires
from sardonyx.answers import TimeInput
from sardonyx.health import stream
from sardonyx.health.availability import Span, Transition, availability
from sardonyx.health.models import (
    AvailabilityView,
    DependenciesResponse,
    DependencyEdge,
    DependencyNode,
    HistoryResponse,
    MonitorName,
    TransitionView,
)
from sardonyx.health.service import Health
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("monitors:read"))]
MonitorId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]
_MOST_IDS = 100


def build_router(health: Health) -> APIRouter:
    """What was, what hangs together, and what happens now."""
    router = APIRouter(prefix="/rest/health", tags=["health"])

    @router.get("/monitors/{monitor_id}/history")
    async def monitor_history(
        monitor_id: MonitorId,
        principal: Reader,
        start: Annotated[TimeInput, Query()] = "now-24h",
        end: Annotated[TimeInput, Query()] = "now",
    ) -> HistoryResponse:
        """The states of a monitor, and how available it was."""
        watched = health.visible(principal, monitor_id)
        span = _span(TimeRange.parse(start, end))
        found = (await health.transitions([monitor_id], span)).get(monitor_id, [])
        sums = availability(found, await health.gaps(span), health.windows(watched, span), span)
        return HistoryResponse(
            transitions=_views(health, principal, found, span), availability=AvailabilityView(**asdict(sums))
        )

    @router.get("/dependencies", response_model_by_alias=True)
    async def dependencies(principal: Reader) -> DependenciesResponse:
        """What depends on what: as declared, and as traces show it."""
        seen = {one.id: one for one in health.seen_by(principal)}
        return DependenciesResponse(
            nodes=[
                DependencyNode(id=one.id, name=one.monitor.name, state=one.shown.state, service=one.monitor.service)
                for one in seen.values()
            ],
            edges=[
                DependencyEdge(**{"from": edge.upper, "to": edge.lower, "source": edge.source})
                for edge in health.graph.edges
                if edge.upper in seen and edge.lower in seen
            ],
        )

    @router.get(
        "/stream",
        response_class=StreamingResponse,
        responses={
            200: {"content": {"text/event-stream": {}}, "description": "Events: counts, state, result, incident."}
        },
    )
    async def health_stream(
        principal: Reader,
        request: Request,
        ids: Annotated[str, Query(max_length=4200, description="Monitors whose results to tell, by comma.")] = "",
    ) -> StreamingResponse:
        """What happens now, as server-sent events."""
        wanted = [one for one in ids.split(",") if one][:_MOST_IDS]
        frames = health.hub.frames(principal, wanted, lambda: health.counts(principal), request.is_disconnected)
        return StreamingResponse(frames, media_type="text/event-stream", headers=stream.HEADERS)

    return router


def _span(time_range: TimeRange) -> Span:
    start, end = (datetime.fromtimestamp(ns / 1e9, UTC) for ns in (time_range.start_ns, time_range.end_ns))
    return Span(start, min(end, datetime.now(UTC)))


def _views(health: Health, principal: Principal, transitions: Sequence[Transition], span: Span) -> list[TransitionView]:
    """Oldest first; what only counts as something else within one state is one entry."""
    changes = [one for index, one in enumerate(transitions) if not index or transitions[index - 1].state != one.state]
    ends: list[datetime | None] = [one.at for one in changes[1:]]
    return [
        TransitionView(
            at=max(one.at, span.start), until=until, state=one.state, reason=one.reason, message=one.message,
            suppressed_by=_named(health, principal, one.suppressed_by),
        )
        for one, until in zip(changes, [*ends, None], strict=True)
    ] if changes else []  # fmt: skip


def _named(health: Health, principal: Principal, monitor_id: str | None) -> MonitorName | None:
    watched = health.monitors.all.get(monitor_id) if monitor_id is not None else None
    if watched is None:
        return None
    name = watched.monitor.name if watched.is_seen_by(principal) else "another monitor"
    return MonitorName(id=watched.id, name=name)
