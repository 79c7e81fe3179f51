"""Pages, histograms, fields and surroundings of log records."""

import itertools
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from sardonyx.query.logs.context import LogRecordNotFound, log_context
from sardonyx.query.logs.cursor import CursorError, RecordId
from sardonyx.query.logs.fields import log_fields
from sardonyx.query.logs.histogram import log_histogram
from sardonyx.query.logs.pages import LogQuery, log_page
from sardonyx.query.pieces import Direction, pieces
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_logs, log

HOUR = TimeRange(T0, T0 + 3600 * NS)
SECOND = NS


def query(search: str = "", **changes: Any) -> LogQuery:
    return replace(LogQuery(compile_search(search, LOGS).condition, HOUR, AccessScope.ALL), **changes)


def decode(rows: list[msgspec.Raw]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(row) for row in rows]


async def all_pages(engine: EmbeddedEngine, asked: LogQuery) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = await log_page(engine, asked)
        assert len(page.rows) <= asked.limit
        found += decode(page.rows)
        if page.next_cursor is None:
            return found
        asked = replace(asked, cursor=RecordId.parse(page.next_cursor))


@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize("limit", [1, 3, 7, 40])
async def test_pages_lose_and_double_nothing_among_equal_times(
    engine: EmbeddedEngine, direction: Direction, limit: int
) -> None:
    rows = [log(n // 6 * SECOND * 400, f"line {n}") for n in range(24)]
    rows += [log(SECOND * 400, "twin")] * 5  # five records that are equal in everything
    await insert_logs(engine, rows)
    found = await all_pages(engine, query(limit=limit, direction=direction))
    assert sorted(row["body"] for row in found) == sorted(row["Body"] for row in rows)
    assert len({row["id"] for row in found}) == len(rows)
    times = [int(row["timestamp_ns"]) for row in found]
    assert times == sorted(times, reverse=direction == "backward")


async def test_a_page_goes_on_where_it_ended_when_newer_records_arrive(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(n, f"old {n}") for n in range(10)])
    first = await log_page(engine, query(limit=4))
    await insert_logs(engine, [log(n + 100, f"new {n}") for n in range(10)])
    assert first.next_cursor is not None
    second = await log_page(engine, query(limit=20, cursor=RecordId.parse(first.next_cursor)))
    assert [row["body"] for row in decode(first.rows + second.rows)] == [f"old {n}" for n in range(9, -1, -1)]
    assert second.next_cursor is None


async def test_a_row_tells_everything_about_its_record(engine: EmbeddedEngine) -> None:
    await insert_logs(
        engine,
        [
            log(
                123_456_789, 'a "quoted"\nline / é \x01', level=18, SeverityText="Error2", TraceId="ab" * 16, SpanId="cd" * 8,
                UserId="u1", RequestId="r1", EventName="e", ServiceVersion="1.2", ScopeName="lib",
                LogAttributes={"k": "v"}, ResourceAttributes={"host.name": "h"},
            )
        ],
    )  # fmt: skip
    (row,) = decode((await log_page(engine, query())).rows)
    assert row.pop("id").startswith(f"{T0 + 123_456_789}-")
    assert row == {
        "timestamp": "2026-11-23T02:13:20.123456789Z", "timestamp_ns": str(T0 + 123_456_789), "level": "ERROR",
        "severity_number": 18, "severity_text": "Error2", "service": "shop", "environment": "prod", "version": "1.2",
        "body": 'a "quoted"\nline / é \x01', "trace_id": "ab" * 16, "span_id": "cd" * 8, "user_id": "u1",
        "request_id": "r1", "event": "e", "attributes": {"k": "v"}, "resource": {"host.name": "h"},
        "scope": {"name": "lib", "version": ""}, "received_at_ms": T0 // 10**6 + 123,
    }  # fmt: skip


async def test_a_page_keeps_to_range_search_and_scope(engine: EmbeddedEngine) -> None:
    rows = [log(-1, "before"), log(0, "first"), log(3600 * NS - 1, "last"), log(3600 * NS, "after")]
    rows += [log(5, "theirs", service="other"), log(6, "staging", Environment="staging")]
    await insert_logs(engine, rows)
    mine = AccessScope(frozenset({"shop"}), frozenset({"prod"}))
    assert [row["body"] for row in decode((await log_page(engine, query(scope=mine))).rows)] == ["last", "first"]
    assert not (await log_page(engine, query("nothing"))).rows


async def test_only_the_wanted_columns_come(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "x")])
    (row,) = decode((await log_page(engine, query(columns=("body", "level")))).rows)
    assert set(row) == {"id", "timestamp", "timestamp_ns", "body", "level"}


@pytest.mark.parametrize("text", ["", "x", "1-2", "1-ABCDEF0123456789", f"{2**63}-{'0' * 16}", "1-" + "0" * 17])
def test_refuses_what_is_no_record_id(text: str) -> None:
    with pytest.raises(CursorError, match="record id or cursor"):
        RecordId.parse(text)


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_pieces_cover_the_range_once_and_grow(direction: Direction) -> None:
    whole = TimeRange(17, 17 + 86400 * NS)
    found = list(pieces(whole, direction))
    in_order = found if direction == "forward" else found[::-1]
    assert in_order[0].start_ns == whole.start_ns
    assert in_order[-1].end_ns == whole.end_ns
    assert all(a.end_ns == b.start_ns for a, b in itertools.pairwise(in_order))
    assert [piece.seconds for piece in found[:3]] == [60, 960, 15360]


