"""Syslog over TCP, TLS and UDP: RFC 5424, RFC 3164 and what is sent in their names.

TCP is read no faster than the journal takes it: a sender waits, nothing is dropped. UDP can't wait: datagrams gather in a bounded
queue, and those beyond it are dropped and counted. Syslog knows no keys; who reaches the port may write, but for TLS with
authorities set: then senders must show a certificate. Nothing in it acknowledges: what a sender has handed to its system counts
as delivered for it, so what was on its way when this process is killed is lost.
Source: RFC 5424, 3164, 5425 (TLS), 5426 (UDP), 6587 (TCP).
"""

import asyncio
import functools
import logging
import ssl
from collections import Counter as Counts
from collections.abc import Sequence
from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter

from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.syslog_frames import FrameError, Frames, group_of
from sardonyx.receivers.tcp_listener import READ_BYTES, TcpListener, store_patiently

log = logging.getLogger(__name__)

RECEIVER = "syslog"
MAX_MESSAGE_BYTES = 64 << 10

_QUEUE_MESSAGES = 20_000
_GATHER_SECONDS = 0.05
_STOP_SECONDS = 5.0
# Whose datagrams were dropped while nothing of theirs was waiting: addresses can be made up, so they are not kept apart.
_ANYBODY = "others"


class SyslogReceiver:
    """Listens from `start` and `start_tls` to `stop`."""

    def __init__(self, door: LinesDoor, registry: CollectorRegistry) -> None:
        self._door = door
        refuse = functools.partial(door.intake.refuse, RECEIVER, "logs")
        self._plain = TcpListener(self._serve, refuse)
        self._tls = TcpListener(self._serve, refuse)
        self._udp: asyncio.DatagramTransport | None = None
        self._datagrams: dict[str, list[bytes]] = {}
        self._queued = 0
        self._lost: Counts[str] = Counts()
        self._arrived = asyncio.Event()
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
        """Listen on TCP and UDP; the port. Raises OSError."""
        port = await self._plain.start(host, port)
        loop = asyncio.get_running_loop()
        try:
            self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=(host, port))
        except OSError:
            await self._plain.stop()
            raise
        self._draining = asyncio.create_task(self._drain(), name="syslog-udp")
        return port

    async def start_tls(self, host: str, port: int, tls: ssl.SSLContext) -> int:
        """Listen on TLS too, or only; the port. Raises OSError."""
        return await self._tls.start(host, port, tls)

    async def stop(self) -> None:
        """Stop accepting, store what came."""
        if self._udp is not None:
            self._udp.close()
        if self._draining is not None:
            self._draining.cancel()
            with suppress(asyncio.CancelledError):
                await self._draining
            with suppress(TimeoutError, Overloaded):
                await asyncio.wait_for(self._store_datagrams(), _STOP_SECONDS)
        await asyncio.gather(self._plain.stop(), self._tls.stop())

    def datagram(self, data: bytes, address: str) -> None:
        """Take one, or drop it."""
        if not (message := data.strip(b"\n\r\0 ")):
            return
        if self._queued >= _QUEUE_MESSAGES:
            self._dropped.inc()
            self._lost[address if address in self._datagrams else _ANYBODY] += 1
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
        lost, self._lost = self._lost, Counts()
        for address in {**waiting, **lost}:
            messages = waiting.get(address, [])
            await self._store(messages, address, lost[address])
            self._queued -= len(messages)

    async def _serve(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter, address: str) -> None:
        frames = Frames(MAX_MESSAGE_BYTES)
        try:
            while data := await reader.read(READ_BYTES):
                await self._store(frames.feed(data), address)
            await self._store(frames.rest(), address)
        except FrameError as error:
            self._broken.inc()
            log.warning("syslog: the connection of %s is closed: %s", address, error)
        except (ConnectionError, TimeoutError, ssl.SSLError):
            await self._store(frames.rest(), address)

    async def _store(self, messages: Sequence[bytes], address: str, lost: int = 0) -> None:
        if messages or lost:
            groups = [group_of(messages, address)] if messages else []
            await store_patiently(self._door, RECEIVER, groups, address, rejected=lost)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: SyslogReceiver) -> None:
        self._receiver = receiver

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receiver.datagram(data, addr[0])
