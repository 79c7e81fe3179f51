"""What the contract's tests share: watching statements, and small segments."""

import asyncio
import struct
import uuid
from pathlib import Path

from sardonyx.storage.engine import Engine, SegmentInsert

_PATIENCE_SECONDS = 20.0


def marked(sql: str) -> tuple[str, str]:
    """`sql` with `MARK` in it replaced by a text that finds it among the running statements, and that text."""
    mark = uuid.uuid4().hex
    return sql.replace("MARK", f"'{mark}'"), mark


async def running(engine: Engine, mark: str) -> int:
    """How many marked statements run in the engine."""
    (row,) = await engine.rows(
        "SELECT count() AS n FROM system.processes "
        "WHERE position(query, {mark:String}) > 0 AND position(query, 'system.processes') = 0",
        {"mark": mark},
    )
    return int(row["n"])


async def until_running(engine: Engine, mark: str, count: int) -> None:
    """Return when exactly `count` marked statements run."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await running(engine, mark) != count:
            await asyncio.sleep(0.02)


async def empty_tables(engine: Engine) -> None:
    tables = await engine.rows(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' "
        "AND name != 'sardonyx_schema' AND total_rows > 0"
    )
    for table in tables:
        await engine.execute(f"TRUNCATE TABLE {table['name']}")


async def count(engine: Engine, expression: str) -> int:
    (row,) = await engine.rows(f"SELECT {expression} AS n FROM system.one")
    return int(row["n"])


def numbers_segment(folder: Path, size: int) -> Path:
    path = folder / f"{uuid.uuid4().hex}.seg"
    path.write_bytes(b"".join(struct.pack("<Q", number) for number in range(size)))
    return path


def numbers_insert(table: str, expression: str = "n", **settings: int) -> SegmentInsert:
    """Inserts a `numbers_segment` into a table with the column N."""
    select = f"SELECT {expression} AS N FROM (SELECT * FROM {{source}})"
    return SegmentInsert(table, ("N",), select, "n UInt64", "RowBinary", settings)
