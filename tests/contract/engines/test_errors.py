"""What goes wrong in the engine comes out as the fitting error, with the engine's code."""

from pathlib import Path

import pytest

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineUnavailable, QueryError
from sardonyx.storage.server import ServerEngine
from sardonyx.storage.server_options import ServerOptions


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELEC 1", 62),
        ("SELECT nothing", 47),
        ("SELECT * FROM no_such_table", 60),
        ("SELECT * FROM no_such_database.t", 81),
        ("SELECT noSuchFunction(1)", 46),
        ("SELECT throwIf(number = 5) FROM numbers(10)", 395),
        ("SELECT toUInt8('x')", 6),
    ],
    ids=str,
)
async def test_a_refused_query_has_the_engines_code(subject: Engine, sql: str, code: int) -> None:
    with pytest.raises(QueryError) as caught:
        await subject.raw(sql, fmt="CSV")
    assert caught.value.code == code
    assert f"Code: {code}." in str(caught.value)
    assert not caught.value.transient


async def test_an_unknown_setting_is_refused(subject: Engine) -> None:
    with pytest.raises(QueryError) as caught:
        await subject.rows("SELECT 1", settings={"no_such_setting": 1})
    assert caught.value.code == 115


async def test_a_stream_that_cannot_start_raises(subject: Engine) -> None:
    with pytest.raises(QueryError) as caught:
        [piece async for piece in subject.stream("SELECT nothing", fmt="CSV")]
    assert caught.value.code == 47


async def test_a_stream_that_fails_half_way_raises_and_yields_nothing_but_data(subject: Engine) -> None:
    sql = "SELECT number, throwIf(number = 2500000) FROM numbers(3000000)"
    received = bytearray()

    async def read() -> None:
        async for piece in subject.stream(sql, fmt="TabSeparated", settings={"max_threads": 1}):
            received.extend(piece)

    with pytest.raises(QueryError) as caught:
        await read()
    assert caught.value.code == 395
    lines = bytes(received).split(b"\n")
    assert len(lines) > 1000
    assert all(line.endswith(b"\t0") for line in lines[:-1])


async def test_data_that_looks_like_an_exception_is_data(subject: Engine) -> None:
    text = "\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: not at all\n40 abcdefghijklmnop\r\n"
    pieces = [piece async for piece in subject.stream("SELECT {v:String}", {"v": text}, fmt="RawBLOB")]
    assert b"".join(pieces).decode() == text


@pytest.mark.parametrize(
    ("statement", "code"),
    [("CREATE TABLE otel_logs (n UInt8) ENGINE = Memory", 57), ("DROP TABLE no_such_table", 60), ("CREAT TABLE x", 62)],
)
async def test_a_refused_statement_has_the_engines_code(subject: Engine, statement: str, code: int) -> None:
    with pytest.raises(QueryError) as caught:
        await subject.execute(statement)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["embedded", "server"])
async def test_an_engine_that_was_never_opened_is_unavailable(kind: str, tmp_path: Path) -> None:
    engine: Engine = EmbeddedEngine(tmp_path) if kind == "embedded" else ServerEngine(ServerOptions())
    with pytest.raises(EngineUnavailable):
        await engine.rows("SELECT 1")
    await engine.close()
