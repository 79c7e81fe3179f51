"""Where the server listens."""

import asyncio
import contextlib
import ssl
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry

from sardonyx.access.service import Access
from sardonyx.assembly.options import body_limits
from sardonyx.config import ListenAddress, Settings
from sardonyx.config.sections import FluentSettings, SyslogSettings
from sardonyx.receivers import otlp_grpc
from sardonyx.receivers.fluent import FluentReceiver
from sardonyx.receivers.fluent_handshake import Secrets
from sardonyx.receivers.grpc_auth import authenticator
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.otlp_door import OtlpDoor
from sardonyx.receivers.syslog import SyslogReceiver
from sardonyx.receivers.tls import TlsError, server_context
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
) -> dict[str, str | None]:
    """Syslog over TCP and UDP, and over TLS; their addresses, None where one is off. Raises ListenError."""
    wanted = settings.syslog
    receiver = SyslogReceiver(door, registry)
    stack.push_async_callback(receiver.stop)
    found: dict[str, str | None] = {"syslog": None, "syslog_tls": None}
    if wanted.listen is not None:
        with _explained(wanted.listen, "syslog.listen"):
            port = await receiver.start(wanted.listen.host, wanted.listen.port)
        found["syslog"] = str(ListenAddress(wanted.listen.host, port))
    if wanted.tls_listen is not None:
        with _explained(wanted.tls_listen, "syslog.tls_listen"):
            port = await receiver.start_tls(wanted.tls_listen.host, wanted.tls_listen.port, _tls(wanted))
        found["syslog_tls"] = str(ListenAddress(wanted.tls_listen.host, port))
    return found


async def open_fluent(settings: Settings, door: LinesDoor, stack: AsyncExitStack) -> str | None:
    """Fluent Forward; its address, or None where it is off. Raises ListenError."""
    wanted = settings.fluent
    if wanted.listen is None:
        return None
    known = None
    if wanted.shared_key is not None:
        users = {name: password.get_secret_value() for name, password in wanted.users.items()}
        known = Secrets(wanted.shared_key.get_secret_value(), users)
    receiver = FluentReceiver(door, body_limits(settings), known)
    with _explained(wanted.listen, "fluent.listen"):
        tls = _tls(wanted) if wanted.tls_certificate is not None else None
        port = await receiver.start(wanted.listen.host, wanted.listen.port, tls)
    stack.push_async_callback(receiver.stop)
    return str(ListenAddress(wanted.listen.host, port))


def _tls(wanted: SyslogSettings | FluentSettings) -> ssl.SSLContext:
    assert wanted.tls_certificate is not None
    return server_context(wanted.tls_certificate, wanted.tls_key, wanted.tls_client_authorities)


@contextlib.contextmanager
def _explained(address: ListenAddress, option: str) -> Iterator[None]:
    try:
        yield
    except TlsError as error:
        raise ListenError(f"{option}: {error}") from error
    except OSError as error:
        raise ListenError(listen.explain(error, str(address), option)) from error


def reachable(address: str) -> str:
    """An address a browser on this machine can open."""
    host, _, port = address.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("0.0.0.0", "[::]") else address  # noqa: S104
