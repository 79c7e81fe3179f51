"""One file that is read as it grows: from its position to its last whole event, again and again.

Nothing is kept in memory between two readings but the position: what is not taken yet is read again. So a pause, a sink that
is full or a kill loses nothing.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG

from sardonyx.collectors.logs.files.identity import PRINTED_BYTES, Fingerprint, Position, key_of
from sardonyx.collectors.logs.files.wrapping import Wrapping, wrapping_of
from sardonyx.collectors.logs.multiline import MAX_EVENT_BYTES, Splitter

READ_BYTES = 1 << 20
"""At once; so it is the longest line, too."""
EVENT_QUIET_SECONDS = 0.5
"""The last event is complete when the file has not grown for so long."""
LINE_QUIET_SECONDS = 5.0
"""So is a last line without an end."""
GONE_QUIET_SECONDS = 5.0
"""A file that was renamed or deleted is let go when nothing was written to it for so long."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Whole events of a file: `block` are its lines, each ended by LF. `after` is the position behind them."""

    block: bytes
    after: Position
    more: bool
    cut_bytes: int = 0


class TailedFile:
    """An open file. Raises OSError on opening."""

    def __init__(self, path: str, splitter: Splitter, *, now: float) -> None:
        self.path = path
        self.gone = False
        self.wrapping: Wrapping | None = None
        self._splitter = splitter
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        status = os.fstat(self._descriptor)
        if not S_ISREG(status.st_mode):
            os.close(self._descriptor)
            raise OSError("not a regular file")
        self.key = key_of(status)
        self.position = Position(path, 0, Fingerprint.of(self._descriptor))
        self.size = 0
        self._written_ns = -1
        self._grown_at = now
        self._looked_at = (-1, -1)
        self._waits_for_event = True

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def at_end(self) -> Position:
        """The position behind all there is now, at the beginning of a line if it can be."""
        size = os.fstat(self._descriptor).st_size
        tail = os.pread(self._descriptor, min(size, READ_BYTES), max(0, size - READ_BYTES))
        line = tail.rfind(b"\n") + 1
        offset = size - len(tail) + line if line else 0 if len(tail) == size else size
        return replace(self.position, offset=offset)

    def fits(self, position: Position) -> bool:
        """Whether the position can be one of this file: it is as long and begins the same."""
        return os.fstat(self._descriptor).st_size >= position.offset and position.fingerprint.fits(self._descriptor)

    def may_copy(self, other: "TailedFile") -> bool:
        """Whether it begins as another one does or did, as far as either goes; an empty one, by its name."""
        begin = os.pread(self._descriptor, PRINTED_BYTES, 0)
        if not begin:
            return Path(self.path).name.startswith(Path(other.path).name.partition(".")[0])
        there = os.pread(other._descriptor, PRINTED_BYTES, 0)
        size = min(len(begin), len(there))
        known = other.position.fingerprint
        return bool((size and begin[:size] == there[:size]) or (known.size and known.fits(self._descriptor)))

    def renamed_to(self, path: str) -> None:
        """It has another name, by which it is wanted, too."""
        self.path, self.gone = path, False

    def start_again(self) -> None:
        """Its content is another: from the beginning."""
        self.position = Position(self.path, 0, Fingerprint.of(self._descriptor))
        self._looked_at = (-1, -1)

    def look(self, now: float) -> None:
        """See how long it is, and whether its name is still its own."""
        status = os.fstat(self._descriptor)
        if (status.st_size, status.st_mtime_ns) != self._stamp:
            self.size, self._written_ns, self._grown_at = status.st_size, status.st_mtime_ns, now
        if not self.gone:
            try:
                self.gone = key_of(os.stat(self.path)) != self.key
            except OSError:
                self.gone = True

    @property
    def deleted(self) -> bool:
        """Whether it has no name left."""
        return os.fstat(self._descriptor).st_nlink == 0

    def truncated(self) -> bool:
        """Whether it was emptied, and perhaps written to anew. Asks the file."""
        return self.size < self.position.offset or (self._stamp != self._looked_at and not self.fits(self.position))

    def done(self, now: float) -> bool:
        """Whether it can be let go: gone, read to its end, and quiet."""
        return self.gone and self.position.offset >= self.size and now - self._grown_at >= GONE_QUIET_SECONDS

    def read(self, now: float) -> Reading | None:
        """The events behind the position; None where there are none, or the last one may still grow."""
        quiet = now - self._grown_at
        waiting = self.size - self.position.offset
        if waiting <= 0 or (self._looked_at == self._stamp and quiet < self._patience()):
            return None
        self._looked_at = self._stamp
        start = self.position.offset
        block = os.pread(self._descriptor, READ_BYTES, start)
        if self.position.skipping:
            return self._skipped(block)
        more = start + len(block) < self.size
        whole = block.rfind(b"\n") + 1
        if not more and whole < len(block) and quiet >= LINE_QUIET_SECONDS:
            whole = len(block)
        if not whole:
            self._waits_for_event = False
            # Too long a line is cut; its rest is skipped as it comes.
            return self._reading(block, start + len(block), more=True, skipping=True) if more else None
        if (end := self._event_end(block[:whole], quiet, more)) == 0:
            return None
        return self._reading(block[:end], start + end, more=more)

    @property
    def _stamp(self) -> tuple[int, int]:
        return self.size, self._written_ns

    def _patience(self) -> float:
        """How long to leave alone what was looked at already: until an event, then a line is taken for complete."""
        return EVENT_QUIET_SECONDS if self._waits_for_event else LINE_QUIET_SECONDS

    def _event_end(self, whole: bytes, quiet: float, more: bool) -> int:
        """Where the last complete event ends."""
        self._waits_for_event = True
        if not more and quiet >= EVENT_QUIET_SECONDS:
            self._waits_for_event = False
            return len(whole)
        self.wrapping = self.wrapping or wrapping_of(whole)
        end = self.wrapping.last(whole, self._splitter)
        too_long = len(whole) - end >= MAX_EVENT_BYTES or (more and end == 0)
        return len(whole) if too_long else end

    def _reading(self, block: bytes, offset: int, *, more: bool, skipping: bool = False, cut: int = 0) -> Reading:
        self.wrapping = self.wrapping or wrapping_of(block)
        print_ = self.position.fingerprint
        if print_.size < PRINTED_BYTES:
            print_ = Fingerprint.of(self._descriptor)
        if more:  # to be looked at again at once
            self._looked_at = (-1, -1)
        after = Position(self.path, offset, print_, skipping)
        return Reading(block if block.endswith(b"\n") or not block else block + b"\n", after, more, cut)

    def _skipped(self, block: bytes) -> Reading:
        end = block.find(b"\n")
        skipped = len(block) if end < 0 else end + 1
        return self._reading(b"", self.position.offset + skipped, more=True, skipping=end < 0, cut=skipped)
