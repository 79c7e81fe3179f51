"""What retention did lately, for people to see; kept beside the archive."""

from collections import deque
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from sardonyx.storage.archive import durable

MoveKind = Literal["archived", "restored", "deleted", "rule"]
MAX_MOVES = 200


class Move(msgspec.Struct, frozen=True):
    """One step: rows of a day `archived`, `restored`, `deleted` at the end, or deleted by a `rule`."""

    at: datetime
    kind: MoveKind
    table: str
    day: date
    rows: int
    seconds: float


class Moves:
    """The last steps. `path` None: only of this process."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._moves: deque[Move] = deque(maxlen=MAX_MOVES)
        if path is not None and path.exists():
            try:
                self._moves.extend(msgspec.json.decode(path.read_bytes(), type=list[Move]))
            except msgspec.DecodeError:
                path.unlink()

    def note(self, move: Move) -> None:
        """Add one."""
        self._moves.append(move)
        if self._path is not None:
            durable.make_folder(self._path.parent)
            durable.replace(self._path, msgspec.json.encode(list(self._moves)))

    def latest(self) -> list[Move]:
        """Newest first."""
        return [*reversed(self._moves)]
