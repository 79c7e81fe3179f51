"""Peers for probes: servers on loopback that fail at a known rate or in a known way."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@asynccontextmanager
async def http_peer(answer: Callable[[int], bytes | None]) -> AsyncIterator[int]:
    """A port whose n-th request (from 0) is answered with these bytes; None resets the connection."""
    count = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        number, count = count, count + 1
        await reader.readuntil(b"\r\n\r\n")
        said = answer(number)
        if said is None:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        else:
            writer.write(said)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def status(code: int) -> bytes:
    """An HTTP answer without a body."""
    return f"HTTP/1.1 {code} Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


@asynccontextmanager
async def silent_peer() -> AsyncIterator[int]:
    """A port that takes connections and never says anything."""
    ended = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            ended.set()


@asynccontextmanager
async def full_peer() -> AsyncIterator[int]:
    """A port whose queue is full: a SYN gets no answer, as if it were lost on the way."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        try:
            for _ in range(2):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(listener.getsockname())
                waiting.append(one)
            yield listener.getsockname()[1]
        finally:
            for one in waiting:
                one.close()
