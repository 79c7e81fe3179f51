"""The live tail: what arrives is told once, also what arrives late; what is too much is counted."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
import pytest

from sardonyx.logs import stream, tail
from sardonyx.logs.service import LogsService
from sardonyx.logs.tail import Gap, Heartbeat, Lines, Rate, TailEvent
from sardonyx.query.logs.arrivals import After
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import SearchSyntaxError
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import QueryError, QueryTimeout
from tests.support.telemetry import T0, insert_logs, log

SECOND_MS = 1000


class World:
    """A clock and flushes that happen when a test says so."""

    def __init__(self, engine: Any) -> None:
        self.now_ns = T0
        self.flushes: list[Callable[[], Any]] = []
        self.service = LogsService(engine, self.wait_for_change, clock_ns=lambda: self.now_ns)

    async def wait_for_change(self, timeout: float) -> bool:
        assert timeout <= 1
        self.now_ns += SECOND_MS * 10**6
        if self.flushes:
            await self.flushes.pop(0)()
            return True
        return False

    def then(self, engine: EmbeddedEngine, *rows: dict[str, Any]) -> "World":
        self.flushes.append(lambda: insert_logs(engine, rows))
        return self


def bodies(event: TailEvent) -> list[str]:
    assert isinstance(event, Lines)
    return [msgspec.json.decode(record.row)["body"] for record in event.records]


async def take(events: AsyncGenerator[TailEvent, None], count: int) -> list[TailEvent]:
    found: list[TailEvent] = []
    async with asyncio.timeout(30):
        async for event in events:
            if not isinstance(event, Rate):
                found.append(event)
            if len(found) == count:
                break
    await events.aclose()
    return found


async def test_tells_what_arrives_from_now_on_and_only_once(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(0, "old", received_after_ms=-1)])
    world = World(engine).then(engine, log(1, "one", received_after_ms=500)).then(engine)
    world.then(engine, log(2, "three", received_after_ms=2600), log(3, "two", received_after_ms=2500))
    found = await take(world.service.tail("", AccessScope.ALL).events(), 2)
    assert [bodies(event) for event in found] == [["one"], ["two", "three"]]


async def test_tells_of_a_batch_that_is_flushed_late(engine: EmbeddedEngine) -> None:
    world = World(engine)
    world.then(engine, log(1, "second", received_after_ms=900)).then(engine, log(2, "first", received_after_ms=100))
    found = await take(world.service.tail("", AccessScope.ALL).events(), 2)
    assert [bodies(event) for event in found] == [["second"], ["first"]]


async def test_equal_messages_at_different_times_are_all_told(engine: EmbeddedEngine) -> None:
    world = World(engine)
    world.then(engine, log(1, "beat", received_after_ms=900)).then(engine, log(2, "beat", received_after_ms=1900))
    found = await take(world.service.tail("", AccessScope.ALL).events(), 2)
    assert [bodies(event) for event in found] == [["beat"], ["beat"]]


async def test_keeps_to_search_and_scope(engine: EmbeddedEngine) -> None:
    world = World(engine)
    rows = [log(1, "wanted"), log(2, "other"), log(3, "wanted", service="hidden"), log(4, "wanted", level=17)]
    world.then(engine, *[{**row, "ReceivedAt": row["ReceivedAt"] + 500} for row in rows])
    tail_of_mine = world.service.tail("wanted -level:error", AccessScope(frozenset({"shop"})))
    (found,) = await take(tail_of_mine.events(), 1)
    assert bodies(found) == ["wanted"]
    with pytest.raises(SearchSyntaxError):
        world.service.tail("level:", AccessScope.ALL)


async def test_a_flood_is_cut_and_counted(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "MAX_LINES", 3)
    world = World(engine).then(engine, *[log(n, f"line {n}", received_after_ms=500) for n in range(10)])
    world.then(engine, log(50, "next", received_after_ms=1500))
    gap, lines, more = await take(world.service.tail("", AccessScope.ALL).events(), 3)
    assert gap == Gap(7)
    assert bodies(lines) == ["line 7", "line 8", "line 9"]
    assert bodies(more) == ["next"]


async def test_goes_on_behind_the_last_line_a_reader_had(engine: EmbeddedEngine) -> None:
    world = World(engine).then(engine, *[log(n, f"line {n}", received_after_ms=500) for n in range(4)])
    (lines,) = await take(world.service.tail("", AccessScope.ALL).events(), 1)
    assert isinstance(lines, Lines)
    event_id = stream.frame(Lines(lines.records[1:2])).decode().splitlines()[0].removeprefix("id: ")
    resumed = world.service.tail("", AccessScope.ALL, resume=stream.resume_point(event_id))
    (rest,) = await take(resumed.events(), 1)
    assert bodies(rest) == ["line 2", "line 3"]


async def test_a_silent_tail_says_that_it_lives(engine: EmbeddedEngine) -> None:
    (event,) = await take(World(engine).service.tail("", AccessScope.ALL).events(), 1)
    assert event == Heartbeat()


async def test_says_how_many_lines_come_a_second(engine: EmbeddedEngine) -> None:
    world = World(engine).then(engine, *[log(n, f"line {n}", received_after_ms=500) for n in range(20)])
    events = world.service.tail("", AccessScope.ALL).events()
    async with asyncio.timeout(30):
        rates = [event async for event in _until_rate(events)]
    await events.aclose()
    assert rates == [Rate(4.0)]


async def _until_rate(events: AsyncGenerator[TailEvent, None]) -> AsyncGenerator[TailEvent, None]:
    async for event in events:
        if isinstance(event, Rate):
            yield event
            return


class Failing:
    """An engine that fails a few times, then answers with nothing."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    async def raw(self, *args: Any, **kwargs: Any) -> bytes:
        if self.errors:
            raise self.errors.pop(0)
        return b'{"data": [], "statistics": {"rows_read": 0, "bytes_read": 0}}'


async def test_outlives_a_busy_engine_but_not_a_refusal() -> None:
    busy = World(Failing(QueryTimeout("slow", 159), QueryTimeout("slow", 159)))
    assert await take(busy.service.tail("", AccessScope.ALL).events(), 1) == [Heartbeat()]
    with pytest.raises(QueryError):
        await take(World(Failing(QueryError("no", 1))).service.tail("", AccessScope.ALL).events(), 1)


@pytest.mark.parametrize("event_id", [None, "", "x", "1-2", "1-99999999999999999999-0000000000000000"])
def test_an_event_id_that_is_not_ours_starts_anew(event_id: str | None) -> None:
    assert stream.resume_point(event_id) is None


def test_reads_back_its_own_event_ids() -> None:
    assert stream.resume_point("17-18-00000000000000ff") == After(17, 18, 255)


def test_frames_are_server_sent_events() -> None:
    assert stream.frame(Gap(7)) == b'event: gap\ndata: {"skipped":7}\n\n'
    assert stream.frame(Rate(1.5)) == b'event: rate\ndata: {"per_second":1.5}\n\n'
    assert stream.frame(Heartbeat()) == b": alive\n\n"
