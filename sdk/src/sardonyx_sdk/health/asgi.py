"""The endpoints for FastAPI, Starlette and any other ASGI application: `app.add_middleware(HealthMiddleware, health=health)`."""

from __future__ import annotations

import asyncio
from typing import Any

from ..hooks.asgi import MARK, App, Message, Receive, Scope, Send
from .endpoints import Endpoints, Paths, headers, leave_no_span
from .service import Answer, Health

_FIRST_SECONDS = 1.0
"""So long a server waits with its first request for the first results."""


class HealthMiddleware:
    """Answers before the application sees the request: no session, no login, no database is in the way.

    The checks start when the application has started (its pools are there then), or with the first request where the server
    tells nothing about start and end. Draining begins with the server's shutdown at the latest.
    """

    def __init__(self, app: App, health: Health, paths: Paths | None = None) -> None:
        self._app, self._health = app, health
        self._endpoints = Endpoints(health, paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        kind = scope["type"]
        if kind == "lifespan":
            await self._live(scope, receive, send)
            return
        if kind == "http":
            loop = asyncio.get_running_loop()
            if not self._health.runs_in(loop):
                self._health.start(loop)
            answer = self._endpoints.answer(scope["method"], _path(scope))
            if answer is not None:
                leave_no_span(scope.get(MARK))
                scope.setdefault("route", _Route(_path(scope)))  # the name of its span
                await _send(answer, scope["method"], send)
                return
        await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting_receive() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self._health.drain()
            return message

        async def noting_send(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._health.start(asyncio.get_running_loop())
                await asyncio.to_thread(self._health.wait, _FIRST_SECONDS)
            await send(message)

        try:
            await self._app(scope, noting_receive, noting_send)
        finally:
            self._health.stop()


class _Route:
    def __init__(self, path: str) -> None:
        self.path = path


def _path(scope: Scope) -> str:
    path, root = scope["path"], scope.get("root_path", "")
    return str(path[len(root) :] if root and path.startswith(root) else path)


async def _send(answer: Answer, method: str, send: Send) -> None:
    raw: list[tuple[bytes, bytes]] = [(name.encode(), value.encode()) for name, value in headers(answer)]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})


def add_health(app: Any, health: Health, paths: Paths | None = None) -> None:
    """The endpoints for a FastAPI, Starlette or Flask application that exists already. Raises TypeError for any other."""
    if hasattr(app, "add_middleware"):
        app.add_middleware(HealthMiddleware, health=health, paths=paths)
    elif hasattr(app, "wsgi_app"):
        from .wsgi import HealthWSGIMiddleware

        app.wsgi_app = HealthWSGIMiddleware(app.wsgi_app, health, paths)
    else:
        raise TypeError(
            "neither Starlette nor Flask: wrap it in HealthMiddleware (ASGI) or HealthWSGIMiddleware (WSGI)"
        )
