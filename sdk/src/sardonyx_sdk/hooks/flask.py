"""Flask: every application runs inside our WSGI middleware; the route comes from Flask's own signal."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from .patching import on_restore, patch
from .routes import flask_template
from .wsgi import ERROR, MARK, ROUTE, run


def _wrap(original: Any) -> Any:
    def __call__(self: Any, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: N807 - it replaces one
        if not buffer.on or MARK in environ:
            return original(self, environ, start_response)
        return run(original.__get__(self), environ, start_response)

    return __call__


def install() -> None:
    """Patch `Flask.__call__` and listen for started requests and for exceptions that become a 500."""
    flask: Any = sys.modules["flask"]

    def started(sender: Any, **_: Any) -> None:
        try:
            rule = flask.request.url_rule
            if rule is not None:
                flask.request.environ[ROUTE] = flask_template(rule.rule)
        except Exception:
            buffer.counts.hook_failed("flask")

    def failed(sender: Any, exception: BaseException | None = None, **_: Any) -> None:
        try:
            flask.request.environ[ERROR] = exception
        except Exception:
            buffer.counts.hook_failed("flask")

    patch(flask.Flask, "__call__", _wrap)
    flask.request_started.connect(started, weak=False)
    flask.got_request_exception.connect(failed, weak=False)
    on_restore(lambda: flask.request_started.disconnect(started))
    on_restore(lambda: flask.got_request_exception.disconnect(failed))
