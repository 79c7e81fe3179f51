"""Request durations as exact histograms: every request counts, sampled or not, dropped or not.

Recording is one atomic append of the duration in nanoseconds. The background thread folds the pending ones into bucket
counts in C (`bisect` mapped by `Counter`), so nothing is lost between threads and no lock is taken.
Names and buckets: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Mapping
from functools import partial
from struct import pack

from .protobuf import attributes, field, text

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
# Database calls are shorter: the buckets that the conventions advise for them.
DATABASE_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)
MAX_SERIES = 2000
Exemplar = tuple[int, int, int, int]  # duration_ns, trace_id, span_id, time_ns


class DurationSeries:
    """One histogram: the durations of one combination of attributes."""

    __slots__ = ("bounds_ns", "constant", "counts", "exemplar", "pending", "record", "total_ns")

    def __init__(self, bounds_ns: tuple[int, ...], constant: bytes) -> None:
        self.bounds_ns = bounds_ns
        self.constant = constant
        self.reset()

    def reset(self) -> None:
        """Start from zero (new process after a fork)."""
        self.counts = [0] * (len(self.bounds_ns) + 1)
        self.total_ns = 0
        self.exemplar: Exemplar | None = None
        pending: deque[int] | None = getattr(self, "pending", None)
        if pending is None:
            self.pending: deque[int] = deque()
            self.record = self.pending.append  # call with nanoseconds
        else:
            pending.clear()

    def fold(self) -> None:
        """Move the pending durations into the buckets; only the background thread calls this."""
        take = self.pending.popleft
        durations = [take() for _ in range(len(self.pending))]
        if durations:
            self.total_ns += sum(durations)
            for bucket, number in Counter(map(partial(bisect_left, self.bounds_ns), durations)).items():
                self.counts[bucket] += number

    def encode(self, start_ns: int, now_ns: int, bounds: bytes) -> bytes:
        """This series as a HistogramDataPoint."""
        counts = self.counts
        point = (
            self.constant
            + b"\x11" + pack("<Q", start_ns)
            + b"\x19" + pack("<Q", now_ns)
            + b"\x21" + pack("<Q", sum(counts))
            + b"\x29" + pack("<d", self.total_ns / 1e9)
            + field(b"\x32", pack(f"<{len(counts)}Q", *counts))
            + bounds
        )  # fmt: skip
        if self.exemplar:
            duration, trace_id, span_id, at = self.exemplar
            self.exemplar = None
            point += field(
                b"\x42",
                b"\x11" + pack("<Q", at) + b"\x19" + pack("<d", duration / 1e9)
                + field(b"\x22", span_id.to_bytes(8, "big")) + field(b"\x2a", trace_id.to_bytes(16, "big")),
            )  # fmt: skip
        return point


class DurationMetric:
    """A histogram metric in seconds with a bounded number of series."""

    def __init__(self, name: str, description: str, seconds: tuple[float, ...] = SECONDS) -> None:
        self._head = text(b"\x0a", name) + text(b"\x12", description) + text(b"\x1a", "s")
        self._bounds_ns = tuple(int(second * 1e9) for second in seconds)
        self._bounds = field(b"\x3a", pack(f"<{len(seconds)}d", *seconds))
        self._series: dict[bytes, DurationSeries] = {}
        self._lock = threading.Lock()

    def series(self, pairs: Mapping[str, object]) -> DurationSeries:
        """The series of these attributes; beyond `MAX_SERIES`, the one marked as overflow."""
        key = attributes(b"\x4a", pairs)
        with self._lock:
            found = self._series.get(key)
            if found is None and len(self._series) >= MAX_SERIES:
                key = attributes(b"\x4a", {"otel.metric.overflow": True})
                found = self._series.get(key)
            if found is None:
                found = self._series[key] = DurationSeries(self._bounds_ns, key)
        return found

    def fold(self) -> None:
        """Fold every series; called often, so that pending durations stay few."""
        for series in list(self._series.values()):
            if series.pending:
                series.fold()

    def encode(self, start_ns: int, now_ns: int) -> bytes | None:
        """A cumulative Metric as the repeated field 2 of ScopeMetrics; None without any request yet."""
        self.fold()
        points = [
            field(b"\x0a", series.encode(start_ns, now_ns, self._bounds))
            for series in list(self._series.values())
            if any(series.counts)
        ]
        if not points:
            return None
        return field(b"\x12", self._head + field(b"\x4a", b"".join(points) + b"\x10\x02"))

    def reset(self) -> None:
        """Every series from zero, with a new lock; templates keep pointing at their series."""
        self._lock = threading.Lock()
        for series in self._series.values():
            series.reset()


HTTP_SERVER = DurationMetric("http.server.request.duration", "Duration of HTTP server requests.")
HTTP_CLIENT = DurationMetric("http.client.request.duration", "Duration of HTTP client requests.")
DATABASE = DurationMetric("db.client.operation.duration", "Duration of database client operations.", DATABASE_SECONDS)
ALL = (HTTP_SERVER, HTTP_CLIENT, DATABASE)
