"""Files that are on the disk when the call returns."""

import hashlib
import os
from pathlib import Path

_CHUNK = 1 << 20


def sync(path: Path) -> None:
    """Write what the system holds back of a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, content: bytes) -> None:
    """Write a whole file in one step: after a crash there is the old one or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, all of them on the disk."""
    missing = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for made in missing:
        sync(made.parent)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hex; read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
