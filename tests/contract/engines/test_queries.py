"""Results: rows, raw formats, streams, limits."""

import asyncio
import json
from pathlib import Path

import pytest

from sardonyx.storage.engine import Engine, Limits
from sardonyx.storage.errors import QueryMemory, QueryTimeout


async def test_rows_are_dicts_with_plain_values(subject: Engine) -> None:
    (row,) = await subject.rows(
        "SELECT toUInt64(18446744073709551615) AS big, -1.5 AS f, 'x' AS s, NULL AS n, [1, 2] AS a, map('k', 'v') AS m, "
        "true AS b, toDateTime64('2026-01-02 03:04:05.678', 3) AS t"
    )
    assert row == {
        "big": 2**64 - 1, "f": -1.5, "s": "x", "n": None, "a": [1, 2], "m": {"k": "v"}, "b": True,
        "t": "2026-01-02 03:04:05.678",
    }  # fmt: skip


async def test_no_rows_are_an_empty_list(subject: Engine) -> None:
    assert await subject.rows("SELECT 1 WHERE 0") == []


@pytest.mark.parametrize(
    ("fmt", "expected"),
    [("TabSeparated", b"0\ta\n1\ta\n"), ("CSV", b'0,"a"\n1,"a"\n'), ("JSONCompactEachRow", b'[0, "a"]\n[1, "a"]\n')],
)
async def test_raw_returns_the_format_asked_for(subject: Engine, fmt: str, expected: bytes) -> None:
    assert await subject.raw("SELECT number, 'a' FROM numbers(2)", fmt=fmt) == expected


async def test_a_binary_format_arrives_unchanged(subject: Engine) -> None:
    data = await subject.raw("SELECT number FROM numbers(1000) WHERE number % 256 = 13", fmt="RowBinary")
    assert data == b"".join(n.to_bytes(8, "little") for n in range(1000) if n % 256 == 13)


async def test_a_stream_yields_the_same_bytes_in_pieces(subject: Engine) -> None:
    sql = "SELECT number, toString(number) FROM numbers(300000)"
    pieces = [piece async for piece in subject.stream(sql, fmt="JSONEachRow")]
    assert len(pieces) > 1
    assert b"".join(pieces) == await subject.raw(sql, fmt="JSONEachRow")


async def test_an_empty_stream_ends(subject: Engine) -> None:
    assert b"".join([piece async for piece in subject.stream("SELECT 1 WHERE 0", fmt="TabSeparated")]) == b""


async def test_streams_take_parameters(subject: Engine) -> None:
    pieces = [piece async for piece in subject.stream("SELECT {v:String}", {"v": "a\tb"}, fmt="TabSeparated")]
    assert b"".join(pieces) == b"a\\tb\n"


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def test_a_big_result_streams_in_flat_memory(subject: Engine) -> None:
    total = highest = 0
    start = resident_bytes()
    async for piece in subject.stream("SELECT number, repeat('x', 100) FROM numbers(3000000)", fmt="TabSeparated"):
        total += len(piece)
        highest = max(highest, resident_bytes() - start)
    assert total > 300 << 20
    assert highest < 120 << 20


async def test_the_session_is_in_utc_and_has_the_time_series_functions(subject: Engine) -> None:
    (row,) = await subject.rows(
        "SELECT timezone() AS zone, toString(toDateTime(0)) AS zero, "
        "timeSeriesRateToGrid(0, 60, 60, 60)(toDateTime(number * 10), toFloat64(number)) AS rate FROM numbers(7)"
    )
    assert (row["zone"], row["zero"], len(row["rate"])) == ("UTC", "1970-01-01 00:00:00", 2)


async def test_settings_of_a_call_hold_for_that_call_only(subject: Engine) -> None:
    sql = "SELECT toUInt64(1) AS n"
    quoted = await subject.raw(sql, fmt="JSONEachRow", settings={"output_format_json_quote_64bit_integers": 1})
    assert json.loads(quoted) == {"n": "1"}
    assert await subject.rows(sql) == [{"n": 1}]


async def test_a_query_over_its_time_is_stopped(subject: Engine) -> None:
    with pytest.raises(QueryTimeout) as caught:
        await subject.rows("SELECT max(number) FROM system.numbers", limits=Limits(seconds=0.5))
    assert caught.value.code == 159
    assert not caught.value.transient


async def test_a_query_over_its_memory_is_stopped(subject: Engine) -> None:
    with pytest.raises(QueryMemory):
        await subject.rows(
            "SELECT length(groupArray(number)) FROM numbers(500000000)", limits=Limits(memory_bytes=50 << 20)
        )


async def test_a_statement_over_its_time_is_stopped(subject: Engine) -> None:
    with pytest.raises(QueryTimeout):
        await subject.execute(
            "INSERT INTO FUNCTION null('n UInt64') SELECT number FROM system.numbers",
            limits=Limits(seconds=0.5),
        )


async def test_limits_of_one_statement_do_not_stay_for_the_next(subject: Engine) -> None:
    statement = "INSERT INTO FUNCTION null('n UInt64') SELECT number + sleepEachRow(0.02) FROM numbers(30)"
    for _ in range(4):  # more than there are connections to write
        with pytest.raises(QueryTimeout):
            await subject.execute(statement, limits=Limits(seconds=0.1))
    for _ in range(4):
        await subject.execute(statement, limits=Limits(seconds=None))


async def test_too_many_rows_break_off_without_an_error(subject: Engine) -> None:
    rows = await subject.rows("SELECT number FROM numbers(1000000)", limits=Limits(result_rows=10))
    assert 10 <= len(rows) < 1_000_000


async def test_fifty_queries_at_once_all_answer(subject: Engine) -> None:
    answers = await asyncio.gather(
        *(subject.rows("SELECT {n:UInt32} AS n, sum(number) AS s FROM numbers(100000)", {"n": n}) for n in range(50))
    )
    assert [rows[0] for rows in answers] == [{"n": n, "s": 4999950000} for n in range(50)]


async def test_streams_that_hold_every_connection_do_not_starve_each_other(subject: Engine) -> None:
    sql = "SELECT number FROM numbers(200000)"
    streams = [subject.stream(sql, fmt="TabSeparated") for _ in range(4)]
    first = [await anext(stream) for stream in streams]
    waiting = [asyncio.create_task(subject.rows("SELECT 1 AS one")) for _ in range(12)]
    await asyncio.sleep(0)
    rest = await asyncio.gather(*(_drain(stream) for stream in streams))
    assert {len(start) + length for start, length in zip(first, rest, strict=True)} == {1_288_890}
    assert await asyncio.gather(*waiting) == [[{"one": 1}]] * 12


async def _drain(stream: object) -> int:
    return sum([len(piece) async for piece in stream])  # type: ignore[attr-defined]
