"""Which proxy a request goes through. Source: Prometheus, "HTTP client"; Go, golang.org/x/net/http/httpproxy."""

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.request import getproxies_environment

from yarl import URL

from sardonyx.collectors.scrape.models import Proxied


def proxy_for(url: URL, wanted: Proxied) -> str | None:
    """The proxy's address, None for a direct connection."""
    if wanted.proxy_from_environment:
        known = getproxies_environment()
        return None if exempt(url, known.get("no", "")) else known.get(url.scheme)
    if wanted.proxy_url and wanted.no_proxy and exempt(url, wanted.no_proxy):
        return None
    return wanted.proxy_url


def exempt(url: URL, no_proxy: str) -> bool:
    """Whether a list of names, addresses and networks has the host; this machine is always exempt."""
    host, port = (url.host or "").lower().rstrip("."), url.port
    address: IPv4Address | IPv6Address | None = None
    with suppress(ValueError):
        address = ip_address(host)
    if host == "localhost" or (address and address.is_loopback):
        return True
    entries = (_with_port(part.strip().lower()) for part in no_proxy.split(","))
    return any(wanted in (None, port) and _covers(entry, host, address) for entry, wanted in entries)


def _with_port(entry: str) -> tuple[str, int | None]:
    """`name:80` or `[::1]:80` in two parts; an IPv6 address without brackets has no port."""
    name, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and (":" not in name or name.endswith("]")):
        return name.strip("[]"), int(port)
    return entry.strip("[]"), None


def _covers(entry: str, host: str, address: IPv4Address | IPv6Address | None) -> bool:
    if not entry:
        return False
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return entry in ("*", host) or host.endswith(entry if entry.startswith(".") else f".{entry}")
    return address is not None and address in network
