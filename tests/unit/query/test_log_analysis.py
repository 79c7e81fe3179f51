"""Groups, measures, histograms by any field and comparisons of log records."""

import math
from collections import Counter
from typing import Any

import msgspec
import pytest

from sardonyx.query.logs.aggregate import Aggregation, Measure, aggregate_logs
from sardonyx.query.logs.compare import compare_logs
from sardonyx.query.logs.histogram_by import OTHER, histogram_by
from sardonyx.query.logs.pages import LogQuery, log_page
from sardonyx.query.scope import AccessScope
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import LOGS
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Limits
from sardonyx.storage.errors import QueryTimeout
from tests.support.telemetry import T0, insert_logs, log

HOUR = TimeRange(T0, T0 + 3600 * NS)
COUNT = Measure("count")


def query(search: str = "", time_range: TimeRange = HOUR, scope: AccessScope = AccessScope.ALL) -> LogQuery:
    return LogQuery(compile_search(search, LOGS).condition, time_range, scope)


def groups(found: Aggregation) -> list[tuple[tuple[str, ...], list[float | None]]]:
    rows = [msgspec.json.decode(row) for row in found.rows]
    return [(tuple(row["by"]), row["values"]) for row in rows]


def answered(seconds: int, took_ms: str, **columns: Any) -> dict[str, Any]:
    return log(seconds * NS, "answered", LogAttributes={"took_ms": took_ms, "http.route": "/a"}, **columns)


async def test_groups_by_columns_and_attributes_with_all_their_figures(engine: EmbeddedEngine) -> None:
    rows = [answered(n, str(n), level=17 if n > 90 else 9, UserId=f"u{n % 10}") for n in range(1, 101)]
    rows += [log(200 * NS, "no figures", service="other")]
    await insert_logs(engine, rows)
    ops = ("count", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99")
    measures = [*(Measure(op, "took_ms") for op in ops), Measure("unique", "user_id")]
    found = await aggregate_logs(engine, query(), ["service", "path"], measures)
    assert found.groups == 2
    (shop, figures), (other, none) = groups(found)
    assert (shop, other) == (("shop", "/a"), ("other", ""))
    assert figures[:5] == [100, 5050, 50.5, 1, 100]
    assert all(
        value is not None and math.isclose(value, wanted, abs_tol=1)
        for value, wanted in zip(figures[5:9], (50.5, 90, 95, 99), strict=True)
    )
    assert figures[9] == 10
    assert none == [0, None, None, None, None, None, None, None, None, 0]


@pytest.mark.parametrize("bad", ["abc", "", "nan", "inf", "1e999", "12ms"])
async def test_what_is_no_number_is_left_out_of_figures(engine: EmbeddedEngine, bad: str) -> None:
    await insert_logs(engine, [answered(1, "4"), answered(2, bad), answered(3, "6")])
    found = await aggregate_logs(engine, query(), [], [COUNT, Measure("avg", "took_ms"), Measure("max", "took_ms")])
    assert groups(found) == [((), [3, 5, 6])]


async def test_top_values_are_limited_ordered_and_counted(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(n * NS, f"line {n}", UserId=f"u{int(n**0.5)}") for n in range(100)])
    expected = Counter(f"u{int(n**0.5)}" for n in range(100)).most_common()
    found = await aggregate_logs(engine, query(), ["user_id"], [COUNT], limit=3)
    assert groups(found) == [((name,), [count]) for name, count in expected[:3]]
    assert found.groups == 10
    fewest = await aggregate_logs(engine, query(), ["user_id"], [COUNT], limit=1, ascending=True)
    assert groups(fewest) == [(("u0",), [1])]


async def test_levels_and_messages_are_values_too_and_search_range_and_scope_hold(engine: EmbeddedEngine) -> None:
    rows = [log(1, "boom", level=17), log(2, "boom", level=18), log(3, "fine"), log(-1, "before")]
    rows += [log(4, "boom", service="other"), log(5, "boom", Environment="staging", level=17)]
    await insert_logs(engine, rows)
    scope = AccessScope(frozenset({"shop"}), frozenset({"prod"}))
    found = await aggregate_logs(engine, query("boom", scope=scope), ["level", "message"], [COUNT])
    assert groups(found) == [(("ERROR", "boom"), [2])]


async def test_times_and_numbers_are_values_too(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "x", level=18)])
    found = await aggregate_logs(engine, query(), ["timestamp", "severity_number"], [Measure("max", "severity_number")])
    assert groups(found) == [(("2026-11-23 02:13:20.000000001", "18"), [18])]


async def test_of_an_empty_range_there_is_one_group_without_fields_and_none_with(engine: EmbeddedEngine) -> None:
    assert groups(await aggregate_logs(engine, query(), [], [COUNT, Measure("p95", "took_ms")])) == [((), [0, None])]
    assert (await aggregate_logs(engine, query(), ["service"], [COUNT])).rows == []


FIELD_NAMES = ["'; DROP TABLE otel_logs; --", "a'b", "a\\", "{q0:String}", "`", "SeverityNumber", "g0", "ServiceName"]


@pytest.mark.parametrize("name", FIELD_NAMES)
async def test_a_field_is_only_ever_a_name(engine: EmbeddedEngine, name: str) -> None:
    await insert_logs(engine, [log(1, "x", LogAttributes={name: "7"}), log(2, "y", service="other")])
    scope = AccessScope(frozenset({"shop"}))
    found = await aggregate_logs(engine, query(scope=scope), [name], [Measure("sum", name), Measure("unique", name)])
    assert groups(found) == [(("7",), [7, 1])]


