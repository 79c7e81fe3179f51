"""What an erasure asks of parts it does not own: the archive, legal holds, and raw bytes on the way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sardonyx.storage.engine import Params


class ArchiveEraser(Protocol):
    """Archived rows of a table. `where` is SQL of ours over the table's columns, values are in `params`. Both calls give rows by
    day and raise StorageError."""

    async def count(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """How many rows match."""

    async def erase(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """Write the files anew without the rows that match; the old files are gone when it returns. Can be repeated."""


class NoArchive:
    """Nothing is archived."""

    async def count(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """No rows."""
        return {}

    async def erase(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """No rows."""
        return {}


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: records of these services (none: of all) from `start` to `end` must stay as they are."""

    id: str
    name: str
    services: tuple[str, ...]
    start: datetime
    end: datetime


class Holds(Protocol):
    """The legal holds in force."""

    async def active(self) -> Sequence[Hold]:
        """All of them."""


class NoHolds:
    """There are none."""

    async def active(self) -> Sequence[Hold]:
        """Nothing."""
        return ()


class Quarantines(Protocol):
    """Batches the engine has refused: their bytes are as they were sent."""

    def files(self) -> Sequence[Path]:
        """One each."""

    def stored_until_ns(self) -> int:
        """An instant before which everything received is in the engine (or refused by it)."""


def holding(files: Sequence[Path], values: Sequence[str]) -> list[str]:
    """The names of the files that hold one of the values. Reads them all: call it in a thread."""
    wanted = [value.encode(errors="replace") for value in values]
    found = []
    for file in files:
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            continue
        if any(value in content for value in wanted):
            found.append(f"{file.parent.name}/{file.name}")
    return found
