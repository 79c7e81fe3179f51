"""Rollups are made once for every closed bucket, and again for what came late."""

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import BACKGROUND, Limits, Params
from sardonyx.storage.errors import QueryError, QueryMemory
from sardonyx.storage.rollups.roller import CLOSED_AFTER_SECONDS, LATE_SECONDS, Piece, Roller
from sardonyx.storage.rollups.rows import BUCKET_SECONDS, COLUMNS, MAX, MIN
from tests.support.child import start

HOUR = 3600
NOW = int(time.time())
START = NOW // HOUR * HOUR - 3 * HOUR
STALE = 0x7FF0000000000002
KEPT = timedelta(days=14)


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


async def add(engine: EmbeddedEngine, series: int, samples: Sequence[tuple[float, float]]) -> None:
    """Samples of (seconds after START, value)."""
    await engine.execute(
        "INSERT INTO metric_samples SELECT {id:UInt64}, fromUnixTimestamp64Milli(s.1), s.2 FROM (SELECT "
        "arrayJoin(arrayZip({times:Array(Int64)}, {values:Array(Float64)})) AS s)",
        {
            "id": series,
            "times": [round((START + at) * 1000) for at, _ in samples],
            "values": [float(value) for _, value in samples],
        },
    )


async def stored(engine: EmbeddedEngine, *columns: str) -> list[tuple[Any, ...]]:
    names = ", ".join(columns)
    rows = await engine.rows(
        f"SELECT SeriesId, toUnixTimestamp(Bucket) - {{start:UInt32}} AS at, {names} FROM metric_rollups FINAL "
        "ORDER BY SeriesId, Bucket",
        {"start": START},
    )
    return [tuple(row.values()) for row in rows]


async def roll(engine: EmbeddedEngine, clock: Clock | None = None) -> list[Piece]:
    roller, found = Roller(engine, KEPT, clock=clock or Clock(NOW)), []
    while (piece := await roller.roll_due()) is not None:
        found.append(piece)
    return found


async def test_a_bucket_tells_what_its_samples_were(engine: EmbeddedEngine) -> None:
    await add(engine, 7, [(0, 99), (1, 5), (100.5, 9), (200, 2), (300, 4), (301, 1)])
    await roll(engine)
    names = (
        "Samples",
        "FirstAfter",
        "LastAfter",
        "First",
        "Last",
        "Sum",
        "Deviation",
        "Lost",
        "Resets",
        "Changes",
        "Ended",
    )
    row = (await stored(engine, *names, f"{MIN} AS Min", f"{MAX} AS Max"))[1]
    assert dict(zip(("SeriesId", "at", *names, "Min", "Max"), row, strict=True)) == {
        "SeriesId": 7, "at": 300, "Samples": 4, "FirstAfter": 1000, "LastAfter": 300_000, "First": 5, "Last": 4, "Min": 2,
        "Max": 9, "Sum": 20, "Deviation": 26, "Lost": 9, "Resets": 1, "Changes": 3, "Ended": 0,
    }  # fmt: skip


async def test_samples_of_one_instant_count_once(engine: EmbeddedEngine) -> None:
    for _ in range(2):
        await add(engine, 1, [(10, 3), (20, 4)])
    await add(engine, 1, [(20, 5)])
    await roll(engine)
    assert await stored(engine, "Samples", "Sum") == [(1, 300, 2, 8)]


async def test_staleness_markers_end_a_bucket_and_are_not_counted(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(10, 3)])
    await engine.execute(
        f"INSERT INTO metric_samples SELECT 1, toDateTime64({START} + at, 3), reinterpretAsFloat64(toUInt64({STALE})) "
        "FROM (SELECT arrayJoin([20, 400, 720]) AS at)"
    )
    await add(engine, 1, [(500, 6)])
    await roll(engine)
    assert await stored(engine, "Samples", "Sum", "Ended") == [(1, 300, 1, 3, 1), (1, 600, 1, 6, 0), (1, 900, 0, 0, 1)]


async def test_only_closed_buckets_are_rolled_up(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, at) for at in range(10, 1200, 60)])
    clock = Clock(START + 600 + CLOSED_AFTER_SECONDS - 1)
    assert await roll(engine, clock) == [Piece(START, START + 300)]
    clock.now += 1
    assert await roll(engine, clock) == [Piece(START + 300, START + 600)]
    assert await roll(engine, clock) == []


async def test_rolls_up_hour_by_hour_to_now(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(HOUR + 1000, HOUR + 1600, 60)])
    pieces = await roll(engine)
    assert pieces[0].until % HOUR == 0
    assert [piece.after for piece in pieces[1:]] == [piece.until for piece in pieces[:-1]]
    assert pieces[-1].until > NOW - CLOSED_AFTER_SECONDS - BUCKET_SECONDS


