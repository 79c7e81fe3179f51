"""Where a request really comes from: this machine or not, our own pages or somebody else's."""

import hmac
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from sardonyx.access import credentials
from sardonyx.access.credentials import Credential
from sardonyx.access.errors import CrossSiteRefused
from sardonyx.access.presented import Headers

_FORWARDING = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_loopback(scope: Any, headers: Headers) -> bool:
    """Whether the sender is on this machine: the socket's peer is loopback and no proxy says it speaks for others."""
    client = scope.get("client")
    return bool(client) and _loopback_host(client[0]) and not any(name in headers for name in _FORWARDING)


def may_ingest_keyless(headers: Headers) -> bool:
    """Whether a keyless local sender may send: a program, or a page served from this machine, but no foreign page."""
    origin = headers.get(b"origin")
    return origin is None or _loopback_host(_hostname(origin.decode("latin-1")))


def may_administrate_keyless(headers: Headers, trusted: frozenset[str]) -> bool:
    """Whether a keyless local request may act as administrator.

    Any page in the user's browser can reach this machine too, directly or by re-binding its own name to 127.0.0.1: so
    the name asked for must be a local one, and the page, if there is one, ours.
    """
    host = headers.get(b"host", b"").decode("latin-1")
    return _loopback_host(_hostname(f"//{host}")) and from_our_pages(headers, trusted)


def from_our_pages(headers: Headers, trusted: frozenset[str]) -> bool:
    """Whether a browser sent this from our own pages (or no browser sent it). Fetch Metadata first, else Origin."""
    origin = headers.get(b"origin")
    text = None if origin is None else origin.decode("latin-1")
    if text is not None and text in trusted:
        return True
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    if text is None:
        return True
    return bool(urlsplit(text).netloc) and urlsplit(text).netloc == headers.get(b"host", b"").decode("latin-1")


def refuse_cross_site(scope: Any, headers: Headers, session: Credential, trusted: frozenset[str]) -> None:
    """Raise CrossSiteRefused unless a request with a session cookie changes nothing, or provably comes from our pages."""
    websocket = scope["type"] == "websocket"
    if not websocket and scope["method"] in _SAFE_METHODS:
        return
    if not from_our_pages(headers, trusted):
        raise CrossSiteRefused("this request comes from another site's page")
    if websocket:
        return  # a browser cannot add headers here; the check of Origin is what protects it
    sent = headers.get(b"x-csrf-token", b"").decode("latin-1")
    if not hmac.compare_digest(sent.encode(), credentials.csrf_token(session).encode()):
        raise CrossSiteRefused("this needs the header X-CSRF-Token with the csrf_token from GET /rest/session")


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _loopback_host(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
