"""What the agent remembers of logs: who it is to the server, the last batch that was taken, and how far everything was read.

A batch's file in the buffer begins with the positions behind its lines, so that a kill leaves both or neither. Before such a file
is deleted, all positions are in `state.json` beside it.
"""

import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.journal.segment import write_safely

_FILE = "state.json"
_LENGTH = struct.Struct("<I")


@dataclass(slots=True)
class LogState:
    """`sender` names this agent's buffer for good; `sent` is the number of the last batch the server has."""

    folder: Path
    sender: str = ""
    sent: int = 0
    positions: dict[str, str] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """As it was saved, or a new one. Raises OSError, ValueError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = cls(folder)
        if (file := folder / _FILE).exists():
            said: dict[str, Any] = json.loads(file.read_bytes())
            state.sender, state.sent, state.positions = said["sender"], said["sent"], said["positions"]
        else:
            state.sender = secrets.token_hex(16)
            state.save()
        return state

    def replay(self, buffer: Buffer) -> None:
        """Know what the batches that wait know; those the server has already are removed."""
        entries = buffer.entries()
        buffer.remove([entry for entry in entries if entry.number <= self.sent])
        for entry in entries:
            if entry.number > self.sent and (content := buffer.read(entry)):
                self.note(parted(content)[0])

    def note(self, positions: Mapping[str, str]) -> None:
        """These are safe; an empty one is forgotten."""
        with self._guard:
            self.positions.update(positions)

    def save(self) -> None:
        """Return when it is on disk. Raises OSError."""
        with self._guard:
            self.positions = {key: value for key, value in self.positions.items() if value}
            text = json.dumps({"sender": self.sender, "sent": self.sent, "positions": self.positions})
            write_safely(self.folder / _FILE, text.encode())


def packed(positions: Mapping[str, str], body: bytes) -> bytes:
    """A batch's file."""
    head = json.dumps(dict(positions)).encode()
    return b"".join((_LENGTH.pack(len(head)), head, body))


def parted(content: bytes) -> tuple[dict[str, str], bytes]:
    """Its positions and its body."""
    (size,) = _LENGTH.unpack_from(content)
    end = _LENGTH.size + size
    return json.loads(content[_LENGTH.size : end]), content[end:]
