"""Where the server listens."""

import asyncio
import contextlib
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry

from sardonyx.access.service import Access
from sardonyx.config import ListenAddress, Settings
from sardonyx.receivers import otlp_grpc
from sardonyx.receivers.grpc_auth import authenticator
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.syslog import SyslogReceiver
from sardonyx.web import listen
from sardonyx.web.listen import HttpServer, ListenError


@dataclass(slots=True)
class Doors:
    """The HTTP listeners, bound before anything slow is opened: a port in use is said at once."""

    main: Any
    otlp: Any
    servers: list[HttpServer] = field(default_factory=list)
    url: str = ""
    otlp_http_address: str | None = None

    @classmethod
    def bind(cls, settings: Settings, stack: AsyncExitStack) -> "Doors":
        """Take the addresses; nothing is accepted yet. Raises ListenError."""
        main = listen.bind(settings.listen, "--listen")
        stack.callback(main.close)
        otlp = None
        if settings.otlp.http_listen is not None:
            otlp = listen.bind(settings.otlp.http_listen, "--otlp-http (otlp.http_listen)")
            stack.callback(otlp.close)
        return cls(main, otlp)

    async def open(self, app: Any, otlp_app: Any) -> None:
        """Accept connections."""
        self.servers = [HttpServer(app, self.main)]
        self.url = f"http://{reachable(self.servers[0].address)}"
        if self.otlp is not None:
            self.servers.append(HttpServer(otlp_app, self.otlp))
            self.otlp_http_address = self.servers[1].address
        for server in self.servers:
            await server.start()

    async def close(self) -> None:
        """Stop accepting, let requests end."""
        await asyncio.gather(*(server.stop() for server in self.servers))


async def open_grpc(settings: Settings, door: OtlpDoor, access: Access, stack: AsyncExitStack) -> str | None:
    """OTLP over gRPC; its address, or None where it is off. Raises ListenError."""
    address = settings.otlp.grpc_listen
    if address is None:
        return None
    option = "--otlp-grpc (otlp.grpc_listen)"
    with contextlib.closing(listen.bind(address, option)):  # gRPC's own error names neither port nor reason
        pass
    receiver = otlp_grpc.OtlpGrpcReceiver(
        door, authenticator(access), max_request_bytes=settings.otlp.max_request_bytes
    )
    try:
        port = await receiver.start(str(address))
    except OSError as error:
        raise ListenError(listen.explain(error, str(address), option)) from error
    stack.push_async_callback(receiver.stop)
    return str(ListenAddress(address.host, port))


async def open_syslog(
    settings: Settings, door: LinesDoor, registry: CollectorRegistry, stack: AsyncExitStack
) -> str | None:
    """Syslog over TCP and UDP; its address, or None where it is off. Raises ListenError."""
    address = settings.syslog.listen
    if address is None:
        return None
    receiver = SyslogReceiver(door, registry)
    try:
        port = await receiver.start(address.host, address.port)
    except OSError as error:
        raise ListenError(listen.explain(error, str(address), "syslog.listen")) from error
    stack.push_async_callback(receiver.stop)
    return str(ListenAddress(address.host, port))


def reachable(address: str) -> str:
    """An address a browser on this machine can open."""
    host, _, port = address.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("0.0.0.0", "[::]") else address  # noqa: S104
