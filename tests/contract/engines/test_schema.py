"""The schema comes up once, survives interruption, and retention changes reach the tables."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from sardonyx.storage import migrations, retention
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import QueryError, SchemaTooNew, StorageFull
from sardonyx.storage.migrations import Migration
from sardonyx.storage.retention import Keep
from tests.contract.engines.subject import count

KNOWN = migrations.load()
FIRST = "CREATE TABLE IF NOT EXISTS schema_probe (N UInt64) ENGINE = MergeTree ORDER BY N"
SECOND = "ALTER TABLE schema_probe ADD COLUMN IF NOT EXISTS M UInt64 DEFAULT N * 2"
BROKEN = "ALTER TABLE schema_probe ADD COLUMN X NoSuchType"


@pytest.fixture
async def clean(subject: Engine) -> AsyncIterator[Engine]:
    """The subject; migrations numbered from 9001 leave nothing behind."""
    await _forget(subject)
    yield subject
    await _forget(subject)


async def _forget(engine: Engine) -> None:
    await engine.execute("DROP TABLE IF EXISTS schema_probe")
    # An ALTER takes its settings from nowhere else than the statement in both houses.
    await engine.execute("ALTER TABLE sardonyx_schema DELETE WHERE Version > 9000 SETTINGS mutations_sync = 2")


async def applied(engine: Engine) -> list[int]:
    rows = await engine.rows("SELECT Version AS v FROM sardonyx_schema ORDER BY v", limits=BACKGROUND)
    return [row["v"] for row in rows]


async def test_the_shipped_schema_is_applied_once(clean: Engine) -> None:
    assert await migrations.apply(clean) == []
    assert await applied(clean) == [migration.version for migration in KNOWN]


async def test_new_migrations_are_applied_in_order_and_once(clean: Engine) -> None:
    extra = (Migration(9001, "first", (FIRST,)), Migration(9002, "second", (SECOND,)))
    assert await migrations.apply(clean, KNOWN + extra) == list(extra)
    assert await migrations.apply(clean, KNOWN + extra) == []
    await clean.execute("INSERT INTO schema_probe (N) SELECT 21")
    assert await clean.rows("SELECT * FROM schema_probe") == [{"N": 21, "M": 42}]


async def test_a_migration_that_fails_half_way_is_finished_by_the_next_start(clean: Engine) -> None:
    with pytest.raises(QueryError):
        await migrations.apply(clean, (*KNOWN, Migration(9001, "probe", (FIRST, BROKEN, SECOND))))
    assert 9001 not in await applied(clean)
    await clean.execute("INSERT INTO schema_probe (N) SELECT 1")
    mended = (*KNOWN, Migration(9001, "probe", (FIRST, SECOND)))
    assert [migration.version for migration in await migrations.apply(clean, mended)] == [9001]
    assert await clean.rows("SELECT * FROM schema_probe") == [{"N": 1, "M": 2}]


async def test_data_of_a_newer_version_is_refused(clean: Engine) -> None:
    await migrations.apply(clean, (*KNOWN, Migration(9001, "newer", (FIRST,))))
    with pytest.raises(SchemaTooNew, match="9001"):
        await migrations.apply(clean)


async def test_no_statement_runs_on_a_disk_without_room(
    clean: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=1 << 40, used=1 << 40, free=1 << 20))
    with pytest.raises(StorageFull, match="1 MiB free"):
        await migrations.apply(clean, (*KNOWN, Migration(9001, "probe", (FIRST,))), disk=tmp_path)
    assert await count(clean, "(SELECT count() FROM system.tables WHERE name = 'schema_probe')") == 0


@pytest.fixture
async def keeping(subject: Engine) -> AsyncIterator[Engine]:
    """The subject with a table to keep rows in."""
    await subject.execute("DROP TABLE IF EXISTS kept")
    await subject.execute(
        "CREATE TABLE kept (Timestamp DateTime64(9), N UInt8) ENGINE = MergeTree PARTITION BY toDate(Timestamp) "
        "ORDER BY N SETTINGS ttl_only_drop_parts = 1"
    )
    yield subject
    await subject.execute("DROP TABLE kept")


@pytest.mark.parametrize("tiers", [False, True])
async def test_retention_is_changed_only_when_it_differs(keeping: Engine, tiers: bool) -> None:
    keep = Keep("Timestamp", timedelta(days=30), hot=timedelta(days=3))
    assert await retention.apply(keeping, {"kept": keep, "absent": keep}, tiers=tiers) == ["kept"]
    assert await retention.apply(keeping, {"kept": keep}, tiers=tiers) == []
    shorter = Keep("Timestamp", timedelta(days=7), hot=timedelta(days=3))
    assert await retention.apply(keeping, {"kept": shorter}, tiers=tiers) == ["kept"]
    (row,) = await keeping.rows("SELECT create_table_query AS ddl FROM system.tables WHERE name = 'kept'")
    assert ("TO VOLUME 'cold'" in row["ddl"]) is tiers
    assert "toIntervalSecond(604800)" in row["ddl"]


async def test_a_shorter_retention_drops_rows_that_are_there(keeping: Engine) -> None:
    await keeping.execute("INSERT INTO kept SELECT now64(9) - toIntervalDay(number * 5), number FROM numbers(4)")
    await retention.apply(keeping, {"kept": Keep("Timestamp", timedelta(days=7))}, tiers=False)
    await keeping.execute("OPTIMIZE TABLE kept FINAL")
    assert await keeping.rows("SELECT N FROM kept ORDER BY N") == [{"N": 0}, {"N": 1}]


async def test_every_table_of_ours_survives_a_repeated_insert(subject: Engine) -> None:
    rows = await subject.rows(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' "
        "AND name IN ({names:Array(String)}) AND position(create_table_query, 'deduplication_window') = 0",
        {"names": [*_tables()]},
    )
    assert rows == []


def _tables() -> list[str]:
    prefix = "CREATE TABLE IF NOT EXISTS "
    return [
        statement.removeprefix(prefix).split(None, 1)[0]
        for migration in KNOWN
        for statement in migration.statements
        if statement.startswith(prefix)
    ]
