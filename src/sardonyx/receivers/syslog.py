"""Syslog over TCP and UDP on one port: RFC 5424, RFC 3164 and what is sent in their names.

TCP is read no faster than the journal takes it: a sender waits, nothing is dropped. UDP can't wait: datagrams gather in a bounded
queue, and those beyond it are dropped and counted. Syslog knows no keys; who reaches the port may write.
Source: RFC 5424, 3164, 5426 (UDP), 6587 (TCP).
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter

from sardonyx.access.authenticate import LOOPBACK_INGEST
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.syslog_frames import FrameError, Frames, group_of

log = logging.getLogger(__name__)

RECEIVER = "syslog"
MAX_MESSAGE_BYTES = 64 << 10

_READ_BYTES = 256 << 10
_QUEUE_MESSAGES = 20_000
_GATHER_SECONDS = 0.05
_STOP_SECONDS = 5.0


class SyslogReceiver:
    """Listens from `start` to `stop`."""

    def __init__(self, door: LinesDoor, registry: CollectorRegistry) -> None:
        self._door = door
        self._server: asyncio.Server | None = None
        self._udp: asyncio.DatagramTransport | None = None
        self._datagrams: dict[str, list[bytes]] = {}
        self._queued = 0
        self._arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining: asyncio.Task[None] | None = None
        self._dropped = Counter(
            "sardonyx_syslog_dropped_messages", "Datagrams dropped because they came faster than they are stored.",
            registry=registry,
        )  # fmt: skip
        self._broken = Counter(
            "sardonyx_syslog_broken_connections", "Connections closed because their messages can't be told apart.",
            registry=registry,
        )  # fmt: skip

    async def start(self, host: str, port: int) -> int:
        """Listen on both; the port. Raises OSError."""
        self._server = await asyncio.start_server(self._connected, host, port, limit=_READ_BYTES)
        port = self._server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        try:
            self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=(host, port))
        except OSError:
            self._server.close()
            raise
        self._draining = asyncio.create_task(self._drain(), name="syslog-udp")
        return port

    async def stop(self) -> None:
        """Stop accepting, store what came."""
        if self._server is not None:
            self._server.close()
        if self._udp is not None:
            self._udp.close()
        if self._draining is not None:
            self._draining.cancel()
            with suppress(asyncio.CancelledError):
                await self._draining
            with suppress(TimeoutError, Overloaded):
                await asyncio.wait_for(self._store_datagrams(), _STOP_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def datagram(self, data: bytes, address: str) -> None:
        """Take one, or drop it."""
        if not (message := data.strip(b"\n\r\0 ")):
            return
        if self._queued >= _QUEUE_MESSAGES:
            self._dropped.inc()
            return
        self._queued += 1
        self._datagrams.setdefault(address, []).append(message[:MAX_MESSAGE_BYTES])
        self._arrived.set()

    async def _drain(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._arrived.clear()
            await self._store_datagrams()

    async def _store_datagrams(self) -> None:
        waiting, self._datagrams = self._datagrams, {}
        for address, messages in waiting.items():
            await self._store(messages, address)
            self._queued -= len(messages)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        address = str((writer.get_extra_info("peername") or ("",))[0])
        frames = Frames(MAX_MESSAGE_BYTES)
        try:
            while data := await reader.read(_READ_BYTES):
                await self._store(frames.feed(data), address)
            await self._store(frames.rest(), address)
        except FrameError as error:
            self._broken.inc()
            log.warning("syslog: the connection of %s is closed: %s", address, error)
        except (ConnectionError, TimeoutError):
            await self._store(frames.rest(), address)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _store(self, messages: Sequence[bytes], address: str) -> None:
        """Return when they are safe; while the journal can't take them, wait and try again."""
        while messages:
            try:
                await self._door.take(RECEIVER, [group_of(messages, address)], LOOPBACK_INGEST, address)
            except Overloaded as error:
                self._door.intake.refuse(RECEIVER, "logs", error)
                await asyncio.sleep(error.retry_after_seconds)
            else:
                return


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: SyslogReceiver) -> None:
        self._receiver = receiver

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receiver.datagram(data, addr[0])
