"""Walks the control groups of this host and tells those that are containers, services or slices."""

import os
from collections.abc import Callable, Iterator

from sardonyx.collectors.cgroups.names import is_of_docker, is_opaque, labels_of
from sardonyx.collectors.cgroups.reading import Told, read_v1, read_v2
from sardonyx.collectors.containers.figures import Figures, write
from sardonyx.collectors.host.roots import Roots
from sardonyx.collectors.page import Page

MAX_GROUPS = 200
_MAX_VISITED = 5000
_MAX_DEPTH = 6
_CONTROLLERS = ("cpuacct", "cpu", "memory", "pids", "blkio")


class CgroupCollector:
    """This host's groups. `problems` says what the last page left out. `without_docker`: Docker's are told elsewhere."""

    def __init__(
        self, roots: Roots | None = None, *, max_groups: int = MAX_GROUPS, without_docker: bool = False
    ) -> None:
        self._root = (roots or Roots()).sys / "fs" / "cgroup"
        self._max = max_groups
        self._without_docker = without_docker
        self.problems: tuple[str, ...] = ()

    def page(self) -> bytes:
        """The groups' page. Reads many small files: call it in a thread."""
        paths, read = self._found()
        shown = [(path, labels) for path in paths if (labels := labels_of(path)) is not None]
        if self._without_docker:
            shown = [(path, labels) for path, labels in shown if not is_of_docker(path)]
        told = ((labels, read(path)) for path, labels in shown)
        groups = [Figures(labels, said.stats, said.inspected) for labels, said in told if said is not None]
        self.problems = ()
        if len(groups) > self._max:
            self.problems = (f"cgroups: {len(groups)} groups, only the first {self._max} are collected",)
        page = Page()
        write(page, groups[: self._max])
        return page.encoded()

    def anything(self) -> bool:
        """Whether there is a group to show; in a container there mostly is none."""
        return any(labels_of(path) is not None for path in self._found()[0])

    def _found(self) -> tuple[list[str], Callable[[str], Told | None]]:
        """Paths of groups, and what reads one."""
        if (self._root / "cgroup.controllers").exists():
            return _paths(str(self._root)), lambda path: read_v2(f"{self._root}{path}")
        controllers = {name: f"{self._root}/{name}" for name in _CONTROLLERS if (self._root / name).is_dir()}
        paths = dict.fromkeys(path for folder in controllers.values() for path in _paths(folder))
        return sorted(paths, key=_containers_first), lambda path: read_v1(controllers, path)


def _paths(root: str) -> list[str]:
    """All groups below, containers first: of too many they matter most."""
    return sorted(_walk(root), key=_containers_first)


def _containers_first(path: str) -> tuple[bool, bool, str]:
    return not is_opaque(path), path.endswith(".service"), path


def _walk(root: str) -> Iterator[str]:
    """Paths relative to the root, without looking into containers and services; bounded in number and depth."""
    waiting, visited = [root], 0
    while waiting and visited < _MAX_VISITED:
        folder = waiting.pop()
        try:
            inside = [entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
        except OSError:  # it has gone meanwhile
            continue
        for path in sorted(inside):
            visited += 1
            relative = path.removeprefix(root)
            yield relative
            if relative.count("/") < _MAX_DEPTH and not is_opaque(relative):
                waiting.append(path)
