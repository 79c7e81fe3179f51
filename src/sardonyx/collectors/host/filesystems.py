"""Mounted file systems: size, what is free, inodes, read-only.

A file system that hangs (a lost NFS server) would hang whoever asks it: each is asked in a thread of its own kind, and one that
hasn't answered in time counts as an error and isn't asked again until it has.
"""

import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from sardonyx.collectors.host.roots import Roots, lines
from sardonyx.collectors.page import Page

_MOUNTS_IGNORED = re.compile(r"/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)")
_TYPES_IGNORED = frozenset({
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "erofs", "fusectl",
    "hugetlbfs", "iso9660", "mqueue", "nsfs", "overlay", "proc", "procfs", "pstore", "rpc_pipefs", "securityfs",
    "selinuxfs", "squashfs", "sysfs", "tracefs",
})  # fmt: skip
_ESCAPE = re.compile(r"\\([0-7]{3})")
_WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of `mounts`."""

    device: str
    point: str
    kind: str
    read_only: bool

    @property
    def labels(self) -> dict[str, str]:
        """What tells it from the others."""
        return {"device": self.device, "mountpoint": self.point, "fstype": self.kind}


def _size(said: os.statvfs_result) -> int:
    return said.f_blocks * said.f_frsize


def _free(said: os.statvfs_result) -> int:
    return said.f_bfree * said.f_frsize


def _available(said: os.statvfs_result) -> int:
    return said.f_bavail * said.f_frsize


def _files(said: os.statvfs_result) -> int:
    return said.f_files


def _files_free(said: os.statvfs_result) -> int:
    return said.f_ffree


_FIGURES: tuple[tuple[str, Callable[[os.statvfs_result], int], str], ...] = (
    ("node_filesystem_size_bytes", _size, "Size of the file system."),
    ("node_filesystem_free_bytes", _free, "Bytes free, with what is kept for root."),
    ("node_filesystem_avail_bytes", _available, "Bytes that users other than root can use."),
    ("node_filesystem_files", _files, "Inodes there can be."),
    ("node_filesystem_files_free", _files_free, "Inodes free."),
)


class FileSystems:
    """Reads file systems without being hung up by one."""

    def __init__(self, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._wait = wait_seconds
        self._asked: dict[str, Future[os.statvfs_result]] = {}

    def read(self, page: Page, roots: Roots) -> None:
        """Add `node_filesystem_*`."""
        mounts = mounted(roots)
        for mount in mounts:
            if mount.point not in self._asked:
                self._asked[mount.point] = _asking(roots.root / mount.point.lstrip("/"))
        answers = [(mount, self._answer(mount.point)) for mount in mounts]
        for name, figure, about in _FIGURES:
            family = page.gauge(name, about)
            for mount, said in answers:
                if said is not None:
                    family.add_labelled(figure(said), mount.labels)
        read_only = page.gauge("node_filesystem_readonly", "1 when mounted read-only.")
        for mount, said in answers:
            if said is not None:
                read_only.add_labelled(int(mount.read_only), mount.labels)
        errors = page.gauge("node_filesystem_device_error", "1 when the file system doesn't answer.")
        for mount, said in answers:
            errors.add_labelled(int(said is None), mount.labels)

    def _answer(self, point: str) -> os.statvfs_result | None:
        asked = self._asked[point]
        try:
            said = asked.result(self._wait if not asked.done() else 0)
        except OSError:
            said = None
        if asked.done():
            del self._asked[point]
        return said


def mounted(roots: Roots) -> list[Mount]:
    """What is mounted and of interest; of what is mounted over one another, the last."""
    found: dict[str, Mount] = {}
    for line in lines(roots.proc / "1/mounts" if (roots.proc / "1/mounts").exists() else roots.proc / "mounts"):
        device, point, kind, options, *_ = line.split(" ")
        if kind not in _TYPES_IGNORED and not _MOUNTS_IGNORED.match(point):
            here = _unescaped(point)
            found[here] = Mount(_unescaped(device), here, kind, "ro" in options.split(","))
    return list(found.values())


def _unescaped(name: str) -> str:
    return _ESCAPE.sub(lambda code: chr(int(code[1], 8)), name)


def _asking(path: Path) -> "Future[os.statvfs_result]":
    """Ask in a daemon thread: one that hangs for ever keeps nobody from leaving."""
    future: Future[os.statvfs_result] = Future()

    def ask() -> None:
        try:
            future.set_result(os.statvfs(path))
        except OSError as error:
            future.set_exception(error)

    threading.Thread(target=ask, name=f"statvfs {path}", daemon=True).start()
    return future
