"""How each protocol is asked to go over to TLS. Sources: RFC 3207, RFC 2595, PostgreSQL's message flow (SSLRequest)."""

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Literal

from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.tls_handshake import Stream

_MOST_LINES: Final = 100
_SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)


async def start(protocol: Literal["smtp", "imap", "pop3", "postgres"], stream: Stream) -> None:
    """Ask; afterwards both sides shake hands. Raises Failed where the server has none, OSError."""
    await _WAYS[protocol](stream)


async def _smtp(stream: Stream) -> None:
    await _last_line(stream, "220 ", "220-")
    stream.writer.write(b"EHLO [127.0.0.1]\r\n")
    await _last_line(stream, "250 ", "250-")
    stream.writer.write(b"STARTTLS\r\n")
    await _last_line(stream, "220", "220-")


async def _imap(stream: Stream) -> None:
    await _last_line(stream, "* OK")
    stream.writer.write(b"a1 STARTTLS\r\n")
    await _last_line(stream, "a1 OK", "* ")


async def _pop3(stream: Stream) -> None:
    await _last_line(stream, "+OK")
    stream.writer.write(b"STLS\r\n")
    await _last_line(stream, "+OK")


async def _postgres(stream: Stream) -> None:
    stream.writer.write(_SSL_REQUEST)
    if await stream.reader.readexactly(1) != b"S":
        raise Failed("tls", "the server speaks no TLS")


async def _last_line(stream: Stream, wanted: str, before: str = "") -> None:
    """Read until the line that is wanted; only lines that begin as `before` may stand in front of it."""
    for _ in range(_MOST_LINES):
        try:
            line = (await stream.reader.readuntil(b"\n")).decode(errors="replace").rstrip()
        except asyncio.LimitOverrunError as error:
            raise Failed("protocol", "it answers a line without an end") from error
        if line.startswith(wanted) and not (before and before != "* " and line.startswith(before)):
            return
        if not before or not line.startswith(before):
            raise Failed("tls", f"it does not go over to TLS: it said {line[:200]!r}")
    raise Failed("protocol", f"it answers more than {_MOST_LINES} lines")


_WAYS: Final[Mapping[str, Callable[[Stream], Awaitable[None]]]] = {
    "smtp": _smtp,
    "imap": _imap,
    "pop3": _pop3,
    "postgres": _postgres,
}
