"""A table's columns as the archive needs them."""

import os
from dataclasses import dataclass
from datetime import date

from sardonyx.storage.engine import Engine
from sardonyx.storage.escape import literal

TIME = "Timestamp"


@dataclass(frozen=True, slots=True)
class TableColumns:
    """`names` in order; `structure` is what `file()` is told, so that types come back as they were and columns that a file
    is too old to have get their default; `order` is the table's sorting key."""

    table: str
    names: str
    structure: str
    order: str

    @property
    def fingerprint(self) -> str:
        """A number for a row's whole content: equal rows have equal ones, whatever holds them."""
        return f"cityHash64({self.names})"

    def files(self, paths: "list[str]") -> str:
        """A FROM clause over Parquet files. Paths must hold no braces or wild-cards; files that do not exist have no rows."""
        path = paths[0]
        if len(paths) > 1:
            folder = os.path.commonpath(paths)
            path = f"{folder}/{{{','.join(os.path.relpath(each, folder) for each in paths)}}}"
        return f"file({literal(path)}, 'Parquet', {literal(self.structure)})"

    def day(self, day: date) -> str:
        """Rows of a day; the partition is looked at, nothing else."""
        return f"_partition_id = '{day:%Y%m%d}'"


async def columns_of(engine: Engine, table: str) -> TableColumns:
    """Ask the engine. Raises StorageError."""
    rows = await engine.rows(
        "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} "
        "AND default_kind NOT IN ('ALIAS', 'MATERIALIZED', 'EPHEMERAL') ORDER BY position",
        {"table": table},
    )
    (key,) = await engine.rows(
        "SELECT sorting_key FROM system.tables WHERE database = currentDatabase() AND name = {table:String}",
        {"table": table},
    )
    return TableColumns(
        table,
        ", ".join(str(row["name"]) for row in rows),
        ", ".join(f"{row['name']} {row['type']}" for row in rows),
        str(key["sorting_key"]),
    )
