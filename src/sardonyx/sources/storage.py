"""What is stored, from the engine's list of parts."""

import asyncio
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from sardonyx.journal.journal import Journal
from sardonyx.sources.forecast import Growth, forecast
from sardonyx.sources.models_storage import (
    DayStorage,
    Disk,
    Retention,
    SignalStorage,
    StorageResponse,
    StoredSignal,
    TableStorage,
)
from sardonyx.storage.cluster import LOCAL_SUFFIX
from sardonyx.storage.engine import Engine
from sardonyx.storage.retention import COLD_VOLUME, Keep

DAYS = 14
_MEAN_OVER_DAYS = 7
_DAY_SECONDS = 86_400

_SIGNAL_OF: dict[str, StoredSignal] = {
    "otel_traces": "traces",
    "otel_traces_trace_id_ts": "traces",
    "span_metrics_10s": "traces",
    "otel_logs": "logs",
    "log_counts_10s": "logs",
    "log_sources_10s": "logs",
    "log_received_10s": "logs",
    "log_findings_1m": "logs",
    "log_patterns": "logs",
    "metric_series": "metrics",
    "metric_samples": "metrics",
    "metric_histograms": "metrics",
    "metric_metadata": "metrics",
    "exemplars": "metrics",
    "derived_totals": "metrics",
    "metric_rollups": "metrics",
    "metric_rolled_buckets": "metrics",
    "metric_late_buckets": "metrics",
    "probe_results": "checks",
    "changes": "changes",
    "service_instances": "changes",
}

# Tables whose retention is not a setting but part of the schema.
_FIXED = {"derived_totals": Keep("Timestamp", timedelta(hours=6))}

# Parts know the times of what they are partitioned by; others say 1970.
_TABLES = """
SELECT table, sum(rows) AS all_rows, sum(bytes_on_disk) AS bytes, sum(data_uncompressed_bytes) AS uncompressed,
  sumIf(bytes_on_disk, disk_name = {cold:String}) AS cold_bytes,
  toUnixTimestamp(minIf(min_time, rows > 0 AND toUnixTimestamp(min_time) > 0)) AS oldest_s,
  toUnixTimestamp(max(max_time)) AS newest_s
FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table"""
_DAYS = """
SELECT table, partition AS day, sum(rows) AS all_rows, sum(bytes_on_disk) AS bytes
FROM system.parts
WHERE active AND database = currentDatabase() AND match(partition, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') AND rows > 0
  AND partition >= {since:String}
GROUP BY table, partition ORDER BY table, partition"""


async def storage(
    engine: Engine,
    journal: Journal,
    keep: Mapping[str, Keep],
    folder: Path,
    *,
    reserve_bytes: int = 0,
    budget_bytes: int | None = None,
    clock: Callable[[], float] = time.time,
) -> StorageResponse:
    """Tables, disks and where they are heading. `keep`: retention by table; `reserve_bytes`: what the embedded engine
    leaves free of its disk; `budget_bytes`: the most that may be stored. Raises StorageError."""
    now = clock()
    today = datetime.fromtimestamp(now, UTC).date()
    since = {"since": (today - timedelta(days=DAYS - 1)).isoformat()}
    days: dict[str, list[DayStorage]] = {}
    for row in await engine.rows(_DAYS, since):
        day = DayStorage(day=date.fromisoformat(row["day"]), rows=int(row["all_rows"]), bytes=int(row["bytes"]))
        days.setdefault(str(row["table"]), []).append(day)
    embedded = engine.kind == "embedded"
    tables = [
        TableStorage(
            table=(name := str(row["table"]).removesuffix(LOCAL_SUFFIX)),
            signal=signal_of(name),
            rows=int(row["all_rows"]),
            bytes=int(row["bytes"]),
            uncompressed_bytes=int(row["uncompressed"]),
            cold_bytes=int(row["cold_bytes"]),
            oldest=_moment(row["oldest_s"]),
            newest=_moment(row["newest_s"]),
            retention=_retention(keep.get(name) or _FIXED.get(name), tiers=embedded),
            days=days.get(str(row["table"]), []),
        )
        for row in await engine.rows(_TABLES, {"cold": COLD_VOLUME})
    ]
    data_disk = await asyncio.to_thread(_disk, folder)
    engine_disk = data_disk if embedded else await _engine_disk(engine)
    room = None if engine_disk is None else max(0, engine_disk.free_bytes - (reserve_bytes if embedded else 0))
    stored = sum(table.bytes for table in tables)
    if budget_bytes is not None:
        left = max(0, budget_bytes - stored)
        room = left if room is None else min(room, left)
    cold_apart = embedded and await _cold_apart(engine)
    return StorageResponse(
        engine=_kind(engine),
        tables=tables,
        signals=_signals(tables),
        rows=sum(table.rows for table in tables),
        bytes=stored,
        uncompressed_bytes=sum(table.uncompressed_bytes for table in tables),
        data_disk=data_disk,
        engine_disk=engine_disk,
        journal_bytes=sum(journal.status(stream).bytes for stream in journal.streams),
        forecast=forecast([_growth(table, today, now, cold_apart=cold_apart) for table in tables], room),
    )


