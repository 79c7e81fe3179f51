"""Servers of this machine that were not started by Docker, at the places they usually are.

Looking is cheap and harmless: connecting, and the first words of each protocol. Nothing signs in here.
"""

import asyncio
import getpass
import os
import re
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp

from sardonyx.collectors.found.server import PORTS, FoundServer, Kind
from sardonyx.collectors.nginx.collector import is_status_page

_TIMEOUT_SECONDS = 2.0
_SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)  # PostgreSQL: the first message of a client that would like TLS
_STATUS_PATHS = ("/nginx_status", "/stub_status", "/basic_status")
_MOST_BYTES = 4096
# Not /tmp, where any user could put a socket of this name.
_POSTGRES_SOCKETS = ("/var/run/postgresql",)
_NOTHING_THERE = (OSError, TimeoutError, aiohttp.ClientError, UnicodeDecodeError, ValueError)


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look."""

    host: str = "127.0.0.1"
    postgres: int = PORTS["postgres"]
    postgres_sockets: tuple[str, ...] = _POSTGRES_SOCKETS
    redis: int = PORTS["redis"]
    qdrant: int = PORTS["qdrant"]
    nginx: int = PORTS["nginx"]


class LocalFinder:
    """Looks at the usual places."""

    def __init__(self, places: Places | None = None) -> None:
        self._places = places or Places()
        self._look: dict[Kind, tuple[int, Callable[[], Awaitable[str]]]] = {
            "postgres": (self._places.postgres, self._postgres),
            "redis": (self._places.redis, self._redis),
            "qdrant": (self._places.qdrant, self._qdrant),
            "nginx": (self._places.nginx, self._nginx),
        }

    def address(self, kind: Kind) -> str:
        """Where a server of this kind would be."""
        return f"{self._places.host}:{self._look[kind][0]}"

    async def find(self, kind: Kind) -> FoundServer | None:
        """The server of this kind. An nginx is found without the path of its status page."""
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                url = await self._look[kind][1]()
        except _NOTHING_THERE:
            return None
        address = self.address(kind)
        return FoundServer(kind, address, url, frozenset({address})) if url else None

    async def answers(self, kind: Kind) -> bool:
        """Whether somebody accepts connections there."""
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                if kind == "postgres" and (socket := self._socket()) is not None:
                    _, writer = await asyncio.open_unix_connection(str(socket))
                else:
                    _, writer = await asyncio.open_connection(self._places.host, self._look[kind][0])
        except _NOTHING_THERE:
            return False
        writer.close()
        return True

    async def _postgres(self) -> str:
        """By its socket as the user of this process, else by its port: there only `trust` lets us in without a password."""
        address, user = self.address("postgres"), quote(_own_user(), safe="")
        if (socket := self._socket()) is not None:
            place = f"?host={quote(str(socket.parent), safe='')}&port={self._places.postgres}"
            return f"postgresql://{user}@/postgres{place}"
        answered = await _says(address, _SSL_REQUEST)
        return f"postgresql://{user}@{address}/postgres" if answered in (b"S", b"N") else ""

    def _socket(self) -> Path | None:
        paths = (Path(folder) / f".s.PGSQL.{self._places.postgres}" for folder in self._places.postgres_sockets)
        return next((path for path in paths if path.is_socket() and os.access(path, os.W_OK)), None)

    async def _redis(self) -> str:
        address = self.address("redis")
        answered = await _says(address, b"PING\r\n")
        return f"redis://{address}" if answered.startswith((b"+PONG", b"-NOAUTH")) else ""

    async def _qdrant(self) -> str:
        base = f"http://{self.address('qdrant')}"
        async with aiohttp.ClientSession() as session:
            _, text, _ = await _page(session, f"{base}/")
        return base if re.search(r'"title"\s*:\s*"qdrant', text) else ""

    async def _nginx(self) -> str:
        base = f"http://{self.address('nginx')}"
        async with aiohttp.ClientSession() as session:
            url, problem = await status_page(session, base)
        return base if url or problem else ""


def _own_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a number without a name
        return "sardonyx"


async def status_page(session: aiohttp.ClientSession, base: str) -> tuple[str, str]:
    """Where the server at `base` has its stub_status page; else, when it is nginx, what to do for it to have one."""
    for path in _STATUS_PATHS:
        status, text, server = await _page(session, base + path)
        if status == 200 and is_status_page(text):
            return base + path, ""
        if not server.lower().startswith(("nginx", "openresty")):
            return "", ""
    return (
        "",
        f"{base} has no stub_status page we may see: add `location = /stub_status {{ stub_status; }}`, for us only",
    )


async def _page(session: aiohttp.ClientSession, url: str) -> tuple[int, str, str]:
    async with session.get(url, allow_redirects=False) as answer:
        body = await answer.content.read(_MOST_BYTES)
        return answer.status, body.decode(errors="replace"), answer.headers.get("Server", "")


async def _says(address: str, words: bytes) -> bytes:
    """The beginning of what a server answers."""
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(words)
        await writer.drain()
        return await reader.read(64)
    finally:
        writer.close()
