"""The browser's only way out: a proxy on loopback that connects where the guard allows, for whoever knows its password.

A browser looks names up by itself; checking addresses before it does would not bind it to what was checked.
"""

import asyncio
import base64
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from sardonyx.collectors.probes.connecting import connect
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, sentence_of
from sardonyx.collectors.probes.tls_handshake import Stream, plain
from sardonyx.outgoing.guard import Forbidden

MOST_BYTES: Final = 64 << 20
_HEAD_BYTES: Final = 1 << 16
_CHUNK: Final = 1 << 16
_HOP_HEADERS: Final = (b"proxy-", b"connection:", b"keep-alive:")


@dataclass(slots=True)
class GuardedProxy:
    """`refused`: sentences on what the guard did not allow. `left_bytes`: what may still be downloaded."""

    context: ProbeContext
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    address: str = ""
    refused: list[str] = field(default_factory=list)
    left_bytes: int = MOST_BYTES

    @asynccontextmanager
    async def open(self) -> AsyncIterator["GuardedProxy"]:
        """Listen while the context is open; on leaving, all connections are dropped."""
        tasks: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            try:
                await self._serve(reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
                pass
            finally:
                tasks.discard(task)
                writer.transport.abort()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=_HEAD_BYTES)
        host, port = server.sockets[0].getsockname()[:2]
        self.address = f"http://{host}:{port}"
        try:
            yield self
        finally:
            server.close()
            for task in tuple(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        if not self._may(lines):
            writer.write(
                b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n'
                b"Content-Length: 0\r\nConnection: close\r\n\r\n"
            )
            return await writer.drain()
        method, _, rest = lines[0].decode("latin-1").partition(" ")
        target = rest.partition(" ")[0]
        tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        try:
            host, port = parts.hostname or "", parts.port or 80
            connected = await connect(self.context, host, port)
        except (OSError, ValueError, Failed, Forbidden) as error:
            if isinstance(error, Forbidden):
                self.refused.append(sentence_of(error, target))
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return await writer.drain()
        outside = await plain(connected.sock)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                kept = [line for line in lines[1:-2] if not line.lower().startswith(_HOP_HEADERS)]
                first = f"{method} {path} HTTP/1.1".encode("latin-1")
                outside.writer.write(b"\r\n".join([first, *kept, b"Connection: close", b"", b""]))
            await self._both_ways(reader, writer, outside)
        finally:
            outside.drop()

    def _may(self, lines: list[bytes]) -> bool:
        wanted = b"Basic " + base64.b64encode(f"browser:{self.password}".encode())
        given = next((line[20:].strip() for line in lines if line.lower().startswith(b"proxy-authorization:")), b"")
        return secrets.compare_digest(given, wanted)

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, outside: Stream) -> None:
        up = asyncio.create_task(self._pipe(reader, outside.writer, counted=False))
        down = asyncio.create_task(self._pipe(outside.reader, writer, counted=True))
        try:
            await down  # who asked may have half-closed; the answer decides
        finally:
            for task in (up, down):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(up, down, return_exceptions=True)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        while data := await reader.read(_CHUNK):
            if counted:
                self.left_bytes -= len(data)
                if self.left_bytes < 0:
                    return
            writer.write(data)
            await writer.drain()
