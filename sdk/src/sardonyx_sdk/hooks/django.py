"""What both Django handlers share: the route of a resolved request, and exceptions that Django answers itself."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from .patching import on_restore, patch
from .routes import django_template
from .wsgi import ERROR, ROUTE


def _note_route(original: Any) -> Any:
    def resolve_request(self: Any, request: Any) -> Any:
        match = original(self, request)
        try:
            if hasattr(request, "environ"):
                request.environ[ROUTE] = django_template(match.route)
            elif hasattr(request, "scope"):
                request.scope["django_route"] = match.route
        except Exception:
            buffer.counts.hook_failed("django")
        return match

    return resolve_request


def install_shared() -> None:
    """Patch route resolution; done once for both handlers."""
    base: Any = sys.modules["django.core.handlers.base"]
    patch(base.BaseHandler, "resolve_request", _note_route)
    signals: Any = sys.modules["django.core.signals"]

    def failed(sender: Any, request: Any = None, **_: Any) -> None:
        try:
            if hasattr(request, "environ"):
                request.environ[ERROR] = sys.exc_info()[1]
        except Exception:
            buffer.counts.hook_failed("django")

    signals.got_request_exception.connect(failed, weak=False)
    on_restore(lambda: signals.got_request_exception.disconnect(failed))
