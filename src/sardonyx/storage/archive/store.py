"""The folders of the archive on disk: manifests and files, without an engine."""

import logging
import shutil
from datetime import date
from pathlib import Path

import msgspec

from sardonyx.storage.archive import durable, manifest
from sardonyx.storage.archive.manifest import Manifest

log = logging.getLogger(__name__)

_LEAVING = ".deleting-"


class ArchiveDamaged(Exception):
    """A manifest or file of the archive is not what it was; the message names it."""


class ArchiveStore:
    """The days of one table under `root`. All calls block; manifests are kept in memory once read."""

    def __init__(self, root: Path, table: str) -> None:
        self.root = root.absolute()
        self.table = table
        self.folder = self.root / table
        self._known: dict[date, Manifest] | None = None

    def days(self) -> dict[date, Manifest]:
        """Every day with a manifest, oldest first. A damaged manifest is left out, and logged."""
        if self._known is None:
            self._known = {}
            for path in sorted(self.folder.glob(f"[0-9]*/{manifest.NAME}")):
                try:
                    found = self._read(path)
                except ArchiveDamaged as error:
                    log.error("archive: %s", error)
                    continue
                self._known[found.day] = found
        return dict(sorted(self._known.items()))

    def damaged(self) -> list[str]:
        """What is wrong with manifests that can't be read."""
        out = []
        for folder in sorted(path for path in self.folder.glob("[0-9]*") if path.is_dir()):
            try:
                self._read(folder / manifest.NAME)
            except ArchiveDamaged as error:
                out.append(str(error))
        return out

    def get(self, day: date) -> Manifest | None:
        """The manifest of a day."""
        return self.days().get(day)

    def save(self, changed: Manifest) -> None:
        """Make this the manifest of its day, on disk."""
        durable.make_folder(self.day_folder(changed.day))
        durable.replace(self.day_folder(changed.day) / manifest.NAME, changed.encode())
        self.days()
        assert self._known is not None
        self._known[changed.day] = changed

    def begin(self, day: date) -> Manifest:
        """The manifest of a day that is to get files; of a new day, an empty one. Raises ArchiveDamaged for a folder without a
        manifest that can be read: nobody knows what its files are, so nothing is written there."""
        if (known := self.get(day)) is not None:
            return known
        if self.day_folder(day).exists() and any(self.day_folder(day).glob("*.parquet")):
            raise ArchiveDamaged(f"{self.day_folder(day)} has files but no manifest that can be read")
        self.save(Manifest(table=self.table, day=day))
        return self.days()[day]

    def forget(self, day: date) -> None:
        """Delete a day: in one step, then its files."""
        folder = self.day_folder(day)
        if folder.is_dir():
            leaving = self.folder / f"{_LEAVING}{day.isoformat()}"
            shutil.rmtree(leaving, ignore_errors=True)
            folder.rename(leaving)
            durable.sync(self.folder)
            shutil.rmtree(leaving)
        if self._known is not None:
            self._known.pop(day, None)

    def sweep(self, day: date) -> None:
        """Remove files of a day that its manifest does not name, and a day that has none. What has no manifest stays."""
        if (kept := self.get(day)) is None:
            return
        if not kept.files and kept.restored_until is None:
            self.forget(day)
            return
        named = {file.name for file in kept.files} | {manifest.NAME}
        for path in self.day_folder(day).iterdir():
            if path.name not in named:
                path.unlink()

    def sweep_all(self) -> None:
        """Sweep every day, and what was being deleted."""
        for folder in self.folder.glob(f"{_LEAVING}*"):
            shutil.rmtree(folder)
        for day in self.days():
            self.sweep(day)

    def day_folder(self, day: date) -> Path:
        """Where a day lies."""
        return self.folder / day.isoformat()

    def paths(self, found: Manifest) -> list[Path]:
        """The files of a day."""
        return [self.day_folder(found.day) / file.name for file in found.files]

    def check(self, found: Manifest) -> list[str]:
        """What is wrong with the files of a day, by size and SHA-256; empty when nothing is. Reads every byte."""
        wrong = []
        for file, path in zip(found.files, self.paths(found), strict=True):
            if not path.is_file():
                wrong.append(f"{path} is missing")
            elif path.stat().st_size != file.size_bytes:
                wrong.append(f"{path} has {path.stat().st_size} bytes instead of {file.size_bytes}")
            elif durable.sha256(path) != file.sha256:
                wrong.append(f"{path} does not have the SHA-256 it was written with")
        return wrong

    def _read(self, path: Path) -> Manifest:
        try:
            found = Manifest.decode(path.read_bytes())
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveDamaged(f"{path} can't be read: {error}") from error
        if found.table != self.table or found.day.isoformat() != path.parent.name:
            raise ArchiveDamaged(f"{path} belongs to {found.table} on {found.day}")
        return found
