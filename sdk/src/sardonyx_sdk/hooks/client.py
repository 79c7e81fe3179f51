"""What all client hooks share: when to trace, and how a call ends."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from time import perf_counter_ns

from opentelemetry import context as otel_context
from opentelemetry.trace import Span

from ..buffer import buffer
from ..context import SPAN_KEY, get_context
from ..span import LightSpan
from ..template import BY_KIND, CLIENT, Template
from ..tracing import start_child

_SUPPRESS = otel_context._SUPPRESS_INSTRUMENTATION_KEY
# Set while an outer hook traces a call, so that the library below it (driver, connection pool) does not trace it again.
inside: ContextVar[bool] = ContextVar("sardonyx_inside_client", default=False)


def start_client_span() -> LightSpan | None:
    """A client span below the current one; None if this call is not to be traced."""
    if not buffer.on or inside.get():
        return None
    context = get_context()
    if context.get(_SUPPRESS):
        return None
    parent = context.get(SPAN_KEY)
    return start_child(parent if isinstance(parent, Span) else None, BY_KIND[CLIENT])


def end_client_span(span: LightSpan, template: Template, error: BaseException | None) -> None:
    """End a client span and count its duration. Cancellation is no error."""
    duration = perf_counter_ns() - span.tick
    template.record(duration)
    span.template = template
    if span.sampled:
        if isinstance(error, Exception):
            span.record_exception(error)
        elif isinstance(error, asyncio.CancelledError):
            span.set_attribute("sardonyx.cancelled", True)
        span.finish(duration)
