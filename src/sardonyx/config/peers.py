"""What is probed, and how settings spell it: `name=host:port`, `name=https://host/path` or `name=icmp://host`."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator

Protocol = Literal["tcp", "http", "icmp"]

_PORTS = {"http": 80, "https": 443}
_ALLOWED = "NAME=HOST:PORT, NAME=https://HOST/PATH or NAME=icmp://HOST; the name may be left out"


@dataclass(frozen=True, slots=True)
class Peer:
    """One thing to probe. `url` is set for HTTP, `port` is 0 for ICMP. `wanted` is False where nobody named it: then it is
    left out for as long as it has never answered."""

    name: str
    protocol: Protocol
    host: str
    port: int = 0
    url: str = ""
    wanted: bool = True

    @property
    def is_address(self) -> bool:
        """Whether there is no name to look up."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True


def parse(text: str) -> Peer:
    """A peer as it is spelt in settings. Raises ValueError with what is allowed."""
    name, separator, address = text.partition("=")
    if not separator or "/" in name or ":" in name:  # the first `=` belongs to a URL's query
        name, address = "", text
    if "://" not in address:
        address = f"tcp://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError(f"must be {_ALLOWED}") from None
    host = parts.hostname or ""
    if not host or parts.username or parts.password:
        raise ValueError(f"must be {_ALLOWED}, without user or password")
    if parts.scheme in _PORTS:
        named = name or f"{host}:{port or _PORTS[parts.scheme]}"
        return Peer(named, "http", host, port or _PORTS[parts.scheme], address)
    if parts.path or parts.query or (parts.scheme, port is None) not in (("tcp", False), ("icmp", True)):
        raise ValueError(f"must be {_ALLOWED}")
    if parts.scheme == "icmp":
        return Peer(name or host, "icmp", host)
    return Peer(name or f"{host}:{port}", "tcp", host, port or 0)


def _checked(text: str) -> str:
    parse(text)
    return text


PeerText = Annotated[str, AfterValidator(_checked)]
"""A peer as it is spelt, known to be right."""
