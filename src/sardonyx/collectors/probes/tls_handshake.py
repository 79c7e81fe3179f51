"""TLS on a connection, and what is wrong with a certificate that was refused."""

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sardonyx.collectors.probes.connecting import connect
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, sentence_of
from sardonyx.collectors.probes.tls_certificates import Secured, secured_of

_MAX_NAMES = 5
_MAX_LINE = 1 << 17


@dataclass(frozen=True, slots=True)
class Stream:
    """A connection as bytes in and out; `secured` where it is TLS."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    secured: Secured | None = None
    tls_seconds: float = 0.0

    def drop(self) -> None:
        """Close at once, whatever the other side still sends."""
        self.writer.transport.abort()


async def plain(sock: socket.socket) -> Stream:
    """The connection as it is; the stream owns the socket."""
    reader, writer = await asyncio.open_connection(sock=sock, limit=_MAX_LINE)
    return Stream(reader, writer)


async def secure(sock: socket.socket, server_name: str, *, verify: bool, within: float) -> Stream:
    """A handshake with whom we expect to be `server_name`. Raises ssl.SSLError, OSError, TimeoutError; then all is closed."""
    stream = await plain(sock)
    try:
        async with asyncio.timeout(within):
            return await upgrade(stream, server_name, verify=verify)
    except BaseException:
        stream.drop()
        raise


async def upgrade(stream: Stream, server_name: str, *, verify: bool) -> Stream:
    """A handshake on a connection that has spoken in the clear so far (STARTTLS). Raises as `secure`; the stream is the
    caller's to drop, and dropping the old one always closes."""
    began = time.perf_counter()
    transport = stream.writer.transport
    try:
        await stream.writer.start_tls(context_of(verify), server_hostname=server_name)
    except BaseException:
        transport.abort()
        raise
    return _secured(stream.reader, stream.writer, began)


def _secured(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, began: float) -> Stream:
    return Stream(reader, writer, secured_of(writer.get_extra_info("ssl_object")), time.perf_counter() - began)


@cache
def context_of(verify: bool) -> ssl.SSLContext:
    """The trust of this system, or none. Loading it takes long, so it is kept."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def refusal(
    context: ProbeContext, error: ssl.SSLCertVerificationError, host: str, port: int
) -> tuple[Failed, Secured | None]:
    """Why a certificate was refused, with its dates and names, which only a second connection without verifying shows."""
    said = sentence_of(error, host)
    try:
        connected = await connect(context, host, port)
        stream = await secure(connected.sock, host, verify=False, within=context.left())
    except (OSError, Failed):
        return Failed("tls", said), None
    stream.drop()
    return Failed("tls", f"{said} ({told(stream.secured)})" if stream.secured else said), stream.secured


def told(secured: Secured) -> str:
    """Whose certificate it is and how long it is good for, in words."""
    if not secured.chain:
        return "it showed no certificate"
    leaf = secured.chain[0]
    names = ", ".join(leaf.names[:_MAX_NAMES]) + (" …" if len(leaf.names) > _MAX_NAMES else "")
    return (
        f"for {names}, issued by {leaf.issuer or 'itself'}, good from {_day(leaf.not_before)} to {_day(leaf.not_after)}"
    )


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
