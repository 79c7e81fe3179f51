"""The writer thread: group commit.

Batches wait in a list. The thread takes all of them, appends them to the open segment of their stream, calls one fsync for
each file touched, and only then resolves the batches' futures. While it syncs, the next batches gather: under load the
number of fsyncs stays the same and their cost is shared.
"""

import asyncio
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.journal.batch import Batch, JournalError, JournalUnwritable
from sardonyx.journal.segment import OpenSegment, SealedSegment

log = logging.getLogger(__name__)

_RETRY_AFTER_SECONDS = 5
# A segment nothing was added to for this share of the usual age is complete: whatever sent a burst has sent it.
_QUIET = 0.1


@dataclass(frozen=True, slots=True)
class WriterOptions:
    """When a segment is sealed, and whether commits are synced."""

    segment_max_bytes: int = 16 << 20
    segment_max_age_seconds: float = 0.5
    fsync: bool = True


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    pieces: list[bytes]
    future: asyncio.Future[None]


class Writer:
    """Owns the open segments. `append` is called on the event loop, everything else happens in the thread.

    `on_sealed` is called in the thread with each sealed segment; `longest_age(stream)` says how many seconds old a
    segment of the stream may become (infinite: only its size seals it): larger segments are cheaper to insert.
    """

    def __init__(
        self,
        folder: Path,
        options: WriterOptions,
        *,
        on_sealed: Callable[[SealedSegment], None],
        longest_age: Callable[[str], float],
    ) -> None:
        self._folder = folder
        self._options = options
        self._on_sealed = on_sealed
        self._longest_age = longest_age
        self._loop = asyncio.get_running_loop()
        self._waiting: list[_Waiting] = []
        self._wake = threading.Condition()
        self._closing = False
        self._open: dict[str, OpenSegment] = {}
        self._sealed_early_at: dict[str, float] = {}
        self.commits = 0
        self.commit_seconds = 0.0
        self._thread = threading.Thread(target=self._run, name="journal-writer")
        self._thread.start()

    def append(self, batch: Batch) -> asyncio.Future[None]:
        """A future that ends when the batch is on disk, or with JournalUnwritable."""
        pieces = frame.encode(
            batch.payload,
            received_at_ns=batch.received_at_ns,
            source=batch.source,
            receiver=batch.receiver,
            records=batch.records,
            rejected=batch.rejected,
        )
        future: asyncio.Future[None] = self._loop.create_future()
        with self._wake:
            self._waiting.append(_Waiting(batch, pieces, future))
            self._wake.notify()
        return future

    def look_again(self) -> None:
        """The longest age may have changed: seal what is due by now."""
        with self._wake:
            self._wake.notify()

    async def close(self) -> None:
        """Commit what waits, seal what is open, end the thread."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)

    def open_size(self, stream: str) -> tuple[int, int]:
        """Bytes and records in the stream's open segment."""
        segment = self._open.get(stream)
        return (segment.size_bytes, segment.records) if segment else (0, 0)

    def open_since_ns(self, stream: str) -> int | None:
        """When the oldest batch of the stream's open segment was received."""
        segment = self._open.get(stream)
        return segment.first_received_ns or None if segment else None

    def _run(self) -> None:
        while True:
            with self._wake:
                if not self._waiting and not self._closing:
                    self._wake.wait(self._next_seal_in())
                waiting, self._waiting = self._waiting, []
                closing = self._closing
            if waiting:
                self._commit(waiting)
            self._seal_due(everything=closing and not waiting)
            if closing and not waiting:
                return

    def _commit(self, waiting: list[_Waiting]) -> None:
        started = time.perf_counter()
        by_stream: dict[str, list[_Waiting]] = {}
        for item in waiting:
            by_stream.setdefault(item.batch.stream, []).append(item)
        outcome: list[tuple[_Waiting, JournalError | None]] = []
        for stream, items in by_stream.items():
            error = self._commit_stream(stream, items)
            outcome.extend((item, error) for item in items)
        self.commits += 1
        self.commit_seconds += time.perf_counter() - started
        self._loop.call_soon_threadsafe(_resolve, outcome)

    def _commit_stream(self, stream: str, items: list[_Waiting]) -> JournalError | None:
        """Write and sync; on any failure the file is as before and the error is returned."""
        segment = None
        before = 0
        try:
            segment = self._open.get(stream) or self._create(stream)
            before = segment.size_bytes
            segment.write([piece for item in items for piece in item.pieces])
            if self._options.fsync:
                segment.sync()
        except OSError as error:
            log.warning("journal: %s can't be written: %s", stream, error)
            if segment is not None:
                self._give_up(segment, before)
            return JournalUnwritable(f"the journal can't be written: {error.strerror}", _RETRY_AFTER_SECONDS)
        for item in items:
            segment.count(item.batch)
        return None

    def _create(self, stream: str) -> OpenSegment:
        segment = OpenSegment(stream, self._folder / stream)
        self._open[stream] = segment
        return segment

    def _give_up(self, segment: OpenSegment, before: int) -> None:
        """After a failed write or sync the file is not trusted any more: keep what was acknowledged, start another."""
        self._open.pop(segment.stream, None)
        try:
            segment.truncate(before)
            if before:
                self._on_sealed(segment.seal())
            else:
                segment.discard()
        except OSError as error:
            log.error("journal: segment %s stays for the next start: %s", segment.path.name, error)

    def _next_seal_in(self) -> float | None:
        due = min((self._due_at(segment) for segment in self._open.values()), default=math.inf)
        return None if due == math.inf else max(0.01, due - time.monotonic())

    def _due_at(self, segment: OpenSegment) -> float:
        """When a segment is to be sealed: at its age, or once it is quiet, if the last early one is that age past: so bursts
        are complete at once, and a trickle makes no more segments for it.
        """
        age = self._longest_age(segment.stream)
        quiet_at = segment.written_at + self._options.segment_max_age_seconds * _QUIET
        early = max(quiet_at, self._sealed_early_at.get(segment.stream, 0.0) + age)
        return min(segment.opened_at + age, early)

    def _seal_due(self, *, everything: bool) -> None:
        now = time.monotonic()
        for stream, segment in list(self._open.items()):
            if everything or now >= self._due_at(segment) or segment.size_bytes >= self._options.segment_max_bytes:
                self._on_sealed(segment.seal())
                if now < segment.opened_at + self._longest_age(stream):
                    self._sealed_early_at[stream] = now
                del self._open[stream]  # last, so that no record is ever unaccounted for


def _resolve(outcome: list[tuple[_Waiting, JournalError | None]]) -> None:
    for item, error in outcome:
        if item.future.done():  # its sender has gone
            continue
        if error is None:
            item.future.set_result(None)
        else:
            item.future.set_exception(error)
