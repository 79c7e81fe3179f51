"""Routes: alerts of external watchers come in, and their keys are kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, public, requires
from sardonyx.health.external_watchers.formats import READERS, Product, WebhookError
from sardonyx.health.external_watchers.service import ExternalWatchers
from sardonyx.health.external_watchers.state_models import WatcherKeyRow
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.errors import ReceiveError

_LIMITS = BodyLimits(1 << 18, 1 << 18)
Reader = Annotated[Principal, Depends(requires("monitors:read"))]
Writer = Annotated[Principal, Depends(requires("monitors:write"))]


class WatcherKeyInput(BaseModel):
    """What the key is for."""

    product: Product
    name: str = Field(min_length=1, max_length=120)


class WatcherKeyView(BaseModel):
    """A key; the key itself is told once."""

    id: str
    product: Product
    name: str
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


class WatcherKeyCreated(WatcherKeyView):
    """The address to enter in the product."""

    url: str


class WatcherKeysResponse(BaseModel):
    """All keys, the newest first."""

    keys: list[WatcherKeyView]


class AlertTaken(BaseModel):
    """The monitor that stands for it here."""

    monitor_id: str


def build_router(watchers: ExternalWatchers) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/rest/health", tags=["health"])

    @router.post(
        "/external/{product}",
        dependencies=[Depends(public("webhooks can't sign in; the key in the address is checked"))],
    )
    async def take_alert(
        product: Product, request: Request, key: Annotated[str, Query(max_length=200)] = ""
    ) -> AlertTaken:
        """An alert of UptimeRobot or Pingdom, as it sends it."""
        await watchers.check(product, key)
        try:
            alert = READERS[product](await _fields(request))
        except (WebhookError, ReceiveError) as error:
            raise ValidationFailed(FieldError("body", str(error))) from error
        return AlertTaken(monitor_id=(await watchers.take(product, alert)).id)

    @router.get("/external-keys")
    async def list_watcher_keys(_: Reader) -> WatcherKeysResponse:
        """The keys of external watchers."""
        return WatcherKeysResponse(keys=[WatcherKeyView(**_shown(row)) for row in await watchers.keys()])

    @router.post("/external-keys", status_code=201)
    async def create_watcher_key(body: WatcherKeyInput, principal: Writer, request: Request) -> WatcherKeyCreated:
        """A key for an external watcher; its address is told this once."""
        row, key = await watchers.create_key(body.product, body.name, actor_of(principal, request))
        base = str(request.base_url).rstrip("/")
        return WatcherKeyCreated(**_shown(row), url=f"{base}/rest/health/external/{body.product}?key={key}")

    @router.delete("/external-keys/{key_id}", status_code=204)
    async def delete_watcher_key(
        key_id: Annotated[str, Path(pattern=r"^[a-f0-9]{1,40}$")], principal: Writer, request: Request
    ) -> None:
        """Refuse what this key tells from now on; its monitors stay."""
        await watchers.delete_key(key_id, actor_of(principal, request))

    return router


def _shown(row: WatcherKeyRow) -> dict[str, Any]:
    names = ("id", "product", "name", "created_by", "created_at", "last_used_at")
    return {name: getattr(row, name) for name in names}


async def _fields(request: Request) -> Mapping[str, Any]:
    """JSON, a form, or the query: UptimeRobot can be told to send either."""
    body = await read_body(request, _LIMITS)
    query = {name: value for name, value in request.query_params.items() if name != "key"}
    if not body.strip():
        return query
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        try:
            return {**query, **dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100))}
        except ValueError:
            raise WebhookError("a form of at most 100 fields is needed") from None
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookError("the body must be JSON or a form") from None
    if not isinstance(read, dict):
        raise WebhookError("the body must be a JSON object")
    return {**query, **read}
