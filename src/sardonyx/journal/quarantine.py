"""Batches the engine refused: kept with the reason, counted, shown, never in the way of those behind them."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sardonyx.journal.segment import SealedSegment, sync_folder


class Quarantined(msgspec.Struct):
    """One refused segment (of a single batch, unless it could not be cut): what, when, why."""

    stream: str
    segment: str
    size_bytes: int
    error: str
    quarantined_at: str


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The quarantine folder: `<stream>/<segment id>.seg` with a `.json` beside it."""

    folder: Path

    def take(self, segment: SealedSegment, error: str) -> Quarantined:
        """Move a segment here. The reason is written first, so there is never a file without one."""
        target = self.folder / segment.stream
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        entry = Quarantined(
            segment.stream,
            segment.token,
            segment.size_bytes,
            error,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        note = target / f"{segment.token}.json"
        note.write_bytes(msgspec.json.format(msgspec.json.encode(entry)))
        note.chmod(0o600)
        os.replace(segment.path, target / segment.path.name)
        sync_folder(target)
        return entry

    def entries(self) -> list[Quarantined]:
        """All refused segments, oldest first."""
        notes = sorted(self.folder.glob("*/*.json"), key=lambda note: note.name)
        return [msgspec.json.decode(note.read_bytes(), type=Quarantined) for note in notes]
