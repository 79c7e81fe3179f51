"""Cancelling a task ends its statement in the engine; closing ends them all."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from sardonyx.storage.engine import UNLIMITED, Engine
from sardonyx.storage.errors import EngineUnavailable, QueryCancelled
from tests.contract.engines.subject import (
    count,
    marked,
    numbers_insert,
    numbers_segment,
    running,
    until_running,
)

OpenAnother = Callable[[], Awaitable[Engine]]
SLOW = "SELECT sum(sleepEachRow(0.01)) FROM numbers(100000) WHERE MARK != ''"
SLOW_INSERT = "INSERT INTO FUNCTION null('n UInt64') SELECT number FROM system.numbers WHERE MARK != ''"
SLOW_STREAM = "SELECT number, sleepEachRow(0.001) FROM numbers(1000000) WHERE MARK != ''"
SETTINGS = {"max_block_size": 10}


async def drain(engine: Engine, sql: str) -> None:
    async for _ in engine.stream(sql, fmt="TabSeparated", limits=UNLIMITED, settings=SETTINGS):
        pass


WAYS: dict[str, tuple[str, Callable[[Engine, str], Awaitable[Any]]]] = {
    "rows": (SLOW, lambda engine, sql: engine.rows(sql, limits=UNLIMITED, settings=SETTINGS)),
    "raw": (SLOW, lambda engine, sql: engine.raw(sql, fmt="CSV", limits=UNLIMITED, settings=SETTINGS)),
    "stream before its first piece": (SLOW, drain),
    "stream in the middle": (SLOW_STREAM, drain),
    "execute": (SLOW_INSERT, lambda engine, sql: engine.execute(sql, limits=UNLIMITED)),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_cancelled_task_ends_its_statement(subject: Engine, way: str) -> None:
    statement, start = WAYS[way]
    sql, mark = marked(statement)
    task = asyncio.ensure_future(start(subject, sql))
    await until_running(subject, mark, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_running(subject, mark, 0)
    assert await subject.rows("SELECT 1 AS one") == [{"one": 1}]


async def test_many_cancelled_queries_leave_every_connection_usable(subject: Engine, open_another: OpenAnother) -> None:
    watcher = await open_another()
    sql, mark = marked(SLOW)
    tasks = [asyncio.ensure_future(subject.rows(sql, settings=SETTINGS)) for _ in range(10)]
    tasks += [asyncio.ensure_future(drain(subject, sql)) for _ in range(10)]
    async with asyncio.timeout(20):
        while not await running(watcher, mark):
            await asyncio.sleep(0.02)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert all(task.cancelled() for task in tasks)
    await until_running(watcher, mark, 0)
    streams = [subject.stream("SELECT 1", fmt="TabSeparated") for _ in range(4)]
    assert [await anext(stream) for stream in streams] == [b"1\n"] * 4


async def test_a_stream_left_early_ends_its_statement(subject: Engine) -> None:
    sql, mark = marked(SLOW_STREAM)
    stream = subject.stream(sql, fmt="TabSeparated", limits=UNLIMITED, settings=SETTINGS)
    async for _ in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    await until_running(subject, mark, 0)


async def test_a_cancelled_insert_inserts_nothing(subject: Engine, tmp_path: Path) -> None:
    await subject.execute("DROP TABLE IF EXISTS cancel_probe")
    await subject.execute("CREATE TABLE cancel_probe (N UInt64) ENGINE = MergeTree ORDER BY N")
    expression, mark = marked("n + sleepEachRow(0.01) + length(MARK)")
    insert = numbers_insert(
        "cancel_probe",
        expression,
        max_block_size=10,
        min_insert_block_size_rows=10**9,
        min_insert_block_size_bytes=2**34,
    )
    task = asyncio.create_task(subject.insert_segment(insert, numbers_segment(tmp_path, 10_000), token=mark))
    await until_running(subject, mark, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_running(subject, mark, 0)
    assert await count(subject, "(SELECT count() FROM cancel_probe)") == 0


async def test_closing_ends_what_runs_and_refuses_what_comes(subject: Engine, open_another: OpenAnother) -> None:
    other = await open_another()
    sql, mark = marked(SLOW)
    stream_sql, stream_mark = marked(SLOW_STREAM)
    statement, statement_mark = marked(SLOW_INSERT)
    tasks = [
        asyncio.ensure_future(other.rows(sql, limits=UNLIMITED, settings=SETTINGS)),
        asyncio.ensure_future(drain(other, stream_sql)),
        asyncio.ensure_future(other.execute(statement, limits=UNLIMITED)),
    ]
    for each in (mark, stream_mark, statement_mark):
        await until_running(subject, each, 1)
    await other.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, QueryCancelled | EngineUnavailable) for result in results), results
    for each in (mark, stream_mark, statement_mark):
        assert await running(subject, each) == 0
    with pytest.raises(EngineUnavailable):
        await other.rows("SELECT 1")


async def test_queries_that_wait_for_a_connection_are_refused_at_close(open_another: OpenAnother) -> None:
    other = await open_another()
    sql, _ = marked(SLOW)
    tasks = [asyncio.ensure_future(other.rows(sql, settings=SETTINGS)) for _ in range(40)]
    await asyncio.sleep(0)
    await other.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, QueryCancelled | EngineUnavailable) for result in results), results


async def test_a_closed_engine_refuses_every_call(open_another: OpenAnother, tmp_path: Path) -> None:
    other = await open_another()
    await other.close()
    await other.close()
    calls: list[Awaitable[Any]] = [
        other.rows("SELECT 1"),
        other.raw("SELECT 1", fmt="CSV"),
        other.execute("SELECT 1"),
        drain(other, "SELECT 1"),
        other.insert_segment(numbers_insert("nowhere"), numbers_segment(tmp_path, 1), token="t"),
    ]
    for call in calls:
        with pytest.raises(EngineUnavailable):
            await call


async def test_a_closed_engine_can_be_opened_again(open_another: OpenAnother) -> None:
    other = await open_another()
    await other.close()
    await other.open()
    assert await other.rows("SELECT 1 AS one") == [{"one": 1}]
