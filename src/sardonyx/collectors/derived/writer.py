"""Writes the derived series every ten seconds, from what was received since.

A window ends only when everything received before its end is in the engine, so that each record counts exactly once however
late it was inserted; after a stop, the next window is as long as the stop was. A window's totals are one insert with a token
of its own: repeated, it changes nothing. A series begins with a sample of zero, so that its first increase is seen; one that
nothing was added to for an hour ends with a staleness marker, and would begin at zero again.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sardonyx.beside import beside
from sardonyx.collectors.derived.families import FAMILIES, METRIC_NAMES, added_sql
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import StorageError
from sardonyx.storage.series import STALE_MARKER_BITS, STALE_MARKER_SQL, series_id_sql

log = logging.getLogger(__name__)

WINDOW_SECONDS = 10
STREAMS = ("otlp_traces", "otlp_logs", "log_lines")

_LOOK_EVERY_SECONDS = 0.5
_REFRESH_SERIES_SECONDS = 300


_QUIET_SECONDS = 3600
# So long after the last record nothing is found in what was received any more (`logs.findings` looks minutes later).
SILENT_SECONDS = 300


class DerivedSeries:
    """Keeps the derived series up to date.

    `inserted_until_ns(stream)` tells an instant before which everything the stream received is in the engine; `windows()`
    in how many windows one is written; `last_received_ns()` when the latest record came: in windows long after it nothing is
    counted, what was counted just goes on.
    """

    def __init__(
        self,
        engine: Engine,
        inserted_until_ns: Callable[[str], int],
        *,
        clock: Callable[[], float] = time.time,
        windows: Callable[[], int] = lambda: 1,
        last_received_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._engine = engine
        self._last_received_ns = last_received_ns
        self._windows = windows
        self._inserted_until_ns = inserted_until_ns
        self._started_at = _window_start(clock())
        self._written_until: int | None = None

    @property
    def written_until(self) -> int | None:
        """The end of the last window written, in epoch seconds."""
        return self._written_until

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write while the context is open."""
        async with beside(self._run(), name="derived-series"):
            yield

    async def write_due(self) -> bool:
        """Write the window that is complete, if there is one. Raises StorageError."""
        if self._written_until is None:
            self._written_until = await self._resumed_at()
            await self._engine.execute(_METADATA)
        until = min(_window_start(self._inserted_until_ns(stream) / 1e9) for stream in STREAMS)
        if until < self._written_until + self._windows() * WINDOW_SECONDS:
            return False
        window = {"after": _at(self._written_until), "until": _at(until), "begin": _at(until - WINDOW_SECONDS)}
        silent = self._last_received_ns() / 1e9 + SILENT_SECONDS < self._written_until
        if not silent:
            await self._engine.execute(_SERIES, window, limits=BACKGROUND)
        await self._engine.execute(_totals_sql(until, silent=silent), window, limits=BACKGROUND)
        if until // _REFRESH_SERIES_SECONDS > self._written_until // _REFRESH_SERIES_SECONDS:
            await self._engine.execute(_SEEN_AGAIN, window, limits=BACKGROUND)
        self._written_until = until
        return True

    async def _run(self) -> None:
        while True:
            try:
                await self.write_due()
            except StorageError as error:
                log.warning("derived series wait for the engine: %s", error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async def _resumed_at(self) -> int:
        (row,) = await self._engine.rows("SELECT toUnixTimestamp(max(Timestamp)) AS until FROM derived_totals")
        return int(row["until"]) or self._started_at


def _window_start(epoch_seconds: float) -> int:
    return int(epoch_seconds) // WINDOW_SECONDS * WINDOW_SECONDS


def _at(epoch_seconds: int) -> datetime:
    return datetime.fromtimestamp(epoch_seconds, UTC)


_NAMES = ", ".join(f"'{name}'" for name in METRIC_NAMES)
_WITH_ID = f"""
SELECT name, label_set, added, {series_id_sql("arrayConcat(label_set, [('__name__', name)])")} AS id FROM ({added_sql()})"""

_METADATA = "INSERT INTO metric_metadata (Family, Type, Unit, Help, LastSeen) VALUES " + ", ".join(
    f"('{family.name}', '{family.type}', '{family.unit}', '{family.help}', now64(3))" for family in FAMILIES
)

_SERIES = f"""
INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen)
SELECT name, id, CAST(arraySort(label_set), 'Map(String, String)'), {{begin:DateTime}}, {{until:DateTime}}
FROM ({_WITH_ID})
WHERE id NOT IN (
  SELECT SeriesId FROM metric_series
  WHERE MetricName IN ({_NAMES}) AND LastSeen >= {{until:DateTime}} - INTERVAL 1 HOUR)"""

# Series that go on without being added to are seen too.
_SEEN_AGAIN = f"""
INSERT INTO metric_series (MetricName, SeriesId, Labels, Temporality, FirstSeen, LastSeen)
SELECT MetricName, SeriesId, any(Labels), max(Temporality), min(FirstSeen), {{until:DateTime}}
FROM metric_series
WHERE MetricName IN ({_NAMES}) AND SeriesId IN (SELECT SeriesId FROM derived_totals WHERE Timestamp = {{until:DateTime}})
GROUP BY MetricName, SeriesId
HAVING max(LastSeen) < {{until:DateTime}} - INTERVAL 50 MINUTE"""

_TOTALS = f"""
SELECT row.1, SeriesId, row.2, row.3
FROM (
  SELECT SeriesId, sum(more) AS more, max(known) AS known, sum(total) AS total, max(changed_at) AS changed_at
  FROM (
    ADDED
    SELECT SeriesId, toFloat64(0) AS more, 1 AS known, Value AS total, ChangedAt AS changed_at FROM derived_totals FINAL
    WHERE Timestamp = {{after:DateTime}} AND SeriesId != 0 AND reinterpretAsUInt64(Value) != {STALE_MARKER_BITS}
  )
  GROUP BY SeriesId
  UNION ALL
  SELECT 0, 0, 1, 0, {{until:DateTime}}
)
ARRAY JOIN multiIf(
  known = 0, [({{begin:DateTime}}, toFloat64(0), {{until:DateTime}}), ({{until:DateTime}}, more, {{until:DateTime}})],
  more > 0, [({{until:DateTime}}, total + more, {{until:DateTime}})],
  changed_at < {{until:DateTime}} - {_QUIET_SECONDS}, [({{until:DateTime}}, {STALE_MARKER_SQL}, changed_at)],
  [({{until:DateTime}}, total, changed_at)]) AS row"""


_ADDED = f"""
    SELECT id AS SeriesId, added AS more, 0 AS known, toFloat64(0) AS total, toDateTime(0) AS changed_at FROM ({_WITH_ID})
    UNION ALL"""


def _totals_sql(until: int, *, silent: bool) -> str:
    settings = (
        f"insert_deduplication_token = 'derived-{until}', deduplicate_blocks_in_dependent_materialized_views = 1, "
        "min_insert_block_size_rows = 1000000000, min_insert_block_size_bytes = 17179869184, max_insert_threads = 1"
    )
    return f"INSERT INTO derived_totals (Timestamp, SeriesId, Value, ChangedAt) SETTINGS {settings} " + _TOTALS.replace(
        "ADDED", "" if silent else _ADDED
    )
