"""The recorder's span: an OpenTelemetry `Span` of few attributes that is itself the record handed to the encoder.

Attributes that most spans never use are class attributes, so that starting a span stores seven values and ending one two.
Times: wall clock once at the start (`start_ns`), then the monotonic clock for the duration.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from time import perf_counter_ns, time_ns
from types import TracebackType

from opentelemetry.trace import Link, Span, SpanContext, Status, StatusCode, TraceFlags, TraceState
from opentelemetry.util import types

from . import template as _template
from .buffer import buffer
from .template import BY_KIND, Template

MAX_ATTRIBUTES = 128
MAX_EVENTS = 128
MAX_LINKS = 128
MAX_TEXT = 8192
MAX_STACK = 32768
DEFAULT_SCOPE = b"\x0a\x0csardonyx_sdk"
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_NOT_SAMPLED = TraceFlags(TraceFlags.DEFAULT)

Event = tuple[str, int, "dict[str, object] | None"]  # name, time_ns, attributes


def clip(value: object) -> object:
    """A value we may keep: long text cut, mutable containers copied."""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[:MAX_TEXT]
    if isinstance(value, bool | int | float | bytes) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(k): clip(v) for k, v in list(value.items())[:MAX_ATTRIBUTES]}
    if isinstance(value, Sequence | set | frozenset):
        return [clip(v) for v in list(value)[:MAX_ATTRIBUTES]]
    return str(value)[:MAX_TEXT]


def weigh(value: object) -> int:
    """Roughly the bytes a clipped value holds on to."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, Mapping):
        return sum(32 + len(k) + weigh(v) for k, v in value.items())
    if isinstance(value, list):
        return sum(16 + weigh(v) for v in value)
    return 16


def exception_attributes(error: BaseException) -> dict[str, object]:
    """`exception.type`, `.message` and `.stacktrace` by the semantic conventions; never raises."""
    cls = type(error)
    name = cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
    try:
        message = str(error)
    except Exception:
        message = "<unprintable>"
    try:
        stack = "".join(traceback.format_exception(cls, error, error.__traceback__))
    except Exception:
        stack = ""
    return {
        "exception.type": name,
        "exception.message": message[:MAX_TEXT],
        # The end of a stack says most: the raising frame and the message.
        "exception.stacktrace": stack[-MAX_STACK:],
    }


