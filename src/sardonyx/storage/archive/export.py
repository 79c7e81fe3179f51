"""Moving a day out of its table into Parquet files, in slices, so that nothing is lost or doubled wherever it is cut off.

1. Look at the greatest block number of the day's parts: what comes later is the next export's.
2. Write the rows up to it, a slice of the day per file (storage.archive.parquet). Left-overs of a cut are removed.
3. With merges held still, save the manifest: from here on the files count, and `dropping_to` says which parts do not.
4. Drop those parts; save the manifest without `dropping_to`.
A cut between 3 and 4 is finished by `recovery`.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sardonyx.storage.archive import parquet
from sardonyx.storage.archive.columns import TIME, TableColumns, columns_of
from sardonyx.storage.archive.manifest import ArchivedFile
from sardonyx.storage.archive.parquet import RowsDiffer
from sardonyx.storage.archive.parts import UP_TO, drop_parts, mixed, parts_of, up_to
from sardonyx.storage.archive.store import ArchiveStore
from sardonyx.storage.engine import Engine

log = logging.getLogger(__name__)

SLICE_ROWS = 2_000_000
"""About so many rows go into a file: what one statement reads, writes and checks."""

Pause = Callable[[], Awaitable[None]]


async def no_pause() -> None:
    """Go on at once."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has moved."""

    rows: int
    bytes: int
    files: int


async def export_day(
    engine: Engine,
    store: ArchiveStore,
    day: date,
    *,
    now: datetime,
    pause: Pause = no_pause,
    slice_rows: int = SLICE_ROWS,
) -> Exported | None:
    """Move the rows a day has in the table now. A restored day's files are replaced; late rows become another file.

    `pause` is awaited before every slice. None: nothing was done, because there are no rows, or because merges or changes
    came in between; it may be tried again. Raises ArchiveDamaged, StorageError.
    """
    parts = await parts_of(engine, store.table, day)
    if not parts:
        return None
    limit = up_to(parts)
    before = store.begin(day)
    columns = await columns_of(engine, store.table)
    files, next_part = [], before.next_part
    try:
        for slice_ in await _slices(engine, columns, day, limit, slice_rows):
            await pause()
            target = store.day_folder(day) / f"part-{next_part}.parquet"
            next_part += 1
            if (file := await _write(engine, columns, day, limit, slice_, target)) is not None:
                files.append(file)
    except RowsDiffer as error:
        log.warning("archive: %s; the day is tried again", error)
        store.sweep(day)
        return None
    kept = () if before.restored_until is not None else before.files
    after = before.having(
        files=(*kept, *files),
        next_part=next_part,
        archived_at=now,
        verified_at=now,
        dropping_to=limit,
        restored_until=None,
    )
    async with _merges_held(engine, store.table):
        if mixed(await parts_of(engine, store.table, day), limit):
            log.info("archive: late rows were merged into %s while it was exported; it is tried again", day)
            store.sweep(day)
            return None
        store.save(after)
        await drop_parts(engine, store.table, day, limit)
    store.save(after.having(dropping_to=None))
    store.sweep(day)
    return Exported(sum(file.rows for file in files), sum(file.size_bytes for file in files), len(files))


async def _write(
    engine: Engine, columns: TableColumns, day: date, limit: int, hours: tuple[int, int], target: Path
) -> ArchivedFile | None:
    source = (
        f"{columns.table} WHERE {columns.day(day)} AND {UP_TO} "
        f"AND toHour({TIME}) BETWEEN {{first_hour:UInt8}} AND {{last_hour:UInt8}}"
    )
    params = {"up_to": limit, "first_hour": hours[0], "last_hour": hours[1]}
    return await parquet.write(engine, columns, source, params, target)


async def _slices(
    engine: Engine, columns: TableColumns, day: date, limit: int, slice_rows: int
) -> list[tuple[int, int]]:
    """The day as hours (first, last), each run of at most `slice_rows` rows, or a single hour."""
    hours = await engine.rows(
        f"SELECT toHour({TIME}) AS hour, count() AS hour_rows FROM {columns.table} "
        f"WHERE {columns.day(day)} AND {UP_TO} GROUP BY hour ORDER BY hour",
        {"up_to": limit},
        settings={"max_threads": 1},
    )
    slices: list[tuple[int, int]] = []
    filled = 0
    for row in hours:
        hour, rows = int(row["hour"]), int(row["hour_rows"])
        if slices and filled + rows <= slice_rows:
            slices[-1] = (slices[-1][0], hour)
            filled += rows
        else:
            slices.append((hour, hour))
            filled = rows
    return slices


@asynccontextmanager
async def _merges_held(engine: Engine, table: str) -> AsyncIterator[None]:
    await engine.execute(f"SYSTEM STOP MERGES {table}")
    try:
        yield
    finally:
        await engine.execute(f"SYSTEM START MERGES {table}")
