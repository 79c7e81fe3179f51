"""OTLP/gRPC: unary Export on the trace, metrics and logs services, on 4317.

Methods are registered without (de)serialisers, so bodies arrive as the bytes that were sent. Overload is UNAVAILABLE, a key's
rate RESOURCE_EXHAUSTED, both with RetryInfo in the trailer that Python clients read and in the standard status details.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import grpc
import grpc.aio
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from sardonyx.access.principal import Principal
from sardonyx.receivers.errors import Malformed, Overloaded, RateLimited, ReceiveError, TooLarge
from sardonyx.receivers.otlp_answers import success
from sardonyx.receivers.otlp_decode import LOGS, METRICS, TRACES, Signal, parse_protobuf
from sardonyx.receivers.otlp_door import OtlpDoor

RECEIVER = "otlp_grpc"

_METHODS = {
    "/opentelemetry.proto.collector.trace.v1.TraceService/Export": TRACES,
    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": METRICS,
    "/opentelemetry.proto.collector.logs.v1.LogsService/Export": LOGS,
}
_CODES: dict[type[ReceiveError], grpc.StatusCode] = {
    Malformed: grpc.StatusCode.INVALID_ARGUMENT,
    TooLarge: grpc.StatusCode.INVALID_ARGUMENT,
    Overloaded: grpc.StatusCode.UNAVAILABLE,
    RateLimited: grpc.StatusCode.RESOURCE_EXHAUSTED,
}


class Unauthenticated(Exception):
    """The caller's key is missing, wrong or may not write."""

    def __init__(self, message: str, *, known: bool = False) -> None:
        super().__init__(message)
        self.known = known


Authenticate = Callable[[dict[str, str], str], Awaitable[tuple[Principal, str]]]
"""(metadata, peer) → the sender and his address. Raises Unauthenticated."""


class OtlpGrpcReceiver:
    """The gRPC server. `start` binds, `stop` lets running calls end."""

    def __init__(self, door: OtlpDoor, authenticate: Authenticate, *, max_request_bytes: int = 64 << 20) -> None:
        self._handlers = {path: _handler(signal, door, authenticate) for path, signal in _METHODS.items()}
        self._options = [
            ("grpc.max_receive_message_length", max_request_bytes),
            ("grpc.so_reuseport", 0),  # a port in use is an error, never shared silently
        ]
        self._server: grpc.aio.Server | None = None

    async def start(self, address: str) -> int:
        """Listen on `host:port` and return the port. Raises OSError when the address can't be bound."""
        server = grpc.aio.server(options=self._options)
        server.add_generic_rpc_handlers((_Methods(self._handlers),))
        try:
            port = server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"{address} can't be bound") from error
        await server.start()
        self._server = server
        return port

    async def stop(self, grace_seconds: float = 2.0) -> None:
        """Stop accepting, wait for running calls."""
        if self._server is not None:
            await self._server.stop(grace_seconds)


@dataclass(frozen=True, slots=True)
class _Methods(grpc.GenericRpcHandler):
    handlers: dict[str, Any]

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self.handlers.get(handler_call_details.method)


def _handler(signal: Signal, door: OtlpDoor, authenticate: Authenticate) -> Any:
    async def export(body: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:
        metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
        try:
            principal, address = await authenticate(metadata, context.peer())
            door.rates.check(principal)
            decoded = await door.take(RECEIVER, signal, parse_protobuf, body, principal, address)
            return success(signal, decoded).SerializeToString()
        except Unauthenticated as error:
            code = grpc.StatusCode.PERMISSION_DENIED if error.known else grpc.StatusCode.UNAUTHENTICATED
            await context.abort(code, str(error))
        except ReceiveError as error:
            door.intake.refuse(RECEIVER, signal.name, error)
            await _refuse(context, error)
        raise AssertionError("a refused call is aborted")

    return grpc.unary_unary_rpc_method_handler(export)


async def _refuse(context: grpc.aio.ServicerContext[bytes, bytes], error: ReceiveError) -> NoReturn:
    code = _CODES[type(error)]
    trailers: tuple[tuple[str, str | bytes], ...] = ()
    if isinstance(error, Overloaded):
        retry = RetryInfo(retry_delay=Duration(seconds=error.retry_after_seconds))
        detail = AnyMessage()
        detail.Pack(retry)
        status = Status(code=code.value[0], message=str(error), details=[detail])
        trailers = (
            ("google.rpc.retryinfo-bin", retry.SerializeToString()),
            ("grpc-status-details-bin", status.SerializeToString()),
        )
    await context.abort(code, str(error), trailers)
