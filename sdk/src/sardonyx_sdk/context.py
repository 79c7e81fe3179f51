"""The current span, kept where the OpenTelemetry API keeps it, but reached without its indirections.

`trace.get_current_span()` of any library sees our spans, and we see theirs. With a custom context implementation
(`OTEL_PYTHON_CONTEXT`) the API's own functions are used instead of the context variable.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any

from opentelemetry import context as _api
from opentelemetry.context import Context
from opentelemetry.trace.propagation import _SPAN_KEY

from .span import LightSpan

__all__ = [
    "SPAN_KEY",
    "Context",
    "attach",
    "bind",
    "bound",
    "current_span",
    "detach",
    "get_context",
    "outside_fields",
    "with_span",
]

SPAN_KEY = _SPAN_KEY
_variable = getattr(_api._RUNTIME_CONTEXT, "_current_context", None)
_direct = isinstance(_variable, ContextVar)
get_context: Callable[[], Context] = _variable.get if _direct else _api.get_current  # type: ignore[union-attr]
attach: Callable[[Context], Token[Context]] = _variable.set if _direct else _api.attach  # type: ignore[union-attr]
_reset: Callable[[Any], None] = _variable.reset if _direct else _api.detach  # type: ignore[union-attr]
_outside: ContextVar[dict[str, object] | None] = ContextVar("sardonyx_bound", default=None)
_NAMES = {"user_id": "user.id", "request_id": "request.id", "session_id": "session.id"}


def outside_fields() -> dict[str, object] | None:
    """Fields bound outside any request: a new local root starts with them."""
    return _outside.get()


def detach(token: Token[Context]) -> None:
    """Undo `attach`. Harmless in another context than the one that attached (generators, closed event loops)."""
    try:  # noqa: SIM105 - `suppress` would cost more than all the rest
        _reset(token)
    except (ValueError, RuntimeError):
        pass


def with_span(span: object, base: Context | None = None) -> Context:
    """A copy of the current context (or of `base`) in which `span` is current."""
    current = get_context() if base is None else base
    return Context({**current, SPAN_KEY: span}) if current else Context({SPAN_KEY: span})


def current_span() -> LightSpan | None:
    """Our current span; None outside any, or inside a span of another implementation."""
    span = get_context().get(SPAN_KEY)
    return span if type(span) is LightSpan else None


def bound() -> dict[str, object] | None:
    """The fields bound to the current request, or to the current context outside requests. Do not change the result."""
    span = current_span()
    if span is not None:
        fields = (span.root or span).bound
        if fields is not None:
            return fields
    return _outside.get()


def bind(fields: dict[str, object]) -> None:
    """Add fields to the following spans and log records of this request.

    Inside a request they belong to the request, so that its other tasks and threads see them too; outside, to the
    current context. The mapping is replaced, never changed: readers need no lock.
    """
    named = {_NAMES.get(key, key): value for key, value in fields.items()}
    span = current_span()
    if span is None:
        _outside.set({**(_outside.get() or {}), **named})
        return
    root = span.root or span
    root.bound = {**(root.bound or _outside.get() or {}), **named}
