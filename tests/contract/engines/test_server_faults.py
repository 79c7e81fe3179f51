"""The server engine when the network, a proxy or the server fails."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sardonyx.storage import migrations
from sardonyx.storage.engine import Engine, SegmentInsert
from sardonyx.storage.errors import EngineUnavailable
from sardonyx.storage.pipelines import logs, traces
from sardonyx.storage.server import ServerEngine
from tests.contract.engines.subject import count, empty_tables, numbers_insert, numbers_segment
from tests.support.clickhouse_process import ClickHouseProcess
from tests.support.otlp import make_logs, make_spans
from tests.unit.storage.segments import NoMasking, write_segment

NOW = 1_795_000_000_123_456_789
SPANS: SegmentInsert = traces.pipeline(NoMasking()).variants[0][0]
LOGS: SegmentInsert = logs.pipeline(NoMasking()).variants[0][0]


@pytest.fixture
async def engine(server: ClickHouseProcess) -> AsyncIterator[ServerEngine]:
    engine = ServerEngine(server.options())
    await engine.open()
    await migrations.apply(engine)
    await empty_tables(engine)
    server.take_log()
    yield engine
    await engine.close()


async def drain(engine: Engine, sql: str) -> int:
    return sum([len(piece) async for piece in engine.stream(sql, fmt="TabSeparated")])


async def test_a_server_that_is_not_there_is_named(unused_port: int) -> None:
    from sardonyx.storage.server_options import ServerOptions

    with pytest.raises(EngineUnavailable, match=f"127.0.0.1:{unused_port}"):
        await ServerEngine(ServerOptions(port=unused_port)).open()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_wrong_password_is_told_without_repeating_it(server: ClickHouseProcess) -> None:
    with pytest.raises(EngineUnavailable, match="Authentication failed") as caught:
        await ServerEngine(server.options(password="not-the-secret")).open()
    assert "not-the-secret" not in str(caught.value)


def test_the_password_is_not_shown_with_the_options(server: ClickHouseProcess) -> None:
    assert "secret" not in repr(server.options())


async def test_the_database_is_created_once(server: ClickHouseProcess) -> None:
    for _ in range(2):
        engine = ServerEngine(server.options(database="odd name`s"))
        await engine.open()
        assert await engine.rows("SELECT currentDatabase() AS d") == [{"d": "odd name`s"}]
        await engine.execute("DROP DATABASE IF EXISTS unrelated")
        await engine.close()


async def test_a_proxys_refusal_is_held_against_nobody(
    engine: ServerEngine, server: ClickHouseProcess, tmp_path: Path
) -> None:
    segment = write_segment(tmp_path, make_logs(["a"], time_ns=NOW), received_at_ns=NOW)
    server.fault("unavailable", times=4)
    calls = [
        engine.rows("SELECT 1"),
        drain(engine, "SELECT 1"),
        engine.execute("SELECT 1"),
        engine.insert_segment(LOGS, segment, token="t"),
    ]
    for call in calls:
        with pytest.raises(EngineUnavailable) as caught:
            await call
        assert caught.value.transient


@pytest.mark.parametrize("way", ["rows", "stream"])
async def test_a_stale_connection_is_replaced_once_for_reads(
    engine: ServerEngine, server: ClickHouseProcess, way: str
) -> None:
    async def read() -> object:
        return await (engine.rows("SELECT 7 AS n") if way == "rows" else drain(engine, "SELECT 7 AS n"))

    server.fault("drop", match="SELECT 7")
    assert await read() in ([{"n": 7}], 2)
    server.fault("drop", match="SELECT 7", times=2)
    with pytest.raises(EngineUnavailable):
        await read()


async def test_a_statement_is_never_sent_twice_by_itself(engine: ServerEngine, server: ClickHouseProcess) -> None:
    server.fault("drop", match="CREATE TABLE once")
    with pytest.raises(EngineUnavailable):
        await engine.execute("CREATE TABLE once (n UInt8) ENGINE = Memory")
    assert len([line for line in server.take_log() if "once" in line]) == 1
    assert await engine.rows("SELECT count() AS n FROM system.tables WHERE name = 'once'") == [{"n": 0}]


@pytest.mark.parametrize("fault", ["drop", "lost_answer"])
async def test_a_segment_sent_again_after_a_lost_answer_counts_once(
    engine: ServerEngine, server: ClickHouseProcess, tmp_path: Path, fault: str
) -> None:
    segment = write_segment(tmp_path, make_spans(["root", "child"], time_ns=NOW), received_at_ns=NOW)
    server.fault(fault, match="INSERT INTO otel_traces")
    with pytest.raises(EngineUnavailable):
        await engine.insert_segment(SPANS, segment, token=str(tmp_path))
    await engine.insert_segment(SPANS, segment, token=str(tmp_path))
    assert await count(engine, "(SELECT count() FROM otel_traces)") == 2
    assert await count(engine, "(SELECT sum(Calls) FROM span_metrics_10s)") == 2
    assert await count(engine, "(SELECT count() FROM otel_traces_trace_id_ts)") == 1


async def test_an_answer_that_breaks_off_is_an_error_not_an_end(
    engine: ServerEngine, server: ClickHouseProcess
) -> None:
    server.fault("cut", match="numbers(1000000)")
    with pytest.raises(EngineUnavailable):
        await drain(engine, "SELECT number FROM numbers(1000000)")


async def test_a_silent_server_is_given_up_after_a_while(server: ClickHouseProcess) -> None:
    engine = ServerEngine(server.options(silence_timeout_seconds=0.5))
    await engine.open()
    server.fault("hang", match="SELECT 8")
    with pytest.raises(EngineUnavailable):
        await engine.rows("SELECT 8")
    await engine.close()


async def test_closing_does_not_wait_for_a_silent_server(
    server: ClickHouseProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sardonyx.storage.server._KILL_SECONDS", 0.2)
    engine = ServerEngine(server.options())
    await engine.open()
    server.fault("hang", times=100)
    task = asyncio.create_task(engine.rows("SELECT 9"))
    stream = asyncio.create_task(drain(engine, "SELECT 9"))
    async with asyncio.timeout(10):
        while not any("SELECT 9" in line for line in server.take_log()):
            await asyncio.sleep(0.01)
        await engine.close()
    for each in (task, stream):
        with pytest.raises(EngineUnavailable):
            await each


async def test_a_server_that_comes_back_is_used_again(engine: ServerEngine, server: ClickHouseProcess) -> None:
    assert await engine.rows("SELECT 1 AS n") == [{"n": 1}]
    server.fault("refuse")
    try:
        with pytest.raises(EngineUnavailable):
            await engine.rows("SELECT 1 AS n")
    finally:
        server.fault("listen")
    assert await engine.rows("SELECT 1 AS n") == [{"n": 1}]


async def test_segments_can_travel_compressed(server: ClickHouseProcess, tmp_path: Path) -> None:
    engine = ServerEngine(server.options(compress_inserts=True))
    await engine.open()
    await engine.execute("DROP TABLE IF EXISTS squeezed")
    await engine.execute("CREATE TABLE squeezed (N UInt64) ENGINE = MergeTree ORDER BY N")
    size = 500_000
    await engine.insert_segment(numbers_insert("squeezed"), numbers_segment(tmp_path, size), token=str(tmp_path))
    (row,) = await engine.rows("SELECT count() AS n, sum(N) AS s FROM squeezed")
    assert row == {"n": size, "s": size * (size - 1) // 2}
    await engine.close()


async def test_a_statement_too_long_for_an_address_still_works(engine: ServerEngine) -> None:
    items = [f"value {number} 'quoted'" for number in range(5000)]
    (row,) = await engine.rows("SELECT length({v:Array(String)}) AS n", {"v": items})
    assert row == {"n": 5000}
    text = "x" * 60_000
    assert await engine.rows(f"SELECT length('{text}') AS n") == [{"n": 60_000}]
