"""Segment files: `<stream>/<20 digits of ns>-<4 hex>.open`, renamed to `.seg` when sealed.

The stem is the segment's id and its deduplication token in the engine, so it must never be used twice: it holds the time
and a random part.
"""

import contextlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.journal.batch import Batch

OPEN_SUFFIX = ".open"
SEALED_SUFFIX = ".seg"

# A segment is made for a batch that was received at most this long before, but for a disk that stands still.
_COMMIT_NS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class SealedSegment:
    """A finished segment: nothing is appended any more and all of it is on disk."""

    stream: str
    path: Path
    size_bytes: int
    records: int
    first_received_ns: int
    last_received_ns: int
    contents: frozenset[str] | None = None

    @property
    def token(self) -> str:
        """Makes a repeated insert a no-op."""
        return self.path.stem


class OpenSegment:
    """A segment that is being written by the journal's writer thread (and nobody else)."""

    def __init__(self, stream: str, folder: Path) -> None:
        self.stream = stream
        self.path = folder / f"{time.time_ns():020d}-{secrets.token_hex(2)}{OPEN_SUFFIX}"
        self.opened_at = self.written_at = time.monotonic()
        self.size_bytes = 0
        self.records = 0
        self.first_received_ns = 0
        self.last_received_ns = 0
        self.contents: frozenset[str] | None = frozenset()
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        sync_folder(folder)

    def write(self, pieces: list[bytes]) -> None:
        """Append frames. On an error nothing of them remains in the file."""
        try:
            written = _write_all(self._descriptor, pieces, self.size_bytes)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self.size_bytes)
            raise
        self.size_bytes += written
        self.written_at = time.monotonic()

    def count(self, batch: Batch) -> None:
        """Keep account of a batch that was written."""
        self.records += batch.records
        self.first_received_ns = self.first_received_ns or batch.received_at_ns
        self.last_received_ns = batch.received_at_ns
        if self.contents is not None:
            self.contents = None if batch.contents is None else self.contents | batch.contents

    def sync(self) -> None:
        """Return when all written bytes are on disk."""
        os.fdatasync(self._descriptor)

    def truncate(self, size: int) -> None:
        """Forget what was written beyond `size` bytes."""
        os.ftruncate(self._descriptor, size)
        self.size_bytes = size

    def seal(self) -> SealedSegment:
        """Close the file and give it its final name. The data has been synced by the commits before."""
        os.close(self._descriptor)
        sealed = self.path.with_suffix(SEALED_SUFFIX)
        self.path.rename(sealed)
        return SealedSegment(
            self.stream,
            sealed,
            self.size_bytes,
            self.records,
            self.first_received_ns,
            self.last_received_ns,
            self.contents,
        )

    def discard(self) -> None:
        """Close and remove an empty segment."""
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)


def recover(stream: str, folder: Path) -> list[SealedSegment]:
    """The segments a former process left, oldest first. A torn tail is cut off; it was never acknowledged.

    Halves of a segment that is still there whole are removed: cutting it again makes them again.
    """
    found = []
    entries = sorted(folder.glob("*.*"))
    names = {entry.stem for entry in entries}
    for entry in entries:
        if entry.stem[:-1] in names:
            entry.unlink()
            continue
        path = _seal_left_over(entry) if entry.suffix == OPEN_SUFFIX else entry
        if path is None or path.suffix != SEALED_SUFFIX:
            continue
        found.append(
            SealedSegment(
                stream, path, path.stat().st_size, records_in(path), _first_received(path), path.stat().st_mtime_ns
            )
        )
    return found


def records_in(path: Path) -> int:
    """How many records the receivers counted in the segment's file."""
    return frame.counted_records(path.read_bytes())


def _first_received(path: Path) -> int:
    """At the latest: segments are named by their making, and what a commit makes one for was received shortly before."""
    return int(path.stem.partition("-")[0]) - _COMMIT_NS


def _seal_left_over(path: Path) -> Path | None:
    data = path.read_bytes()
    intact = frame.intact_length(data)
    if intact == 0:
        path.unlink()
        return None
    if intact < len(data):
        with path.open("r+b") as file:
            file.truncate(intact)
            os.fsync(file.fileno())
    sealed = path.with_suffix(SEALED_SUFFIX)
    path.rename(sealed)
    return sealed


def sync_folder(folder: Path) -> None:
    """Make created and renamed entries of `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_safely(file: Path, content: bytes) -> None:
    """Give a file this content, whole or not at all, whatever happens; on disk on return. Raises OSError."""
    part = file.with_name(f"{file.name}.new")
    with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    sync_folder(file.parent)


def _write_all(descriptor: int, pieces: list[bytes], offset: int) -> int:
    total = sum(map(len, pieces))
    views = [memoryview(piece) for piece in pieces if piece]
    done = 0
    while views:
        written = os.pwritev(descriptor, views[:1000], offset + done)
        done += written
        while views and written >= len(views[0]):
            written -= len(views[0])
            views.pop(0)
        if written:
            views[0] = views[0][written:]
    return total
