"""Incidents on both state databases: one per root, joined, merged, reopened, resolved by themselves."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sardonyx.incidents.grouping import Failure, Member
from sardonyx.incidents.service import IncidentChange, Incidents
from sardonyx.state import Database
from tests.support.health import ALICE, NOON, migrated

WEB, DB, MAIL = (Member(name, name, "warning", f"{name}-service", "", "no answer") for name in ("web", "db", "mail"))


def failure(root: Member, *symptoms: Member, minutes: float = 0) -> Failure:
    at = NOON + timedelta(minutes=minutes)
    return Failure(root, symptoms, at, at)


def telling(db: Database) -> tuple[Incidents, list[str]]:
    """Incidents, and what is heard of them."""
    heard: list[str] = []

    def hear(change: IncidentChange) -> None:
        heard.append(f"#{change.incident.number} {change.kind}{f' {change.member}' if change.member else ''}")

    incidents = Incidents(db, now=lambda: NOON)
    incidents.listen(hear)
    return incidents, heard


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[tuple[Incidents, list[str]]]:
    db = await migrated(tmp_path)
    yield telling(db)
    await db.close()


async def test_a_life(db: Database) -> None:
    incidents, heard = telling(db)
    await incidents.gather([failure(WEB)])
    await incidents.gather([failure(WEB)])
    assert heard == ["#1 opened web"]
    await incidents.gather([failure(DB, WEB, minutes=1)])
    assert heard[1:] == ["#1 joined db", "#1 cause db"]
    await incidents.gather([failure(MAIL, minutes=1)])
    assert await incidents.failing_members() == {"web", "db", "mail"}
    assert await Incidents(incidents._db).failing_members() == {"web", "db", "mail"}
    await incidents.recovered({"web": "", "nobody": ""}, NOON + timedelta(minutes=2))
    assert heard[3:] == ["#2 opened mail", "#1 recovered web"]
    await incidents.recovered({"db": "", "mail": ""}, NOON + timedelta(minutes=3))
    assert heard[5:] == ["#1 recovered db", "#1 resolved", "#2 recovered mail", "#2 resolved"]
    await incidents.gather([failure(DB, minutes=4)])
    assert heard[9:] == ["#1 reopened", "#1 joined db"]
    await incidents.recovered({"db": ""}, NOON + timedelta(minutes=5))
    await incidents.gather([failure(DB, minutes=11)])
    assert heard[-1] == "#3 opened db"


async def test_incidents_that_turn_out_to_be_one_become_one(told: tuple[Incidents, list[str]]) -> None:
    incidents, heard = told
    await incidents.gather([failure(WEB), failure(MAIL)])
    await incidents.gather([failure(DB, WEB, MAIL, minutes=1)])
    rows, _ = await incidents.page(ALICE, state="unresolved")
    assert [(row.number, row.title, sorted(row.members)) for row in rows] == [(1, "db is down", ["db", "mail", "web"])]
    assert "#2 resolved" in heard


async def test_the_gravest_member_counts(told: tuple[Incidents, list[str]]) -> None:
    incidents, _ = told
    await incidents.gather([failure(WEB, Member("pay", "pay", "critical"))])
    (row,), _ = await incidents.page(ALICE)
    assert row.severity == "critical"


async def test_a_listener_that_fails_keeps_nobody_from_hearing(told: tuple[Incidents, list[str]]) -> None:
    incidents, _ = told
    heard: list[str] = []

    def fails(_: IncidentChange) -> None:
        raise OSError("the mail server is away")

    incidents.listen(fails)
    incidents.listen(lambda change: heard.append(change.kind))
    await incidents.gather([failure(WEB)])
    assert heard == ["opened"]
