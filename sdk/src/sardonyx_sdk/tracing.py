"""The tracer provider behind `opentelemetry.trace`, for application code and third-party instrumentations."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from contextvars import Token
from time import perf_counter_ns, time_ns
from types import TracebackType
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Link, Span, SpanKind, Tracer, TracerProvider
from opentelemetry.util import types

from . import protobuf
from .buffer import buffer
from .context import SPAN_KEY, attach, detach, get_context, outside_fields, with_span
from .ids import new_span_id, new_trace_id
from .span import LightSpan, convert_links
from .template import BY_KIND, CLIENT, CONSUMER, INTERNAL, PRODUCER, SERVER, Template

_LOW_64 = (1 << 64) - 1
_KINDS = {
    SpanKind.INTERNAL: INTERNAL,
    SpanKind.SERVER: SERVER,
    SpanKind.CLIENT: CLIENT,
    SpanKind.PRODUCER: PRODUCER,
    SpanKind.CONSUMER: CONSUMER,
}


def is_sampled(trace_id: int) -> bool:
    """The head decision for a new trace, the same in every service that sees this id with the same ratio."""
    return trace_id & _LOW_64 < buffer.sample_below


def start_child(parent: object, template: Template) -> LightSpan:
    """A span below `parent` (any implementation's span, or None for a new trace), started now."""
    if type(parent) is LightSpan:
        return _child(parent, template)
    start, tick = time_ns(), perf_counter_ns()
    context = parent.get_span_context() if isinstance(parent, Span) else None
    if context is not None and context.is_valid:
        span = LightSpan(
            context.trace_id, new_span_id(), context.span_id, context.trace_flags.sampled, None, start, tick
        )
        if context.trace_state:
            span.trace_state = context.trace_state.to_header()
    else:
        trace_id = new_trace_id()
        span = LightSpan(trace_id, new_span_id(), 0, is_sampled(trace_id), None, start, tick)
    span.template = template
    fields = outside_fields()
    if fields is not None:
        span.bound = fields
    return span


def _child(parent: LightSpan, template: Template) -> LightSpan:
    span = LightSpan(
        parent.trace_id,
        new_span_id(),
        parent.span_id,
        parent.sampled,
        parent.root or parent,
        time_ns(),
        perf_counter_ns(),
    )
    if parent.trace_state:
        span.trace_state = parent.trace_state
    span.template = template
    return span


class CurrentSpan:
    """A context manager and decorator around one span, as `start_as_current_span` promises."""

    __slots__ = ("_end", "_record", "_span", "_start", "_status", "_token")

    def __init__(self, start: Callable[[], Span], record: bool, status: bool, end: bool) -> None:
        self._start, self._record, self._status, self._end = start, record, status, end
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span:
        self._span = self._start()
        self._token = attach(with_span(self._span))
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        if self._token is not None:
            detach(self._token)
        span = self._span
        if type(span) is LightSpan:
            if isinstance(error, Exception):
                if self._record and self._status:
                    span.fail(error)
                elif self._record:
                    span.record_exception(error)
                elif self._status and not span.status_code:
                    span.status_code = 2
            elif isinstance(error, asyncio.CancelledError):
                span.set_attribute("sardonyx.cancelled", True)
        if self._end:
            span.end()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Use as a decorator: every call gets its own span."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def async_wrapper(*args: Any, **kwargs: Any) -> Any:
                with CurrentSpan(self._start, self._record, self._status, self._end):
                    return await function(*args, **kwargs)

            return async_wrapper

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with CurrentSpan(self._start, self._record, self._status, self._end):
                return function(*args, **kwargs)

        return wrapper


class LightTracer(Tracer):
    """Starts spans of one instrumentation scope."""

    def __init__(self, name: str, version: str | None, attributes: types.Attributes) -> None:
        self._scope = protobuf.scope(name or "unknown", version, attributes)

    def start_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: types.Attributes = None,
        links: Any = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Span:
        """Start a span below the current one (or the one in `context`); without `configure`, a no-op span."""
        parent = (get_context() if context is None else context).get(SPAN_KEY)
        if not buffer.on:
            return parent if isinstance(parent, Span) else INVALID_SPAN
        span = start_child(parent, BY_KIND[_KINDS.get(kind, INTERNAL)])
        span.name = str(name)
        span.scope = self._scope
        if start_time is not None:
            span.tick -= span.start_ns - start_time
            span.start_ns = start_time
        if span.sampled:
            if attributes:
                span.set_attributes(attributes)
            if links:
                convert_links(list[Link](links), span)
        return span

    def start_as_current_span(  # type: ignore[override]  # the API's type is that of its own generator helper
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: types.Attributes = None,
        links: Any = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
        end_on_exit: bool = True,
    ) -> CurrentSpan:
        """A context manager (or decorator) inside which the new span is current."""

        def start() -> Span:
            return self.start_span(name, context, kind, attributes, links, start_time)

        return CurrentSpan(start, record_exception, set_status_on_exception, end_on_exit)


class LightTracerProvider(TracerProvider):
    """Registered with the API by `configure`; keeps no state of its own, so reconfiguring needs no new one."""

    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: str | None = None,
        schema_url: str | None = None,
        attributes: types.Attributes = None,
    ) -> Tracer:
        """A tracer for one instrumentation scope."""
        return LightTracer(instrumenting_module_name, instrumenting_library_version, attributes)
