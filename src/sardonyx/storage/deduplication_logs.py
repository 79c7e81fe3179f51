"""The embedded engine's deduplication logs, made true after a kill.

A table that deduplicates inserts appends "this block is part P" to its log and only then renames the finished part to P. A
process killed between the two leaves an entry without its part: the segment, inserted again, would be taken for a repetition
and lost. So before the engine opens a folder, entries whose part no directory holds or covers are taken out. An entry of a
part that expired long ago goes too, which changes nothing: its segment is no longer in the journal.

The engine syncs parts but never these logs, so a power cut could leave a part without its entry, and the segment would count
twice. `UnsyncedLogs` syncs them after each insert, before the journal lets go of the segment.

Each line of a log is `1 (added) or 2 (dropped) <tab> part <tab> block id`; a part is `partition_first_last_level[_mutation]`,
and covers the parts of its partition between its first and last block.
"""

import contextlib
import fcntl
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

_ADDED = "1"
_PART = re.compile(r"([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?")

Blocks = dict[str, list[tuple[int, int]]]
"""By partition: first and last block of each part."""


def repair(disks: Sequence[Path]) -> int:
    """Take out what is not true of the logs on the first of `disks`, the engine's folder; parts may lie on any of them.

    Returns how many entries went. Where an engine runs on the folder, nothing is touched.
    """
    removed = 0
    with _at_rest(disks[0]) as at_rest:
        for folder in sorted(disks[0].glob("store/*/*/deduplication_logs")) if at_rest else ():
            table = folder.parent.relative_to(disks[0])
            held = _held(disk / table for disk in disks)
            for file in sorted(folder.glob("deduplication_log_*.txt")):
                removed += _without_lost(file, held)
    if removed:
        log.warning("%d inserts had been cut short by a kill; what they held is inserted again", removed)
    return removed


class UnsyncedLogs:
    """The logs of the engine in `folder`, and what of them is not known to be on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._synced: dict[Path, int] = {}

    def sync(self) -> None:
        """Return when every entry written so far is on the disk. Safe to call from several threads."""
        for file in self._folder.glob("store/*/*/deduplication_logs/*.txt"):
            with contextlib.suppress(FileNotFoundError), file.open("rb") as log_file:
                changed_at = os.fstat(log_file.fileno()).st_mtime_ns
                if self._synced.get(file) != changed_at:
                    os.fdatasync(log_file.fileno())
                    self._synced[file] = changed_at


@contextlib.contextmanager
def _at_rest(engine_folder: Path) -> Iterator[bool]:
    """Whether no engine runs there: it locks its `status` file while it does. None can start inside."""
    status = engine_folder / "status"
    if not status.exists():
        yield True
        return
    with status.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _held(folders: Iterable[Path]) -> Blocks:
    held: Blocks = {}
    for folder in folders:
        for name in os.listdir(folder) if folder.is_dir() else ():
            if part := _PART.fullmatch(name):
                held.setdefault(part[1], []).append((int(part[2]), int(part[3])))
    return held


def _without_lost(file: Path, held: Blocks) -> int:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not _is_lost(line, held)]
    if len(kept) < len(lines):
        temporary = file.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as new:
            new.writelines(kept)
            new.flush()
            os.fsync(new.fileno())
        temporary.replace(file)
    return len(lines) - len(kept)


def _is_lost(line: str, held: Blocks) -> bool:
    action, _, rest = line.partition("\t")
    part = _PART.fullmatch(rest.partition("\t")[0])
    if action != _ADDED or part is None:
        return False
    first, last = int(part[2]), int(part[3])
    return not any(begin <= first and last <= end for begin, end in held.get(part[1], ()))
