"""The outbox over a real database: nothing lost, nothing twice, in order, one address not holding up another."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sardonyx.notify.outbox import GIVE_UP_AFTER, Outbox, wait_after
from sardonyx.notify.outlet import Notification, Undelivered
from sardonyx.notify.state_models import NotificationRow
from sardonyx.state import Database
from tests.support.health import migrated
from tests.support.people import Clock


@dataclass
class Recorder:
    """An outlet that takes everything, but for the addresses that are down."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    down: dict[str, Undelivered] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    async def send(self, notification: Notification) -> None:
        self.tried.append(notification.key)
        if (error := self.down.get(notification.address)) is not None:
            raise error
        self.sent.append((notification.address, notification.key))


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Database]:
    database = await migrated(tmp_path)
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 5, 1, 12, tzinfo=UTC))


def notes(address: str, *keys: str) -> list[Notification]:
    return [Notification(key, "test", address, {}) for key in keys]


async def rows(lite: Database) -> dict[str, NotificationRow]:
    async with lite.reading() as session:
        return {row.key: row for row in await session.scalars(select(NotificationRow))}


async def drain(outbox: Outbox) -> None:
    while await outbox.send_due():
        pass


async def test_sends_in_order_and_the_same_key_once(lite: Database, clock: Clock) -> None:
    outlet = Recorder()
    outbox = Outbox(lite, {"test": outlet}, now=clock)
    await outbox.add(notes("a", "1", "2"))
    await outbox.add(notes("a", "2", "3", "1"))
    await drain(outbox)
    assert outlet.sent == [("a", "1"), ("a", "2"), ("a", "3")]
    assert {row.state for row in (await rows(lite)).values()} == {"sent"}


async def test_an_outlet_that_is_down_for_an_hour_loses_nothing(lite: Database, clock: Clock) -> None:
    outlet = Recorder(down={"a": Undelivered("refused")})
    outbox = Outbox(lite, {"test": outlet}, now=clock)
    await outbox.add([*notes("a", "1", "2"), *notes("b", "3")])
    for _ in range(12):
        await drain(outbox)
        clock.forward(minutes=5)
    assert outlet.sent == [("b", "3")]
    assert outlet.tried == ["1", "3", *["1"] * 11]
    assert (await rows(lite))["1"].last_error == "refused"
    outlet.down.clear()
    clock.forward(minutes=5)
    await drain(outbox)
    assert outlet.sent == [("b", "3"), ("a", "1"), ("a", "2")]


async def test_what_a_killed_process_had_taken_is_sent_by_the_next(lite: Database, clock: Clock) -> None:
    class Killed(Recorder):
        async def send(self, notification: Notification) -> None:
            raise asyncio.CancelledError

    dying = Outbox(lite, {"test": Killed()}, now=clock)
    await dying.add(notes("a", "1", "2"))
    with pytest.raises(asyncio.CancelledError):
        await dying.send_due()
    outlet = Recorder()
    outbox = Outbox(lite, {"test": outlet}, now=clock)
    assert await outbox.send_due() == 0
    clock.forward(minutes=3)
    await drain(outbox)
    assert outlet.sent == [("a", "1"), ("a", "2")]


async def test_of_two_processes_one_sends(lite: Database, clock: Clock) -> None:
    outlet = Recorder()
    boxes = [Outbox(lite, {"test": outlet}, now=clock) for _ in range(2)]
    await boxes[0].add([note for address in "abcdef" for note in notes(address, f"{address}1")])
    await asyncio.gather(*(box.send_due() for box in boxes))
    assert sorted(outlet.sent) == [(address, f"{address}1") for address in "abcdef"]


async def test_what_will_never_be_taken_is_given_up_and_the_next_goes(lite: Database, clock: Clock) -> None:
    outlet = Recorder(down={"a": Undelivered("no such user", permanent=True)})
    outbox = Outbox(lite, {"test": outlet}, now=clock)
    await outbox.add(notes("a", "1", "2"))
    await drain(outbox)
    assert outlet.tried == ["1", "2"]
    assert {row.state for row in (await rows(lite)).values()} == {"failed"}


async def test_is_given_up_after_days(lite: Database, clock: Clock) -> None:
    outlet = Recorder(down={"a": Undelivered("refused")})
    outbox = Outbox(lite, {"test": outlet}, now=clock)
    await outbox.add(notes("a", "1"))
    await drain(outbox)
    clock.forward(seconds=GIVE_UP_AFTER.total_seconds())
    await drain(outbox)
    assert (await rows(lite))["1"].state == "failed"


async def test_nothing_is_sent_of_a_transaction_that_fails(lite: Database, clock: Clock) -> None:
    outlet = Recorder()
    outbox = Outbox(lite, {"test": outlet}, now=clock)

    async def failing() -> None:
        async with lite.session() as session:
            await outbox.put(session, notes("a", "1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    await drain(outbox)
    assert outlet.sent == []


async def test_the_task_sends_as_soon_as_it_is_decided(lite: Database) -> None:
    taken = asyncio.Event()

    class Telling(Recorder):
        async def send(self, notification: Notification) -> None:
            await super().send(notification)
            taken.set()

    async with Outbox(lite, {"test": Telling()}).sending() as outbox:
        await outbox.add(notes("a", "1"))
        async with asyncio.timeout(20):
            await taken.wait()


async def test_an_outlet_that_is_not_set_up_waits(lite: Database, clock: Clock) -> None:
    outbox = Outbox(lite, {}, now=clock)
    await outbox.add(notes("a", "1"))
    await drain(outbox)
    row = (await rows(lite))["1"]
    assert (row.state, row.last_error) == ("waiting", "there is no outlet test: it is not set up")


def test_waits_double_up_to_a_limit() -> None:
    assert [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 7, 100)] == [5, 10, 20, 300, 300]
    assert wait_after(1) < timedelta(minutes=1)
