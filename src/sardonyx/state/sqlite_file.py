"""Preparing the SQLite file: owner-only, in WAL mode."""

import contextlib
import os
import sqlite3
import stat
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

BUSY_SECONDS = 10.0
_WAIT_SECONDS = 0.02


def prepare(path: Path) -> None:
    """Create the file with mode 0600 if missing and switch it to WAL, which lasts. Blocks; call it in a thread.

    Two processes may do so at once: SQLite answers "locked" to the switch without honouring its own busy timeout.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Exclusively created: closing a descriptor of a file SQLite has open in this process would drop its locks.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_WAIT_SECONDS)


def configure(engine: Engine) -> None:
    """Set the pragmas of every connection, and let each transaction begin as its `sqlite_begin` option says.

    `synchronous=FULL`: a committed audit entry survives a power cut, so its anchor is never ahead of the chain.
    """

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver shall not begin transactions on its own
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
            "foreign_keys=ON",
            "synchronous=FULL",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
