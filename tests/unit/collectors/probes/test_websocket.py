"""WebSockets: the handshake, a message and its answer, and servers that are none."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.server import ServerConnection, serve

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.websocket import probe
from sardonyx.config.checks import WebSocketCheck
from sardonyx.outgoing.guard import Guard
from tests.support.raw_server import answering, http, talking


async def _probed(guard: Guard, port: int, timeout: float = 5.0, **check: object) -> ProbeResult:
    wanted = WebSocketCheck.model_validate({"url": f"ws://127.0.0.1:{port}/live", **check})
    return await probe(wanted, ProbeContext("m1", timeout, guard))


async def _echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(["you said ", str(message)])  # two fragments


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    async with serve(_echo, "127.0.0.1", 0) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def test_a_handshake_is_enough_where_nothing_is_sent(guard: Guard, echo: int) -> None:
    result = await _probed(guard, echo, conditions=["status == 101", "header.upgrade == websocket"])
    assert result.outcome == "up", result.message
    assert result.trace_id


async def test_an_answer_is_held_against_conditions(guard: Guard, echo: int) -> None:
    good = await _probed(guard, echo, send="ping", conditions=["answer == 'you said ping'"])
    assert good.outcome == "up", good.message
    bad = await _probed(guard, echo, timeout=0.4, send="ping", conditions=["answer == pong"])
    assert (bad.outcome, bad.reason) == ("down", "condition")
    assert bad.evidence is not None
    assert bad.evidence.body == "you said ping"


async def test_silence_is_a_timeout(guard: Guard, echo: int) -> None:
    result = await _probed(guard, echo, timeout=0.3, conditions=["answer contains hello"])
    assert (result.outcome, result.reason) == ("down", "timeout")


@pytest.mark.parametrize(
    ("answer", "reason", "said"),
    [
        (http(b"not here", "404 Not Found"), "status", "404"),
        (
            b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            "protocol",
            "handshake is wrong",
        ),
        (b"SSH-2.0\r\n\r\n", "protocol", "no handshake"),
        (b"", "protocol", "no handshake"),
    ],
    ids=["no-websocket", "wrong-key", "no-http", "closed"],
)
async def test_what_is_no_websocket_is_told(guard: Guard, answer: bytes, reason: str, said: str) -> None:
    async with talking(answering(answer)) as port:
        result = await _probed(guard, port)
    assert (result.outcome, result.reason) == ("down", reason)
    assert said in result.message


async def test_a_hanging_server_times_out(guard: Guard) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with talking(hang) as port:
        assert (await _probed(guard, port, timeout=0.3)).reason == "timeout"