class LightSpan(Span):
    """One operation. Created by the tracer and the hooks; `end()` hands it to the buffer once."""

    name: str | None = None  # None: the template's name
    template: Template = BY_KIND[_template.INTERNAL]
    scope: bytes = DEFAULT_SCOPE
    trace_state: str = ""
    attributes: dict[str, object] | None = None
    events: list[Event] | None = None
    links: list[tuple[SpanContext, dict[str, object] | None]] | None = None
    status_code: int = 0
    status_message: str = ""
    bound: dict[str, object] | None = None  # fields bound to the request; lives on its first span
    duration_ns: int = -1  # not ended yet
    dropped_attributes: int = 0
    path: str | None = None  # url.path, where the template does not imply it
    peer: tuple[str | None, bytes | None] | None = None  # client address, user agent
    _context: SpanContext | None = None

    def __init__(
        self,
        trace_id: int,
        span_id: int,
        parent_id: int,
        sampled: bool,
        root: LightSpan | None,
        start_ns: int,
        tick: int,
    ) -> None:
        self.trace_id = trace_id
        self.span_id = span_id
        self.parent_id = parent_id
        self.sampled = sampled
        self.root = root  # the request's first span in this process; None for that span itself
        self.start_ns = start_ns
        self.tick = tick  # perf_counter_ns at the start

    def get_span_context(self) -> SpanContext:
        """The ids of this span, as the API wants them."""
        context = self._context
        if context is None:
            flags = _SAMPLED if self.sampled else _NOT_SAMPLED
            state = TraceState.from_header([self.trace_state]) if self.trace_state else None
            context = self._context = SpanContext(self.trace_id, self.span_id, False, flags, state)
        return context

    def is_recording(self) -> bool:
        """Whether attributes and events still have an effect."""
        return self.sampled and self.duration_ns < 0

    def set_attribute(self, key: str, value: types.AnyValue) -> None:
        """Set one attribute; text is cut at `MAX_TEXT`, further attributes beyond `MAX_ATTRIBUTES` are counted only."""
        if not self.sampled or self.duration_ns >= 0:
            return
        pairs = self.attributes
        if pairs is None:
            pairs = self.attributes = {}
        elif len(pairs) >= MAX_ATTRIBUTES and key not in pairs:
            self.dropped_attributes += 1
            return
        pairs[str(key)] = clip(value)

    def set_attributes(self, attributes: Mapping[str, types.AnyValue]) -> None:
        """Set several attributes."""
        for key, value in attributes.items():
            self.set_attribute(key, value)

    def add_event(self, name: str, attributes: types.Attributes = None, timestamp: int | None = None) -> None:
        """Add an event, at most `MAX_EVENTS`."""
        if not self.sampled or self.duration_ns >= 0:
            return
        pairs = {str(k): clip(v) for k, v in list(attributes.items())[:MAX_ATTRIBUTES]} if attributes else None
        self._event(str(name), timestamp, pairs)

    def _event(self, name: str, timestamp: int | None, pairs: dict[str, object] | None) -> None:
        events = self.events
        if events is None:
            events = self.events = []
        if len(events) < MAX_EVENTS:
            events.append((name, timestamp or time_ns(), pairs))

    def add_link(self, context: SpanContext, attributes: types.Attributes = None) -> None:
        """Link to another span, at most `MAX_LINKS`."""
        if not self.sampled or self.duration_ns >= 0:
            return
        links = self.links
        if links is None:
            links = self.links = []
        if len(links) < MAX_LINKS:
            links.append((context, {str(k): clip(v) for k, v in attributes.items()} if attributes else None))

    def update_name(self, name: str) -> None:
        """Replace the name."""
        if self.duration_ns < 0:
            self.name = str(name)

    def set_status(self, status: Status | StatusCode, description: str | None = None) -> None:
        """Set the status. By the specification OK is final, and unset never overrides."""
        if self.duration_ns >= 0 or self.status_code == _template.OK:
            return
        code = status.status_code if isinstance(status, Status) else status
        message = status.description if isinstance(status, Status) else description
        if code is StatusCode.OK:
            self.status_code, self.status_message = _template.OK, ""
        elif code is StatusCode.ERROR:
            self.status_code, self.status_message = _template.ERROR, str(clip(message or ""))

    def record_exception(
        self,
        exception: BaseException,
        attributes: types.Attributes = None,
        timestamp: int | None = None,
        escaped: bool = False,
    ) -> None:
        """Add an `exception` event with type, message and stack."""
        if not self.sampled or self.duration_ns >= 0:
            return
        pairs = exception_attributes(exception)
        if attributes:
            pairs.update((str(k), clip(v)) for k, v in attributes.items())
        self._event("exception", timestamp, pairs)

    def fail(self, error: BaseException) -> None:
        """Record an exception that ended the operation, and set the error status."""
        self.record_exception(error)
        self.set_attribute("error.type", type(error).__qualname__)
        if not self.status_code and self.duration_ns < 0:
            self.status_code, self.status_message = _template.ERROR, str(clip(_message(error)))

    def end(self, end_time: int | None = None) -> None:
        """End the operation; only the first call counts."""
        if self.duration_ns >= 0:
            return
        duration = perf_counter_ns() - self.tick if end_time is None else max(0, int(end_time) - self.start_ns)
        self.finish(duration)

    def finish(self, duration_ns: int) -> None:
        """End with a duration that the caller measured."""
        self.duration_ns = duration_ns
        if self.sampled and buffer.on:
            light = self.attributes is None and self.events is None and self.links is None
            buffer.add_span(self, 0 if light else self.weight())

    def weight(self) -> int:
        """Roughly the bytes beyond a small record."""
        size = weigh(self.attributes) if self.attributes else 0
        for _, _, pairs in self.events or ():
            size += 64 + (weigh(pairs) if pairs else 0)
        return size + 128 * len(self.links or ())

    def __enter__(self) -> LightSpan:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, stack: TracebackType | None
    ) -> None:
        # Only ordinary exceptions are failures; cancellation and generator exit are ways of leaving.
        if isinstance(error, Exception):
            self.fail(error)
        self.end()


def _message(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:
        return type(error).__name__


def convert_links(links: Sequence[Link] | None, span: LightSpan) -> None:
    """Take over the links given at the start of a span."""
    for link in links or ():
        span.add_link(link.context, link.attributes)
