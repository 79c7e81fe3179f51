"""Status pages under host names of their own: nothing else of Sardonyx answers there."""

import re
from collections.abc import Callable
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SlugAt = Callable[[str], str | None]
"""The page whose own domain a Host header names."""

_PART = re.compile(r"/(?:badge/)?[A-Za-z0-9._-]+")


class OwnDomains:
    """ASGI middleware: a request for such a host goes to its page, whose links begin with `/status/SLUG` there too."""

    def __init__(self, app: ASGIApp, slug_at: SlugAt) -> None:
        self._app = app
        self._slug_at = slug_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it there, or pass it on."""
        slug = self._slug_at(_host(scope)) if scope["type"] in ("http", "websocket") else None
        if slug is None:
            await self._app(scope, receive, send)
            return
        path = _path_of_page(scope["path"], f"/status/{slug}") if scope["type"] == "http" else None
        if path is None:
            await PlainTextResponse("There is nothing here.\n", 404)(scope, receive, send)
            return
        there: dict[str, Any] = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(there, receive, send)


def _host(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def _path_of_page(path: str, page: str) -> str | None:
    """The path to serve; None where it is none of the page's."""
    inside = path.removeprefix(page) if path == page or path.startswith(f"{page}/") else path
    if inside in ("", "/"):
        return page
    return page + inside if _PART.fullmatch(inside) else None
