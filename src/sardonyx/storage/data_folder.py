"""The data folder: what lies where, and that exactly one process owns it.

data/
  FORMAT       the layout's version, checked before anything else is touched
  lock         held by the running server (its process id is written inside)
  engine/      the embedded engine's own files, engine.xml beside it, cold/ and backups/
  journal/     accepted data that is not in the engine yet
  quarantine/  batches the engine refused, with the reason
  archive/     days that have left the engine, as Parquet with checksums
  state.db     users, tokens, rules … (SQLite)
"""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Self

FORMAT = 1


class DataFolderError(Exception):
    """The data folder can't be used; the message says why and what to do."""


class DataFolder:
    """An opened and locked data folder. Use as a context manager or call `close`."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @property
    def engine(self) -> Path:
        """The embedded engine's folder."""
        return self.path / "engine"

    @property
    def journal(self) -> Path:
        """Accepted, not yet inserted."""
        return self.path / "journal"

    @property
    def quarantine(self) -> Path:
        """Refused by the engine."""
        return self.path / "quarantine"

    @property
    def archive(self) -> Path:
        """Days that have left the engine, as Parquet."""
        return self.path / "archive"

    @property
    def state(self) -> Path:
        """The SQLite file of the state database."""
        return self.path / "state.db"

    @classmethod
    def open(cls, path: Path) -> Self:
        """Create or open the folder and take its lock. Raises DataFolderError."""
        path = path.absolute()
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataFolderError(f"data folder {path} can't be written: {error.strerror} (see --data)") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
            os.close(lock)
            raise DataFolderError(
                f"data folder {path} is in use by another Sardonyx (process {owner}): stop it or choose another --data"
            ) from error
        try:
            _check_format(path)
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
            folder = cls(path, lock)
            for part in (folder.journal, folder.quarantine):
                part.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            os.close(lock)
            raise DataFolderError(f"data folder {path} can't be written: {error.strerror} (see --data)") from error
        except DataFolderError:
            os.close(lock)
            raise
        return folder

    def secret(self, name: str) -> bytes:
        """32 random bytes that stay the same for this folder; kept in `secrets/`, mode 0600."""
        path = self.path / "secrets" / f"{name}.key"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            value = secrets.token_bytes(32)
            temporary = path.with_suffix(".tmp")
            temporary.touch(mode=0o600)
            temporary.write_bytes(value)
            temporary.replace(path)
            return value

    def close(self) -> None:
        """Give the lock back."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check_format(path: Path) -> None:
    marker = path / "FORMAT"
    if not marker.exists():
        temporary = path / "FORMAT.tmp"
        temporary.write_text(f"{FORMAT}\n", encoding="ascii")
        temporary.replace(marker)
        return
    text = marker.read_text(encoding="ascii", errors="replace").strip()
    if not text.isdigit():
        raise DataFolderError(f"{marker} holds {text[:40]!r} instead of a number: this is not a Sardonyx data folder")
    if int(text) > FORMAT:
        raise DataFolderError(
            f"data folder {path} has format {text}, written by a newer Sardonyx; this one knows up to {FORMAT}: "
            "start the newer version, or restore a backup made with this one"
        )
