"""What is stored, how long it is kept, when the disk is full."""

from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from sardonyx.sources.api import build_router
from sardonyx.sources.models_storage import StorageResponse
from sardonyx.sources.service import Sources
from sardonyx.sources.storage import storage
from sardonyx.storage import schema
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import client, make_app
from tests.support.metrics_in import MetricsIn
from tests.support.telemetry import T0, insert_logs, log
from tests.unit.sources.conftest import KEEP
from tests.unit.sources.test_sources import SETTLER

DAY_NS = 86_400 * 10**9
NOW_S = T0 // 10**9 + 600


async def stored(door: MetricsIn, folder: Path) -> StorageResponse:
    return await storage(door.engine, door.journal, KEEP, folder, clock=lambda: NOW_S)


async def insert_days(engine: EmbeddedEngine) -> None:
    """Two records today, one on each of the two days before."""
    await insert_logs(engine, [log(0, "a"), log(10**9, "b"), log(-DAY_NS, "c"), log(-2 * DAY_NS, "d")])


async def test_tables_tell_rows_sizes_and_times(door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path) -> None:
    await insert_days(engine)
    answer = await stored(door, tmp_path)
    logs = next(table for table in answer.tables if table.table == "otel_logs")
    sizes = await engine.rows(
        "SELECT sum(bytes_on_disk) AS disk, sum(data_uncompressed_bytes) AS raw FROM system.parts "
        "WHERE active AND table = 'otel_logs'"
    )
    assert (logs.signal, logs.rows, logs.bytes, logs.uncompressed_bytes) == (
        "logs",
        4,
        sizes[0]["disk"],
        sizes[0]["raw"],
    )
    assert (logs.oldest, logs.newest) == (
        datetime.fromtimestamp(T0 // 10**9 - 2 * 86_400, UTC),
        datetime.fromtimestamp(T0 // 10**9 + 1, UTC),
    )
    assert [(day.day, day.rows) for day in logs.days] == [
        (date(2026, 11, 21), 1), (date(2026, 11, 22), 1), (date(2026, 11, 23), 2),
    ]  # fmt: skip
    assert sum(day.bytes for day in logs.days) == logs.bytes


async def test_retention_is_told_in_days(door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path) -> None:
    await insert_days(engine)
    tables = {table.table: table.retention for table in (await stored(door, tmp_path)).tables}
    logs, counts = tables["otel_logs"], tables["log_counts_10s"]
    assert (logs.hot_days, logs.cold_days, logs.total_days) == (30, 60, 90)
    assert (counts.hot_days, counts.cold_days, counts.total_days) == (None, None, None)


async def test_a_signal_is_its_tables_together(door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path) -> None:
    await insert_days(engine)
    answer = await stored(door, tmp_path)
    logs = next(signal for signal in answer.signals if signal.signal == "logs")
    mine = [table for table in answer.tables if table.signal == "logs"]
    assert {table.table for table in mine} == {"otel_logs", "log_counts_10s"}
    assert logs.bytes == sum(table.bytes for table in mine)
    assert [day.rows for day in logs.days] == [2, 2, 3]
    assert answer.bytes == sum(table.bytes for table in answer.tables)


async def test_growth_is_that_of_whole_days(door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path) -> None:
    await insert_days(engine)
    answer = await stored(door, tmp_path)
    whole = [day.bytes for table in answer.tables for day in table.days if day.day < date(2026, 11, 23)]
    assert answer.forecast.bytes_per_day == pytest.approx(sum(whole) / 2)
    assert answer.forecast.settles_at_bytes is None, "log_counts_10s is kept for good here"
    assert answer.forecast.days_until_full is not None


async def test_on_the_first_day_nothing_is_forecast(door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path) -> None:
    await insert_logs(engine, [log(0, "a")])
    answer = await stored(door, tmp_path)
    assert set(answer.forecast.model_dump().values()) == {None}


async def test_the_route_tells_disks_and_engine(parts: Sources) -> None:
    async with client(make_app(build_router(parts), SETTLER)) as http:
        answer = StorageResponse.model_validate((await http.get("/rest/storage")).json())
    assert answer.engine == "embedded"
    assert answer.data_disk is not None
    assert 0 < answer.data_disk.free_bytes <= answer.data_disk.total_bytes
    assert answer.engine_disk == answer.data_disk
    assert answer.journal_bytes == 0


async def test_a_folder_that_is_gone_has_no_known_disk(door: MetricsIn, tmp_path: Path) -> None:
    assert (await stored(door, tmp_path / "nowhere")).data_disk is None


def test_retention_that_is_no_setting_is_the_schemas() -> None:
    text = "".join(path.read_text() for path in files(schema).iterdir() if path.name.endswith(".sql"))
    assert text.count("\nTTL ") == 1
    assert "TTL Timestamp + toIntervalHour(6)" in text


async def test_a_budget_of_its_own_is_full_before_the_disk_is(
    door: MetricsIn, engine: EmbeddedEngine, tmp_path: Path
) -> None:
    await insert_days(engine)
    free = await stored(door, tmp_path)
    budget = free.bytes + 10 * int(free.forecast.bytes_per_day or 0)
    bound = await storage(door.engine, door.journal, KEEP, tmp_path, budget_bytes=budget, clock=lambda: NOW_S)
    assert bound.forecast.days_until_full == pytest.approx(10, rel=0.3)
    assert (free.forecast.days_until_full or 1e9) > 1000
