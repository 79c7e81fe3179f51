"""What repeats from span to span, encoded once.

A server handles the same few hundred combinations of route, method and status all day. Name, kind, attributes and status
of such a combination are one `bytes` value here; per request only ids, times and what really varies are packed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .durations import DurationSeries
from .protobuf import attributes, field, text

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = 1, 2, 3, 4, 5  # the numbers of OTLP's SpanKind
OK, ERROR = 1, 2  # the numbers of OTLP's StatusCode


def status(code: int, message: str = "") -> bytes:
    """A Status as field 15 of Span; nothing for an unset status."""
    if not code:
        return b""
    return field(b"\x7a", (text(b"\x12", message) if message else b"") + b"\x18" + bytes((code,)))


def _ignore(duration_ns: int) -> None:
    """Nobody counts this kind of operation."""


class Template:
    """The constant part of spans that are alike."""

    __slots__ = ("duration", "name", "named", "record", "status", "unnamed", "with_path")

    def __init__(
        self,
        name: str,
        kind: int,
        pairs: Mapping[str, object] | None = None,
        *,
        error: bool = False,
        duration: DurationSeries | None = None,
        with_path: bool = False,
    ) -> None:
        self.name = name
        self.unnamed = b"\x30" + bytes((kind,)) + attributes(b"\x4a", pairs or {})
        self.named = text(b"\x2a", name) + self.unnamed
        self.status = status(ERROR) if error else b""
        self.duration = duration
        self.record: Callable[[int], object] = duration.record if duration is not None else _ignore
        self.with_path = with_path  # the route has parameters, so the path is worth recording beside it


BY_KIND = {kind: Template("", kind) for kind in (INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER)}
