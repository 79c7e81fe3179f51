"""Requests that wait for the server: one file each, in the order they were made.

A file is written aside, made safe and renamed, so that a kill or a power cut leaves whole requests or none. Its name has its
number and how many samples it holds: `0000000000000042-318.write`. It is deleted when the server has taken it; killed between
the two, it is sent twice, which changes nothing: a sample replaces itself. Beyond `max_bytes` the oldest are dropped.

Files are written in threads and taken from the event loop; a lock keeps the books.
"""

import fcntl
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sardonyx.collectors.agent.errors import AgentError

_SUFFIX = ".write"
_BLOCK_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """One request in the buffer."""

    number: int
    samples: int
    size: int
    written_at: float

    @property
    def on_disk(self) -> int:
        """What its file takes, in whole blocks."""
        return -(-self.size // _BLOCK_BYTES) * _BLOCK_BYTES

    @property
    def file_name(self) -> str:
        """Its file's name."""
        return f"{self.number:016d}-{self.samples}{_SUFFIX}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped to stay below the cap."""

    requests: int
    samples: int


class Buffer:
    """The folder of waiting requests. One process at a time has it; `close` lets go."""

    def __init__(self, folder: Path, max_bytes: int, lock: int, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock_file = lock
        self._clock = clock
        self._guard = threading.Lock()
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._bytes = 0
        self._next = 1

    @classmethod
    def open(cls, folder: Path, max_bytes: int, clock: Callable[[], float] = time.time, *, after: int = 0) -> Self:
        """Take the folder, made if need be, with what waits in it. Numbers go on behind `after`. Raises AgentError."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise AgentError(f"the buffer {folder} can't be written: {error.strerror} (see --data)") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise AgentError(f"another agent uses the buffer {folder} (see --data)") from None
        found = cls(folder, max_bytes, lock, clock)
        found._next = after + 1
        found._read()
        return found

    def close(self) -> None:
        """Let another process have the folder."""
        os.close(self._lock_file)

    @property
    def size(self) -> int:
        """What waits, in bytes on disk."""
        return self._bytes

    @property
    def samples(self) -> int:
        """How many samples wait."""
        with self._guard:
            return sum(entry.samples for entry in self._entries.values())

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest has waited; 0 where none does."""
        with self._guard:
            first = next(iter(self._entries.values()), None)
        return 0.0 if first is None else max(0.0, self._clock() - first.written_at)

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, body: bytes, samples: int) -> Dropped:
        """Keep a request; it is safe on return. Answers what had to go. Raises OSError: then nothing was kept."""
        with self._guard:
            entry = Entry(self._next, samples, len(body), self._clock())
            self._next += 1
        part = self._folder / f"{entry.number:016d}.part"
        try:
            with open(part, "wb", opener=_private) as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self._folder / entry.file_name)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._sync_folder()
        with self._guard:
            self._entries[entry.number] = entry
            self._bytes += entry.on_disk
            return self._drop_oldest()

    def entries(self) -> list[Entry]:
        """All that wait, in order."""
        with self._guard:
            return list(self._entries.values())

    def oldest(self, max_bytes: int, at_most: int) -> list[Entry]:
        """The first few, in order: at least one if there is any, together at most `max_bytes`."""
        chosen: list[Entry] = []
        with self._guard:
            for entry in self._entries.values():
                if chosen and (len(chosen) == at_most or sum(e.size for e in chosen) + entry.size > max_bytes):
                    break
                chosen.append(entry)
        return chosen

    def read(self, entry: Entry) -> bytes | None:
        """A request's bytes; None when it was dropped in between."""
        try:
            return (self._folder / entry.file_name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, entries: Sequence[Entry]) -> None:
        """These are done with."""
        with self._guard:
            for entry in entries:
                self._forget(entry)

    def _forget(self, entry: Entry) -> None:
        if self._entries.pop(entry.number, None) is not None:
            self._bytes -= entry.on_disk
            (self._folder / entry.file_name).unlink(missing_ok=True)

    def _drop_oldest(self) -> Dropped:
        gone: list[Entry] = []
        while self._bytes > self._max_bytes and len(self._entries) > 1:
            gone.append(next(iter(self._entries.values())))
            self._forget(gone[-1])
        return Dropped(len(gone), sum(entry.samples for entry in gone))

    def _read(self) -> None:
        for part in self._folder.glob("*.part"):
            part.unlink()
        for file in sorted(self._folder.glob(f"*{_SUFFIX}")):
            number, _, samples = file.name.removesuffix(_SUFFIX).partition("-")
            if number.isdecimal() and samples.isdecimal():
                told = file.stat()
                entry = Entry(int(number), int(samples), told.st_size, told.st_mtime)
                self._entries[entry.number] = entry
                self._bytes += entry.on_disk
                self._next = max(self._next, entry.number + 1)
        self._drop_oldest()

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