async def test_nothing_is_rolled_up_twice_by_a_second_start(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(10, 7000, 60)])
    clock = Clock(NOW)
    first = await roll(engine, clock)
    once = await stored(engine, *COLUMNS)
    clock.now = NOW + 3 * LATE_SECONDS  # the samples above were late themselves: their buckets are looked at once more
    await roll(engine, clock)
    assert first
    assert await roll(engine, clock) == []
    assert await stored(engine, *COLUMNS) == once


async def test_late_samples_are_rolled_up_once_they_have_come_to_rest(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(10, 2000, 60)])
    await engine.execute("TRUNCATE TABLE metric_late_buckets")
    clock = Clock(NOW)
    await roll(engine, clock)
    await add(engine, 1, [(15, 1)])
    await add(engine, 2, [(650, 8)])
    touched = (
        await engine.rows("SELECT toUnixTimestamp64Milli(max(TouchedAt)) / 1000 AS at FROM metric_late_buckets")
    )[0]
    clock.now = touched["at"] + LATE_SECONDS - 1
    pieces = await roll(engine, clock)
    assert all(piece.after >= NOW - 2 * BUCKET_SECONDS for piece in pieces)
    clock.now = touched["at"] + LATE_SECONDS + 1
    assert Piece(START, START + 900) in await roll(engine, clock)
    rows = await stored(engine, "Samples")
    assert rows[0] == (1, 300, 6)
    assert rows[-1] == (2, 900, 1)


async def test_samples_older_than_is_kept_do_not_replace_what_was_rolled_up(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(10, 600, 60)])
    await roll(engine)
    before = await stored(engine, "Samples")
    await engine.execute("TRUNCATE TABLE metric_samples")
    await add(engine, 1, [(10, 1)])
    later = Clock(NOW + KEPT.total_seconds())
    roller = Roller(engine, KEPT, clock=later)
    piece = await roller.roll_due()
    assert piece is not None
    assert piece.after > START + 600
    assert await stored(engine, "Samples") == before


class FailsToNote:
    """An engine that dies after the rollups are written, before they are noted."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        if "INSERT INTO metric_rolled_buckets" in sql:
            raise QueryError("gone", 1)
        await self._engine.execute(sql, params, limits=limits)


async def test_a_piece_that_was_written_but_not_noted_counts_once(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(10, 600, 60)])
    clock = Clock(NOW)
    with pytest.raises(QueryError):
        await Roller(FailsToNote(engine), KEPT, clock=clock).roll_due()
    assert await stored(engine, "Samples") == [(1, 300, 5), (1, 600, 5)]
    clock.now += 10
    assert (await roll(engine, clock))[0].after == START
    assert await stored(engine, "Samples") == [(1, 300, 5), (1, 600, 5)]


class SmallEngine(FailsToNote):
    """An engine that has memory for one bucket at a time."""

    async def execute(self, sql: str, params: Params | None = None, *, limits: Limits = BACKGROUND) -> None:
        if params is not None and int(str(params.get("buckets", 1))) > 1:
            raise QueryMemory("too much", 241)
        await self._engine.execute(sql, params, limits=limits)


async def test_what_does_not_fit_into_memory_is_rolled_up_bucket_by_bucket(engine: EmbeddedEngine) -> None:
    await add(engine, 1, [(at, 1) for at in range(10, 1200, 60)])
    clock = Clock(START + 1200 + CLOSED_AFTER_SECONDS)
    roller = Roller(SmallEngine(engine), KEPT, clock=clock)
    pieces = [await roller.roll_due() for _ in range(5)]
    assert pieces == [*(Piece(START + at, START + at + BUCKET_SECONDS) for at in range(0, 1200, BUCKET_SECONDS)), None]
    assert [at for _, at, _ in await stored(engine, "Samples")] == [300, 600, 900, 1200]


def test_killed_at_any_instant_every_bucket_is_rolled_up_once(tmp_path: Path) -> None:
    for _ in range(4):
        with start("tests.unit.storage.rollups.roller_child", str(tmp_path), "kill") as child:
            assert child.stdout is not None
            for _ in range(2):  # it prints a line before each piece
                child.stdout.readline()
            child.kill()
    with start("tests.unit.storage.rollups.roller_child", str(tmp_path), "finish") as child:
        assert child.stdout is not None
        found = json.loads(child.stdout.read().splitlines()[-1])
    assert found["rolled"] == found["samples"] > 0
    assert found["rows"] == found["buckets"]
