"""Deliveries are taken once, however often and however closely they come, also after a kill."""

import asyncio
from pathlib import Path

import pytest

from sardonyx.journal import frame
from sardonyx.receivers.deliveries import Deliveries, key_of, left_over
from sardonyx.receivers.lines import Group, Line, deliveries_in, encoded

ONE, TWO = key_of("one"), key_of("two")


class Taking:
    """Counts, and ends when told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> None:
        self.begun += 1
        await self.outcome


async def test_what_comes_again_is_not_taken_again() -> None:
    deliveries, taking = Deliveries(), Taking()
    taking.outcome.set_result(None)
    assert [await deliveries.once(key, taking) for key in (ONE, TWO, ONE)] == [True, True, False]
    assert (taking.begun, deliveries.repeated) == (2, 1)


@pytest.mark.parametrize("well", [True, False], ids=["taken", "refused"])
async def test_the_second_of_two_waits_for_the_first(well: bool) -> None:
    deliveries, taking, other = Deliveries(), Taking(), Taking()
    other.outcome.set_result(None)
    first = asyncio.create_task(deliveries.once(ONE, taking))
    second = asyncio.create_task(deliveries.once(ONE, other))
    await asyncio.sleep(0)
    assert (taking.begun, other.begun) == (1, 0)
    if well:
        taking.outcome.set_result(None)
        assert (await first, await second) == (True, False)
    else:
        first.cancel()
        assert await second is True
    assert other.begun == (0 if well else 1)


def test_the_oldest_are_forgotten() -> None:
    deliveries = Deliveries(most=2)
    deliveries.remember([ONE, TWO, ONE, key_of("three")])
    assert (ONE in deliveries, TWO in deliveries) == (True, False)


def test_keys_travel_in_the_message() -> None:
    groups = [Group(lines=[Line("text")])]
    keys = [key_of(str(number)) for number in range(50)]
    assert deliveries_in(encoded(groups, keys)) == keys
    assert deliveries_in(encoded(groups)) == []
    assert encoded(groups, keys).endswith(encoded(groups))


def test_a_process_that_was_killed_left_them_in_its_journal(tmp_path: Path) -> None:
    whole = b"".join(frame.encode(encoded([Group(lines=[Line("a")])], [ONE, TWO]), received_at_ns=1, source=""))
    torn = b"".join(frame.encode(encoded([Group(lines=[Line("b")])], [key_of("torn")]), received_at_ns=2, source=""))
    (tmp_path / "1-a.seg").write_bytes(whole)
    (tmp_path / "2-b.open").write_bytes(torn[:-3])
    (tmp_path / "3-c.open").write_bytes(b"")
    assert left_over(tmp_path) == [ONE, TWO]
    assert left_over(tmp_path / "nothing") == []
    assert ONE in Deliveries(left_over(tmp_path))


async def test_who_brings_what_is_under_way_waits_for_it() -> None:
    deliveries = Deliveries()
    assert await deliveries.waited([ONE]) is False
    with deliveries.under_way([ONE, TWO]):
        waiting = asyncio.create_task(deliveries.waited([key_of("three"), TWO]))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await waiting is True
    assert await deliveries.waited([ONE, TWO]) is False
