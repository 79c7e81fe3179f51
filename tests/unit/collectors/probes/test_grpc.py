"""grpc.health.v1 on real gRPC servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import grpc.aio
import pytest

from sardonyx.collectors.probes import grpc as module
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import GrpcCheck
from sardonyx.outgoing.guard import Guard
from tests.support.authority import Authority
from tests.support.peers import silent_peer
from tests.support.ports import free_port

_ANSWERS = {b"": b"\x08\x01", b"\x0a\x04shop": b"\x08\x02", b"\x0a\x05quiet": b"", b"\x0a\x03odd": b"\x08\x7f"}


@asynccontextmanager
async def _serving(
    credentials: grpc.ServerCredentials | None = None, seen: list[str] | None = None
) -> AsyncIterator[int]:
    async def check(request: bytes, call: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:
        if seen is not None:
            seen.extend(str(value) for key, value in call.invocation_metadata() or () if key == "traceparent")
        if request not in _ANSWERS:
            await call.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
        return _ANSWERS[request]

    server = grpc.aio.server()
    handlers = {"Check": grpc.unary_unary_rpc_method_handler(check)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("grpc.health.v1.Health", handlers),))
    port = (
        server.add_secure_port("127.0.0.1:0", credentials) if credentials else server.add_insecure_port("127.0.0.1:0")
    )
    await server.start()
    try:
        yield port
    finally:
        await server.stop(None)


async def _probed(guard: Guard, port: int, timeout: float = 5.0, **check: object) -> ProbeResult:
    wanted = GrpcCheck.model_validate({"host": "127.0.0.1", "port": port, **check})
    return await module.probe(wanted, ProbeContext("m1", timeout, guard))


async def test_serving_is_up_and_the_call_is_traced(guard: Guard) -> None:
    seen: list[str] = []
    async with _serving(seen=seen) as port:
        result = await _probed(guard, port)
    assert (result.outcome, result.figures["grpc_healthcheck_response"]) == ("up", 1.0)
    assert seen
    assert result.trace_id in seen[0]


@pytest.mark.parametrize(
    ("service", "reason", "message"),
    [
        ("shop", "status", "shop is NOT_SERVING"),
        ("quiet", "status", "quiet is UNKNOWN"),
        ("nobody", "status", "NOT_FOUND: unknown service"),
        ("odd", "protocol", "not one of grpc.health.v1"),
    ],
)
async def test_other_answers_are_down(guard: Guard, service: str, reason: str, message: str) -> None:
    async with _serving() as port:
        result = await _probed(guard, port, service=service)
    assert (result.outcome, result.reason) == ("down", reason)
    assert message in result.message


async def test_failures_to_connect_are_told_apart(guard: Guard) -> None:
    assert (await _probed(guard, free_port())).reason == "refused"
    assert (await _probed(guard, 80, host="nobody.invalid")).reason == "dns"
    async with silent_peer() as port:
        assert (await _probed(guard, port, 0.5)).reason == "timeout"


async def test_tls_trusts_whom_the_system_does(
    guard: Guard, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = authority.issue("127.0.0.1", "localhost")
    monkeypatch.setattr(module, "_roots", lambda: Path(authority.file).read_bytes())
    credentials = grpc.ssl_server_credentials([(issued.key_file.read_bytes(), issued.file.read_bytes())])
    async with _serving(credentials) as port:
        assert (await _probed(guard, port, tls=True, host="localhost")).outcome == "up"
