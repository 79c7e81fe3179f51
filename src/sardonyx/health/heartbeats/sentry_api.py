"""Routes: check-ins as Sentry's SDKs and `curl` send them.

A DSN is `http://INGEST_KEY@HOST/PROJECT`. Of an envelope only check-ins are stored; other items are counted, and answered as
Sentry answers them, so that an SDK goes on. Sources: Sentry documentation, "Crons: HTTP", "Envelopes".
"""

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from prometheus_client import CollectorRegistry, Counter
from starlette.responses import JSONResponse, Response

from sardonyx.access import credentials
from sardonyx.access.errors import AccessError
from sardonyx.access.http import actor_of, address_of
from sardonyx.access.permissions import Principal, check, public, requires
from sardonyx.health.heartbeats.sentry import (
    SentryCheckIn,
    SentryError,
    envelope_id,
    items,
    read_check_in,
    read_payload,
)
from sardonyx.health.heartbeats.sentry_service import SentryCheckIns
from sardonyx.health.heartbeats.service import Heartbeats
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.errors import Overloaded, ReceiveError, TooLarge, UnsupportedEncoding

log = logging.getLogger(__name__)

_TYPES = (
    "event", "transaction", "session", "sessions", "attachment", "user_report", "feedback", "profile", "profile_chunk",
    "replay_event", "replay_recording", "client_report", "log", "statsd", "span", "other",
)  # fmt: skip
_STATUS: dict[type[ReceiveError], int] = {TooLarge: 413, UnsupportedEncoding: 415, Overloaded: 503}
_CRON_BODY = BodyLimits(1 << 16, 1 << 16)
Project = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Slug = Annotated[str, Path(max_length=100)]
Key = Annotated[str, Path(max_length=100)]
Sender = Annotated[Principal, Depends(requires("ingest:write"))]


class NotStored:
    """Counts items of envelopes that are taken and not stored."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._counter = Counter(
            "sardonyx_sentry_items_not_stored", "Items of Sentry envelopes that were answered and not stored.", ["type"],
            registry=registry,
        )  # fmt: skip
        for kind in _TYPES:
            self._counter.labels(kind)

    def count(self, kind: str) -> None:
        """One more of this type."""
        self._counter.labels(kind if kind in _TYPES else "other").inc()


def build_router(
    heartbeats: Heartbeats, check_ins: SentryCheckIns, not_stored: NotStored, limits: BodyLimits
) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["health"])

    async def envelope(request: Request, project: Project, principal: Sender) -> Response:
        """Take an envelope: its check-ins are stored."""
        try:
            body = await read_body(request, limits)
            event_id = envelope_id(body)
            for kind, payload in items(body):
                if kind != "check_in":
                    not_stored.count(kind)
                    continue
                await _take(check_ins, read_payload(payload), principal, request)
        except ReceiveError as error:
            return _refused(str(error), _STATUS.get(type(error), 400))
        except SentryError as error:
            return _refused(str(error), 400)
        return JSONResponse({"id": event_id} if event_id else {})

    async def cron(request: Request, project: Project, slug: Slug) -> Response:
        """Take a check-in by its address; the key is where SDKs send it."""
        return await _by_address(request, heartbeats, check_ins, slug, "")

    async def cron_with_key(request: Request, project: Project, slug: Slug, key: Key) -> Response:
        """Take a check-in by its address. The key is an ingest key, or that of the job's ping address."""
        return await _by_address(request, heartbeats, check_ins, slug, key)

    by_key = [Depends(public("Sentry's address of a job has its key in the path; it is checked"))]
    router.add_api_route("/api/{project}/envelope/", envelope, methods=["POST"], name="sentry_envelope")
    router.add_api_route("/api/{project}/envelope", envelope, methods=["POST"], include_in_schema=False)
    for path, endpoint in (("/api/{project}/cron/{slug}", cron), ("/api/{project}/cron/{slug}/{key}", cron_with_key)):
        router.add_api_route(f"{path}/", endpoint, methods=["POST"], dependencies=by_key)
        for shape, method in ((path, "POST"), (path, "GET"), (f"{path}/", "GET")):
            router.add_api_route(shape, endpoint, methods=[method], dependencies=by_key, include_in_schema=False)
    return router


async def _by_address(
    request: Request, heartbeats: Heartbeats, check_ins: SentryCheckIns, slug: str, key: str
) -> Response:
    try:
        told = await _told(request, slug)
        if (watched := heartbeats.of_key(key)) is not None:
            run_id = await check_ins.tell(watched, told, address_of(request))
        else:
            principal = await _sender(request, key)
            run_id = await check_ins.take(told, principal, actor_of(principal, request))
    except ReceiveError as error:
        return _refused(str(error), _STATUS.get(type(error), 400))
    except SentryError as error:
        return _refused(str(error), 400)
    return JSONResponse({"id": run_id or uuid4().hex}, 202)


async def _take(check_ins: SentryCheckIns, told: SentryCheckIn, principal: Principal, request: Request) -> None:
    """Within an envelope, one that can't be used holds up no other: Sentry drops it, too."""
    try:
        await check_ins.take(told, principal, actor_of(principal, request))
    except (SentryError, AccessError) as error:
        log.warning("a check-in of %r is not stored: %s", told.slug[:100], error)


async def _told(request: Request, slug: str) -> SentryCheckIn:
    body = await read_body(request, _CRON_BODY)
    told: Any = {}
    if body.strip() and "json" in request.headers.get("content-type", ""):
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            raise SentryError("the body is no JSON") from None
        if not isinstance(told, Mapping):
            raise SentryError("the body is no JSON object")
    return read_check_in({**request.query_params, **told, "monitor_slug": slug})


async def _sender(request: Request, key: str) -> Principal:
    """Who sends: by the key in the path, else as on any other route. Raises NotAuthenticated, AccessDenied."""
    access = request.app.state.access
    known = credentials.parse(key)
    # A key of another shape is that of a DSN made elsewhere: then it is as if none was sent.
    principal: Principal = await (access.authenticate_text(key) if known is not None else access.authenticate(request))
    check(principal, "ingest:write")
    return principal


def _refused(message: str, status: int) -> Response:
    return JSONResponse({"detail": message}, status)
