"""W3C trace context and baggage over HTTP headers.

The standard pair (`tracecontext,baggage`) is parsed here, fast; with another OTEL_PROPAGATORS the API's propagator does it.
https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from time import perf_counter_ns, time_ns

from opentelemetry import propagate
from opentelemetry.baggage import _BAGGAGE_KEY
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.trace import Span

from .buffer import buffer
from .context import SPAN_KEY, Context, get_context
from .ids import new_span_id, random_bits
from .span import LightSpan
from .tracing import is_sampled

_PARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_MAX_STATE = 512
_baggage = W3CBaggagePropagator()
_ZERO_TRACE, _ZERO_SPAN = b"0" * 32, b"0" * 16


def uses_other_propagators() -> bool:
    """Whether OTEL_PROPAGATORS asks for something else than the standard pair."""
    names = os.environ.get("OTEL_PROPAGATORS")
    return bool(names) and {n.strip() for n in (names or "").split(",")} != {"tracecontext", "baggage"}


OTHER = uses_other_propagators()


def start_server_span(parent: bytes | None, state: bytes | None) -> LightSpan:
    """The span of an incoming request: below a valid `traceparent`, else the first of a new trace."""
    if parent is not None:
        match = _PARENT.fullmatch(parent.strip())
        if match is not None:
            version, trace, span, flags = match.groups()
            known = version != b"ff" and (version != b"00" or len(parent.strip()) == 55)
            if known and trace != _ZERO_TRACE and span != _ZERO_SPAN:
                sampled = bool(int(flags, 16) & 1)
                started = LightSpan(
                    int(trace, 16), new_span_id(), int(span, 16), sampled, None, time_ns(), perf_counter_ns()
                )
                if state and len(state) <= _MAX_STATE:
                    started.trace_state = state.decode("latin-1")
                return started
    trace_id = random_bits(128) or 1
    sampled = buffer.sample_all or is_sampled(trace_id)
    return LightSpan(trace_id, random_bits(64) or 1, 0, sampled, None, time_ns(), perf_counter_ns())


def extract_baggage(header: bytes) -> Context:
    """The current context with the baggage of an incoming header."""
    return _baggage.extract({"baggage": header.decode("latin-1")}, get_context())


def inject(span: LightSpan, put: Callable[[str, str], object]) -> None:
    """Write the headers that make `span` the parent of what the other side does."""
    if OTHER:
        carrier: dict[str, str] = {}
        propagate.inject(carrier, Context({**get_context(), SPAN_KEY: span}))
        for name, value in carrier.items():
            put(name, value)
        return
    put("traceparent", f"00-{span.trace_id:032x}-{span.span_id:016x}-{'01' if span.sampled else '00'}")
    if span.trace_state:
        put("tracestate", span.trace_state)
    context = get_context()
    if _BAGGAGE_KEY in context:
        carried: dict[str, str] = {}
        _baggage.inject(carried, context)
        if "baggage" in carried:
            put("baggage", carried["baggage"])


def foreign_parent(carrier: dict[str, str]) -> Span | None:
    """The remote parent that the configured propagators find (OTEL_PROPAGATORS other than the standard pair)."""
    found = propagate.extract(carrier, Context()).get(SPAN_KEY)
    return found if isinstance(found, Span) else None
