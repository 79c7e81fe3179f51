"""A URL as a request needs it."""

from dataclasses import dataclass
from typing import Self

import httpx

from sardonyx.collectors.probes.connecting import host_and_port
from sardonyx.collectors.probes.failing import Failed

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `host` is what is looked up (ASCII), `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Taken apart. Raises Failed where it is no URL of a scheme we speak."""
        try:
            found = httpx.URL(url)
            host = found.raw_host.decode("ascii")
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Failed("other", f"the URL can't be read: {error}") from error
        if found.scheme not in _PORTS or not host:
            raise Failed("other", f"the URL must begin with {', '.join(f'{scheme}://HOST' for scheme in _PORTS)}")
        if found.userinfo:
            raise Failed("other", "a URL here has no user and password: they have fields of their own")
        return cls(found.scheme, host, found.port or _PORTS[found.scheme], found.raw_path.decode("ascii") or "/")

    @property
    def secure(self) -> bool:
        """Whether it is TLS."""
        return self.scheme in ("https", "wss")

    @property
    def origin(self) -> tuple[str, str, int]:
        """Who gets what is secret: nobody else does."""
        return (self.scheme, self.host, self.port)

    @property
    def netloc(self) -> str:
        """The Host header."""
        full = host_and_port(self.host, self.port)
        return full.removesuffix(f":{self.port}") if self.port == _PORTS[self.scheme] else full

    @property
    def shown(self) -> str:
        """For people: without the query, which may hold a secret."""
        return f"{self.scheme}://{self.netloc}{self.path.partition('?')[0]}"

    def joined(self, location: str) -> str:
        """Where a Location header leads to. Raises Failed."""
        try:
            return str(httpx.URL(f"{self.scheme}://{self.netloc}{self.path}").join(location))
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Failed("redirects", f"it redirects to {location[:200]!r}, which is no URL") from error