async def test_more_groups_than_fit_into_memory_are_a_partial_answer_with_a_notice(engine: EmbeddedEngine) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, RequestId, Body) SELECT "
        "fromUnixTimestamp64Nano({start:Int64} + toInt64(number)), 'shop', hex(sipHash128(number)), '' "
        "FROM numbers(600000)",
        {"start": T0},
    )
    measures = [Measure("unique", "message"), COUNT]
    small = await aggregate_logs(
        engine, query(), ["request_id"], measures, limit=5, limits=Limits(seconds=30, memory_bytes=24 << 20)
    )
    assert len(small.rows) == 5
    assert small.groups < 600_000
    assert "group by fewer" in small.notices[0]
    whole = await aggregate_logs(
        engine, query(), ["request_id"], [COUNT], limit=5, limits=Limits(seconds=30, memory_bytes=50 << 20)
    )
    assert (whole.groups, whole.notices) == (600_000, ())


class SlowEngine(EmbeddedEngine):
    """Runs out of time on statements over more than a tenth of an hour."""

    def __init__(self, inner: EmbeddedEngine) -> None:
        self.inner = inner

    async def raw(self, sql: str, params: Any = None, **how: Any) -> bytes:
        if params["end_ns"] - params["start_ns"] > 360 * NS:
            raise QueryTimeout("too long", 159)
        return await self.inner.raw(sql, params, **how)


async def test_a_question_that_takes_too_long_is_answered_for_the_newest_part(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(n * 36 * NS, f"line {n}") for n in range(100)])
    found = await aggregate_logs(SlowEngine(engine), query(), [], [COUNT])
    assert groups(found) == [((), [3])]
    assert "of the newest part of it, from 2026-11-23T03:11:27" in found.notices[0]
    assert "choose a shorter range" in found.notices[0]
    with pytest.raises(QueryTimeout):
        await aggregate_logs(SlowEngine(engine), query(time_range=TimeRange(0, HOUR.end_ns)), [], [COUNT])


async def test_a_search_over_a_year_says_how_far_it_came(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "old"), log(3599 * NS, "new")])
    year = TimeRange(HOUR.end_ns - 365 * 86_400 * NS, HOUR.end_ns)
    page = await log_page(SlowEngine(engine), query(time_range=year))
    assert [msgspec.json.decode(row)["body"] for row in page.rows] == ["new"]
    assert "everything since 2026-11-23T03:12:20" in page.notices[0]
    assert "choose a shorter range" in page.notices[0]
    nothing = await log_page(SlowEngine(engine), query("level:fatal", time_range=year))
    assert (nothing.rows, nothing.next_cursor, len(nothing.notices)) == ([], None, 1)


async def test_histogram_by_a_field_has_the_top_values_and_the_rest(engine: EmbeddedEngine) -> None:
    rows = [log(n * NS, "x", LogAttributes={"tool": f"t{int(n**0.5)}"}) for n in range(100)]
    await insert_logs(engine, [*rows, log(101 * NS, "x")])
    found = await histogram_by(engine, query(), "tool", top=2, buckets=60)
    assert [(one.value, one.is_other, sum(c for _, c in one.points)) for one in found.series] == [
        ("t9", False, 19), ("t8", False, 17), (OTHER, True, 65),
    ]  # fmt: skip
    assert found.total == 101
    assert found.step_seconds == 60
    assert all((start - found.start_s) % 60 == 0 for one in found.series for start, _ in one.points)


async def test_a_value_that_is_spelt_as_the_rest_is_not_taken_for_it(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(n, "x", UserId=[OTHER, OTHER, "", "a"][n]) for n in range(4)])
    found = await histogram_by(engine, query(), "user_id", top=2)
    assert [(one.value, one.is_other) for one in found.series] == [(OTHER, False), ("", False), (OTHER, True)]


async def test_comparing_shows_what_has_another_share_now(engine: EmbeddedEngine) -> None:
    before = TimeRange(T0 - 3600 * NS, T0)
    rows = [log(-3000 * NS + n, "ok", LogAttributes={"zone": "a", "id": f"{n}"}) for n in range(100)]
    rows += [log(n, "ok", LogAttributes={"zone": "a", "id": f"n{n}"}) for n in range(60)]
    rows += [log(n, "boom", level=17, LogAttributes={"zone": "b", "id": f"m{n}"}) for n in range(40)]
    await insert_logs(engine, rows)
    found = await compare_logs(engine, query(), before)
    assert (found.total, found.other_total) == (100, 100)
    assert [one.field for one in found.fields][:2] == ["level", "attr.zone"]
    assert "attr.id" not in {one.field for one in found.fields}
    (level, zone) = found.fields[:2]
    assert {(one.value, one.count, one.other_count) for one in level.values} == {("INFO", 60, 100), ("ERROR", 40, 0)}
    assert {(one.value, one.count, one.other_count) for one in zone.values} == {("a", 60, 100), ("b", 40, 0)}
    asked = await compare_logs(engine, query(), before, ["message", "nothing"])
    assert [one.field for one in asked.fields] == ["message"]


async def test_comparing_with_an_empty_range_counts_nothing_there(engine: EmbeddedEngine) -> None:
    await insert_logs(engine, [log(1, "x")])
    found = await compare_logs(engine, query(), TimeRange(T0 - 10 * NS, T0), ["service"])
    assert (found.total, found.other_total) == (1, 0)
    assert [(one.value, one.count, one.other_count) for one in found.fields[0].values] == [("shop", 1, 0)]
