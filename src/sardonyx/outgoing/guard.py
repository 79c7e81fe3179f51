"""Which addresses may be called by what users set up. The address that is checked is the one connected to."""

import socket
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from sardonyx.config.sections import OutgoingSettings
from sardonyx.outgoing.names import Addresses, Names
from sardonyx.outgoing.networks import REFUSED, Network, meant, networks_of

_WORKERS = 32
_KEEP_SECONDS = 5.0
_NAME_SECONDS = 10.0


class Forbidden(Exception):
    """The address may not be called; the text says which one, why, and what would allow it."""


class Guard:
    """Looks names up and lets through what may be called. Made inside a running loop or before, closed by `close`."""

    def __init__(self, deny: tuple[Network, ...], allow: tuple[Network, ...], names: Names | None = None) -> None:
        self._deny = deny
        self._allow = allow
        self.names = names or Names(_WORKERS, _KEEP_SECONDS, usable_only=False)

    @classmethod
    def of(cls, settings: OutgoingSettings, names: Names | None = None) -> Self:
        """The guard of the settings."""
        return cls(networks_of(settings.deny), networks_of(settings.allow), names)

    def check(self, address: str) -> None:
        """Raises Forbidden where this IP address may not be called."""
        try:
            found = meant(address)
        except ValueError as error:
            raise Forbidden(f"{address} is no IP address") from error
        if any(found in network for network in self._allow):
            return
        denied = next((f"outgoing.deny has {network}" for network in self._deny if found in network), None)
        why = denied or next((why for network, why in REFUSED if found in network), None)
        if why:
            raise Forbidden(
                f"{address} may not be called ({why}); an administrator may name it in outgoing.allow"
            ) from None

    async def addresses(self, host: str, port: int, timeout: float) -> Addresses:
        """Where the host is, without what may not be called. Raises Forbidden where nothing is left; TimeoutError,
        OSError (gaierror: no such name, or nobody to ask)."""
        known = await self.names.of(host, port, timeout)
        allowed, refusal = [], None
        for family, address in known.found:
            try:
                self.check(address[0])
                allowed.append((family, address))
            except Forbidden as error:
                refusal = error
        if refusal is not None and not allowed:
            raise Forbidden(str(refusal) if host in str(refusal) else f"{host}: {refusal}")
        return Addresses(tuple(allowed), known.seconds)

    def resolver(self) -> AbstractResolver:
        """For aiohttp. An address in a URL is never resolved: a session needs `connector` as well, or use `session`."""
        return _Resolver(self)

    def session(self, timeout: float, **options: Any) -> aiohttp.ClientSession:
        """An aiohttp session that reaches only what may be called, redirects included; the caller's to close.
        `options` are ClientSession's; no proxy of the environment is used and no cookie is kept."""
        connector = aiohttp.TCPConnector(
            resolver=self.resolver(),
            socket_factory=self._socket,
            force_close=True,
            use_dns_cache=False,
        )
        defaults: dict[str, Any] = {
            "timeout": aiohttp.ClientTimeout(total=timeout),
            "cookie_jar": aiohttp.DummyCookieJar(),
            "trust_env": False,
        }
        return aiohttp.ClientSession(connector=connector, **(defaults | options))

    def close(self) -> None:
        """Ask for no name any more."""
        self.names.close()

    def _socket(self, info: Any) -> socket.socket:
        """aiohttp's last step before it connects, for names, addresses and redirects alike."""
        family, kind, protocol, _, address = info
        self.check(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)


class _Resolver(AbstractResolver):
    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        known = await self._guard.addresses(host, port, _NAME_SECONDS)
        return [
            ResolveResult(hostname=host, host=address[0], port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in known.found
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        """The guard's names outlive a session."""
