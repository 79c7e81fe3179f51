"""Legal holds: who placed them, what they are about, and that releasing is remembered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from sardonyx.access.errors import NotFound, ValidationFailed
from sardonyx.access.models import AuditEntryRow
from sardonyx.retention.holds import LegalHolds
from sardonyx.state import Database
from tests.support.people import TESTER

START = datetime(2026, 1, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_hold_holds_until_it_is_released_and_both_are_audited(db: Database) -> None:
    holds = LegalHolds(db)
    made = await holds.create(
        TESTER, name="Case 7", reason="the court", start=START, end=START + DAY, services=["shop"]
    )
    (held,) = await holds()
    assert (held.start, held.end, held.services) == (START, START + DAY, frozenset({"shop"}))
    assert [held.touches(date(2026, 1, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
    await holds.release(made.id, TESTER)
    assert await holds() == []
    (released,) = await holds.all(released=True)
    assert released.released_by == TESTER.name
    async with db.reading() as session:
        actions = list(await session.scalars(select(AuditEntryRow.action).order_by(AuditEntryRow.seq)))
    assert actions == ["legal_hold.create", "legal_hold.release"]
    with pytest.raises(NotFound):
        await holds.release(made.id, TESTER)


@pytest.mark.parametrize(
    ("start", "days", "services", "found"),
    [
        (START - DAY, 1, None, False),
        (START - DAY, 1.1, None, True),
        (START + DAY, 1, None, False),
        (START, 1, {"shop"}, True),
        (START, 1, {"mail"}, False),
        (START, 1, {"mail", "shop"}, True),
    ],
)
async def test_what_is_held_is_asked_by_range_and_services(
    db: Database, start: datetime, days: float, services: set[str] | None, found: bool
) -> None:
    holds = LegalHolds(db)
    await holds.create(TESTER, name="a", reason="b", start=START, end=START + DAY, services=["shop"])
    assert bool(await holds.held(start, start + days * DAY, services)) is found


async def test_a_hold_must_end_behind_its_start(db: Database) -> None:
    with pytest.raises(ValidationFailed, match="end"):
        await LegalHolds(db).create(TESTER, name="a", reason="b", start=START, end=START)
