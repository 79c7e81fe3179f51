"""What the watcher must know after a restart: whether it raised the alarm, and what it has not told yet. One small file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from sardonyx.journal.segment import write_safely

MOST_UNTOLD = 100
Kind = Literal["server.down", "server.up"]


@dataclass(frozen=True, slots=True)
class Untold:
    """A message to one address. `since`: when the outage began, `at`: when this was decided; both epoch seconds."""

    key: str
    outlet: str
    address: str
    kind: Kind
    since: float
    at: float
    reason: str


@dataclass(slots=True)
class Memory:
    """`down_since` is set while the alarm is raised. Every change is on disk before anything is done about it."""

    file: Path
    down_since: float | None = None
    reason: str = ""
    untold: list[Untold] = field(default_factory=list)

    @classmethod
    def open(cls, file: Path) -> Self:
        """As it was left; one that can't be read is as none. Raises OSError."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            said: Mapping[str, Any] = json.loads(file.read_bytes())
            untold = [Untold(**one) for one in said["untold"]]
            return cls(file, said["down_since"], said["reason"], untold)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return cls(file)

    def save(self) -> None:
        """Return when it is on disk. Raises OSError."""
        self.untold = self.untold[-MOST_UNTOLD:]
        said = {
            "down_since": self.down_since,
            "reason": self.reason,
            "untold": [asdict(one) for one in self.untold],
        }
        write_safely(self.file, json.dumps(said).encode())
