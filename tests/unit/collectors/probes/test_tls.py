"""TLS checks: expiry, trust, and going over to TLS in protocols that begin in the clear."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.tls import probe
from sardonyx.config.checks import TlsCheck
from sardonyx.outgoing.guard import Guard
from tests.support.authority import Authority
from tests.support.certificates import self_signed
from tests.support.raw_server import Talk, talking


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _probed(guard: Guard, port: int, **check: object) -> ProbeResult:
    wanted = TlsCheck.model_validate({"host": "127.0.0.1", "port": port, **check})
    return await probe(wanted, ProbeContext("m1", 5.0, guard))


@pytest.mark.parametrize(("days", "outcome"), [(30, "up"), (10, "degraded"), (3, "down")])
async def test_without_conditions_a_week_is_down_and_two_are_degraded(
    guard: Guard, authority: Authority, days: int, outcome: str
) -> None:
    async with talking(_silent, tls=authority.issue("127.0.0.1", days=days).server_context()) as port:
        result = await _probed(guard, port)
    assert result.outcome == outcome
    assert result.figures["tls_version"] == 1.3
    assert result.facts["certificate"].startswith("127.0.0.1 by An authority")


async def test_who_a_certificate_is_for_is_a_condition(guard: Guard, authority: Authority) -> None:
    certificate = authority.issue("127.0.0.1", "shop.example")
    async with talking(_silent, tls=certificate.server_context()) as port:
        good = await _probed(guard, port, conditions=["names == shop.example", "version == TLSv1.3"])
        named = await _probed(guard, port, server_name="shop.example", conditions=["issuer == 'An authority'"])
        bad = await _probed(guard, port, conditions=["names == other.example"])
    assert (good.outcome, named.outcome, bad.outcome) == ("up", "up", "down")


async def test_an_untrusted_certificate_is_down_with_its_dates(guard: Guard, tmp_path: Path) -> None:
    async with talking(_silent, tls=self_signed(tmp_path).server_context()) as port:
        result = await _probed(guard, port)
    assert (result.outcome, result.reason) == ("down", "tls")
    assert "self-signed" in result.message
    assert "good from" in result.message


Upgrade = Callable[[ssl.SSLContext], Talk]


def _lines(greeting: bytes, *turns: tuple[bytes, bytes]) -> Upgrade:
    """Speaks in the clear as written, then shakes hands."""

    def upgrading(context: ssl.SSLContext) -> Talk:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(greeting)
            for heard, said in turns:
                assert await reader.readexactly(len(heard)) == heard
                writer.write(said)
                await writer.drain()
            await writer.start_tls(context)
            await reader.read()

        return talk

    return upgrading


@pytest.mark.parametrize(
    ("protocol", "talk"),
    [
        (
            "smtp",
            _lines(
                b"220-welcome\r\n220 mail\r\n",
                (b"EHLO [127.0.0.1]\r\n", b"250-mail\r\n250 STARTTLS\r\n"),
                (b"STARTTLS\r\n", b"220 go\r\n"),
            ),
        ),
        ("imap", _lines(b"* OK hello\r\n", (b"a1 STARTTLS\r\n", b"* note\r\na1 OK begin\r\n"))),
        ("pop3", _lines(b"+OK hello\r\n", (b"STLS\r\n", b"+OK begin\r\n"))),
        ("postgres", _lines(b"", (b"\0\0\0\x08\x04\xd2\x16\x2f", b"S"))),
    ],
    ids=["smtp", "imap", "pop3", "postgres"],
)
async def test_starttls(guard: Guard, authority: Authority, protocol: str, talk: Upgrade) -> None:
    async with talking(talk(authority.issue("127.0.0.1").server_context())) as port:
        result = await _probed(guard, port, starttls=protocol)
    assert result.outcome == "up", result.message


async def test_a_server_that_refuses_starttls_is_told(guard: Guard) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"+OK hello\r\n")
        await reader.readline()
        writer.write(b"-ERR no such command\r\n")

    async with talking(talk) as port:
        result = await _probed(guard, port, starttls="pop3")
    assert (result.outcome, result.reason) == ("down", "tls")
    assert "-ERR no such command" in result.message
