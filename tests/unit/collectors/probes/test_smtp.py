"""Mail servers: greeting, EHLO, STARTTLS, and what else may answer on their port."""

import asyncio
import ssl

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.smtp import probe
from sardonyx.config.checks import SmtpCheck
from sardonyx.outgoing.guard import Guard
from tests.support.authority import Authority
from tests.support.raw_server import Talk, talking

_HELLO = b"250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"


def _server(tls: ssl.SSLContext | None, heard: list[bytes], hello: bytes = _HELLO) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-mail.example\r\n220 ESMTP ready\r\n")
        while line := await reader.readline():
            heard.append(line.strip())
            if line.startswith(b"EHLO"):
                writer.write(hello)
            elif line.startswith(b"STARTTLS") and tls is not None:
                writer.write(b"220 go ahead\r\n")
                await writer.start_tls(tls)
            else:
                writer.write(b"221 bye\r\n")

    return talk


async def _probed(guard: Guard, port: int, timeout: float = 5.0, **check: object) -> ProbeResult:
    wanted = SmtpCheck.model_validate({"host": "127.0.0.1", "port": port, **check})
    return await probe(wanted, ProbeContext("m1", timeout, guard))


async def test_goes_over_to_tls_and_sends_no_mail(guard: Guard, authority: Authority) -> None:
    heard: list[bytes] = []
    context = authority.issue("127.0.0.1").server_context()
    async with talking(_server(context, heard)) as port:
        result = await _probed(guard, port, conditions=["certificate > 7d", "extensions == SIZE", "answer ~ ESMTP"])
    assert (result.outcome, result.message) == ("up", "")
    assert [line.split()[0] for line in heard] == [b"EHLO", b"STARTTLS", b"EHLO"]
    assert {"connect", "tls", "processing"} <= result.phases.keys()


@pytest.mark.parametrize(
    ("hello", "reason", "message"),
    [
        pytest.param(b"250 mail.example\r\n", "tls", "does not offer STARTTLS", id="no STARTTLS"),
        pytest.param(b"421 too busy\r\n", "status", "EHLO: answered 421 too busy", id="turned away"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", "protocol", "does not speak SMTP", id="not a mail server"),
        pytest.param(b"x" * 200_000, "protocol", "a line without an end", id="endless line"),
        pytest.param(b"250-a\r\n" * 500, "protocol", "more than 100 lines", id="endless answer"),
    ],
)
async def test_what_is_wrong_is_told(guard: Guard, hello: bytes, reason: str, message: str) -> None:
    async with talking(_server(None, [], hello)) as port:
        result = await _probed(guard, port)
    assert (result.outcome, result.reason) == ("down", reason)
    assert message in result.message


async def test_a_server_that_never_greets_is_a_timeout(guard: Guard) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with talking(silent) as port:
        assert (await _probed(guard, port, 0.2, tls="no")).reason == "timeout"
