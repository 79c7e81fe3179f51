"""Amazon Data Firehose's HTTP endpoint: POST /firehose, for CloudWatch Logs and whatever else a stream carries.

The access key configured there is an ingest key. Success is exactly 200 with `requestId` as it came; all else is tried again for
as long as the stream is configured to, and then put into its S3 bucket. A request that is tried again has the same id: it is
stored once. Source: Amazon Data Firehose, "HTTP endpoint delivery request and response specifications".
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.receivers import firehose_decode as decode
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.deliveries import key_of
from sardonyx.receivers.direct import direct
from sardonyx.receivers.errors import Malformed, Overloaded, RateLimited, ReceiveError, TooLarge, UnsupportedEncoding
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor

RECEIVER = "firehose"
PATH = "/firehose"

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]

_STATUS: dict[type[ReceiveError], int] = {
    TooLarge: 413, UnsupportedEncoding: 415, Overloaded: 503, RateLimited: 429,
}  # fmt: skip
_THREAD_BYTES = 1 << 18


class _Refused(Exception):
    """The key may not send these."""


def build_router(door: LinesDoor, limits: BodyLimits) -> APIRouter:
    """The route; Firehose is configured with one URL and sends to it."""
    router = APIRouter(tags=["receivers"])
    for suffix in ("", "/"):
        router.add_api_route(
            PATH + suffix,
            _endpoint(door, limits),
            methods=["POST"],
            name="firehose",
            summary="Receive log lines as Amazon Data Firehose delivers them",
            include_in_schema=not suffix,
            openapi_extra={"requestBody": {"content": {"application/json": {}}}},
            response_class=Response,
        )
    return router


def _endpoint(door: LinesDoor, limits: BodyLimits) -> Any:
    @direct
    async def receive(request: Request, principal: MayWrite) -> Response:
        delivery = request.headers.get("x-amz-firehose-request-id", "")
        try:
            door.rates.check(principal)
            body = await read_body(request, limits)
            work = (
                body,
                request.headers.get("x-amz-firehose-common-attributes", ""),
                delivery,
                limits.decompressed_bytes,
            )
            groups = _groups(*work) if len(body) < _THREAD_BYTES else await asyncio.to_thread(_groups, *work)
            key = key_of(f"{RECEIVER} {principal.id} {delivery}")

            async def take() -> None:
                address = request.client.host if request.client else ""
                taken = await door.take(RECEIVER, groups, principal, address, deliveries=(key,))
                if taken.refused:
                    raise _Refused("; ".join(sorted(set(taken.refused.values()))))

            await (door.deliveries.once(key, take) if delivery else take())
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "logs", error)
            return _answer(delivery, _STATUS.get(type(error), 400), str(error), error)
        except _Refused as error:
            return _answer(delivery, 403, str(error))
        return _answer(delivery, 200)

    return receive


def _groups(body: bytes, common: str, delivery: str, limit: int) -> Sequence[Group]:
    said = decode.request_of(body)
    if delivery and said.request_id and said.request_id != delivery:
        raise Malformed("requestId is not the one in X-Amz-Firehose-Request-Id")
    return decode.groups_of(said, decode.common_attributes(common), limit)


def _answer(delivery: str, status: int, fault: str = "", error: ReceiveError | None = None) -> Response:
    said = {"requestId": delivery, "timestamp": int(time.time() * 1000)} | ({"errorMessage": fault} if fault else {})
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
    return Response(msgspec.json.encode(said), status, headers, "application/json")
