"""Reads one `stub_status` page. nginx needs `location = /stub_status { stub_status; allow 127.0.0.1; deny all; }`.

Source: nginx, module ngx_http_stub_status_module.
"""

import re

import aiohttp
from yarl import URL

from sardonyx.collectors.page import Page

_MAX_BYTES = 4096
_STATUS = re.compile(
    r"Active connections: (?P<active>\d+)\s+server accepts handled requests(?: request_time)?\s+"
    r"(?P<accepted>\d+) (?P<handled>\d+) (?P<requests>\d+)(?: \d+)?\s+"
    r"Reading: (?P<reading>\d+) Writing: (?P<writing>\d+) Waiting: (?P<waiting>\d+)\s*"
)
_FIGURES = (
    ("active", "gauge", "nginx_connections_active", "Connections open, idle ones too."),
    ("accepted", "counter", "nginx_connections_accepted", "Connections accepted."),
    (
        "handled",
        "counter",
        "nginx_connections_handled",
        "Connections handled; fewer than accepted when a limit was hit.",
    ),
    ("reading", "gauge", "nginx_connections_reading", "Connections whose request is being read."),
    ("writing", "gauge", "nginx_connections_writing", "Connections being answered."),
    ("waiting", "gauge", "nginx_connections_waiting", "Idle connections kept open."),
    ("requests", "counter", "nginx_http_requests_total", "Requests."),
)


def is_status_page(text: str) -> bool:
    """Whether a text is such a page."""
    return _STATUS.fullmatch(text) is not None


class NginxCollector:
    """One server. `problems` says why the last page is empty."""

    def __init__(self, url: str, *, timeout_seconds: float = 5.0) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(timeout_seconds)
        self._session: aiohttp.ClientSession | None = None
        self.problems: tuple[str, ...] = ()

    async def page(self) -> bytes:
        """The server's page. One that doesn't answer has only `nginx_up 0`."""
        page, problem = Page(), ""
        try:
            status = _STATUS.fullmatch(await self._asked())
            problem = "" if status else "the answer is not a stub_status page"
        except (TimeoutError, aiohttp.ClientError, OSError, UnicodeDecodeError) as error:
            status, problem = None, str(error) or type(error).__name__
        self.problems = (f"nginx: {URL(self._url).with_user(None)}: {problem}",) if problem else ()
        page.gauge("nginx_up", "1 when stub_status answers.").add(int(status is not None))
        if status is not None:
            for key, kind, name, about in _FIGURES:
                (page.counter if kind == "counter" else page.gauge)(name, about).add(int(status[key]))
        return page.encoded()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._session is not None:
            await self._session.close()

    async def _asked(self) -> str:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        async with self._session.get(self._url, allow_redirects=False) as answer:
            answer.raise_for_status()
            return (await answer.content.read(_MAX_BYTES)).decode()
