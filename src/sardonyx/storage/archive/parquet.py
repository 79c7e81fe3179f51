"""Writing rows to a Parquet file that can be trusted: on the disk, read back, counted and compared."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sardonyx.storage.archive import durable
from sardonyx.storage.archive.columns import TIME, TableColumns
from sardonyx.storage.archive.manifest import ArchivedFile
from sardonyx.storage.engine import Engine, Limits, Params
from sardonyx.storage.escape import literal

MEMORY_BYTES = 512 << 20
_LIMITS = Limits(seconds=3600, memory_bytes=MEMORY_BYTES)
_CHECK_LIMITS = Limits(seconds=300, memory_bytes=MEMORY_BYTES)
# One thread, and small row groups: an export is never in a hurry, and must not need much memory.
_WRITING = (
    "engine_file_truncate_on_insert = 1, max_threads = 1, max_insert_threads = 1, "
    "output_format_parquet_compression_method = 'zstd', output_format_parquet_parallel_encoding = 0, "
    "output_format_parquet_row_group_size = 100000"
)


class RowsDiffer(Exception):
    """The file does not hold what the source holds: rows changed meanwhile, or the disk lies."""


@dataclass(frozen=True, slots=True)
class _Content:
    rows: int
    sum_of_hashes: int
    uncompressed: int
    first_ns: int
    last_ns: int


async def write(
    engine: Engine, columns: TableColumns, source: str, params: Params, target: Path
) -> ArchivedFile | None:
    """Write the rows of `source` (what follows FROM, with its WHERE) to `target`, sorted as the table is.

    None when there are none. The file is under its name only once it was synced, read back, and found to hold the same
    rows. Raises RowsDiffer, StorageError.
    """
    await asyncio.to_thread(durable.make_folder, target.parent)
    temporary = target.with_name(target.name + ".tmp")
    await engine.execute(
        f"INSERT INTO FUNCTION file({literal(str(temporary))}, 'Parquet', {literal(columns.structure)}) "
        f"SELECT {columns.names} FROM {source} ORDER BY {columns.order} SETTINGS {_WRITING}",
        params,
        limits=_LIMITS,
    )
    if not temporary.exists():
        return None
    await asyncio.to_thread(durable.sync, temporary)
    wanted = await _content(engine, columns, source, params)
    found = await _content(engine, columns, columns.files([str(temporary)]), {})
    if (found.rows, found.sum_of_hashes) != (wanted.rows, wanted.sum_of_hashes):
        temporary.unlink()
        raise RowsDiffer(f"{target} would hold {found.rows} rows, its source holds {wanted.rows} or others")
    if not found.rows:
        temporary.unlink()
        return None
    digest = await asyncio.to_thread(durable.sha256, temporary)
    size = temporary.stat().st_size
    temporary.replace(target)
    await asyncio.to_thread(durable.sync, target.parent)
    return ArchivedFile(
        name=target.name,
        rows=found.rows,
        size_bytes=size,
        sha256=digest,
        uncompressed_bytes=found.uncompressed,
        first_ns=found.first_ns,
        last_ns=found.last_ns,
    )


async def _content(engine: Engine, columns: TableColumns, source: str, params: Params) -> _Content:
    (row,) = await engine.rows(
        f"SELECT count() AS n, toString(sum({columns.fingerprint})) AS hashes, "
        f"sum(byteSize({columns.names})) AS uncompressed, toString(toUnixTimestamp64Nano(min({TIME}))) AS first, "
        f"toString(toUnixTimestamp64Nano(max({TIME}))) AS last FROM {source}",
        params,
        limits=_CHECK_LIMITS,
        settings={"max_threads": 1},
    )
    return _Content(int(row["n"]), int(row["hashes"]), int(row["uncompressed"]), int(row["first"]), int(row["last"]))
