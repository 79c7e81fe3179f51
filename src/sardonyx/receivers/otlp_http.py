"""OTLP/HTTP: POST /v1/{traces,metrics,logs}, protobuf and JSON, on the main port and on 4318.

Answers are the specification's: 200 with an empty Export…ServiceResponse in the request's own format, partial success only
when records were left out, failures as google.rpc.Status. Retryable for senders are 429, 502, 503 and 504 only.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from google.protobuf import json_format
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status
from starlette.requests import Request
from starlette.responses import Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.receivers.body import BodyLimits, read_body
from sardonyx.receivers.direct import direct
from sardonyx.receivers.errors import (
    Malformed,
    Overloaded,
    RateLimited,
    ReceiveError,
    TooLarge,
    UnsupportedEncoding,
    UnsupportedType,
)
from sardonyx.receivers.otlp_answers import success
from sardonyx.receivers.otlp_decode import SIGNALS, Signal, parse_json, parse_protobuf
from sardonyx.receivers.otlp_door import OtlpDoor

RECEIVER = "otlp_http"
PROTOBUF = "application/x-protobuf"
JSON = "application/json"

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]

# HTTP status and google.rpc code.
_FAILURES: dict[type[ReceiveError], tuple[int, int]] = {
    Malformed: (400, 3),
    TooLarge: (413, 3),
    UnsupportedEncoding: (415, 3),
    UnsupportedType: (415, 3),
    Overloaded: (503, 14),
    RateLimited: (429, 8),
}


def build_router(door: OtlpDoor, limits: BodyLimits) -> APIRouter:
    """The OTLP/HTTP routes; with and without a trailing slash, because a redirect would lose data."""
    router = APIRouter(tags=["receivers"])
    for signal in SIGNALS:
        for path in (f"/v1/{signal.name}", f"/v1/{signal.name}/"):
            router.add_api_route(
                path,
                _endpoint(signal, door, limits),
                methods=["POST"],
                name=f"otlp_{signal.name}",
                summary=f"Receive OTLP {signal.name}",
                include_in_schema=not path.endswith("/"),
                openapi_extra={"requestBody": {"content": {PROTOBUF: {}, JSON: {}}}},
            )
    return router


def _endpoint(signal: Signal, door: OtlpDoor, limits: BodyLimits) -> Any:
    @direct
    async def receive(request: Request, principal: MayWrite) -> Response:
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        try:
            parser = _parser(media_type)
            door.rates.check(principal)
            body = await read_body(request, limits)
            address = request.client.host if request.client else ""
            decoded = await door.take(RECEIVER, signal, parser, body, principal, address)
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, signal.name, error)
            return failure(error, media_type)
        return Response(_encode(success(signal, decoded), media_type), media_type=media_type)

    return receive


def _parser(media_type: str) -> Any:
    if media_type == PROTOBUF:
        return parse_protobuf
    if media_type == JSON:
        return parse_json
    raise UnsupportedType(f"Content-Type {media_type[:60]!r} is not OTLP; send {PROTOBUF} or {JSON}")


def failure(error: ReceiveError, media_type: str) -> Response:
    """A google.rpc.Status in the request's format, with the HTTP status senders act on."""
    http_status, code = _FAILURES[type(error)]
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Overloaded) else None
    media_type = media_type if media_type in (PROTOBUF, JSON) else JSON
    body = _encode(Status(code=code, message=str(error)), media_type)
    return Response(body, http_status, headers, media_type)


def _encode(message: Message, media_type: str) -> bytes:
    if media_type == PROTOBUF:
        return message.SerializeToString()
    return json_format.MessageToJson(message, indent=None).encode()
