"""Spans as OTLP bytes. Runs in the background thread; message numbers: opentelemetry/proto/trace/v1/trace.proto."""

from __future__ import annotations

from struct import Struct

from opentelemetry.trace import SpanContext

from .protobuf import Mask, attribute, attributes, field, text, varint
from .span import Event, LightSpan
from .template import status

# trace_id = 1, span_id = 2, [parent_span_id = 4], start = 7 (fixed64), end = 8 (fixed64)
_pack_root = Struct("<2s16s2s8sBQBQ").pack
_pack_child = Struct("<2s16s2s8s2s8sBQBQ").pack
_pack_time = Struct("<BQ").pack
_ATTRIBUTE = b"\x4a"
_CACHE_LIMIT = 4096
_peers: dict[tuple[str | None, bytes | None], bytes] = {}
# url.path for paths below 100 bytes: everything up to the text itself, by its length
_PATHS = tuple(
    attribute(_ATTRIBUTE, "url.path", "x" * size)[:-size] if size else attribute(_ATTRIBUTE, "url.path", "")
    for size in range(100)
)


def _peer(peer: tuple[str | None, bytes | None]) -> bytes:
    """client.address and user_agent.original: clients come back, so each pair is encoded once."""
    found = _peers.get(peer)
    if found is None:
        if len(_peers) >= _CACHE_LIMIT:
            _peers.clear()
        address, agent = peer
        found = attribute(_ATTRIBUTE, "client.address", address) if address else b""
        if agent:
            found += attribute(_ATTRIBUTE, "user_agent.original", agent[:512].decode("latin-1"))
        _peers[peer] = found
    return found


def _path(path: str, mask: Mask | None) -> bytes:
    raw = (mask(path) if mask is not None else path).encode("utf-8", "replace")
    size = len(raw)
    return _PATHS[size] + raw if size < 100 else attribute(_ATTRIBUTE, "url.path", raw.decode())


def _event(event: Event, mask: Mask | None) -> bytes:
    name, time_ns, pairs = event
    body = _pack_time(0x09, time_ns) + text(b"\x12", name) + attributes(b"\x1a", pairs or {}, mask)
    return field(b"\x5a", body)


def _link(link: tuple[SpanContext, dict[str, object] | None], mask: Mask | None) -> bytes:
    context, pairs = link
    body = field(b"\x0a", context.trace_id.to_bytes(16, "big")) + field(b"\x12", context.span_id.to_bytes(8, "big"))
    if context.trace_state:
        body += text(b"\x1a", context.trace_state.to_header())
    return field(b"\x6a", body + attributes(b"\x22", pairs or {}, mask))


def encode_span(span: LightSpan, mask: Mask | None) -> bytes:
    """One span as the repeated field 2 of ScopeSpans."""
    template = span.template
    start = span.start_ns
    trace_id, span_id = span.trace_id.to_bytes(16, "big"), span.span_id.to_bytes(8, "big")
    if span.parent_id:
        parent = span.parent_id.to_bytes(8, "big")
        head = _pack_child(
            b"\x0a\x10",
            trace_id,
            b"\x12\x08",
            span_id,
            b"\x22\x08",
            parent,
            0x39,
            start,
            0x41,
            start + span.duration_ns,
        )
    else:
        head = _pack_root(b"\x0a\x10", trace_id, b"\x12\x08", span_id, 0x39, start, 0x41, start + span.duration_ns)
    if span.name is None:
        body = head + template.named
    else:
        body = head + text(b"\x2a", mask(span.name) if mask else span.name) + template.unnamed
    if span.peer is not None:
        body += _peer(span.peer)
    if span.path is not None:
        body += _path(span.path, mask)
    if span.attributes is not None:
        body += attributes(_ATTRIBUTE, span.attributes, mask)
    bound = (span.root or span).bound
    if bound is not None:
        body += attributes(_ATTRIBUTE, bound, mask)
    if span.trace_state or span.events is not None or span.links is not None or span.dropped_attributes:
        body += _rare(span, mask)
    if span.status_code:
        message = mask(span.status_message) if mask and span.status_message else span.status_message
        body += status(span.status_code, message)
    else:
        body += template.status
    return field(b"\x12", body)


def _rare(span: LightSpan, mask: Mask | None) -> bytes:
    body = text(b"\x1a", span.trace_state) if span.trace_state else b""
    if span.dropped_attributes:
        body += b"\x50" + varint(span.dropped_attributes)
    return body + b"".join(
        [_event(event, mask) for event in span.events or ()] + [_link(link, mask) for link in span.links or ()]
    )
