"""Loki push: POST /loki/api/v1/push, and /api/prom/push as it was before 1.0.

Success is exactly 204 with nothing in it: some clients take 200 for a failure. Senders drop what is answered with another
4xx than 429, and send again what is answered with 429 or 5xx. Source: Loki's push API.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.receivers import loki_decode
from sardonyx.receivers.body import BodyLimits, decompress, read_raw_body
from sardonyx.receivers.direct import direct
from sardonyx.receivers.errors import Overloaded, RateLimited, ReceiveError, TooLarge, UnsupportedType
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor

RECEIVER = "loki"
PATHS = ("/loki/api/v1/push", "/api/prom/push")

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]

_STATUS: dict[type[ReceiveError], int] = {TooLarge: 413, Overloaded: 503, RateLimited: 429}
_PROTOBUF = ("application/x-protobuf", "application/octet-stream", "")
# Above this size decoding moves to a thread, so that the loop keeps answering.
_THREAD_BYTES = 1 << 20


def build_router(door: LinesDoor, limits: BodyLimits) -> APIRouter:
    """The routes; with and without a trailing slash, because a redirect would lose data."""
    router = APIRouter(tags=["receivers"])
    for path in PATHS:
        for suffix in ("", "/"):
            router.add_api_route(
                path + suffix,
                _endpoint(door, limits),
                methods=["POST"],
                name="loki_push",
                summary="Receive log lines as Loki does",
                include_in_schema=not suffix and path == PATHS[0],
                openapi_extra={"requestBody": {"content": {"application/x-protobuf": {}, "application/json": {}}}},
                status_code=204,
                response_class=Response,
            )
    return router


def _endpoint(door: LinesDoor, limits: BodyLimits) -> Any:
    @direct
    async def receive(request: Request, principal: MayWrite) -> Response:
        try:
            door.rates.check(principal)
            body = await read_raw_body(request, limits.compressed_bytes)
            work = (request.headers.get("content-type", ""), request.headers.get("content-encoding", ""), body)
            limit = limits.decompressed_bytes
            groups = (
                _groups(*work, limit) if len(body) < _THREAD_BYTES else await asyncio.to_thread(_groups, *work, limit)
            )
            taken = await door.take(RECEIVER, groups, principal, request.client.host if request.client else "")
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            return _refused(error)
        if taken.refused:
            return PlainTextResponse("\n".join(sorted(set(taken.refused.values()))) + "\n", 400)
        return Response(status_code=204)

    return receive


def _groups(content_type: str, encoding: str, body: bytes, limit: int) -> list[Group]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _PROTOBUF:  # always snappy's block format, whatever Content-Encoding says
        return loki_decode.of_protobuf(body, limit)
    if media_type == "application/json":
        return loki_decode.of_json(decompress(body, encoding.strip().lower(), limit))
    raise UnsupportedType(
        f"Content-Type {media_type[:60]!r} is not a Loki push; send application/x-protobuf or application/json"
    )


def _refused(error: ReceiveError) -> Response:
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
    return PlainTextResponse(f"{error}\n", _STATUS.get(type(error), 400), headers)
