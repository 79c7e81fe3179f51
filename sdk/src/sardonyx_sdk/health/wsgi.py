"""The endpoints for Flask and any other WSGI application: `app.wsgi_app = HealthWSGIMiddleware(app.wsgi_app, health)`."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from ..hooks.wsgi import MARK, ROUTE, App, Environ, StartResponse
from .endpoints import Endpoints, Paths, headers, leave_no_span
from .service import Health


class HealthWSGIMiddleware:
    """Answers before the application sees the request. WSGI knows no start, so the checks start when this is made.

    A process that is forked later starts its own. `start=False` leaves that to you, such as in gunicorn's `post_fork`.
    """

    def __init__(self, app: App, health: Health, paths: Paths | None = None, *, start: bool = True) -> None:
        self._app = app
        self._endpoints = Endpoints(health, paths)
        if start:
            health.start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        answer = self._endpoints.answer(method, path)
        if answer is None:
            return self._app(environ, start_response)
        leave_no_span(environ.get(MARK))
        environ[ROUTE] = path  # the name of its span
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers(answer))
        return [b"" if method == "HEAD" else answer.body]
