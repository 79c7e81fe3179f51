"""A mail server's greeting, EHLO and STARTTLS. Nothing is sent. Source: RFC 5321, RFC 3207.

Conditions: latency, status (of the last answer), answer (the greeting), extensions, certificate.
"""

import asyncio
import socket
from functools import partial

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.tls_handshake import Stream
from sardonyx.config.checks import SmtpCheck

FIELDS = frozenset({"latency", "status", "answer", "extensions", "certificate"})
_MOST_LINES = 100
_READY, _OK = 220, 250


async def probe(check: SmtpCheck, context: ProbeContext) -> ProbeResult:
    """Greet the server, go over to TLS where that is asked for, and take leave."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: SmtpCheck, made: Attempt) -> ProbeResult:
    async with made.opened(check.host, check.port, tls=check.tls == "yes") as wire:
        with made.phase("processing"):
            greeting = await _answer(made, wire, _READY, "the greeting")
            extensions = await _hello(made, wire)
        if check.tls == "starttls":
            wire, extensions = await _started_tls(check, made, wire, extensions)  # noqa: PLW2901 (the same connection)
        # Taking leave spares the server a line in its log; how it answers is no matter.
        wire.writer.write(b"QUIT\r\n")
        await wire.writer.drain()
    made.facts["version"] = greeting[0]
    return made.judged({"status": _OK, "answer": "\n".join(greeting), "extensions": tuple(extensions)})


async def _started_tls(
    check: SmtpCheck, made: Attempt, wire: Stream, extensions: list[str]
) -> tuple[Stream, list[str]]:
    if "STARTTLS" not in extensions:
        raise Failed("tls", f"{made.target} does not offer STARTTLS")
    with made.phase("processing"):
        await _said(made, wire, "STARTTLS", _READY)
    secured = await made.secured(wire, check.host, check.port)
    with made.phase("processing"):
        return secured, await _hello(made, secured)


async def _hello(made: Attempt, wire: Stream) -> list[str]:
    """The names of the extensions the server offers."""
    lines = await _said(made, wire, f"EHLO {_own_name()}", _OK)
    return [line.split(" ", 1)[0].upper() for line in lines[1:]]


async def _said(made: Attempt, wire: Stream, command: str, wanted: int) -> list[str]:
    wire.writer.write(f"{command}\r\n".encode())
    await wire.writer.drain()
    return await _answer(made, wire, wanted, command.partition(" ")[0])


async def _answer(made: Attempt, wire: Stream, wanted: int, what: str) -> list[str]:
    """The lines of an answer, without its number. Raises Failed where it is another than the one wanted."""
    lines: list[str] = []
    while len(lines) < _MOST_LINES:
        try:
            line = (await wire.reader.readuntil(b"\n")).decode(errors="replace").rstrip()
        except asyncio.LimitOverrunError as error:
            raise Failed("protocol", f"{what}: a line without an end") from error
        made.body += f"{line}\n"
        if not line[:3].isdigit() or line[3:4] not in ("", " ", "-"):
            raise Failed("protocol", f"{made.target} does not speak SMTP: {line[:100]}")
        lines.append(line[4:])
        if line[3:4] != "-":
            if int(line[:3]) != wanted:
                raise Failed("status", f"{what}: answered {line[:200]}")
            return lines
    raise Failed("protocol", f"{what}: more than {_MOST_LINES} lines")


def _own_name() -> str:
    """How we introduce ourselves: our name where it is one servers take, else as a client without one does."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
