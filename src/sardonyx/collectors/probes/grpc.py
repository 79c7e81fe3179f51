"""grpc.health.v1.Health/Check. Source: the gRPC Health Checking Protocol.

Conditions: latency, status (SERVING, NOT_SERVING, UNKNOWN, SERVICE_UNKNOWN). Without conditions it must be SERVING.
"""

from functools import cache, partial
from pathlib import Path
from ssl import get_default_verify_paths
from typing import TypeAlias

import grpc
import grpc.aio

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import Outcome, ProbeResult, Reason
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import GrpcCheck

FIELDS = frozenset({"latency", "status"})
_Call: TypeAlias = "grpc.aio.UnaryUnaryMultiCallable[str, bytes]"
_METHOD = "/grpc.health.v1.Health/Check"
_STATES = ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")
_MOST_BYTES = 4096
_NAME_BYTES = 127
_REASONS: dict[grpc.StatusCode, Reason] = {
    grpc.StatusCode.DEADLINE_EXCEEDED: "timeout",
    grpc.StatusCode.UNIMPLEMENTED: "unsupported",
    grpc.StatusCode.NOT_FOUND: "status",
}


async def probe(check: GrpcCheck, context: ProbeContext) -> ProbeResult:
    """Ask for the health of a service."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: GrpcCheck, made: Attempt) -> ProbeResult:
    # gRPC tells every failure to connect as the same: a connection before it says what is the matter, certificates included.
    async with made.opened(check.host, check.port, tls=check.tls):
        pass
    async with _channel(check, made.address) as channel:
        call: _Call = channel.unary_unary(_METHOD, request_serializer=_request)
        made.traced = True
        with made.phase("processing"):
            try:
                answer: bytes = await call(
                    check.service,
                    timeout=made.context.left(),
                    metadata=(("traceparent", made.context.traceparent),),
                )
            except grpc.aio.AioRpcError as error:
                reason = _REASONS.get(error.code(), "status")
                about = f"{check.service or 'the server'}: {error.code().name}: {error.details() or 'nothing said'}"
                raise Failed(reason, f"{made.target} answered for {about}"[:300]) from error
    state = _state(answer)
    made.figures["grpc_healthcheck_response"] = float(_STATES.index(state))
    fallback: Outcome = "up" if state == "SERVING" else "down"
    return made.judged({"status": state}, fallback=fallback, message=f"{check.service or 'the server'} is {state}")


def _channel(check: GrpcCheck, address: str) -> grpc.aio.Channel:
    kind = "ipv6" if address.startswith("[") else "ipv4"
    options = (
        ("grpc.default_authority", f"{check.host}:{check.port}"),
        ("grpc.max_receive_message_length", _MOST_BYTES),
        ("grpc.enable_http_proxy", 0),
        ("grpc.enable_retries", 0),
    )
    if not check.tls:
        return grpc.aio.insecure_channel(f"{kind}:{address}", options)
    named = (*options, ("grpc.ssl_target_name_override", check.host))
    return grpc.aio.secure_channel(f"{kind}:{address}", grpc.ssl_channel_credentials(_roots()), named)


@cache
def _roots() -> bytes | None:
    """Whom the system trusts; where its file is not known, whom gRPC does."""
    found = get_default_verify_paths().cafile
    return Path(found).read_bytes() if found else None


def _request(service: str) -> bytes:
    """HealthCheckRequest: field 1, the service. Longer names than any have are cut."""
    name = service.encode()[:_NAME_BYTES]
    return b"\x0a" + bytes((len(name),)) + name if name else b""


def _state(message: bytes) -> str:
    """HealthCheckResponse: field 1, an enumeration; 0 where it is left out. Raises Failed."""
    if not message:
        return _STATES[0]
    if len(message) != 2 or message[0] != 0x08 or message[1] >= len(_STATES):
        raise Failed("protocol", "the answer is not one of grpc.health.v1")
    return _STATES[message[1]]
