"""Finishing or undoing what a kill has cut off. Runs at start, before new rows may come in."""

import logging
from datetime import date

from sardonyx.storage.archive.columns import columns_of
from sardonyx.storage.archive.manifest import Manifest
from sardonyx.storage.archive.parts import drop_parts, mixed, parts_of
from sardonyx.storage.archive.restore import staging_of
from sardonyx.storage.archive.store import ArchiveStore
from sardonyx.storage.engine import UNLIMITED, Engine

log = logging.getLogger(__name__)

_AT_ONCE = 2_000_000


async def recover(engine: Engine, store: ArchiveStore) -> list[date]:
    """Bring table and archive to where each row is in one of them. Returns the days that needed it. Raises StorageError."""
    await engine.execute(f"DROP TABLE IF EXISTS {staging_of(store.table)} SYNC")
    needed = [day for day, found in store.days().items() if await recover_day(engine, store, found)]
    store.sweep_all()
    return needed


async def recover_day(engine: Engine, store: ArchiveStore, found: Manifest) -> bool:
    """The same for one day; whether it needed it."""
    if found.dropping_to is not None:
        await _finish_dropping(engine, store, found, found.dropping_to)
    elif found.restoring:
        await _take_out(engine, store, found)
    else:
        return False
    log.info("archive: finished what was cut off on %s", found.day)
    store.save(found.having(dropping_to=None, restoring=False))
    return True


async def _finish_dropping(engine: Engine, store: ArchiveStore, found: Manifest, limit: int) -> None:
    await drop_parts(engine, store.table, found.day, limit)
    if mixed(await parts_of(engine, store.table, found.day), limit):
        await _take_out(engine, store, found)


async def _take_out(engine: Engine, store: ArchiveStore, found: Manifest) -> None:
    """Delete the rows from the table that the files have; many rows an hour at a time, so that their hashes fit into memory."""
    if not await parts_of(engine, store.table, found.day):
        return
    columns = await columns_of(engine, store.table)
    files = columns.files([str(path) for path in store.paths(found)])
    hours = [f"toHour(Timestamp) = {hour}" for hour in range(24)] if found.rows > _AT_ONCE else ["1"]
    for within in hours:
        rows = f"SELECT Timestamp, {columns.fingerprint} FROM {files} WHERE {within}"
        await engine.execute(
            f"ALTER TABLE {store.table} DELETE IN PARTITION '{found.day.isoformat()}' "
            f"WHERE {within} AND (Timestamp, {columns.fingerprint}) IN ({rows}) "
            "SETTINGS mutations_sync = 2",
            limits=UNLIMITED,
        )
