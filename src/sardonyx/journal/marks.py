"""How far each source has been taken, kept with the records themselves: a kill leaves both or neither.

A mark is a key and a text, such as a file and the position up to which its lines are in the journal. It travels in the very
message of the records it speaks of, as one more field that the engine skips:

    1010  string  mark   stamp, key and value, ended by LF and LF; the stamp orders the marks of one key

Before a segment is removed, all marks are in `marks.json` beside the segments; so the file and the segments that are left tell
every mark that was ever accepted. Records and marks are appended in one order, segments are removed in any.
"""

import asyncio
import json
import mmap
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.journal.segment import SealedSegment, write_safely

MAX_SENDERS = 10_000
"""Keys of one prefix (`agent:…`) that are kept; beyond it those not renewed for the longest time go."""

_TAG = b"\x92\x3f"  # (1010 << 3) | 2
_FILE = "marks.json"
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Marks:
    """The marks of one journal. Call it from the event loop only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks: dict[str, tuple[int, str]] = {}
        self._last = 0
        self._saving = asyncio.Lock()
        self._changed = False

    def load(self, left_over: Sequence[SealedSegment]) -> None:
        """Know what the file and these segments know. Raises OSError, ValueError: the file can't be read."""
        file = self._folder / _FILE
        if file.exists():
            self._marks = {key: (stamp, value) for key, (stamp, value) in json.loads(file.read_bytes()).items()}
        for segment in left_over:
            for stamp, key, value in _read(segment.path):
                if stamp > self._marks.get(key, (0, ""))[0]:
                    self._set(stamp, key, value)
        self._last = max([stamp for stamp, _ in self._marks.values()], default=0)

    def get(self, key: str) -> str | None:
        """The newest value noted; None where there is none, or it was forgotten."""
        return self._marks.get(key, (0, ""))[1] or None

    def of(self, prefix: str) -> dict[str, str]:
        """Those whose keys begin with `prefix`, without it."""
        known = self._marks.items()
        return {key.removeprefix(prefix): value for key, (_, value) in known if value and key.startswith(prefix)}

    def stamped(self, marks: Mapping[str, str]) -> "Stamped":
        """Marks about to be appended, after all that were before."""
        self._last = max(self._last + 1, time.time_ns())
        return Stamped(self._last, marks)

    def note(self, stamped: "Stamped") -> None:
        """These are safe: they were appended."""
        for key, value in stamped.marks.items():
            self._set(stamped.stamp, key, value)

    async def keep(self, marks: Mapping[str, str]) -> None:
        """Note marks no record comes with; return when they are on disk. An empty value forgets. Raises OSError."""
        self.note(self.stamped(marks))
        await self.save()

    async def save(self) -> None:
        """Return when every mark noted is in the file. Raises OSError."""
        async with self._saving:
            if not self._changed:
                return
            self._changed = False
            self._forget_surplus()
            text = json.dumps({key: mark for key, mark in self._marks.items() if mark[1]}).encode()
            try:
                await asyncio.to_thread(write_safely, self._folder / _FILE, text)
            except OSError:
                self._changed = True
                raise

    def _set(self, stamp: int, key: str, value: str) -> None:
        self._marks[key] = (stamp, value)
        self._changed = True

    def _forget_surplus(self) -> None:
        senders = sorted((stamp, key) for key, (stamp, _) in self._marks.items() if key.startswith("agent:"))
        for _, key in senders[: max(0, len(senders) - MAX_SENDERS)]:
            del self._marks[key]


class Stamped:
    """Marks with their place among all marks."""

    __slots__ = ("marks", "stamp")

    def __init__(self, stamp: int, marks: Mapping[str, str]) -> None:
        self.stamp = stamp
        self.marks = marks

    def encoded(self) -> bytes:
        """To be put behind a message."""
        texts = [f"{self.stamp}\n{key}\n{value}".encode() for key, value in self.marks.items()]
        return b"".join([_TAG + frame.varint(len(text)) + text for text in texts])


def _read(path: Path) -> Iterator[tuple[int, str, str]]:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data.find(_TAG) < 0:
                return
            content = data[:]
    for found in frame.frames(content):
        for text in _marks_of(content[found.body : found.end]):
            stamp, key, value = text.decode().split("\n", 2)
            yield int(stamp), key, value


def _marks_of(message: bytes) -> Iterator[bytes]:
    """The fields 1010 of a message, by walking over its other fields."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        kind, size = tag & 7, 0
        if kind == _VARINT:
            _, position = _varint(message, position)
        elif kind == _BYTES:
            size, position = _varint(message, position)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            return
        if tag == 1010 << 3 | _BYTES:
            yield message[position : position + size]
        position += size


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
    return value, position
