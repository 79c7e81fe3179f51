"""Log records as OTLP bytes. Runs in the background thread; message numbers: opentelemetry/proto/logs/v1/logs.proto."""

from __future__ import annotations

from struct import Struct

from .buffer import LogEntry
from .protobuf import Mask, any_value, attributes, field, text

_pack_time = Struct("<BQ").pack
_pack_flags = Struct("<BI").pack
_ATTRIBUTE = b"\x32"
_CACHE_LIMIT = 4096
_severities: dict[tuple[int, str], bytes] = {}
_locations: dict[tuple[str, int, str], bytes] = {}


def _severity(number: int, words: str) -> bytes:
    found = _severities.get((number, words))
    if found is None:
        if len(_severities) >= _CACHE_LIMIT:
            _severities.clear()
        found = (b"\x10" + bytes((number,)) if number else b"") + (text(b"\x1a", words) if words else b"")
        _severities[number, words] = found
    return found


def _location(place: tuple[str, int, str]) -> bytes:
    found = _locations.get(place)
    if found is None:
        if len(_locations) >= _CACHE_LIMIT:
            _locations.clear()
        path, line, function = place
        pairs = {"code.file.path": path, "code.line.number": line, "code.function.name": function}
        found = _locations[place] = attributes(_ATTRIBUTE, pairs)
    return found


def encode_log(entry: LogEntry, mask: Mask | None) -> bytes:
    """One record as the repeated field 2 of ScopeLogs."""
    time = entry.time_ns
    if entry.masked:
        mask = None
    body = (
        _pack_time(0x09, time)
        + _severity(entry.severity_number, entry.severity_text)
        + field(b"\x2a", any_value(entry.body, mask))
    )
    if entry.attributes is not None:
        body += attributes(_ATTRIBUTE, entry.attributes, mask)
    if entry.location is not None:
        body += _location(entry.location)
    if entry.trace_id:
        body += (
            _pack_flags(0x45, 1 if entry.sampled else 0)
            + b"\x4a\x10" + entry.trace_id.to_bytes(16, "big") + b"\x52\x08" + entry.span_id.to_bytes(8, "big")
        )  # fmt: skip
    body += _pack_time(0x59, time)
    if entry.event_name:
        body += text(b"\x62", entry.event_name)
    return field(b"\x12", body)
