"""Colour slots of services: given once, kept for good."""

import asyncio

import pytest
from sqlalchemy import select

from sardonyx.apm import catalogue
from sardonyx.apm.catalogue import SLOTS, ServiceCatalogue, by_name
from sardonyx.apm.state_models import ServiceSlotRow
from sardonyx.state import Database


async def test_new_services_get_the_least_used_slot_and_keep_it(db: Database) -> None:
    first = await ServiceCatalogue(db).slots(["b", "a"])
    assert first == {"a": 0, "b": 1}
    many = [f"s{number:02}" for number in range(SLOTS)]
    restarted = ServiceCatalogue(db)
    found = await restarted.slots([*many, "a"])
    assert found["a"] == 0
    assert sorted(found[name] for name in many) == sorted([*range(SLOTS)])
    assert await ServiceCatalogue(db).slots(many) == {name: found[name] for name in many}


async def test_processes_that_see_services_at_once_agree(db: Database) -> None:
    names = [f"s{number}" for number in range(20)]
    answers = await asyncio.gather(*(ServiceCatalogue(db).slots(names) for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert set(answers[0].values()) == set(range(SLOTS))


async def test_a_known_service_is_answered_without_the_database(db: Database) -> None:
    known = ServiceCatalogue(db)
    before = await known.slots(["a"])
    await db.close()
    assert await known.slots(["a"]) == before


async def test_names_no_database_can_hold_get_a_slot_of_their_own_making(db: Database) -> None:
    strange = ["", "nul\x00", "x" * 5000, "half\ud800"]
    found = await ServiceCatalogue(db).slots(strange)
    assert found == {name: by_name(name) for name in strange}
    async with db.reading() as session:
        assert (await session.execute(select(ServiceSlotRow))).first() is None


async def test_a_sender_of_endless_names_does_not_fill_the_database(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MAX_SERVICES", 3)
    names = [f"s{number}" for number in range(10)]
    found = await ServiceCatalogue(db).slots(names)
    assert [found[name] for name in names[:3]] == [0, 1, 2]
    assert found["s9"] == by_name("s9")
    async with db.reading() as session:
        assert len((await session.execute(select(ServiceSlotRow))).all()) == 3
