"""Fluent Forward: TCP, TLS where a certificate is set, and heartbeats over UDP on the same port.

A connection is read no faster than the journal takes its lines, and `chunk` is acknowledged only when they are on disk. A chunk
that is sent again because its acknowledgement was lost is acknowledged again, and stored once (see `deliveries`). What can't be
read ends the connection and is counted. Without a shared key who reaches the port may write.
Source: Forward Protocol Specification v1.
"""

import asyncio
import functools
import logging
import ssl
from collections.abc import Sequence
from typing import cast

import msgpack

from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.deliveries import key_of
from sardonyx.receivers.errors import ReceiveError
from sardonyx.receivers.fluent_decode import Message, Messages
from sardonyx.receivers.fluent_handshake import Handshake, HandshakeError, Secrets
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.tcp_listener import READ_BYTES, TcpListener, store_patiently

log = logging.getLogger(__name__)

RECEIVER = "fluent"

_HANDSHAKE_SECONDS = 20.0
_HEARTBEAT = b"\0"
# Above this size decoding moves to a thread, so that the loop keeps answering.
_THREAD_BYTES = 16 << 10


class FluentReceiver:
    """Listens from `start` to `stop`. With `secrets` senders must prove that they know them."""

    def __init__(self, door: LinesDoor, limits: BodyLimits, secrets: Secrets | None = None) -> None:
        self._door = door
        self._limits = limits
        self._secrets = secrets
        self._listener = TcpListener(self._serve, functools.partial(door.intake.refuse, RECEIVER, "logs"))
        self._udp: asyncio.DatagramTransport | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen on both; the port. Raises OSError."""
        port = await self._listener.start(host, port, tls)
        loop = asyncio.get_running_loop()
        try:
            self._udp, _ = await loop.create_datagram_endpoint(_Heartbeats, local_addr=(host, port))
        except OSError:
            await self._listener.stop()
            raise
        return port

    async def stop(self) -> None:
        """Stop accepting, end all connections: what was not acknowledged is sent again."""
        if self._udp is not None:
            self._udp.close()
        await self._listener.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> None:
        try:
            data = await self._shake_hands(reader, writer) if self._secrets is not None else b""
            messages = Messages(self._limits)
            while data or (data := await reader.read(READ_BYTES)):
                small = messages.pending_bytes + len(data) < _THREAD_BYTES
                found = messages.feed(data) if small else await asyncio.to_thread(messages.feed, data)
                if acknowledged := await self._take(found, address):
                    writer.write(b"".join(acknowledged))
                    await writer.drain()
                data = b""
        except ReceiveError as error:
            self._door.intake.refuse(RECEIVER, "logs", error)
            log.warning("fluent: the connection of %s is closed: %s", address, error)

    async def _shake_hands(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        """What came behind it. Raises HandshakeError, TimeoutError."""
        assert self._secrets is not None
        handshake = Handshake(self._secrets)
        writer.write(handshake.helo)
        async with asyncio.timeout(_HANDSHAKE_SECONDS):
            while data := await reader.read(READ_BYTES):
                if (answer := handshake.feed(data)) is not None:
                    pong, rest = answer
                    writer.write(pong)
                    await writer.drain()
                    if handshake.fault:
                        raise HandshakeError(handshake.fault)
                    return rest
        return b""

    async def _take(self, messages: Sequence[Message], address: str) -> list[bytes]:
        """Store them; the acknowledgements they ask for."""
        plain = [message for message in messages if not message.chunk]
        chunks = [message for message in messages if message.chunk]
        if plain:
            groups = [message.group for message in plain if message.lines]
            left_out = sum(message.left_out for message in plain)
            await store_patiently(self._door, RECEIVER, groups, address, rejected=left_out)
        await asyncio.gather(*(self._take_chunk(message, address) for message in chunks))
        return [msgpack.packb({"ack": message.chunk}, unicode_errors="surrogateescape") for message in chunks]

    async def _take_chunk(self, message: Message, address: str) -> None:
        key = key_of(f"{RECEIVER} {address} {message.tag} {message.chunk}")

        async def take() -> None:
            groups = [message.group] if message.lines else []
            await store_patiently(self._door, RECEIVER, groups, address, deliveries=(key,), rejected=message.left_out)

        await self._door.deliveries.once(key, take)


class _Heartbeats(asyncio.DatagramProtocol):
    _transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # uvloop's is none by its class

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(_HEARTBEAT, addr)
