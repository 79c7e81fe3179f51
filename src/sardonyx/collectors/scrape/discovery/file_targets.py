"""Targets from files of JSON or YAML. Source: Prometheus, file_sd_configs.

Files are looked at every two seconds (their names, sizes and times), which works on every file system, and read again when
one changed. A file that can't be read or is not right keeps the groups it had.
"""

import asyncio
import glob
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sardonyx.collectors.scrape.discovery.refreshing import RefreshingDiscovery
from sardonyx.collectors.scrape.discovery.written_groups import read_groups
from sardonyx.collectors.scrape.errors import DiscoveryFailed
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.models import FileSd

_LOOK_SECONDS = 2.0
_MOST_BYTES = 64 << 20

_Seen = tuple[int, int, int]


@dataclass(slots=True)
class _File:
    seen: _Seen
    groups: list[TargetGroup]
    problem: str | None


class FileDiscovery(RefreshingDiscovery):
    """The groups of all files that match; `__meta_filepath` says which."""

    def __init__(self, name: str, wanted: FileSd, look_seconds: float = _LOOK_SECONDS) -> None:
        super().__init__(name, min(look_seconds, wanted.refresh_interval))
        self._patterns = wanted.files
        self._files: dict[str, _File] = {}

    async def find(self) -> Sequence[TargetGroup]:
        """Groups of the files as they are now."""
        self._files = await asyncio.to_thread(self._look)
        return [group for file in self._files.values() for group in file.groups]

    def settled(self) -> None:
        """Files that are not right are the problem, though the round was made."""
        self.report("; ".join(file.problem for file in self._files.values() if file.problem) or None)

    def _look(self) -> dict[str, _File]:
        paths = [path for pattern in self._patterns for path in _matching(pattern)]
        return {path: self._read(path) for path in dict.fromkeys(paths)}

    def _read(self, path: str) -> _File:
        before = self._files.get(path)
        try:
            seen = _seen(path)
            if before is not None and before.seen == seen:
                return before
            return _File(seen, read_file(path), None)
        except FileNotFoundError:
            return _File((0, 0, 0), [], f"{path}: there is no such file")
        except OSError as error:
            return _File((0, 0, 0), before.groups if before else [], f"{path}: {error.strerror or error}")
        except DiscoveryFailed as error:
            return _File(seen, before.groups if before else [], str(error))


def _matching(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern)) if glob.has_magic(pattern) else [pattern]


def read_file(path: str) -> list[TargetGroup]:
    """The groups of one file. Raises OSError, DiscoveryFailed."""
    parse = _PARSERS[Path(path).suffix.lower()]  # the configuration allows no other ending
    with open(path, "rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise DiscoveryFailed(f"{path}: is larger than {_MOST_BYTES >> 20} MiB")
    try:
        document = parse(content)
    except (ValueError, yaml.YAMLError) as error:
        raise DiscoveryFailed(f"{path}: can't be read: {' '.join(str(error).split())}") from None
    return read_groups(document, path, {"__meta_filepath": path})


def _seen(path: str) -> _Seen:
    told = os.stat(path)
    return told.st_mtime_ns, told.st_size, told.st_ino


def _yaml(content: bytes) -> Any:
    return yaml.load(content, yaml.CSafeLoader)


_PARSERS: dict[str, Callable[[bytes], Any]] = {".json": json.loads, ".yml": _yaml, ".yaml": _yaml}
