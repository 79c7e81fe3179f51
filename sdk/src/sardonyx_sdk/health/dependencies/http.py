"""Another service, by HTTP."""

from __future__ import annotations

import ssl
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..check import Check, ComponentType, Options
from ..observation import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack


def http(name: str, url: str, *, component_type: ComponentType = "component", **options: Unpack[Options]) -> Check:
    """Asks GET `url` and expects a status below 400. Redirects are an answer, and not followed.

    Not critical unless you say so, and best asked at the other's `/live`: services that make one another unready fall like
    dominoes.
    """
    options.setdefault("critical", False)
    ask = _Question(url, options.get("timeout_seconds", Check.timeout_seconds))
    return Check(name, ask, component_type, **options)


class _Question:
    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a service: http:// or https:// is needed")
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    def __call__(self) -> Observation:
        if self._tls is None:
            connection = HTTPConnection(self._host, self._port, timeout=self._timeout)
        else:
            connection = HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._tls)
        try:
            connection.request("GET", self._path, headers={"Connection": "close", "User-Agent": "sardonyx-sdk health"})
            status = connection.getresponse().status
        finally:
            connection.close()
        return Observation() if status < 400 else Observation("fail", f"answered {status}")
