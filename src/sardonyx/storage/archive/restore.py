"""Bringing an archived day back into its table.

The rows go into a table beside it first, without the views that count what arrives, and are then attached to the table as
they are, indexes built. `restoring` in the manifest stands around the one step that changes the table.
"""

from datetime import datetime

from sardonyx.storage.archive.columns import columns_of
from sardonyx.storage.archive.manifest import Manifest
from sardonyx.storage.archive.parquet import RowsDiffer
from sardonyx.storage.archive.store import ArchiveStore
from sardonyx.storage.engine import Engine, Limits
from sardonyx.storage.errors import StorageError

_LIMITS = Limits(seconds=3600)
# Small blocks: as many rows as an insert takes by itself would need more than a gigabyte with their text index.
_INSERTING = "max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 200000, min_insert_block_size_bytes = 67108864"


def staging_of(table: str) -> str:
    """The table that a day passes through; it exists only meanwhile."""
    return f"{table}_restoring"


async def restore_day(engine: Engine, store: ArchiveStore, found: Manifest, *, until: datetime) -> Manifest:
    """Bring a day back; its files stay, and are not searched until it is archived again after `until`.

    Raises RowsDiffer when the files give other rows than they should, StorageError.
    """
    columns, staging, day = await columns_of(engine, store.table), staging_of(store.table), found.day.isoformat()
    await engine.execute(f"DROP TABLE IF EXISTS {staging} SYNC")
    await engine.execute(f"CREATE TABLE {staging} AS {store.table}")
    try:
        for path in store.paths(found):
            await engine.execute(
                f"INSERT INTO {staging} ({columns.names}) SELECT {columns.names} FROM {columns.files([str(path)])} "
                f"SETTINGS {_INSERTING}",
                limits=_LIMITS,
            )
        (row,) = await engine.rows(f"SELECT count() AS n FROM {staging}")
        if int(row["n"]) != found.rows:
            raise RowsDiffer(f"the files of {day} give {row['n']} rows instead of {found.rows}")
        store.save(found.having(restoring=True))
        try:
            await engine.execute(f"ALTER TABLE {store.table} ATTACH PARTITION '{day}' FROM {staging}")
        except StorageError:
            store.save(found)
            raise
        restored = found.having(restored_until=until)
        store.save(restored)
    finally:
        await engine.execute(f"DROP TABLE IF EXISTS {staging} SYNC")
    return restored
