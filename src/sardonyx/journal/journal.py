"""The journal as the rest of the house sees it: append, status, changes."""

import asyncio
import contextlib
import logging
import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sardonyx.journal.batch import Batch, JournalClosed, JournalFull
from sardonyx.journal.flusher import StreamFlusher, StreamStats
from sardonyx.journal.marks import Marks
from sardonyx.journal.quarantine import Quarantine
from sardonyx.journal.segment import SealedSegment, recover
from sardonyx.journal.writer import Writer, WriterOptions
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines.base import Pipeline

log = logging.getLogger(__name__)

_FULL_RETRY_SECONDS = 5
# A segment gathers at least this many times as long as its insert takes, but at most this many times the usual age.
_CALM = 6.0
_MOST_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class JournalOptions:
    """How the journal behaves. `max_bytes` caps what may wait for the engine, over all streams."""

    max_bytes: int = 2 << 30
    writer: WriterOptions = field(default_factory=WriterOptions)


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """A stream at one moment. Ages and lags in seconds; `age_seconds` is that of the oldest batch not yet in the engine.

    `bytes` and `records` wait for the engine.
    """

    accepted_batches: int
    accepted_records: int
    accepted_bytes: int
    refused_batches: int
    segments: int
    bytes: int
    age_seconds: float
    last_received_ns: int
    quarantined: int
    stats: StreamStats
    records: int = 0


@dataclass(slots=True)
class _Counters:
    batches: int = 0
    records: int = 0
    bytes: int = 0
    refused: int = 0
    last_received_ns: int = 0
    appending: set[int] = field(default_factory=set)


