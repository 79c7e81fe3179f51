"""Plain lines over HTTP: POST /rest/logs/lines, JSON or text, one a line; for scripts, CI jobs and senders of no protocol.

`service` and `environment` in the query name where all of them come from; a JSON array of objects is taken too.
"""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query
from pydantic import BaseModel
from starlette.requests import Request

from sardonyx.access.permissions import Principal, requires
from sardonyx.processors.enrichment import ENVIRONMENT_KEYS
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.errors import Malformed, Overloaded, RateLimited, ReceiveError, TooLarge, UnsupportedEncoding
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor

RECEIVER = "lines"

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]
Name = Annotated[str, Query(max_length=200)]

_STATUS: dict[type[ReceiveError], int] = {
    TooLarge: 413, UnsupportedEncoding: 415, Overloaded: 503, RateLimited: 429,
}  # fmt: skip


_ARRAY = msgspec.json.Decoder(list[dict[str, object]])


class Accepted(BaseModel):
    """What was stored."""

    accepted: int


def build_router(door: LinesDoor, limits: BodyLimits) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["receivers"])

    async def receive_lines(
        request: Request, principal: MayWrite, service: Name = "", environment: Name = ""
    ) -> Accepted:
        try:
            door.rates.check(principal)
            text = _text(await read_body(request, limits))
            named = {"service.name": service, ENVIRONMENT_KEYS[0]: environment}
            group = Group({key: name for key, name in named.items() if name}, text=text, others=_lines_in(text))
            address = request.client.host if request.client else ""
            taken = await door.take(RECEIVER, [group], principal, address)
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            raise _refusal(error) from error
        if taken.refused:
            raise HTTPException(403, taken.refused[0])
        return Accepted(accepted=taken.lines)

    router.add_api_route(
        "/rest/logs/lines",
        receive_lines,
        methods=["POST"],
        summary="Receive lines, JSON or text",
        openapi_extra={
            "requestBody": {"content": {"application/x-ndjson": {}, "text/plain": {}, "application/json": {}}}
        },
    )
    return router


def _text(body: bytes) -> bytes:
    """Lines as they are; of a JSON array each element on a line. Raises Malformed."""
    if not body.lstrip().startswith(b"[{"):
        return body
    try:
        return b"\n".join(map(msgspec.json.encode, _ARRAY.decode(body)))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed(f"the array is not JSON: {error}") from error


def _lines_in(text: bytes) -> int:
    return sum(1 for line in text.split(b"\n") if line not in (b"", b"\r"))


def _refusal(error: ReceiveError) -> HTTPException:
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
    return HTTPException(_STATUS.get(type(error), 400), str(error), headers)
