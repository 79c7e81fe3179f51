"""What every receiver on a TCP port of its own does with connections: count them, end them, wait while nothing can be taken."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from sardonyx.access.authenticate import LOOPBACK_INGEST
from sardonyx.receivers.errors import Overloaded, ReceiveError
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor

READ_BYTES = 256 << 10
_MOST_CONNECTIONS = 1024
_HANDSHAKE_SECONDS = 20.0

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter, str], Awaitable[None]]


class TcpListener:
    """Listens from `start` to `stop`. `handle(reader, writer, address)` serves one connection; its ConnectionError and
    TimeoutError end that connection and nothing else. Connections beyond 1024 are closed at once, and `refuse` is told why.
    """

    def __init__(self, handle: Handle, refuse: Callable[[ReceiveError], None]) -> None:
        self._handle = handle
        self._refuse = refuse
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Accept connections; the port. Raises OSError."""
        timeout = _HANDSHAKE_SECONDS if tls is not None else None
        self._server = await asyncio.start_server(
            self._connected, host, port, limit=READ_BYTES, ssl=tls, ssl_handshake_timeout=timeout
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop accepting, end all connections."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._tasks) >= _MOST_CONNECTIONS:
            self._refuse(Overloaded(f"{_MOST_CONNECTIONS} connections are open", 1))
            writer.close()
            return
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, TimeoutError, ssl.SSLError):
                await self._handle(reader, writer, _address_of(writer))
        finally:
            self._tasks.discard(task)
            writer.close()


def _address_of(writer: asyncio.StreamWriter) -> str:
    """Who is at the other end."""
    return str((writer.get_extra_info("peername") or ("",))[0])


async def store_patiently(
    door: LinesDoor,
    receiver: str,
    groups: Sequence[Group],
    address: str,
    *,
    deliveries: Sequence[bytes] = (),
    rejected: int = 0,
) -> None:
    """Return when they are safe; while the journal can't take them, wait and try again: the sender isn't read meanwhile."""
    while True:
        try:
            await door.take(receiver, groups, LOOPBACK_INGEST, address, deliveries=deliveries, rejected=rejected)
        except Overloaded as error:
            door.intake.refuse(receiver, "logs", error)
            await asyncio.sleep(error.retry_after_seconds)
        else:
            return
