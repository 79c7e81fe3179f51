"""TCP checks: reached or why not, and what the server says."""

import asyncio

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.tcp import probe
from sardonyx.config.checks import TcpCheck
from sardonyx.outgoing.guard import Guard
from tests.support.authority import Authority
from tests.support.peers import full_peer
from tests.support.ports import free_port
from tests.support.raw_server import talking
from tests.unit.collectors.probes.stub_names import StubNames


async def _probed(guard: Guard, port: int, timeout: float = 5.0, **check: object) -> ProbeResult:
    wanted = TcpCheck.model_validate({"host": "127.0.0.1", "port": port, **check})
    return await probe(wanted, ProbeContext("m1", timeout, guard))


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(1000):
        writer.write(b"you said " + chunk)
        await writer.drain()


async def _says_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for part in (b"220-", b"wel", b"come\r\n"):
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0)
    await reader.read()


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def test_a_connection_is_enough(guard: Guard) -> None:
    async with talking(_echo) as port:
        result = await _probed(guard, port)
    assert (result.outcome, result.evidence) == ("up", None)
    assert result.phases.keys() == {"resolve", "connect"}
    assert result.facts == {"address": f"127.0.0.1:{port}"}


async def test_what_is_sent_is_answered(guard: Guard) -> None:
    async with talking(_echo) as port:
        good = await _probed(guard, port, send="ping\r\n", conditions=["answer ~ ^you said ping"])
        bad = await _probed(guard, port, 0.3, send="ping\r\n", conditions=["answer contains pong"])
    assert good.outcome == "up"
    assert (bad.outcome, bad.reason, bad.message) == ("down", "condition", "answer contains pong: is you said ping\r\n")
    assert bad.evidence is not None
    assert bad.evidence.body == "you said ping\r\n"


async def test_an_answer_in_pieces_is_read_until_the_condition_holds(guard: Guard) -> None:
    async with talking(_says_slowly) as port:
        assert (await _probed(guard, port, conditions=["answer contains welcome"])).outcome == "up"


@pytest.mark.parametrize("talk", [_endless, _echo], ids=["endless", "silent"])
async def test_a_server_without_the_answer_ends_the_check_in_time(guard: Guard, talk: object) -> None:
    async with talking(talk) as port:  # type: ignore[arg-type]
        result = await _probed(guard, port, 0.3, conditions=["answer contains hello"])
    assert (result.outcome, result.reason) in {("down", "condition"), ("down", "timeout")}


async def test_failures_are_told_apart(guard: Guard, names: StubNames) -> None:
    refused = await _probed(guard, free_port())
    assert (refused.reason, refused.message) == ("refused", f"{_target(refused)} refused the connection")
    assert (await _probed(guard, 80, host="nobody.invalid")).reason == "dns"
    assert (await _probed(guard, 80, 0.2, host="slow.invalid")).reason == "timeout"
    forbidden = await _probed(guard, 80, host="169.254.169.254")
    assert forbidden.reason == "forbidden"
    assert "outgoing.allow" in forbidden.message
    async with full_peer() as port:
        assert (await _probed(guard, port, 0.3)).reason == "timeout"


def _target(result: ProbeResult) -> str:
    return result.message.split(" ")[0]


async def test_several_addresses_are_facts_and_the_one_that_answers_is_told(guard: Guard, names: StubNames) -> None:
    names.known["shop.example"] = ["127.0.0.2", "127.0.0.1"]
    async with talking(_echo) as port:
        result = await _probed(guard, port, host="shop.example")
    assert result.facts == {"addresses": "127.0.0.1, 127.0.0.2", "address": f"127.0.0.1:{port}"}


async def test_tls_is_verified_and_its_certificate_a_condition(guard: Guard, authority: Authority) -> None:
    async with talking(_echo, tls=authority.issue("127.0.0.1", days=10).server_context()) as port:
        result = await _probed(guard, port, tls=True, conditions=["certificate > 9d"])
    assert result.outcome == "up"
    assert result.facts["certificate"].startswith("127.0.0.1 by An authority")
    async with talking(_echo, tls=authority.issue("other.example").server_context()) as port:
        refused = await _probed(guard, port, tls=True)
    assert refused.reason == "tls"
    assert "for other.example" in refused.message
