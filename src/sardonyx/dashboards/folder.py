"""Dashboards as code: a folder of JSON files, read again when one changes, comes or goes."""

import asyncio
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from sardonyx.dashboards.documents import MAX_BYTES, read_text
from sardonyx.dashboards.grafana.errors import NotADashboard
from sardonyx.dashboards.grafana.notes import Note
from sardonyx.dashboards.model import Dashboard

MAX_FILES = 2000
Stamp = tuple[tuple[str, int, int], ...]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A dashboard in a file; `folder` is the subfolder it lies in, '' for none, `notes` what it lacks of Grafana's."""

    dashboard: Dashboard
    path: Path
    folder: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is no dashboard, and why; its path is relative to the folder.

    What it held before does not stay: nobody would notice.
    """

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a folder, by uid, and the files that can't be used."""

    dashboards: dict[str, Found]
    faults: tuple[Fault, ...] = ()


class DashboardFolder:
    """A folder with its subfolders; None: there is none. Files are only ever read."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: Stamp | None = None
        self._contents = Contents({})
        self._reading = asyncio.Lock()

    async def contents(self) -> Contents:
        """What is there now: looks at names, times and sizes, and reads again when they differ."""
        if self._path is None:
            return self._contents
        async with self._reading:
            stamp = await asyncio.to_thread(_stamp, self._path)
            if stamp != self._stamp:
                self._contents = await asyncio.to_thread(read_folder, self._path)
                self._stamp = stamp
                for fault in self._contents.faults:
                    log.error("dashboards.path %s, %s: %s", self._path, fault.path, fault.why)
        return self._contents


def read_folder(path: Path) -> Contents:
    """Everything in a folder. The first of two files with one uid, by name, is the one that counts."""
    found: dict[str, Found] = {}
    faults: list[Fault] = []
    if not path.is_dir():
        return Contents({}, (Fault(Path(path.name), "there is no such folder"),))
    files = _files(path)
    if len(files) > MAX_FILES:
        faults.append(Fault(Path(path.name), f"{len(files)} files; the first {MAX_FILES} are read"))
    for file in files[:MAX_FILES]:
        try:
            read = read_text(_bytes(file))
        except (NotADashboard, OSError) as error:
            faults.append(Fault(file.relative_to(path), _why(error)))
            continue
        uid = read.dashboard.uid
        if uid in found:
            faults.append(
                Fault(file.relative_to(path), f"its uid {uid} is that of {found[uid].path.relative_to(path)}")
            )
            continue
        inside = file.parent.relative_to(path).as_posix()
        found[uid] = Found(read.dashboard, file, "" if inside == "." else inside[:200], read.notes)
    return Contents(found, tuple(faults))


def _why(error: Exception) -> str:
    """Without the path an OSError tells: callers may see less of this machine than we do."""
    return error.strerror or "can't be read" if isinstance(error, OSError) else str(error)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(MAX_BYTES + 1)


def _files(path: Path) -> list[Path]:
    """JSON files that are not hidden; links out of the folder are followed for files only (Kubernetes mounts so)."""
    found: list[Path] = []
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if name.endswith(".json") and not name.startswith(".")]
    return found


def _stamp(path: Path) -> Stamp:
    told: list[tuple[str, int, int]] = []
    for file in _files(path):
        try:
            about = file.stat()
        except OSError:
            continue
        told.append((str(file), about.st_mtime_ns, about.st_size))
    return (*told, (str(path), int(path.is_dir()), 0))
