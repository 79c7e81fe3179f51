"""Which files a rule means, and where one has gone that was renamed."""

import os
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from glob import glob, has_magic
from pathlib import Path
from stat import S_ISREG

from sardonyx.collectors.logs.files.identity import Fingerprint, Position, key_of
from sardonyx.config.sections import LogFileSettings

MAX_FILES = 500
"""Open at once."""

_REST_SECONDS = 3600.0
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip", ".lz4", ".Z", ".tmp", ".swp")


def matching(rule: LogFileSettings) -> Iterator[str]:
    """The paths of a rule, in the order of their names; compressed ones are left out."""
    found = sorted(glob(rule.path, recursive=True)) if has_magic(rule.path) else [rule.path]
    for path in found:
        if not path.endswith(_PACKED) and not any(fnmatch(path, each) for each in rule.exclude):
            yield path


def key_at(path: str) -> str:
    """The key of what a path names now; '' where it names nothing."""
    try:
        return key_of(os.stat(path))
    except OSError:
        return ""


def at_rest(path: str, known: Position) -> bool:
    """Whether a file is read to its end and nobody has written to it for an hour: it need not be open."""
    status = os.stat(path)
    return status.st_size == known.offset and time.time() - status.st_mtime > _REST_SECONDS


def named_by(rule: LogFileSettings, path: str) -> bool:
    """Whether a path that need not exist is one of the rule's."""
    return path == rule.path or fnmatch(path, rule.path)


def deleted(path: str, key: str) -> bool:
    """Whether a file is no longer in its folder; not so while the folder can't be read."""
    return os.path.isdir(Path(path).parent) and renamed(path, key) is None


def renamed(path: str, key: str) -> str | None:
    """Where the file `key`, once at `path`, is now in the same folder."""
    for other, status in _beside(path):
        if key_of(status) == key:
            return other
    return None


def copied(path: str, fingerprint: Fingerprint, offset: int) -> str | None:
    """The newest other file of the folder that begins with `fingerprint` and reaches `offset`: a copy made before `path` was
    truncated."""
    if not fingerprint.size:
        return None
    candidates = [(status.st_mtime_ns, other) for other, status in _beside(path) if status.st_size >= offset]
    for _, other in sorted(candidates, reverse=True):
        if os.path.realpath(other) == os.path.realpath(path):
            continue
        try:
            descriptor = os.open(other, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            if fingerprint.fits(descriptor):
                return other
        finally:
            os.close(descriptor)
    return None


def _beside(path: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(Path(path).parent) as entries:
            for entry in entries:
                if not entry.name.endswith(_PACKED):
                    status = entry.stat()
                    if S_ISREG(status.st_mode):
                        yield entry.path, status
    except OSError:
        return
