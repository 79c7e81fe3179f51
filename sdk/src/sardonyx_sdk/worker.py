"""The one background thread: takes what was recorded, encodes it, sends it, folds and exports metrics.

It lets go of the interpreter's lock every few dozen records, so that its work never adds a visible pause to a request.
Nothing it meets ends it: a record that cannot be encoded is dropped and counted, and so is any other surprise.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from time import time_ns

from opentelemetry import context as otel_context

from . import durations
from .buffer import Buffer
from .durations import DurationSeries
from .otlp_logs import encode_log
from .otlp_spans import encode_span
from .outbox import Batch, Outbox
from .protobuf import Mask, scope
from .settings import Settings
from .span import DEFAULT_SCOPE, LightSpan

BATCH_RECORDS = 2048
BATCH_BYTES = 2 << 20
YIELD_EVERY = 64


class Worker(threading.Thread):
    """Runs until `stop`; a daemon, so that it can never keep a program from ending."""

    def __init__(
        self,
        buffer: Buffer,
        outbox: Outbox,
        settings: Settings,
        mask: Mask | None,
        encode_metrics: Callable[[int, int], list[tuple[bytes, bytes]]],
    ) -> None:
        super().__init__(name="sardonyx-sdk", daemon=True)
        self._buffer, self.outbox, self._settings, self._mask = buffer, outbox, settings, mask
        self._encode_metrics = encode_metrics
        self._wake = buffer.wake
        self._stop_at: float | None = None
        self._flushes: list[threading.Event] = []
        self._started_ns = time_ns()
        self._next_metrics = time.monotonic() + settings.metric_interval_seconds
        self._log_scopes: dict[str, bytes] = {}

    def stop(self, budget_seconds: float) -> None:
        """Ask for a last delivery that takes at most this long."""
        self._stop_at = time.monotonic() + budget_seconds
        self._wake.set()

    def flush(self, timeout: float) -> bool:
        """Wait until everything recorded so far is delivered (or dropped and counted). False if that took too long."""
        done = threading.Event()
        self._flushes.append(done)
        self._wake.set()
        return done.wait(timeout)

    def run(self) -> None:
        """The life of the thread."""
        # Whatever else instruments http.client in this process: our own requests are not traced.
        key = otel_context._SUPPRESS_INSTRUMENTATION_KEY
        otel_context.attach(otel_context.set_value(key, True))
        while self._stop_at is None:
            self._wake.wait(self._pause())
            self._wake.clear()
            try:
                self._cycle()
            except Exception:
                self._buffer.counts.fail("worker")
        with contextlib.suppress(Exception):
            self._last_cycle(self._stop_at)
        self.outbox.close()

    def _pause(self) -> float:
        now = time.monotonic()
        pause = min(self._settings.interval_seconds, max(0.0, self._next_metrics - now))
        if len(self.outbox):
            pause = min(pause, max(0.0, self.outbox.not_before - now))
        return pause

    def _cycle(self) -> None:
        flushes, self._flushes = self._flushes, []
        now = time.monotonic()
        try:
            complete = self._drain(now)
            if flushes or now >= self._next_metrics:
                self._export_metrics(now)
            else:
                for metric in durations.ALL:
                    metric.fold()
            while len(self.outbox) and self._stop_at is None:
                if time.monotonic() < self.outbox.not_before or not self.outbox.deliver_one(time.monotonic()):
                    break
                if not complete:
                    complete = self._drain(time.monotonic())
        finally:
            if len(self.outbox):
                self._flushes.extend(flushes)
            else:
                for done in flushes:
                    done.set()

    def _last_cycle(self, stop_at: float) -> None:
        self._drain(time.monotonic())
        self._export_metrics(time.monotonic())
        while len(self.outbox):
            left = stop_at - time.monotonic()
            if left <= 0 or not self.outbox.deliver_one(time.monotonic(), left):
                break
            self._drain(time.monotonic())
        self.outbox.drop_all("shutdown")
        for done in self._flushes:
            done.set()

    def _export_metrics(self, now: float) -> None:
        self._next_metrics = now + self._settings.metric_interval_seconds
        records = self._encode_metrics(self._started_ns, time_ns())
        if records:
            self.outbox.put(Batch("metrics", records, now))

    def _drain(self, now: float) -> bool:
        """Encode what is there now, in batches of bounded size; False if the outbox had no room for all of it."""
        spans = len(self._buffer.spans)
        while spans > 0 and not self.outbox.full:
            spans -= self._batch_spans(min(spans, BATCH_RECORDS), now)
        logs = len(self._buffer.logs)
        while logs > 0 and not self.outbox.full:
            logs -= self._batch_logs(min(logs, BATCH_RECORDS), now)
        return spans <= 0 and logs <= 0

    def _batch_spans(self, number: int, now: float) -> int:
        take, mask = self._buffer.spans.popleft, self._mask
        records: list[tuple[bytes, bytes]] = []
        size = weight = taken = 0
        while taken < number and size < BATCH_BYTES:
            span = take()
            taken += 1
            try:
                weight += self._weight(span)
                encoded = encode_span(span, mask)
                records.append((span.scope, encoded))
                size += len(encoded)
                series = span.template.duration
                if series is not None:
                    _note_exemplar(series, span)
            except Exception:
                self._buffer.counts.drop("encode_error")
            if not taken % YIELD_EVERY:
                time.sleep(0)
        self._buffer.release(weight)
        if records:
            self.outbox.put(Batch("traces", records, now))
        return taken

    def _batch_logs(self, number: int, now: float) -> int:
        take, mask = self._buffer.logs.popleft, self._mask
        records: list[tuple[bytes, bytes]] = []
        size = weight = taken = 0
        while taken < number and size < BATCH_BYTES:
            entry = take()
            taken += 1
            weight += entry.weight
            try:
                encoded = encode_log(entry, mask)
                records.append((self._log_scope(entry.scope), encoded))
                size += len(encoded)
            except Exception:
                self._buffer.counts.drop("encode_error")
            if not taken % YIELD_EVERY:
                time.sleep(0)
        self._buffer.release(weight)
        if records:
            self.outbox.put(Batch("logs", records, now))
        return taken

    @staticmethod
    def _weight(span: LightSpan) -> int:
        if span.attributes is None and span.events is None and span.links is None:
            return 0
        return span.weight()

    def _log_scope(self, name: str) -> bytes:
        found = self._log_scopes.get(name)
        if found is None:
            if len(self._log_scopes) > 1024:
                self._log_scopes.clear()
            found = self._log_scopes[name] = scope(name) if name else DEFAULT_SCOPE
        return found


def _note_exemplar(series: DurationSeries, span: LightSpan) -> None:
    """Keep the slowest recorded span of the interval as the exemplar of its series."""
    known = series.exemplar
    if known is None or span.duration_ns > known[0]:
        series.exemplar = (span.duration_ns, span.trace_id, span.span_id, span.start_ns)
