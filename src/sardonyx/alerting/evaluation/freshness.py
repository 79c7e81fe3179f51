"""Waiting until what was received before an instant can be queried."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from sardonyx.journal.journal import Journal
from sardonyx.storage.pipelines import lines, logs, metrics, remote_write, traces

SAMPLE_STREAMS = (metrics.STREAM, remote_write.STREAM, remote_write.KNOWN_STREAM)
"""The streams that carry samples."""
LOG_STREAMS = (logs.STREAM, lines.STREAM)
SPAN_STREAMS = (traces.STREAM,)

_LOOK_EVERY_SECONDS = 0.25


class Freshness(Protocol):
    """Knows how far the store is."""

    async def settled(self, until_ms: int, timeout_seconds: float) -> bool:
        """Return when everything received before `until_ms` can be queried, or after the timeout; which of both."""
        ...


class JournalFreshness:
    """The journal's streams that carry samples."""

    def __init__(self, journal: Journal, streams: Sequence[str]) -> None:
        self._journal = journal
        self._streams = streams

    async def settled(self, until_ms: int, timeout_seconds: float) -> bool:
        """See Freshness."""
        deadline = time.monotonic() + timeout_seconds
        while (behind := self._behind(until_ms)) is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            await self._wait(behind, min(left, _LOOK_EVERY_SECONDS))
        return True

    def _behind(self, until_ms: int) -> str | None:
        return next(
            (stream for stream in self._streams if self._journal.inserted_until_ns(stream) < until_ms * 1_000_000), None
        )

    async def _wait(self, stream: str, seconds: float) -> None:
        if self._journal.inserted_until_ns(stream) >= time.time_ns():
            await asyncio.sleep(seconds)
        else:
            await self._journal.wait_for_change(stream, timeout=seconds)
