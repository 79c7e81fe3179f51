"""Retention at work: what moves, what goes, and what a hold keeps."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sardonyx.storage.archive import Archive
from sardonyx.storage.archive.keeper import Keeper
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.retention_plan import Held, Plan, RetentionRule
from tests.unit.storage.archive.conftest import DAY, Clock, add_rows, content, everything

D = timedelta(days=1)
ENDED = datetime(2026, 1, 3, tzinfo=UTC)
PLAN = Plan(
    90 * D,
    365 * D,
    (RetentionRule("audit", 700 * D, services=("audit",)), RetentionRule("debug", 3 * D, levels=("DEBUG",))),
)


class Holds:
    """Legal holds that tests set."""

    def __init__(self) -> None:
        self.all: list[Held] = []

    async def __call__(self) -> Sequence[Held]:
        return self.all


@pytest.fixture
def holds() -> Holds:
    return Holds()


@pytest.fixture
def keeper(engine: EmbeddedEngine, archive: Archive, clock: Clock, holds: Holds) -> Keeper:
    return Keeper(engine, PLAN, archive, held=holds, now=clock, late_rest=timedelta(0))


async def kinds(keeper: Keeper) -> list[tuple[str, int]]:
    return [(move.kind, move.rows) for move in await keeper.keep()]


async def test_a_life_from_the_table_through_the_archive_to_its_end(
    engine: EmbeddedEngine, archive: Archive, keeper: Keeper, clock: Clock
) -> None:
    await add_rows(engine, 300)
    clock.at = ENDED + 2 * D
    assert await kinds(keeper) == []
    clock.at = ENDED + 3 * D
    assert await kinds(keeper) == [("rule", 100)]
    assert await kinds(keeper) == []
    (counted,) = await engine.rows("SELECT groupUniqArray(Level) AS levels FROM log_counts_10s")
    assert "DEBUG" not in counted["levels"]
    clock.at = ENDED + 90 * D
    assert await kinds(keeper) == [("archived", 200)]
    assert (await content(engine))["n"] == 0
    clock.at = ENDED + 365 * D
    assert await kinds(keeper) == [("rule", 100)]
    assert (await everything(engine, archive))["n"] == 100
    clock.at = ENDED + 700 * D
    assert await kinds(keeper) == [("deleted", 100)]
    assert not archive.store.day_folder(DAY).exists()
    again = Keeper(engine, PLAN, archive)
    assert [move.kind for move in again.moves.latest()] == ["deleted", "rule", "archived", "rule"]


async def test_a_held_day_stays_where_it_is_until_it_is_released(
    engine: EmbeddedEngine, archive: Archive, keeper: Keeper, clock: Clock, holds: Holds
) -> None:
    await add_rows(engine, 300)
    await add_rows(engine, 30, date(2026, 1, 1))
    holds.all = [Held(ENDED - D, ENDED)]
    clock.at = ENDED + 800 * D
    assert await kinds(keeper) == [("deleted", 30)]
    assert (await content(engine))["n"] == 300
    holds.all = []
    clock.at = ENDED + 91 * D
    assert await kinds(keeper) == [("archived", 200)]


async def test_only_rows_of_held_services_outlive_their_time(
    engine: EmbeddedEngine, archive: Archive, keeper: Keeper, clock: Clock, holds: Holds
) -> None:
    await add_rows(engine, 300)
    clock.at = ENDED + 90 * D
    await keeper.keep()
    holds.all = [Held(ENDED - D, ENDED, frozenset({"mail"}))]
    clock.at = ENDED + 800 * D
    assert await kinds(keeper) == [("rule", 100)]
    assert await archive.count(DAY, "ServiceName = 'mail'", {}) == 100
    assert archive.store.days()[DAY].rows == 100
    assert await kinds(keeper) == []
    holds.all = []
    assert await kinds(keeper) == [("deleted", 100)]


async def test_a_restored_day_stays_for_as_long_as_was_asked(
    engine: EmbeddedEngine, archive: Archive, keeper: Keeper, clock: Clock
) -> None:
    await add_rows(engine, 300)
    clock.at = ENDED + 100 * D
    await keeper.keep()
    await archive.restore(DAY, keep=7 * D)
    clock.at += 6 * D
    assert await kinds(keeper) == []
    assert (await content(engine))["n"] == 200
    clock.at += 2 * D
    assert await kinds(keeper) == [("archived", 200)]
    assert (await everything(engine, archive))["n"] == 200


async def test_without_an_archive_days_stay_until_their_end(
    engine: EmbeddedEngine, clock: Clock, holds: Holds, tmp_path: Path
) -> None:
    keeper = Keeper(engine, Plan(90 * D, 365 * D), None, held=holds, now=clock)
    await add_rows(engine, 10)
    clock.at = ENDED + 364 * D
    assert await kinds(keeper) == []
    clock.at = ENDED + 365 * D
    assert await kinds(keeper) == [("deleted", 10)]
    assert (await content(engine))["n"] == 0


async def test_late_rows_wait_until_it_is_quiet(engine: EmbeddedEngine, archive: Archive, clock: Clock) -> None:
    keeper = Keeper(engine, Plan(90 * D, 365 * D), archive, now=clock)
    await add_rows(engine, 10)
    clock.at = datetime.now(UTC) + D
    plan_days = (clock.at - ENDED).days
    keeper.plan = Plan(timedelta(days=min(90, plan_days)), timedelta(days=plan_days + 365))
    assert await kinds(keeper) == [("archived", 10)]
    await add_rows(engine, 3, first=50)
    clock.at = datetime.now(UTC)
    assert await kinds(keeper) == []
    clock.at += timedelta(hours=2)
    assert await kinds(keeper) == [("archived", 3)]


async def test_only_what_costs_nothing_is_done_while_the_budget_says_no(
    engine: EmbeddedEngine, archive: Archive, clock: Clock
) -> None:
    keeper = Keeper(engine, PLAN, archive, now=clock, may_work=lambda: False)
    await add_rows(engine, 10)
    clock.at = ENDED + 699 * D
    assert await kinds(keeper) == []
    assert (await content(engine))["n"] == 10
    clock.at = ENDED + 700 * D
    assert await kinds(keeper) == [("deleted", 10)]
