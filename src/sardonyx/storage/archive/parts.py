"""The parts of a day's partition, and which of them an export has read.

Every insert gets the next block number of its table, and a merge keeps the range of its parts. So after a look at the
greatest one, parts up to it are exactly the rows of that moment, and parts beyond it came later. A part that reaches across
was merged from both.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sardonyx.storage.engine import Engine
from sardonyx.storage.escape import literal


@dataclass(frozen=True, slots=True)
class Part:
    """An active part with rows. `modified` is when it was written."""

    name: str
    first_block: int
    last_block: int
    rows: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day that has rows in the table. `modified` is when the last of its parts was written."""

    day: date
    rows: int
    bytes: int
    modified: datetime


_PARTS = """
SELECT name, min_block_number AS first, max_block_number AS last, rows AS part_rows,
  toUnixTimestamp(modification_time) AS modified
FROM system.parts
WHERE active AND rows > 0 AND database = currentDatabase() AND table = {table:String} AND partition = {day:String}
ORDER BY first"""
_DAYS = """
SELECT partition AS day, sum(rows) AS day_rows, sum(bytes_on_disk) AS bytes,
  toUnixTimestamp(max(modification_time)) AS modified
FROM system.parts
WHERE active AND rows > 0 AND database = currentDatabase() AND table = {table:String}
  AND match(partition, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
GROUP BY partition ORDER BY partition"""

UP_TO = "toUInt64(splitByChar('_', _part)[3]) <= {up_to:UInt64}"
"""Rows of parts up to a block number: a part is named <partition>_<first>_<last>_<level>[_<mutation>]."""


async def days_of(engine: Engine, table: str) -> list[Day]:
    """Days with rows, oldest first. Raises StorageError."""
    return [
        Day(date.fromisoformat(row["day"]), int(row["day_rows"]), int(row["bytes"]), _utc(row["modified"]))
        for row in await engine.rows(_DAYS, {"table": table})
    ]


async def parts_of(engine: Engine, table: str, day: date) -> list[Part]:
    """Parts of a day, in the order of their blocks. Raises StorageError."""
    return [
        Part(row["name"], int(row["first"]), int(row["last"]), int(row["part_rows"]), _utc(row["modified"]))
        for row in await engine.rows(_PARTS, {"table": table, "day": day.isoformat()})
    ]


def up_to(parts: "list[Part]") -> int:
    """The greatest block number among these."""
    return max(part.last_block for part in parts)


def mixed(parts: "list[Part]", limit: int) -> list[Part]:
    """Parts with rows of both sides of a block number."""
    return [part for part in parts if part.first_block <= limit < part.last_block]


async def drop_parts(engine: Engine, table: str, day: date, limit: int) -> None:
    """Drop the parts up to a block number. Raises StorageError."""
    for part in await parts_of(engine, table, day):
        if part.last_block <= limit:
            await engine.execute(f"ALTER TABLE {table} DROP PART {literal(part.name)}")


def _utc(seconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(seconds)), UTC)
