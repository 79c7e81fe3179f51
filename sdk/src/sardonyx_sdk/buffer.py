"""The bounded, lock-free place between the application's threads and the background thread.

`deque.append` and `deque.popleft` are atomic, so recording costs one length check and one append. Two bounds hold: a number
of records, and bytes for records that carry more than the usual few hundred (long messages, many attributes).
What does not fit is dropped and counted: the application never waits.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from .counts import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .span import LightSpan

SMALL_RECORD_BYTES = 1024  # what a record may hold before its weight counts


class LogEntry(NamedTuple):
    """One log record on its way to the encoder."""

    scope: str
    time_ns: int
    severity_number: int
    severity_text: str
    body: object
    attributes: Mapping[str, object] | None
    trace_id: int  # 0: outside any span
    span_id: int
    sampled: bool
    location: tuple[str, int, str] | None  # file, line, function
    event_name: str | None
    weight: int  # bytes beyond a small record
    masked: bool = False  # the text has been masked already


class Buffer:
    """What this process has recorded and not yet encoded. One instance per process, `buffer`."""

    def __init__(self) -> None:
        self.on = False
        self.sample_below = 1 << 64  # a trace is recorded if the low 64 bits of its id are below this
        self.sample_all = True
        self.max_records = 16384
        self.max_bytes = 16 << 20
        self.wake_at = 4096
        self.counts = Counts()
        self.clear()

    def clear(self) -> None:
        """Forget everything recorded; a forked child must not send what its parent will send."""
        self.spans: deque[LightSpan] = deque()
        self.logs: deque[LogEntry] = deque()
        self.heavy_bytes = 0
        self.wake = threading.Event()

    def add_span(self, span: LightSpan, weight: int = 0) -> None:
        """Keep a finished span, or count it as dropped."""
        spans = self.spans
        size = len(spans)
        if size >= self.max_records or (weight and not self._reserve(weight)):
            self.counts.drop("buffer_full")
            return
        spans.append(span)
        if size == self.wake_at:
            self.wake.set()

    def add_log(self, entry: LogEntry) -> None:
        """Keep a log record, or count it as dropped."""
        logs = self.logs
        size = len(logs)
        if size >= self.max_records or (entry.weight and not self._reserve(entry.weight)):
            self.counts.drop("buffer_full")
            return
        logs.append(entry)
        if size == self.wake_at:
            self.wake.set()

    def _reserve(self, weight: int) -> bool:
        # Two threads may lose one addition here; `release` starts again from zero whenever the buffer is empty.
        if self.heavy_bytes + weight > self.max_bytes:
            return False
        self.heavy_bytes += weight
        return True

    def release(self, weight: int) -> None:
        """Give back the bytes of records that were taken out."""
        self.heavy_bytes = max(0, self.heavy_bytes - weight) if self.spans or self.logs else 0

    def __len__(self) -> int:
        return len(self.spans) + len(self.logs)


buffer = Buffer()