def signal_of(table: str) -> StoredSignal:
    """The signal a table belongs to."""
    return _SIGNAL_OF.get(table.removesuffix(LOCAL_SUFFIX), "other")


def _kind(engine: Engine) -> Literal["embedded", "server"]:
    return "embedded" if engine.kind == "embedded" else "server"


def _growth(table: TableStorage, today: date, now: float, *, cold_apart: bool) -> Growth:
    """By the mean of the last whole days. With a cold tier on a disk of its own, rows leave this one when they move."""
    first = today - timedelta(days=_MEAN_OVER_DAYS)
    whole = [day for day in table.days if first <= day.day < today]
    if not whole or table.oldest is None:
        return Growth(table.bytes, None, None)
    per_day = sum(day.bytes for day in whole) / (today - whole[0].day).days
    kept = table.retention
    stays = kept.hot_days if cold_apart and kept.hot_days is not None else kept.total_days
    age_days = (now - table.oldest.timestamp()) / _DAY_SECONDS
    return Growth(table.bytes, per_day, None if stays is None else max(0.0, stays - age_days))


def _retention(keep: Keep | None, *, tiers: bool) -> Retention:
    if keep is None:
        return Retention(hot_days=None, cold_days=None, total_days=None)
    moves = keep.hot if tiers and keep.hot is not None and keep.hot < keep.total else None
    return Retention(
        hot_days=_days(moves), cold_days=_days(keep.total - moves) if moves else None, total_days=_days(keep.total)
    )


def _days(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds() / _DAY_SECONDS


def _signals(tables: Sequence[TableStorage]) -> list[SignalStorage]:
    found = []
    for signal in sorted({table.signal for table in tables}):
        mine = [table for table in tables if table.signal == signal]
        by_day: dict[date, DayStorage] = {}
        for day in (day for table in mine for day in table.days):
            known = by_day.get(day.day, DayStorage(day=day.day, rows=0, bytes=0))
            by_day[day.day] = DayStorage(day=day.day, rows=known.rows + day.rows, bytes=known.bytes + day.bytes)
        found.append(
            SignalStorage(
                signal=signal,
                rows=sum(table.rows for table in mine),
                bytes=sum(table.bytes for table in mine),
                uncompressed_bytes=sum(table.uncompressed_bytes for table in mine),
                oldest=min((table.oldest for table in mine if table.oldest), default=None),
                newest=max((table.newest for table in mine if table.newest), default=None),
                days=[by_day[day] for day in sorted(by_day)],
            )
        )
    return found


def _moment(seconds: object) -> datetime | None:
    known = int(str(seconds or 0))
    return datetime.fromtimestamp(known, UTC) if known else None


def _disk(folder: Path) -> Disk | None:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return Disk(total_bytes=usage.total, free_bytes=usage.free)


async def _cold_apart(engine: Engine) -> bool:
    """Whether the embedded engine's cold tier lies on another file system, or in a store."""
    rows = await engine.rows(
        "SELECT path, type FROM system.disks WHERE name IN ('default', {cold:String})", {"cold": COLD_VOLUME}
    )
    if any(row["type"] != "Local" for row in rows):
        return True
    paths = [Path(row["path"]) for row in rows]
    return await asyncio.to_thread(lambda: len({path.stat().st_dev for path in paths if path.exists()}) > 1)


async def _engine_disk(engine: Engine) -> Disk | None:
    rows = await engine.rows("SELECT total_space, unreserved_space FROM system.disks WHERE name = 'default'")
    return Disk(total_bytes=int(rows[0]["total_space"]), free_bytes=int(rows[0]["unreserved_space"])) if rows else None
