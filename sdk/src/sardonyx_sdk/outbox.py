"""Encoded batches on their way: bounded in bytes and age, retried with backoff, split when too large.

Retryable are 429, 502, 503, 504, time-outs and connection failures; everything else is dropped at once and counted, because
sending the same bytes again cannot help. https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
"""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .counts import Counts
from .protobuf import export_request
from .transport import Outcome, Transport

Signal = Literal["traces", "logs", "metrics"]
log = logging.getLogger("sardonyx_sdk")
WARN_EVERY_SECONDS = 60.0
FIRST_BACKOFF_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 30.0


@dataclass(slots=True)
class Batch:
    """Records of one signal, each encoded, grouped by instrumentation scope when sent."""

    signal: Signal
    records: list[tuple[bytes, bytes]]  # scope message, encoded record
    born: float  # monotonic seconds
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(len(record) for _, record in self.records)

    def body(self, resource: bytes) -> bytes:
        """The request body."""
        groups: dict[bytes, list[bytes]] = {}
        for scope, record in self.records:
            groups.setdefault(scope, []).append(record)
        return export_request(resource, groups)

    def halves(self) -> tuple[Batch, Batch]:
        """Two batches of the same age."""
        middle = len(self.records) // 2
        return Batch(self.signal, self.records[:middle], self.born), Batch(
            self.signal, self.records[middle:], self.born
        )


class Outbox:
    """The queue in front of a transport. Used by the background thread only; `now` is monotonic seconds."""

    def __init__(
        self,
        transport: Transport,
        resource: Callable[[], bytes],
        counts: Counts,
        *,
        max_bytes: int,
        max_age_seconds: float,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._transport, self._resource, self._counts = transport, resource, counts
        self._max_bytes, self._max_age, self._jitter = max_bytes, max_age_seconds, jitter
        self._queue: deque[Batch] = deque()
        self._failures = 0
        self._unreported = 0
        self._next_warning = 0.0
        self.bytes = 0
        self.not_before = 0.0

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def full(self) -> bool:
        """Whether encoding should wait: the raw buffer then fills up and counts its drops."""
        return self.bytes >= self._max_bytes

    def put(self, batch: Batch) -> None:
        """Queue a batch; one that does not fit is dropped and counted."""
        if self.bytes + batch.size > self._max_bytes and self._queue:
            self._counts.drop("outbox_full", len(batch.records))
            return
        self._queue.append(batch)
        self.bytes += batch.size

    def _take(self) -> Batch:
        batch = self._queue.popleft()
        self.bytes -= batch.size
        return batch

    def _put_back(self, *batches: Batch) -> None:
        self._queue.extendleft(reversed(batches))
        self.bytes += sum(batch.size for batch in batches)

    def deliver_one(self, now: float, budget_seconds: float | None = None) -> bool:
        """Try the oldest batch. Returns whether it left the queue (delivered, dropped or split)."""
        batch = self._take()
        if now - batch.born > self._max_age:
            self._counts.drop("expired", len(batch.records))
            return True
        outcome = self._transport.post(f"/v1/{batch.signal}", batch.body(self._resource()), budget_seconds)
        if outcome.error:
            self._counts.fail(outcome.error)
            self._warn(now, batch.signal, outcome)
        if outcome.kind == "retry":
            self._put_back(batch)
            self._back_off(now, outcome)
            return False
        self._failures = 0
        if outcome.kind == "ok":
            self._counts.deliver(batch.signal, len(batch.records), min(outcome.rejected, len(batch.records)))
        elif outcome.kind == "too_large" and len(batch.records) > 1:
            self._put_back(*batch.halves())
        else:
            self._counts.drop("too_large" if outcome.kind == "too_large" else outcome.error, len(batch.records))
        return True

    def _warn(self, now: float, signal: Signal, outcome: Outcome) -> None:
        """Say that delivery fails, once a minute at most, and how often since."""
        self._unreported += 1
        if now >= self._next_warning:
            self._next_warning = now + WARN_EVERY_SECONDS
            number, self._unreported = self._unreported, 0
            what = "will be retried" if outcome.kind == "retry" else "are split or dropped"
            log.warning(
                "cannot deliver %s to %s: %s (%d failures); records %s",
                signal, self._transport.endpoint, outcome.error, number, what,
            )  # fmt: skip

    def _back_off(self, now: float, outcome: Outcome) -> None:
        delay = min(MAX_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        delay *= 0.5 + self._jitter() / 2
        if outcome.retry_after is not None:
            delay = max(delay, outcome.retry_after)
        self.not_before = now + delay

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def drop_all(self, reason: str) -> None:
        """Give up on everything queued, counted."""
        while self._queue:
            self._counts.drop(reason, len(self._take().records))