class Journal:
    """Accepts batches durably and moves them into the engine.

    `open` replays what a former process left; `append` returns once the batch is on disk; `close` seals, and waits a bounded
    time for the engine: what it does not take now is taken at the next start. While `refusing` says why, nothing is accepted.
    """

    def __init__(
        self,
        folder: Path,
        quarantine: Path,
        engine: Engine,
        pipelines: Sequence[Pipeline],
        options: JournalOptions | None = None,
    ) -> None:
        self._folder = folder
        self._options = options or JournalOptions()
        self.quarantine = Quarantine(quarantine)
        self.marks = Marks(folder)
        self._flushers = {
            pipeline.stream: StreamFlusher(
                pipeline, engine, self.quarantine, on_flushed=self._flushed, before_removal=self._save_marks
            )
            for pipeline in pipelines
        }
        self._gather_seconds = {pipeline.stream: pipeline.gather_seconds for pipeline in pipelines}
        self._counters = {stream: _Counters() for stream in self._flushers}
        self._changed = {stream: asyncio.Event() for stream in self._flushers}
        # Sealed by the writer's thread, not yet seen by the event loop. Whoever counts what waits looks at the open segment
        # first, then here, then at the flusher: the way they go, so that none slips past.
        self._sealed: dict[str, deque[SealedSegment]] = {stream: deque() for stream in self._flushers}
        self._writer: Writer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting_bytes = 0
        self.refusing = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened_ns = time.time_ns()

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that can be appended to."""
        return tuple(self._flushers)

    @property
    def is_full(self) -> bool:
        """Whether senders are being told to wait."""
        return bool(self.refusing) or self._waiting_bytes >= self._options.max_bytes

    @property
    def writer(self) -> Writer:
        """The group-commit writer; only while open."""
        if self._writer is None:
            raise JournalClosed("the journal is closed", 1)
        return self._writer

    async def open(self) -> None:
        """Start the writer and the flushers, first of all with what lies in the folder."""
        self._loop = asyncio.get_running_loop()
        replayed: list[tuple[StreamFlusher, SealedSegment]] = []
        for stream, flusher in self._flushers.items():
            folder = self._folder / stream
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            left_over = await asyncio.to_thread(recover, stream, folder)
            if left_over:
                log.info("journal: %d segments of %s are replayed", len(left_over), stream)
            replayed += [(flusher, segment) for segment in left_over]
        await asyncio.to_thread(self.marks.load, [segment for _, segment in replayed])
        for flusher, segment in replayed:
            self._enqueue(flusher, segment)
        self._writer = Writer(
            self._folder, self._options.writer, on_sealed=self._sealed_in_thread, longest_age=self._longest_age
        )
        self._tasks = [
            asyncio.create_task(flusher.run(), name=f"flush-{stream}") for stream, flusher in self._flushers.items()
        ]

    async def close(self, *, timeout: float = 20.0) -> None:
        """Commit and seal everything, give the engine `timeout` seconds to take it."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        await writer.close()
        await asyncio.sleep(0)  # segments sealed last arrive by call_soon_threadsafe
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                for flusher in self._flushers.values():
                    await flusher.drained()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def append(self, batch: Batch, marks: Mapping[str, str] | None = None) -> None:
        """Return when `batch` is safe on disk, its `marks` with it. Raises JournalError (full, unwritable, closed): then nothing
        of it is kept."""
        counters = self._counters[batch.stream]
        size = len(batch.payload)
        if self.refusing:
            counters.refused += 1
            raise JournalFull(self.refusing, _FULL_RETRY_SECONDS)
        if self._waiting_bytes + size > self._options.max_bytes:
            counters.refused += 1
            raise JournalFull(
                f"{self._waiting_bytes >> 20} MiB wait for the engine, the journal's cap is "
                f"{self._options.max_bytes >> 20} MiB",
                _FULL_RETRY_SECONDS,
            )
        self._waiting_bytes += size
        counters.appending.add(batch.received_at_ns)
        try:
            await self._write(batch, marks)
        except BaseException:
            # Refused, or its sender has gone: in the second case the bytes are counted again when the segment is sealed.
            counters.refused += 1
            raise
        finally:
            self._waiting_bytes -= size
            counters.appending.discard(batch.received_at_ns)
        counters.batches += 1
        counters.records += batch.records
        counters.bytes += size
        counters.last_received_ns = batch.received_at_ns

    async def _write(self, batch: Batch, marks: Mapping[str, str] | None) -> None:
        if not marks:
            await self.writer.append(batch)
            return
        stamped = self.marks.stamped(marks)
        written = self.writer.append(replace(batch, payload=batch.payload + stamped.encoded()))
        written.add_done_callback(
            lambda done: None if done.cancelled() or done.exception() else self.marks.note(stamped)
        )
        await asyncio.shield(written)  # its sender may go; what was written is marked all the same

    async def _save_marks(self) -> None:
        while True:
            try:
                return await self.marks.save()
            except OSError as error:
                log.error("journal: the marks can't be written, trying again: %s", error)
                await asyncio.sleep(_FULL_RETRY_SECONDS)

    async def drained(self) -> None:
        """Return when everything sealed so far is in the engine. For tests and for orderly shutdown."""
        for flusher in self._flushers.values():
            await flusher.drained()

    async def wait_for_change(self, *streams: str, timeout: float) -> bool:
        """Wait until a segment of one of the streams has reached the engine, at most `timeout` seconds. True if one has."""
        waiting = [asyncio.create_task(self._changed[stream].wait()) for stream in streams]
        try:
            done, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return bool(done)

    def inserted_until_ns(self, stream: str) -> int:
        """An instant before which everything the stream received is in the engine: what looks back from it sees it all."""
        known = [time.time_ns(), *self._counters[stream].appending]
        if self._writer is not None and (since := self._writer.open_since_ns(stream)) is not None:
            known.append(since)
        known += [segment.first_received_ns for segment in self._waiting(stream)]
        return min(known)

    def last_received_ns(self, *streams: str) -> int:
        """When the latest batch of these streams was received, by any journal of this folder: not before this one was made."""
        return max(self._opened_ns, *(self._counters[stream].last_received_ns for stream in streams))

    def status(self, stream: str) -> StreamStatus:
        """The stream's figures now."""
        counters, stats = self._counters[stream], self._flushers[stream].stats
        bytes_open, records_open = self._writer.open_size(stream) if self._writer else (0, 0)
        waiting = self._waiting(stream)
        oldest = waiting[0].first_received_ns if waiting else 0
        return StreamStatus(
            accepted_batches=counters.batches,
            accepted_records=counters.records,
            accepted_bytes=counters.bytes,
            refused_batches=counters.refused,
            segments=len(waiting),
            bytes=sum(segment.size_bytes for segment in waiting) + bytes_open,
            age_seconds=max(0.0, (time.time_ns() - oldest) / 1e9) if oldest else 0.0,
            last_received_ns=counters.last_received_ns,
            quarantined=stats.quarantined,
            stats=stats,
            records=sum(segment.records for segment in waiting) + records_open,
        )

    def _waiting(self, stream: str) -> list[SealedSegment]:
        """Sealed, and not yet in the engine."""
        return [*self._flushers[stream].stats.waiting, *self._sealed[stream]]

    def _longest_age(self, stream: str) -> float:
        """How long segments may grow: until their size when the engine is behind, else so that inserting stays a small part.

        Planning an insert takes its time however few rows it has; at a trickle, more rows per insert is less work.
        """
        stats, usual = self._flushers[stream].stats, self._options.writer.segment_max_age_seconds
        if len(stats.waiting) > 1:
            return math.inf
        age = min(max(usual, stats.mean_flush_seconds * _CALM), usual * _MOST_PATIENCE)
        return max(age, self._gather_seconds[stream])

    def _sealed_in_thread(self, segment: SealedSegment) -> None:
        assert self._loop is not None  # the writer thread starts after it is set
        self._sealed[segment.stream].append(segment)
        self._loop.call_soon_threadsafe(self._arrived, segment)

    def _arrived(self, segment: SealedSegment) -> None:
        self._sealed[segment.stream].popleft()
        self._enqueue(self._flushers[segment.stream], segment)

    def _enqueue(self, flusher: StreamFlusher, segment: SealedSegment) -> None:
        self._waiting_bytes += segment.size_bytes
        flusher.put(segment)

    def _flushed(self, segment: SealedSegment) -> None:
        self._waiting_bytes -= segment.size_bytes
        event = self._changed[segment.stream]
        self._changed[segment.stream] = asyncio.Event()
        event.set()
        if self._writer is not None:
            self._writer.look_again()
