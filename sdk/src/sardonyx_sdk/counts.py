"""What the SDK counts about itself: nothing is lost silently.

Counting happens off the hot path (drops, errors, deliveries), so a lock is affordable and the figures are exact.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TypedDict


class Stats(TypedDict):
    """A snapshot, as `sardonyx_sdk.stats()` returns it."""

    configured: bool
    buffered: int  # records that wait to be encoded
    queued_bytes: int  # encoded, waiting for the collector
    dropped: dict[str, int]  # by reason
    sent: dict[str, int]  # records by signal
    rejected: int  # accepted requests, but the collector said it refused some records
    errors: dict[str, int]  # failed requests by kind
    hook_errors: dict[str, int]  # exceptions inside our hooks, by hook; none reached the application


class Counts:
    """Thread-safe counters by name."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to zero, with a new lock: also safe in a forked child whose parent held the old one."""
        self._lock = threading.Lock()
        self.dropped: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.hook_errors: Counter[str] = Counter()
        self.rejected = 0

    def drop(self, reason: str, number: int = 1) -> None:
        """Count records that will never reach a collector."""
        with self._lock:
            self.dropped[reason] += number

    def deliver(self, signal: str, number: int, rejected: int = 0) -> None:
        """Count records that a collector accepted, less those it said it rejected."""
        with self._lock:
            self.sent[signal] += max(0, number - rejected)
            self.rejected += rejected

    def fail(self, kind: str) -> None:
        """Count a request that did not succeed."""
        with self._lock:
            self.errors[kind] += 1

    def hook_failed(self, hook: str) -> None:
        """Count an exception inside one of our hooks."""
        with self._lock:
            self.hook_errors[hook] += 1
