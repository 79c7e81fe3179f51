"""Whether the archive is what was written: sizes and SHA-256 of every file. Needs no engine."""

from dataclasses import dataclass
from pathlib import Path

from sardonyx.storage.archive.store import ArchiveStore


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong (empty: nothing)."""

    days: int
    files: int
    bytes: int
    wrong: tuple[str, ...]


def verify_all(root: Path) -> Verified:
    """Read every file of every table of an archive. A running server may change days meanwhile: a day that has another
    manifest by then is looked at again."""
    days = files = size = 0
    wrong: list[str] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else ():
        store = ArchiveStore(root, folder.name)
        wrong += store.damaged()
        for day in store.days():
            found = store.get(day)
            while found is not None:
                faults = store.check(found)
                now = ArchiveStore(root, folder.name).get(day) if faults else found
                if now == found:
                    days, files, size = days + 1, files + len(found.files), size + found.size_bytes
                    wrong += faults
                    break
                found = now
    return Verified(days, files, size, tuple(wrong))
