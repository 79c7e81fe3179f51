"""An HTTP request on a connection of its own: the time until the answer's first line, connecting and TLS included.

A client library would send a request again whose connection broke, and hide the loss; the first line is all we need.
"""

import asyncio
import re
import ssl
import time
from functools import cache
from urllib.parse import urlsplit

from sardonyx.collectors.network import tcp
from sardonyx.collectors.network.outcome import Probe, kernel_of, reason_of
from sardonyx.config.peers import Peer
from sardonyx.outgoing.names import Addresses

_SERVER_FAILED = 500
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")


async def request(peer: Peer, addresses: Addresses, timeout: float) -> Probe:
    """GET the peer's URL. Any answer below 500 is one; redirects are not followed."""
    began = time.perf_counter()
    reached = await tcp.reach(addresses, timeout)
    if isinstance(reached, Probe):
        return reached
    try:
        async with asyncio.timeout(timeout - reached.seconds):
            line = await _first_line(peer, reached)
    except (OSError, ValueError) as error:
        return Probe.lost(reason_of(error), kernel_of(reached.sock))
    finally:
        kernel = kernel_of(reached.sock)
        reached.sock.close()
    seconds = time.perf_counter() - began
    if not line:
        return Probe.lost("reset", kernel)
    if not (found := _STATUS_LINE.match(line)):
        return Probe.lost("other", kernel)
    status = int(found[1])
    return Probe.lost("status", kernel, status) if status >= _SERVER_FAILED else Probe(seconds, None, kernel, status)


async def _first_line(peer: Peer, reached: tcp.Reached) -> bytes:
    parts = urlsplit(peer.url)
    secure = parts.scheme == "https"
    # The socket stays ours: its duplicate belongs to the stream, which closes it.
    reader, writer = await asyncio.open_connection(
        sock=reached.sock.dup(), ssl=_trusting() if secure else None, server_hostname=peer.host if secure else None
    )
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: sardonyx-probe\r\nAccept: */*\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        return await reader.readline()
    finally:
        writer.transport.abort()


@cache
def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context()
