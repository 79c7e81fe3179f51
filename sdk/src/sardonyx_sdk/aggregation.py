"""Cumulative aggregation of measurements per set of attributes, and its OTLP form.

Application metrics are not the hot path of a request, so a lock per instrument keeps every figure exact.
Message numbers: opentelemetry/proto/metrics/v1/metrics.proto.
"""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from struct import pack
from typing import Literal

from .protobuf import attributes as encode_attributes
from .protobuf import field, text
from .span import clip

Number = int | float
Kind = Literal["sum", "up_down", "gauge"]
SeriesKey = tuple[tuple[str, object], ...]
MAX_SERIES = 2000
DEFAULT_BOUNDS = (0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1000.0, 2500.0, 5000.0, 7500.0, 10000.0)
_OVERFLOW: SeriesKey = (("otel.metric.overflow", True),)


def series_key(attributes: Mapping[str, object] | None) -> SeriesKey:
    """A hashable, order-independent form of attributes."""
    if not attributes:
        return ()
    if len(attributes) == 1:
        ((name, value),) = attributes.items()
        return ((name, value if isinstance(value, str | int | float) else _frozen(value)),)
    return tuple(sorted((str(k), _frozen(v)) for k, v in attributes.items()))


def _frozen(value: object) -> object:
    value = clip(value)
    return str(value) if isinstance(value, list | dict) else value


def _number(value: Number, as_int: bytes, as_double: bytes) -> bytes:
    if isinstance(value, int) and -(1 << 63) <= value < 1 << 63:
        return as_int + pack("<q", value)
    return as_double + pack("<d", value)


class Exemplars:
    """The last traced measurement of each series since the last export."""

    def __init__(self) -> None:
        self._last: dict[SeriesKey, tuple[Number, int, int, int]] = {}

    def note(self, key: SeriesKey, value: Number, trace_id: int, span_id: int, at_ns: int) -> None:
        """Remember a measurement made inside a recorded span."""
        self._last[key] = (value, trace_id, span_id, at_ns)

    def take(self, key: SeriesKey, tag: bytes) -> bytes:
        """The exemplar of a series in the repeated field `tag`, once."""
        found = self._last.pop(key, None)
        if found is None:
            return b""
        value, trace_id, span_id, at_ns = found
        return field(
            tag,
            b"\x11" + pack("<Q", at_ns) + _number(value, b"\x31", b"\x19")
            + field(b"\x22", span_id.to_bytes(8, "big")) + field(b"\x2a", trace_id.to_bytes(16, "big")),
        )  # fmt: skip


class NumberSeries:
    """Sums or last values per set of attributes."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.exemplars = Exemplars()
        self.reset()

    def reset(self) -> None:
        """Start from zero."""
        self._lock = threading.Lock()
        self._values: dict[SeriesKey, Number] = {}

    def add(self, key: SeriesKey, value: Number) -> SeriesKey:
        """Add to a sum; returns the key under which it was counted."""
        with self._lock:
            key = key if key in self._values or len(self._values) < MAX_SERIES else _OVERFLOW
            self._values[key] = self._values.get(key, 0) + value
        return key

    def set(self, key: SeriesKey, value: Number) -> None:
        """Replace a last value."""
        with self._lock:
            self._values[key if key in self._values or len(self._values) < MAX_SERIES else _OVERFLOW] = value

    def replace(self, values: Iterable[tuple[SeriesKey, Number]]) -> None:
        """What an observable instrument reports now; series not reported any more are gone."""
        fresh: dict[SeriesKey, Number] = {}
        for key, value in values:
            fresh[key if key in fresh or len(fresh) < MAX_SERIES else _OVERFLOW] = value
        with self._lock:
            self._values = fresh

    def encode(self, start_ns: int, now_ns: int) -> bytes:
        """The `data` of a Metric (sum = 7 or gauge = 5); empty without values."""
        with self._lock:
            values = dict(self._values)
        start = b"" if self.kind == "gauge" else b"\x11" + pack("<Q", start_ns)
        points = b"".join(
            field(
                b"\x0a",
                encode_attributes(b"\x3a", dict(key)) + start + b"\x19" + pack("<Q", now_ns)
                + _number(value, b"\x31", b"\x21") + self.exemplars.take(key, b"\x2a"),
            )
            for key, value in values.items()
        )  # fmt: skip
        if not points:
            return b""
        if self.kind == "gauge":
            return field(b"\x2a", points)
        return field(b"\x3a", points + b"\x10\x02" + (b"\x18\x01" if self.kind == "sum" else b""))


class HistogramSeries:
    """Explicit-bucket histograms per set of attributes."""

    def __init__(self, bounds: Sequence[float] | None) -> None:
        self.bounds = tuple(float(b) for b in bounds) if bounds is not None else DEFAULT_BOUNDS
        self.exemplars = Exemplars()
        self.reset()

    def reset(self) -> None:
        """Start from zero."""
        self._lock = threading.Lock()
        self._series: dict[SeriesKey, tuple[list[int], list[float]]] = {}

    def record(self, key: SeriesKey, value: Number) -> SeriesKey:
        """Count one value; returns the key under which it was counted."""
        if math.isnan(value):
            return key
        with self._lock:
            if key not in self._series:
                key = key if len(self._series) < MAX_SERIES else _OVERFLOW
                self._series.setdefault(key, ([0] * (len(self.bounds) + 1), [0.0, math.inf, -math.inf]))
            counts, summary = self._series[key]
            counts[bisect_left(self.bounds, value)] += 1
            summary[0] += value
            summary[1] = min(summary[1], value)
            summary[2] = max(summary[2], value)
        return key

    def encode(self, start_ns: int, now_ns: int) -> bytes:
        """The `data` of a Metric (histogram = 9); empty without values."""
        with self._lock:
            series = [(key, list(counts), list(summary)) for key, (counts, summary) in self._series.items()]
        bounds = field(b"\x3a", pack(f"<{len(self.bounds)}d", *self.bounds))
        points = b"".join(
            field(
                b"\x0a",
                encode_attributes(b"\x4a", dict(key))
                + b"\x11" + pack("<Q", start_ns) + b"\x19" + pack("<Q", now_ns) + b"\x21" + pack("<Q", sum(counts))
                + b"\x29" + pack("<d", total) + field(b"\x32", pack(f"<{len(counts)}Q", *counts)) + bounds
                + b"\x59" + pack("<d", low) + b"\x61" + pack("<d", high) + self.exemplars.take(key, b"\x42"),
            )
            for key, counts, (total, low, high) in series
        )  # fmt: skip
        return field(b"\x4a", points + b"\x10\x02") if points else b""


def metric(name: str, description: str, unit: str, data: bytes) -> bytes:
    """A Metric as the repeated field 2 of ScopeMetrics."""
    head = text(b"\x0a", name) + (text(b"\x12", description) if description else b"")
    return field(b"\x12", head + (text(b"\x1a", unit) if unit else b"") + data)
