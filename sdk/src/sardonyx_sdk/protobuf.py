"""The handful of protobuf primitives that OTLP needs, written for speed.

Only encoding; messages are plain `bytes` that callers join. Field numbers live with the message they belong to (`otlp_*`).
Wire format: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from struct import Struct

from .masking import DENIED, is_denied

_pack_double = Struct("<d").pack
_MASK_64 = (1 << 64) - 1
_MAX_DEPTH = 8

Mask = Callable[[str], str]


def _long_varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


_SHORT = tuple(_long_varint(n) for n in range(16384))


def varint(number: int) -> bytes:
    """An unsigned varint; lengths below 16 KiB come from a table."""
    return _SHORT[number] if 0 <= number < 16384 else _long_varint(number & _MASK_64)


def field(tag: bytes, payload: bytes) -> bytes:
    """A length-delimited field; `tag` is the encoded key (field number << 3 | 2)."""
    size = len(payload)
    return tag + (_SHORT[size] if size < 16384 else _long_varint(size)) + payload


def text(tag: bytes, value: str) -> bytes:
    """A string field; lone surrogates become `?`, because protobuf strings are UTF-8."""
    return field(tag, value.encode("utf-8", "replace"))


def any_value(value: object, mask: Mask | None = None, depth: int = 0) -> bytes:
    """An OTLP AnyValue. Unknown types become their `str`; nesting beyond eight levels becomes text."""
    if isinstance(value, str):
        return text(b"\x0a", mask(value) if mask else value)
    if isinstance(value, bool):
        return b"\x10\x01" if value else b"\x10\x00"
    if isinstance(value, int):
        if -(1 << 63) <= value < 1 << 63:
            return b"\x18" + varint(value)
        return text(b"\x0a", str(value))
    if isinstance(value, float):
        return b"\x21" + _pack_double(value)
    if value is None:
        return b""
    if isinstance(value, bytes):
        return field(b"\x3a", value)
    if depth < _MAX_DEPTH:
        if isinstance(value, Mapping):
            pairs = b"".join(attribute(b"\x0a", str(k), v, mask, depth + 1) for k, v in value.items())
            return field(b"\x32", pairs)
        if isinstance(value, Sequence | set | frozenset):
            return field(b"\x2a", b"".join(field(b"\x0a", any_value(v, mask, depth + 1)) for v in value))
    words = str(value)
    return text(b"\x0a", mask(words) if mask else words)


def attribute(tag: bytes, key: str, value: object, mask: Mask | None = None, depth: int = 0) -> bytes:
    """One KeyValue inside the repeated field `tag`; with a mask, the value of a secret key is not kept."""
    if mask is not None and is_denied(key):
        value = DENIED
    return field(tag, text(b"\x0a", key) + field(b"\x12", any_value(value, mask, depth)))


def attributes(tag: bytes, pairs: Mapping[str, object], mask: Mask | None = None) -> bytes:
    """All pairs of a mapping as repeated KeyValue fields; pairs without a value (None) are left out."""
    return b"".join([attribute(tag, key, value, mask) for key, value in pairs.items() if value is not None])


def scope(name: str, version: str | None = None, pairs: Mapping[str, object] | None = None) -> bytes:
    """An InstrumentationScope message (name = 1, version = 2, attributes = 3)."""
    out = text(b"\x0a", name)
    if version:
        out += text(b"\x12", version)
    return out + attributes(b"\x1a", pairs) if pairs else out


def export_request(resource: bytes, groups: Mapping[bytes, Sequence[bytes]]) -> bytes:
    """The Export…ServiceRequest of any of the three signals, which share one shape.

    `resource` is a Resource message; `groups` maps an InstrumentationScope message to its records, each already encoded
    as the repeated field 2 of ScopeSpans, ScopeLogs or ScopeMetrics.
    """
    scopes = b"".join(field(b"\x12", field(b"\x0a", key) + b"".join(items)) for key, items in groups.items())
    return field(b"\x0a", field(b"\x0a", resource) + scopes)
