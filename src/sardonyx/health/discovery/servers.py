"""The monitor of a database, cache or web server that was found: by its own protocol, or a mere connection where it refuses us."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from sardonyx.collectors.found.server import PORTS, FoundServer, Kind
from sardonyx.config.checks import Check, HttpCheck, PostgresCheck, QdrantCheck, RedisCheck, TcpCheck
from sardonyx.config.monitors import Monitor

FOUND_LABEL: Final = "found_in"
INTERVAL: Final = timedelta(seconds=10)
TITLES: Final[Mapping[Kind, str]] = {"postgres": "PostgreSQL", "redis": "Redis", "qdrant": "Qdrant", "nginx": "nginx"}
_RETRY: Final = timedelta(seconds=2)
_TIMEOUT: Final = timedelta(seconds=5)


def monitors_of(server: FoundServer) -> tuple[Monitor, ...]:
    """What may watch it, the most telling first; none for what is not watched by itself."""
    if server.kind not in TITLES:
        return ()
    labels = dict(server.labels)
    group = labels.get("compose_project", "")
    checks = [_CHECKS[server.kind](server.url)]
    if (place := place_of(server)) is not None:
        checks.append(TcpCheck(host=place[0], port=place[1]))
    title = f"{TITLES[server.kind]} {server.instance}"
    return tuple(found_monitor(title, check, group, "docker" if group else "host") for check in checks)


def found_monitor(name: str, check: Check, group: str, found_in: str, service: str = "") -> Monitor:
    """A monitor as we make it unasked: it looks often, and twice before it says that something is down."""
    return Monitor(
        name=name[:120],
        check=check,
        group=group[:120],
        service=service[:200],
        interval=INTERVAL,
        retry_interval=_RETRY,
        timeout=_TIMEOUT,
        labels={FOUND_LABEL: found_in},
    )


def place_of(server: FoundServer) -> tuple[str, int] | None:
    """Host and port of its URL; else, where that is a socket, those it is known by."""
    parts = urlsplit(server.url)
    if parts.hostname:
        return parts.hostname, parts.port or PORTS.get(server.kind, 443 if parts.scheme == "https" else 80)
    host, _, port = min(server.addresses, default="").rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdecimal() else None


def _postgres(url: str) -> Check:
    return PostgresCheck(url=SecretStr(url))


def _redis(url: str) -> Check:
    return RedisCheck(url=SecretStr(url))


def _qdrant(url: str) -> Check:
    """The key travels in the URL's password where it was found."""
    parts = urlsplit(url)
    key = unquote(parts.password or parts.username or "")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return QdrantCheck(url=urlunsplit(bare), api_key=SecretStr(key))


def _nginx(url: str) -> Check:
    """Its front page, whatever that says: not the page of its figures, which answers when nothing else does."""
    parts = urlsplit(url)
    front = SplitResult(parts.scheme, parts.netloc, "/", "", "")
    return HttpCheck(url=urlunsplit(front), conditions=("status < 500",), follow_redirects=False, verify_tls=False)


_CHECKS: Final[Mapping[Kind, Callable[[str], Check]]] = {
    "postgres": _postgres,
    "redis": _redis,
    "qdrant": _qdrant,
    "nginx": _nginx,
}
