"""Prometheus remote write, 1.0 and 2.0: POST /api/v1/write.

Answers are what senders act on: 204 when all is stored; 400 when something never can be (the rest is stored, the words say
what was left out); 413, 415; 503 to come back. The 2.0 headers count what was written, on success and on failure.
Source: Prometheus' remote write specifications 1.0 and 2.0.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import cramjam
from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response

from sardonyx.access.permissions import Principal, requires
from sardonyx.journal.batch import Batch
from sardonyx.receivers.body import BodyLimits, read_raw_body
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
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import LabelledSeriesLimits
from sardonyx.receivers.pins import Pins
from sardonyx.receivers.rates import KeyRates
from sardonyx.receivers.remote_write_check import Faults, Taken
from sardonyx.receivers.remote_write_decode import Decoded, Sorted, parse_1, sort
from sardonyx.receivers.remote_write_pins import pinned
from sardonyx.receivers.remote_write_v2 import parse_2
from sardonyx.storage.pipelines.remote_write import KNOWN_STREAM, STREAM

RECEIVER = "remote_write"
PATHS = ("/api/v1/write", "/prometheus/api/v1/write")
PROTO_1, PROTO_2 = "prometheus.WriteRequest", "io.prometheus.write.v2.Request"

MayWrite = Annotated[Principal, Depends(requires("ingest:write"))]

_PARSERS = {PROTO_1: parse_1, PROTO_2: parse_2}
_STATUS: dict[type[ReceiveError], int] = {
    Malformed: 400,
    TooLarge: 413,
    UnsupportedEncoding: 415,
    UnsupportedType: 415,
    Overloaded: 503,
    RateLimited: 503,  # Prometheus gives up on 429 unless it is told otherwise
}
# Above this size decoding moves to a thread, so that the loop keeps answering.
_THREAD_BYTES = 1 << 20
_FRAMED = b"\xff\x06\x00\x00sNaPpY"


@dataclass(frozen=True, slots=True)
class RemoteWriteDoor:
    """What a request passes on its way in."""

    intake: Intake
    known: KnownSeries
    rates: KeyRates = field(default_factory=KeyRates)
    series_limits: LabelledSeriesLimits | None = None


def build_router(door: RemoteWriteDoor, limits: BodyLimits) -> APIRouter:
    """The routes; with and without a trailing slash, because a redirect would lose data."""
    router = APIRouter(tags=["receivers"])
    for path in PATHS:
        for suffix in ("", "/"):
            router.add_api_route(
                path + suffix,
                _endpoint(door, limits),
                methods=["POST"],
                name="remote_write",
                summary="Receive Prometheus remote write 1.0 and 2.0",
                include_in_schema=not suffix and path == PATHS[0],
                openapi_extra={"requestBody": {"content": {"application/x-protobuf": {}}}},
                status_code=204,
                response_class=Response,
            )
    return router


def _endpoint(door: RemoteWriteDoor, limits: BodyLimits) -> Any:
    @direct
    async def receive(request: HttpRequest, principal: MayWrite) -> Response:
        try:
            proto = proto_of(request.headers.get("content-type", ""))
            _check_encoding(request.headers.get("content-encoding", "snappy"))
            door.rates.check(principal)
            packed = await read_raw_body(request, limits.compressed_bytes)
            work = (proto, packed, limits.decompressed_bytes, door.known, Pins.of(principal))
            found = _sorted(*work) if len(packed) < _THREAD_BYTES else await asyncio.to_thread(_sorted, *work)
            decoded = found.decoded(await _refused_series(door, found))
            await _accept(door.intake, decoded, principal.name or (request.client.host if request.client else ""))
            door.rates.charge(principal, decoded.taken.total + decoded.faults.total)
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, "metrics", error)
            return _refused(error)
        door.known.learn(decoded.new)
        return _answer(decoded)

    return receive


async def _refused_series(door: RemoteWriteDoor, found: Sorted) -> Mapping[int, object]:
    if door.series_limits is None or not found.others:
        return {}
    return await door.series_limits.refused([other.pairs for other in found.others])


def proto_of(content_type: str) -> str:
    """The message a Content-Type names; 1.0 unless it says otherwise. Raises UnsupportedType."""
    media_type, *parameters = (part.strip() for part in content_type.split(";"))
    if media_type.lower() != "application/x-protobuf":
        raise UnsupportedType(f"Content-Type {media_type[:60]!r} is not remote write; send application/x-protobuf")
    named = [
        value for name, _, value in (part.partition("=") for part in parameters) if name.strip().lower() == "proto"
    ]
    proto = named[0].strip().strip('"') if named else PROTO_1
    if proto not in _PARSERS:
        raise UnsupportedType(f"the message {proto[:60]!r} is not known; allowed are {' and '.join(_PARSERS)}")
    return proto


def unpack(packed: bytes, limit: int) -> bytes:
    """Undo snappy's block format; its length is looked at first. Raises Malformed or TooLarge."""
    if packed.startswith(_FRAMED):
        raise Malformed("the body is snappy's framed format; remote write uses the block format")
    try:
        size = cramjam.snappy.decompress_raw_len(packed)
        if size > limit:
            raise TooLarge(f"the body unfolds to {size} bytes, the limit is {limit}")
        return bytes(cramjam.snappy.decompress_raw(packed))
    except cramjam.DecompressionError as error:
        raise Malformed(f"the body is not a snappy block: {error}") from error


def _check_encoding(encoding: str) -> None:
    if encoding.strip().lower() != "snappy":
        raise UnsupportedEncoding(f"Content-Encoding {encoding[:40]!r} is not remote write; send snappy (block format)")


def _sorted(proto: str, packed: bytes, limit: int, known: KnownSeries, pins: Pins | None) -> Sorted:
    request, faults = _PARSERS[proto](unpack(packed, limit)), Faults()
    if pins is not None:
        request = pinned(request, pins, faults)
    return sort(request, known.young(), time.time_ns() // 1_000_000, faults)


async def _accept(intake: Intake, decoded: Decoded, source: str) -> None:
    """Both batches are safe on return. A request that fails half-way is sent again, and replaces what was stored."""
    if decoded.labelled:
        batch = Batch(STREAM, decoded.labelled, decoded.labelled_records, source, decoded.contents)
        await intake.accept(RECEIVER, "metrics", batch)
    if decoded.known:
        batch = Batch(KNOWN_STREAM, decoded.known, decoded.known_samples, source)
        await intake.accept(RECEIVER, "metrics", batch)
    intake.metrics.rejected.labels(RECEIVER, "metrics").inc(decoded.faults.total)


def _answer(decoded: Decoded) -> Response:
    headers = _written(decoded.taken)
    if decoded.faults.total:
        return PlainTextResponse(f"{decoded.faults}\n", 400, headers)
    return Response(status_code=204, headers=headers)


def _refused(error: ReceiveError) -> Response:
    headers = _written(Taken())
    if isinstance(error, Overloaded):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return PlainTextResponse(f"{error}\n", _STATUS[type(error)], headers)


def _written(taken: Taken) -> dict[str, str]:
    return {
        "X-Prometheus-Remote-Write-Samples-Written": str(taken.samples),
        "X-Prometheus-Remote-Write-Histograms-Written": str(taken.histograms),
        "X-Prometheus-Remote-Write-Exemplars-Written": str(taken.exemplars),
    }
