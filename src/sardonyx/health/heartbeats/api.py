"""Routes: pings as Healthchecks takes them, and what a job has told.

Source: Healthchecks, "Pinging API". Anybody who knows a job's key may tell for it, so keys can't be guessed.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.errors import NotFound
from sardonyx.access.http import address_of
from sardonyx.access.permissions import Principal, public, requires
from sardonyx.health.heartbeats.beat import Kind
from sardonyx.health.heartbeats.names import slug_of
from sardonyx.health.heartbeats.output import MAX_BYTES, kept_output
from sardonyx.health.heartbeats.service import CheckIn, Heartbeats, next_due, utc_now
from sardonyx.health.monitors.service import Monitors
from sardonyx.processors.masking import Masker
from sardonyx.receivers.body import read_raw_body
from sardonyx.receivers.errors import ReceiveError, TooLarge

_MOST_BODY_BYTES = 1 << 20
_HEADERS = {"Ping-Body-Limit": str(MAX_BYTES), "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
_ENDINGS: dict[str, Kind] = {"": "ok", "start": "start", "fail": "fail", "log": "log"}
Key = Annotated[str, Path(max_length=64)]
Ending = Annotated[str, Path(max_length=10)]
Rid = Annotated[str, Query(max_length=64, description="A UUID of the run, so that runs may overlap.")]
Reader = Annotated[Principal, Depends(requires("monitors:read"))]


class CheckInView(BaseModel):
    """Something a job told. `sender` is called `from` on the wire."""

    at: datetime
    kind: Literal["start", "ok", "fail", "log"]
    duration_seconds: float | None
    exit_status: int | None
    run_id: str
    output: str
    sender: str = Field(serialization_alias="from")


class CheckInsResponse(BaseModel):
    """The newest check-ins first. The addresses are for those who may change monitors; they hold the job's key."""

    check_ins: list[CheckInView]
    ping_url: str | None
    sentry_url: str | None
    next_due: datetime
    running: list[str] = Field(description="Ids of runs that have started and not ended; empty: without an id.")


def build_router(heartbeats: Heartbeats, monitors: Monitors, masker: Masker) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["health"])
    by_key = [Depends(public("a job has nothing but its address; the key in it can't be guessed"))]

    async def ping(request: Request, key: Key, rid: Rid = "") -> Response:
        """Tell that a job has ended well."""
        return await _told(request, heartbeats, masker, key, "", rid)

    async def ping_with(request: Request, key: Key, ending: Ending, rid: Rid = "") -> Response:
        """Tell that a job has started (`start`), failed (`fail`), ended with a status (0 to 255) or printed something (`log`)."""
        return await _told(request, heartbeats, masker, key, ending, rid)

    for path, endpoint in (("/ping/{key}", ping), ("/ping/{key}/{ending}", ping_with)):
        router.add_api_route(path, endpoint, methods=["POST"], dependencies=by_key)
        for method in ("GET", "HEAD"):
            router.add_api_route(path, endpoint, methods=[method], dependencies=by_key, include_in_schema=False)

    @router.get("/rest/health/heartbeats/{monitor_id}/check-ins")
    async def list_check_ins(
        monitor_id: Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")],
        principal: Reader,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> CheckInsResponse:
        """What a job has told, and where it tells."""
        watched = monitors.get(monitor_id, principal)
        if (beat := heartbeats.beat_of(monitor_id)) is None:
            raise NotFound(f"monitor {monitor_id} is no heartbeat")
        found = await heartbeats.check_ins(monitor_id, limit)
        base, key = str(request.base_url).rstrip("/"), heartbeats.key_of(watched.id)
        may_tell = principal.may("monitors:write")
        return CheckInsResponse(
            check_ins=[
                CheckInView(
                    at=row.at, kind=row.kind, duration_seconds=row.duration_seconds, exit_status=row.exit_status,
                    run_id=row.run_id, output=row.output, sender=row.sender,
                )
                for row in found
            ],
            ping_url=f"{base}/ping/{key}" if may_tell else None,
            sentry_url=f"{base}/api/0/cron/{slug_of(watched.monitor.name)}/{key}/" if may_tell else None,
            next_due=next_due(beat, utc_now()),
            running=list(beat.runs),
        )  # fmt: skip

    return router


async def _told(request: Request, heartbeats: Heartbeats, masker: Masker, key: str, ending: str, rid: str) -> Response:
    kind, status = _meaning(ending)
    watched = heartbeats.of_key(key)
    if kind is None or watched is None:
        return PlainTextResponse("not found", 404, _HEADERS)
    if rid and not _is_uuid(rid):
        return PlainTextResponse("invalid uuid format", 400, _HEADERS)
    try:
        body = await read_raw_body(request, _MOST_BODY_BYTES)
    except ReceiveError as error:
        return PlainTextResponse(str(error), 413 if isinstance(error, TooLarge) else 400, _HEADERS)
    await heartbeats.tell(watched, CheckIn(kind, rid, status, kept_output(body, masker), address_of(request)))
    return PlainTextResponse("OK", 200, _HEADERS)


def _meaning(ending: str) -> tuple[Kind | None, int | None]:
    if (kind := _ENDINGS.get(ending)) is not None:
        return kind, None
    if len(ending) <= 3 and ending.isascii() and ending.isdigit() and int(ending) <= 255:
        return ("fail" if int(ending) else "ok"), int(ending)
    return None, None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
