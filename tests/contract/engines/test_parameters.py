"""Bound parameters carry any value unharmed, and never become SQL."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryError

HOSTILE = [
    "",
    "plain",
    "it's",
    '"double"',
    "`back`",
    "back\\slash",
    "trailing\\",
    "\\",
    "\\\\",
    "\\n is not a newline",
    "\\N",
    "NULL",
    "\\x41\\u0042\\0\\'",
    "tab\there",
    "line\nfeed",
    "carriage\rreturn",
    "nul\0byte",
    "\0",
    "'; DROP TABLE otel_logs; --",
    "') OR 1 = 1 --",
    "{v:String}",
    "{other:UInt8}",
    "%s %(v)s %% 100%",
    "$v$",
    "😀 naïve 漢字 \u202e",
    "\x01\x1f\x7f",
    "a&b=c?d#e+f%20g",
    "['a','b']",
    "x" * 100_000,
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:30])
async def test_any_text_arrives_as_it_is(subject: Engine, value: str) -> None:
    (row,) = await subject.rows(
        "SELECT hex({v:String}) AS plain, hex({v:Nullable(String)}) AS nullable, {v:String} = {w:String} AS same",
        {"v": value, "w": value},
    )
    assert bytes.fromhex(row["plain"]).decode() == value
    assert bytes.fromhex(row["nullable"]).decode() == value
    assert row["same"] == 1


async def test_arrays_of_hostile_text_arrive_as_they_are(subject: Engine) -> None:
    (row,) = await subject.rows("SELECT arrayMap(x -> hex(x), {v:Array(String)}) AS v", {"v": HOSTILE})
    assert [bytes.fromhex(item).decode() for item in row["v"]] == HOSTILE


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("UInt64", 2**64 - 1),
        ("Int64", -(2**63)),
        ("UInt8", 0),
        ("Float64", 0.1),
        ("Float64", -1e300),
        ("Float64", 5e-324),
        ("Float64", 3.0),
        ("Bool", True),
        ("Bool", False),
        ("Array(UInt64)", []),
        ("Array(UInt64)", [0, 2**64 - 1]),
        ("Array(Int32)", [-1, 1]),
        ("Array(Float64)", [0.5, -2.25]),
        ("Array(String)", []),
        ("Nullable(String)", None),
        ("Nullable(UInt64)", None),
        ("Nullable(Float64)", 1.5),
    ],
    ids=str,
)
async def test_a_value_of_each_type_arrives(subject: Engine, kind: str, value: Any) -> None:
    (row,) = await subject.rows(f"SELECT {{v:{kind}}} AS v", {"v": value})
    assert row["v"] == value
    assert type(row["v"]) is type(value) or kind == "Float64"


@pytest.mark.parametrize("value", [True, False])
async def test_a_truth_value_is_a_number_where_one_is_wanted(subject: Engine, value: bool) -> None:
    assert await subject.rows("SELECT {v:UInt8} AS v", {"v": value}) == [{"v": int(value)}]


async def test_infinite_and_undefined_numbers_arrive(subject: Engine) -> None:
    params = {"i": math.inf, "m": -math.inf, "n": math.nan, "a": [math.inf, math.nan]}
    (row,) = await subject.rows(
        "SELECT {i:Float64} = inf AS i, {m:Float64} = -inf AS m, isNaN({n:Float64}) AS n, "
        "isInfinite({a:Array(Float64)}[1]) AS a1, isNaN({a:Array(Float64)}[2]) AS a2",
        params,
    )
    assert row == {"i": 1, "m": 1, "n": 1, "a1": 1, "a2": 1}


MOMENT = datetime(2026, 3, 29, 1, 30, 59, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [MOMENT, MOMENT.astimezone(timezone(timedelta(hours=-7, minutes=-30))), MOMENT.replace(tzinfo=None)],
    ids=["utc", "elsewhere", "naive is utc"],
)
async def test_a_moment_is_exact_to_the_microsecond(subject: Engine, value: datetime) -> None:
    (row,) = await subject.rows("SELECT toUnixTimestamp64Micro({t:DateTime64(6)}) AS us", {"t": value})
    assert row["us"] == int(MOMENT.timestamp()) * 1_000_000 + 123456


async def test_a_moment_fits_a_column_of_whole_seconds(subject: Engine) -> None:
    params = {"t": MOMENT.replace(microsecond=0)}
    assert await subject.rows("SELECT toUnixTimestamp({t:DateTime}) AS s", params) == [{"s": int(MOMENT.timestamp())}]


async def test_a_name_can_be_bound(subject: Engine) -> None:
    await subject.execute("CREATE TABLE IF NOT EXISTS {t:Identifier} (n UInt8) ENGINE = Memory", {"t": "odd `name'"})
    try:
        assert await subject.rows("SELECT count() AS n FROM {t:Identifier}", {"t": "odd `name'"}) == [{"n": 0}]
    finally:
        await subject.execute("DROP TABLE {t:Identifier}", {"t": "odd `name'"})


async def test_values_the_statement_does_not_name_are_ignored(subject: Engine) -> None:
    (row,) = await subject.rows("SELECT 'a' LIKE '%a%' AS yes, 10 % 3 AS one", {"unused": "x"})
    assert row == {"yes": 1, "one": 1}


async def test_a_missing_value_is_refused(subject: Engine) -> None:
    with pytest.raises(QueryError) as caught:
        await subject.rows("SELECT {v:String}")
    assert caught.value.code == 456


async def test_a_value_of_the_wrong_type_is_refused(subject: Engine) -> None:
    with pytest.raises(QueryError):
        await subject.rows("SELECT {v:UInt8}", {"v": "1; DROP TABLE otel_logs"})


async def test_statements_take_parameters(subject: Engine) -> None:
    await subject.execute("DROP TABLE IF EXISTS params_probe")
    await subject.execute("CREATE TABLE params_probe (s String) ENGINE = MergeTree ORDER BY s")
    try:
        for value in HOSTILE:
            await subject.execute("INSERT INTO params_probe SELECT {v:String}", {"v": value})
        rows = await subject.rows("SELECT hex(s) AS s FROM params_probe")
        assert sorted(bytes.fromhex(row["s"]).decode() for row in rows) == sorted(HOSTILE)
    finally:
        await subject.execute("DROP TABLE params_probe")