SERIES = [log(n * 25 * SECOND, f"n {n}", level=[0, 5, 9, 13, 17, 21][n % 6]) for n in range(60)]


@pytest.mark.parametrize(
    "search", ["", "level:>=warn", "service:shop", "level:unknown", "service:other", "-level:error"]
)
async def test_counts_made_on_the_way_in_equal_those_of_the_records(engine: EmbeddedEngine, search: str) -> None:
    await insert_logs(engine, [*SERIES, log(7 * SECOND, "x", service="other"), log(9, "x", Environment="staging")])
    scope = AccessScope(environments=frozenset({"prod"}))
    asked = TimeRange(T0 + 95 * SECOND, T0 + 1234 * SECOND)
    counted = await log_histogram(engine, search, asked, scope, buckets=40)
    scanned = await log_histogram(engine, f"({search or '*'}) AND *", asked, scope, buckets=40)
    assert counted == scanned
    assert counted.step_seconds == 30
    assert (counted.start_s, counted.end_s) == (T0 // NS + 70, T0 // NS + 1240)
    assert counted.total == sum(count for points in counted.counts.values() for _, count in points)


async def test_a_histogram_says_what_happened_when(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, SERIES)
    found = await log_histogram(engine, "n", TimeRange(T0 - 20 * SECOND, T0 + 100 * SECOND), AccessScope.ALL, buckets=2)
    start = T0 // NS - 20
    assert found.step_seconds == 60
    assert found.start_s == start
    assert found.counts == {
        "": [(start, 1)],
        "DEBUG": [(start, 1)],
        "INFO": [(start + 60, 1)],
        "WARN": [(start + 60, 1)],
    }


async def test_a_level_between_the_ranges_is_counted_from_the_records(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "a", level=9), log(2, "b", level=10)])
    found = await log_histogram(engine, "level:>=notice", HOUR, AccessScope.ALL)
    assert {level: sum(count for _, count in points) for level, points in found.counts.items()} == {"INFO": 1}


async def test_fields_come_with_their_most_frequent_values(engine: EmbeddedEngine) -> None:
    rows = [
        log(
            n,
            "x",
            LogAttributes={"colour": "red" if n < 7 else "blue", "n": str(n)},
            ResourceAttributes={"host.name": "h"},
        )
        for n in range(12)
    ]
    await insert_logs(engine, [*rows, log(50, "y", service="other", LogAttributes={"hidden": "1"})])
    found = await log_fields(engine, query("x"))
    fields = {(field["place"], field["name"]): field for field in decode(found.fields)}
    assert found.sampled == 12
    assert not found.notices
    assert fields["attribute", "colour"]["values"] == [{"value": "red", "records": 7}, {"value": "blue", "records": 5}]
    assert fields["attribute", "n"]["distinct"] == 12
    assert len(fields["attribute", "n"]["values"]) == 10
    assert fields["resource", "host.name"]["records"] == 12
    assert fields["column", "service"]["values"] == [{"value": "shop", "records": 12}]
    assert ("attribute", "hidden") not in fields
    assert not (await log_fields(engine, query("nothing"))).fields


async def test_fields_of_many_records_are_those_of_the_newest(engine: EmbeddedEngine) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, Body, LogAttributes) "
        "SELECT fromUnixTimestamp64Nano({start:Int64} + toInt64(number) * 1000), 's', 'x', "
        "map('age', if(number < 2000, 'old', 'new')) "
        "FROM numbers(12000)",
        {"start": T0},
    )
    found = await log_fields(engine, query())
    ages = next(field for field in decode(found.fields) if field["name"] == "age")
    assert ages["values"] == [{"value": "new", "records": 10_000}]
    assert found.notices == ("counted in the newest 10,000 records of this search",)


async def test_context_is_what_the_same_stream_wrote_around(engine: EmbeddedEngine) -> None:
    here, there = {"host.name": "a"}, {"host.name": "b"}
    rows = [log(n // 2 * SECOND, f"line {n}", ResourceAttributes=here if n % 5 else there) for n in range(30)]
    await insert_logs(engine, [*rows, log(7 * SECOND, "other", service="other", ResourceAttributes=here)])
    (asked,) = decode((await log_page(engine, query('"line 14"'))).rows)
    record = RecordId.parse(asked["id"])
    found = await log_context(engine, record, AccessScope.ALL, before=3, after=3)
    in_order = [row["body"] for row in decode([*found.before, found.record, *found.after])]
    assert decode([found.record])[0]["body"] == "line 14"
    assert sorted(in_order, key=lambda body: int(body.split()[1])) == [
        f"line {n}" for n in (11, 12, 13, 14, 16, 17, 18)
    ]
    wider = await log_context(engine, record, AccessScope.ALL, before=3, after=3, within="service")
    assert {row["body"] for row in decode([*wider.before, *wider.after])} >= {"line 13", "line 15", "line 16"}


async def test_context_of_a_record_out_of_scope_is_not_found(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "x")])
    (asked,) = decode((await log_page(engine, query())).rows)
    with pytest.raises(LogRecordNotFound):
        await log_context(engine, RecordId.parse(asked["id"]), AccessScope(frozenset({"other"})))
    with pytest.raises(LogRecordNotFound):
        await log_context(engine, RecordId(T0, 7), AccessScope.ALL)


def test_conditions_join_and_vanish() -> None:
    assert Condition.all_of() == Condition.TRUE
    assert Condition.all_of(Condition.TRUE, Condition("a = {x:String}", {"x": "1"})).sql == "a = {x:String}"
