"""The archive as an erasure needs it: all days of the tables that are archived."""

from collections.abc import Mapping, Sequence

from sardonyx.storage.archive import Archive
from sardonyx.storage.archive.parquet import RowsDiffer
from sardonyx.storage.engine import Params
from sardonyx.storage.errors import StorageError


class ArchivedTables:
    """An `ArchiveEraser` over archives of one table each."""

    def __init__(self, archives: Sequence[Archive]) -> None:
        self._archives = {archive.table: archive for archive in archives}

    async def count(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """Matching rows by day."""
        if (archive := self._archives.get(table)) is None:
            return {}
        found = {day.isoformat(): await archive.count(day, where, params) for day in await archive.days()}
        return {day: rows for day, rows in found.items() if rows}

    async def erase(self, table: str, where: str, params: Params) -> Mapping[str, int]:
        """Rewrite every day that has matching rows."""
        if (archive := self._archives.get(table)) is None:
            return {}
        try:
            erased = {day.isoformat(): await archive.rewrite(day, where, params) for day in await archive.days()}
        except RowsDiffer as error:
            raise StorageError(f"the archive of {table} was not changed: {error}") from error
        return {day: rows for day, rows in erased.items() if rows}
