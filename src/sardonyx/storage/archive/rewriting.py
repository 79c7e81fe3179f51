"""Deleting rows of an archived day: its files are written anew without them."""

from sardonyx.storage.archive import parquet
from sardonyx.storage.archive.columns import columns_of
from sardonyx.storage.archive.manifest import ArchivedFile, Manifest
from sardonyx.storage.archive.parquet import MEMORY_BYTES
from sardonyx.storage.archive.store import ArchiveStore
from sardonyx.storage.engine import Engine, Limits, Params

_LIMITS = Limits(seconds=300, memory_bytes=MEMORY_BYTES)


async def count_rows(engine: Engine, store: ArchiveStore, found: Manifest, where: str, params: Params) -> int:
    """How many rows of a day's files match. Raises StorageError."""
    if not found.files:
        return 0
    columns = await columns_of(engine, store.table)
    files = columns.files([str(path) for path in store.paths(found)])
    (row,) = await engine.rows(
        f"SELECT count() AS n FROM {files} WHERE {where}", params, limits=_LIMITS, settings={"max_threads": 1}
    )
    return int(row["n"])


async def delete_rows(engine: Engine, store: ArchiveStore, found: Manifest, where: str, params: Params) -> int:
    """Delete the matching rows of a day's files and return how many they were; the old files are gone when it returns.

    A day without rows left is forgotten. Raises RowsDiffer, StorageError; nothing has changed then.
    """
    columns = await columns_of(engine, store.table)
    files: list[ArchivedFile] = []
    next_part, deleted = found.next_part, 0
    for file, path in zip(found.files, store.paths(found), strict=True):
        only = found.having(files=(file,))
        matching = await count_rows(engine, store, only, where, params)
        deleted += matching
        if not matching:
            files.append(file)
        elif matching < file.rows:
            target = store.day_folder(found.day) / f"part-{next_part}.parquet"
            next_part += 1
            # A condition on nothing (NULL) does not match: such rows stay.
            source = f"{columns.files([str(path)])} WHERE NOT ifNull({where}, 0)"
            if (written := await parquet.write(engine, columns, source, params, target)) is not None:
                files.append(written)
    if not deleted:
        return 0
    if not files and found.restored_until is None:
        store.forget(found.day)
        return deleted
    store.save(found.having(files=tuple(files), next_part=next_part))
    store.sweep(found.day)
    return deleted
