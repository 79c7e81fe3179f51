"""The archive: days of a table as Parquet files beside the engine, with checksums, searchable and restorable."""

from sardonyx.storage.archive.archive import Archive, DayNotArchived, DayRestored
from sardonyx.storage.archive.manifest import ArchivedFile, Manifest
from sardonyx.storage.archive.store import ArchiveDamaged, ArchiveStore
from sardonyx.storage.archive.verify import Verified, verify_all

__all__ = [
    "Archive",
    "ArchiveDamaged",
    "ArchiveStore",
    "ArchivedFile",
    "DayNotArchived",
    "DayRestored",
    "Manifest",
    "Verified",
    "verify_all",
]
