"""Sealed segments → the engine, oldest first, a few side by side.

A segment's file is removed only after every insert of its pipeline has returned, and an insert returns when its rows are
synced. Each insert carries `<segment id>/<table>` as deduplication token, so an insert that happened before a crash is skipped
when it is repeated.
"""

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.journal.quarantine import Quarantine
from sardonyx.journal.segment import SealedSegment
from sardonyx.storage.engine import Engine, SegmentInsert
from sardonyx.storage.errors import QueryCancelled, QueryError, QueryMemory, StorageError
from sardonyx.storage.pipelines.base import TOO_DEEP_CODE, Pipeline

log = logging.getLogger(__name__)

# Side by side within a stream: one insert keeps one core busy.
WORKERS = min(4, os.cpu_count() or 1)

_FIRST_RETRY_SECONDS = 0.25
_LAST_RETRY_SECONDS = 15.0
_MEMORY_RETRIES = 5
_STAY_DEEP_SECONDS = 60.0
_MEAN_OVER = 5


@dataclass(slots=True)
class StreamStats:
    """What a stream's flusher did; the server's metrics read it."""

    flushed_segments: int = 0
    flushed_bytes: int = 0
    flush_seconds: float = 0.0
    last_flush_seconds: float = 0.0
    mean_flush_seconds: float = 0.0
    last_lag_seconds: float = 0.0
    retries: int = 0
    quarantined: int = 0
    last_error: str = ""
    waiting: deque[SealedSegment] = field(default_factory=deque)


class StreamFlusher:
    """Inserts one stream's segments, oldest first, at most `workers` at once. Call it from the event loop only."""

    def __init__(
        self,
        pipeline: Pipeline,
        engine: Engine,
        quarantine: Quarantine,
        *,
        on_flushed: Callable[[SealedSegment], None],
        before_removal: Callable[[], Awaitable[None]] | None = None,
        workers: int = WORKERS,
    ) -> None:
        self.stats = StreamStats()
        self._pipeline = pipeline
        self._engine = engine
        self._quarantine = quarantine
        self._on_flushed = on_flushed
        self._before_removal = before_removal
        self._queue: asyncio.Queue[SealedSegment] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()
        self._variant, self._variant_until = 0, 0.0
        self._workers = workers

    def put(self, segment: SealedSegment) -> None:
        """Queue a sealed segment."""
        self.stats.waiting.append(segment)
        self._idle.clear()
        self._queue.put_nowait(segment)

    async def drained(self) -> None:
        """Return when no segment waits."""
        await self._idle.wait()

    async def run(self) -> None:
        """Insert segments until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            segment = await self._queue.get()
            await self._flush(segment)
            if not self.stats.waiting:
                self._idle.set()

    async def _flush(self, segment: SealedSegment) -> None:
        started = time.perf_counter()
        if self._before_removal is not None:
            await self._before_removal()
        await self._insert_or_quarantine(segment)
        stats = self.stats
        stats.last_flush_seconds = time.perf_counter() - started
        stats.flush_seconds += stats.last_flush_seconds
        stats.mean_flush_seconds += (stats.last_flush_seconds - stats.mean_flush_seconds) / _MEAN_OVER
        stats.flushed_segments += 1
        stats.flushed_bytes += segment.size_bytes
        stats.last_lag_seconds = max(0.0, (time.time_ns() - segment.first_received_ns) / 1e9)
        stats.waiting.remove(segment)
        self._on_flushed(segment)

    async def _insert_or_quarantine(self, segment: SealedSegment) -> None:
        """Returns when the segment's file is gone: inserted, or put aside."""
        try:
            await self._insert(segment)
        except StorageError as error:
            parts = await asyncio.to_thread(split, segment)
            if not parts:
                self._set_aside(segment, error)
                return
            log.warning("%s: cutting %s to find what the engine refuses: %s", segment.stream, segment.token, error)
            for part in parts:
                await self._insert_or_quarantine(part)
        segment.path.unlink(missing_ok=True)

    def _set_aside(self, segment: SealedSegment, error: StorageError) -> None:
        self.stats.quarantined += 1
        self.stats.last_error = str(error)
        self._quarantine.take(segment, str(error))
        log.error("%s: the engine refused a batch, kept in quarantine as %s: %s", segment.stream, segment.token, error)

    async def _insert(self, segment: SealedSegment) -> None:
        """Insert into every table of the pipeline, again and again as long as the engine's trouble may pass.

        Raises StorageError when it won't pass: the engine refuses the bytes, or runs out of memory on them every time.
        """
        pause = _FIRST_RETRY_SECONDS
        out_of_memory = 0
        while True:
            try:
                await self._insert_variants(segment)
                return
            except StorageError as error:
                out_of_memory += isinstance(error, QueryMemory)
                if not _may_pass(error) or out_of_memory > _MEMORY_RETRIES:
                    raise
                self.stats.retries += 1
                self.stats.last_error = str(error)
                log.warning("%s: insert failed, trying again in %.1f s: %s", segment.stream, pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST_RETRY_SECONDS)

    async def _insert_variants(self, segment: SealedSegment) -> None:
        """Read at the cheapest depth that holds; senders repeat themselves, so a deeper reading is kept for a while."""
        variants = self._pipeline.for_contents(segment.contents)
        first = min(self._variant, len(variants) - 1) if time.monotonic() < self._variant_until else 0
        for index, inserts in enumerate(variants[first:], first):
            try:
                await self._insert_all(inserts, segment)
                return
            except QueryError as error:
                if error.code != TOO_DEEP_CODE or inserts is variants[-1]:
                    raise
                self._variant, self._variant_until = index + 1, time.monotonic() + _STAY_DEEP_SECONDS

    async def _insert_all(self, inserts: Sequence[SegmentInsert], segment: SealedSegment) -> None:
        for insert in inserts:
            await self._engine.insert_segment(insert, segment.path, token=f"{segment.token}/{insert.table}")


def _may_pass(error: StorageError) -> bool:
    return error.transient or isinstance(error, QueryCancelled) or not isinstance(error, QueryError)


def split(segment: SealedSegment) -> list[SealedSegment]:
    """Cut a segment into halves, or return [] when it holds a single batch (or nothing readable).

    Halves get their names from the segment's, so that after a crash in between the same cut yields the same tokens.
    """
    data = segment.path.read_bytes()
    found = list(frame.frames(data))
    if len(found) < 2:
        return []
    middle = found[len(found) // 2].start
    end = found[-1].end
    parts = []
    for suffix, start, stop in (("a", 0, middle), ("b", middle, end)):
        path: Path = segment.path.with_name(f"{segment.path.stem}{suffix}{segment.path.suffix}")
        path.write_bytes(data[start:stop])
        path.chmod(0o600)
        parts.append(
            replace(segment, path=path, size_bytes=stop - start, records=frame.counted_records(data[start:stop]))
        )
    return parts
