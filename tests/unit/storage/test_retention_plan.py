"""Which rows are due at which age, as the engine reads the condition."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sardonyx.storage.engine import Engine
from sardonyx.storage.retention_plan import Held, Plan, RetentionRule

DAY = date(2026, 1, 2)
ENDED = datetime(2026, 1, 3, tzinfo=UTC)
D = timedelta(days=1)
PLAN = Plan(
    90 * D,
    365 * D,
    (
        RetentionRule("audit", 700 * D, services=("audit",)),
        RetentionRule("debug", 3 * D, levels=("TRACE", "DEBUG")),
        RetentionRule("staging", 14 * D, environments=("staging",), services=("shop", "mail")),
    ),
)
ROWS = {
    "audit debug": ("audit", "staging", 5),
    "shop debug": ("shop", "production", 5),
    "shop staging error": ("shop", "staging", 17),
    "other staging error": ("other", "staging", 17),
}


async def due_rows(engine: Engine, age: timedelta, holds: tuple[Held, ...] = ()) -> list[str] | str | None:
    due = PLAN.due(DAY, ENDED + age, holds)
    if due is None:
        return None
    if due.everything:
        return "everything"
    table = " UNION ALL ".join(
        f"SELECT '{name}' AS name, '{service}' AS ServiceName, '{environment}' AS Environment, toUInt8({level}) AS SeverityNumber"
        for name, (service, environment, level) in ROWS.items()
    )
    rows = await engine.rows(f"SELECT name FROM ({table}) WHERE {due.where} ORDER BY name", due.params)
    return [str(row["name"]) for row in rows]


@pytest.mark.parametrize(
    ("age_days", "expected"),
    [
        (2.99, None),
        (3, ["shop debug"]),
        (14, ["shop debug", "shop staging error"]),
        (365, ["other staging error", "shop debug", "shop staging error"]),
        (699, ["other staging error", "shop debug", "shop staging error"]),
        (700, "everything"),
    ],
)
async def test_the_first_rule_that_fits_decides(
    engine: Engine, age_days: float, expected: list[str] | str | None
) -> None:
    assert await due_rows(engine, age_days * D) == expected


async def test_rows_of_held_services_are_not_due(engine: Engine) -> None:
    hold = Held(ENDED - D, ENDED, frozenset({"shop"}))
    assert await due_rows(engine, 20 * D, (hold,)) == []
    assert await due_rows(engine, 900 * D, (hold,)) == ["audit debug", "other staging error"]


async def test_nothing_is_due_of_a_day_that_is_held_for_all_services(engine: Engine) -> None:
    assert await due_rows(engine, 900 * D, (Held(ENDED - timedelta(hours=1), ENDED + D),)) is None


async def test_a_hold_on_other_days_changes_nothing(engine: Engine) -> None:
    for hold in (Held(ENDED, ENDED + D), Held(ENDED - 5 * D, ENDED - D)):
        assert await due_rows(engine, 900 * D, (hold,)) == "everything"


def test_a_day_is_archived_from_its_age_on_unless_it_is_held() -> None:
    assert not PLAN.archives(DAY, ENDED + 90 * D - timedelta(seconds=1))
    assert PLAN.archives(DAY, ENDED + 90 * D)
    assert not PLAN.archives(DAY, ENDED + 90 * D, [Held(ENDED - D, ENDED, frozenset({"shop"}))])
