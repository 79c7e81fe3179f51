"""Migrating both databases, alone, at once, and when a newer version was there before."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import sardonyx.access.models
import sardonyx.alerting.search_rules.models
import sardonyx.apm.state_models
import sardonyx.dashboards.models
import sardonyx.health.discovery.state_models
import sardonyx.health.external_watchers.state_models
import sardonyx.health.facts.models
import sardonyx.health.heartbeats.state_models
import sardonyx.health.state_models
import sardonyx.health.status_page.state_models
import sardonyx.health.vantage.state_models
import sardonyx.incidents.state_models
import sardonyx.infrastructure.metrics.state_models
import sardonyx.notify.state_models
import sardonyx.privacy.state_models
import sardonyx.retention.models
import sardonyx.searches.models  # noqa: F401  (their tables are compared)
from sardonyx.state import Base, Database, StateTooNew, migrate

_OPEN_ONCE = """
import asyncio, sys
from pathlib import Path
from sardonyx.state import Database

async def main() -> None:
    sys.stdin.readline()
    await (await Database.open(sys.argv[1], folder=Path(sys.argv[2]))).close()

print("ready", flush=True)
asyncio.run(main())
"""


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [difference for difference in compare_metadata(context, Base.metadata) if difference]


async def test_the_migrated_schema_is_that_of_the_models(db: Database) -> None:
    async with db.reading() as session:
        differences = await (await session.connection()).run_sync(_differences)
    assert differences == []


async def test_opening_again_changes_nothing(db: Database, state_url: str, tmp_path: Path) -> None:
    async with db.session() as session:
        await session.execute(text("UPDATE audit_head SET seq = 41"))
    again = await Database.open(state_url, folder=tmp_path)
    async with again.reading() as session:
        assert (await session.execute(text("SELECT seq FROM audit_head"))).scalar_one() == 41
        versions = (await session.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
    await again.close()
    assert versions == [migrate.scripts().get_current_head()]


async def test_a_database_of_a_newer_version_is_left_alone(db: Database, state_url: str, tmp_path: Path) -> None:
    async with db.session() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for migrated in (True, False):
        with pytest.raises(StateTooNew) as refused:
            await Database.open(state_url, folder=tmp_path, migrated=migrated)
        assert refused.value.found == "9999"
        assert refused.value.newest == migrate.scripts().get_current_head()
        assert "9999" in str(refused.value)
        assert refused.value.newest in str(refused.value)
    async with db.reading() as session:
        assert (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"


async def test_processes_starting_at_once_migrate_once(state_url: str, tmp_path: Path) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _OPEN_ONCE,
            state_url,
            str(tmp_path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    outcomes = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0, 0], [error.decode() for _, error in outcomes]
    db = await Database.open(state_url, folder=tmp_path)
    async with db.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM audit_head"))).scalar_one() == 1
        assert (await session.execute(text("SELECT count(*) FROM alembic_version"))).scalar_one() == 1
    await db.close()


async def test_tasks_of_one_process_opening_at_once_migrate_once(state_url: str, tmp_path: Path) -> None:
    opened = await asyncio.gather(*(Database.open(state_url, folder=tmp_path) for _ in range(4)))
    for database in opened:
        await database.ping()
        await database.close()


async def test_a_migration_that_dies_half_way_leaves_nothing_behind(
    state_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = migrate.upgrade

    def dies(connection: Connection) -> None:
        real(connection)
        raise ZeroDivisionError

    monkeypatch.setattr(migrate, "upgrade", dies)
    with pytest.raises(ZeroDivisionError):
        await Database.open(state_url, folder=tmp_path)
    monkeypatch.undo()
    db = await Database.open(state_url, folder=tmp_path)
    async with db.reading() as session:
        assert (await session.execute(text("SELECT seq FROM audit_head"))).scalar_one() == 0
    await db.close()
