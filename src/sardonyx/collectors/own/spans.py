"""Our own spans: requests to our API and the statements they ran in the engine.

A light recorder: a context variable holds the current span, finished ones wait in a bounded buffer until they are collected.
"""

import contextvars
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2 as pb

INTERNAL, SERVER, CLIENT = 1, 2, 3

_CAPACITY = 5_000
_current: contextvars.ContextVar["OwnSpan | None"] = contextvars.ContextVar("own_span", default=None)
_random = random.Random()  # noqa: S311  (ids, not secrets)


@dataclass(slots=True)
class OwnSpan:
    """A span being recorded; set `attributes` and `error` while it runs."""

    name: str
    kind: int
    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes
    start_ns: int
    end_ns: int = 0
    error: str | None = None
    attributes: dict[str, str | int] = field(default_factory=dict)


class SpanTap:
    """Records spans; when nobody collects, the oldest go."""

    def __init__(self) -> None:
        self._finished: deque[OwnSpan] = deque(maxlen=_CAPACITY)

    @contextmanager
    def span(
        self,
        name: str,
        kind: int = INTERNAL,
        attributes: Mapping[str, str | int] | None = None,
        *,
        trace_parent: tuple[bytes, bytes] | None = None,
    ) -> Iterator[OwnSpan]:
        """Record what happens inside. `trace_parent` is a caller's (trace id, span id), from its traceparent header."""
        parent = _current.get()
        trace_id, parent_id = trace_parent or ((parent.trace_id, parent.span_id) if parent else (_id(16), b""))
        span = OwnSpan(name, kind, trace_id, _id(8), parent_id, time.time_ns(), attributes=dict(attributes or {}))
        begun = time.perf_counter_ns()
        token = _current.set(span)
        try:
            yield span
        except BaseException as error:
            span.error = span.error or type(error).__name__
            raise
        finally:
            # A generator may be begun in one task and finished in another, as streamed answers are.
            with suppress(ValueError):
                _current.reset(token)
            span.end_ns = span.start_ns + time.perf_counter_ns() - begun
            self._finished.append(span)

    @contextmanager
    def child(self, name: str, kind: int, attributes: Mapping[str, str | int]) -> Iterator[None]:
        """Record a span only inside another one: background work leaves no spans of its own."""
        if _current.get() is None:
            yield
            return
        with self.span(name, kind, attributes):
            yield

    def drain(self) -> list[OwnSpan]:
        """The finished spans."""
        taken = []
        while self._finished:
            taken.append(self._finished.popleft())
        return taken


def parse_traceparent(text: str | None) -> tuple[bytes, bytes] | None:
    """(trace id, span id) of a W3C traceparent header, None when it is absent or invalid."""
    parts = (text or "").split("-")
    if len(parts) < 4 or [len(part) for part in parts[:4]] != [2, 32, 16, 2]:
        return None
    try:
        return bytes.fromhex(parts[1]), bytes.fromhex(parts[2])
    except ValueError:
        return None


def request(spans: Sequence[OwnSpan], resource: Sequence[KeyValue]) -> ExportTraceServiceRequest:
    """Finished spans as OTLP."""
    out = ExportTraceServiceRequest()
    group = out.resource_spans.add()
    group.resource.attributes.extend(resource)
    scope = group.scope_spans.add()
    scope.scope.name = "sardonyx"
    for span in spans:
        message = scope.spans.add(
            trace_id=span.trace_id,
            span_id=span.span_id,
            parent_span_id=span.parent_span_id,
            name=span.name,
            kind=span.kind,
            start_time_unix_nano=span.start_ns,
            end_time_unix_nano=span.end_ns,
            attributes=[KeyValue(key=key, value=_value(value)) for key, value in span.attributes.items()],
        )
        if span.error:
            message.status.code = pb.Status.STATUS_CODE_ERROR
            message.status.message = span.error
    return out


def _value(value: str | int) -> AnyValue:
    return AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)


def _id(size: int) -> bytes:
    return _random.randbytes(size)
