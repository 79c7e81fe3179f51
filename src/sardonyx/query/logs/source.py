"""Where log records are read from: the table, and with it the days that only the archive has, when a caller asks for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import ClassVar

from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.archive import Archive
from sardonyx.storage.archive.columns import TableColumns, columns_of
from sardonyx.storage.engine import Engine

# The table's text index folds case and splits; a file has no index, so there both have to be said.
_INDEXED = re.compile(r"\bhasAllTokens\(Body, (\{\w+:String\})\)")
_PLAIN = r"hasAllTokens(lower(Body), lower(\1), 'splitByNonAlpha')"


@dataclass(frozen=True, slots=True)
class LogSource:
    """The table, and the files of archived days beside it. `counted`: `log_counts_10s` counts the same records."""

    days: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    columns: TableColumns | None = None
    counted: bool = True
    notices: tuple[str, ...] = ()

    TABLE: ClassVar["LogSource"]

    def matching(self, condition: Condition, time_range: TimeRange) -> str:
        """What follows FROM to read the records that match: `otel_logs WHERE …`, or the same of a union. The condition must
        keep to `time_range`; its parameters are to be bound as ever."""
        table, where = self.table_and_where(condition, time_range)
        return f"{table} WHERE {where}"

    def table_and_where(self, condition: Condition, time_range: TimeRange) -> tuple[str, str]:
        """The same in its two halves."""
        first, last = _day(time_range.start_ns), _day(time_range.end_ns - 1)
        paths = [path for day, files in self.days.items() if first <= day <= last for path in files]
        if not paths or self.columns is None:
            return "otel_logs", condition.sql
        union = (
            f"(SELECT {self.columns.names} FROM otel_logs WHERE {condition.sql} UNION ALL "
            f"SELECT {self.columns.names} FROM {self.columns.files(paths)} WHERE {without_index(condition.sql)})"
        )
        return union, "1"


LogSource.TABLE = LogSource()


class SourceFinder:
    """Finds the source of a search. `archive` None: there is no archive."""

    def __init__(self, engine: Engine, archive: Archive | None = None) -> None:
        self._engine = engine
        self._archive = archive

    async def of(self, time_range: TimeRange, *, archive: bool) -> LogSource:
        """The table; with `archive` the archived days of the range too. Raises StorageError."""
        if self._archive is None:
            return LogSource.TABLE
        first, last = _day(time_range.start_ns), _day(time_range.end_ns - 1)
        known = {day: found for day, found in (await self._archive.days()).items() if first <= day <= last}
        if not known:
            return LogSource.TABLE
        searched = {day: found for day, found in known.items() if found.searchable}
        if not archive or not searched:
            # The counts of a day leave with it, and do not come back.
            return LogSource(counted=all(found.restored_until is None for found in known.values()))
        size = sum(found.size_bytes for found in searched.values())
        days = {day: tuple(str(path) for path in self._archive.store.paths(found)) for day, found in searched.items()}
        notice = f"includes {len(days):,} archived days ({_megabytes(size)}): slower than the rest"
        return LogSource(days, await columns_of(self._engine, "otel_logs"), counted=False, notices=(notice,))


def without_index(sql: str) -> str:
    """The same condition on rows of a file: words match in any case there too."""
    return _INDEXED.sub(_PLAIN, sql)


def _day(ns: int) -> date:
    return datetime.fromtimestamp(ns // NS, UTC).date()


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
