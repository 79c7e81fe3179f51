"""Derived series on the real engine: what spans and log records add up to, by the time they were received."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sardonyx.collectors.derived.writer import STREAMS, DerivedSeries
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineUnavailable

# A multiple of ten seconds, recent enough for what the engine would expire.
START = int(time.time()) // 10 * 10 - 7200


class Received:
    """A clock and a journal: everything received before `until` is in the engine."""

    def __init__(self) -> None:
        self.until = dict.fromkeys(STREAMS, START)

    def clock(self) -> float:
        return START + 3.0

    def inserted_until_ns(self, stream: str) -> int:
        return self.until[stream] * 1_000_000_000

    def all_until(self, second: int) -> None:
        self.until = dict.fromkeys(STREAMS, START + second)


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def derived(engine: Engine, received: Received) -> DerivedSeries:
    return DerivedSeries(engine, received.inserted_until_ns, clock=received.clock)


async def add_spans(
    engine: Engine, count: int, *, at: float, milliseconds: int = 5, happened: float | None = None
) -> None:
    await engine.execute(
        "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode, ReceivedAt) "
        "SELECT fromUnixTimestamp64Milli({happened:Int64}), 't', toString(number), 'GET /pay', 'Server', 'shop', "
        "{ns:UInt64}, 'Unset', fromUnixTimestamp64Milli({at:Int64}) FROM numbers({count:UInt64})",
        {
            "at": int((START + at) * 1000),
            "happened": int((START + (at if happened is None else happened)) * 1000),
            "ns": milliseconds * 1_000_000,
            "count": count,
        },
    )


async def add_logs(engine: Engine, level: str, count: int, *, at: float) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, SeverityText, SeverityNumber, ServiceName, Body, ReceivedAt) SELECT "
        "fromUnixTimestamp64Milli({at:Int64}), {level:String}, 17, 'shop', 'x', fromUnixTimestamp64Milli({at:Int64}) "
        "FROM numbers({count:UInt64})",
        {"at": int((START + at) * 1000), "level": level, "count": count},
    )


async def samples(engine: Engine, name: str, **labels: str) -> list[tuple[int, float | None]]:
    """(seconds after START, value) of the only series with these labels."""
    rows = await engine.rows(
        "SELECT toUnixTimestamp(Timestamp) AS at, if(isNaN(Value), NULL, Value) AS value FROM metric_samples FINAL "
        "WHERE SeriesId IN (SELECT SeriesId FROM metric_series WHERE MetricName = {name:String} "
        "AND arrayAll((k, v) -> Labels[k] = v, {keys:Array(String)}, {values:Array(String)})) ORDER BY SeriesId, Timestamp",
        {"name": name, "keys": list(labels), "values": list(labels.values())},
    )
    return [(int(row["at"]) - START, row["value"]) for row in rows]


async def test_a_series_begins_at_zero_and_adds_up(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_spans(engine, 3, at=4)
    received.all_until(10)
    assert await derived.write_due()
    await add_spans(engine, 2, at=14)
    received.all_until(21)
    assert await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 3), (20, 5)]


async def test_a_quiet_series_keeps_its_total(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_logs(engine, "ERROR", 4, at=1)
    for second in (10, 20, 30):
        received.all_until(second)
        assert await derived.write_due()
    assert await samples(engine, "log_records_total", severity_text="ERROR") == [(0, 0), (10, 4), (20, 4), (30, 4)]


async def test_a_window_waits_for_what_the_journal_holds(
    engine: Engine, derived: DerivedSeries, received: Received
) -> None:
    received.all_until(20)
    received.until["otlp_logs"] = START + 9
    assert not await derived.write_due()


async def test_spans_that_happened_long_ago_count_when_they_arrive(
    engine: Engine, derived: DerivedSeries, received: Received
) -> None:
    await add_spans(engine, 1, at=2, happened=-7200)
    received.all_until(10)
    await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 1)]


async def test_durations_fill_every_bucket_above_them(
    engine: Engine, derived: DerivedSeries, received: Received
) -> None:
    await add_spans(engine, 2, at=2, milliseconds=3)
    await add_spans(engine, 1, at=2, milliseconds=100_000)
    received.all_until(10)
    await derived.write_due()
    bucket = "traces_span_metrics_duration_milliseconds_bucket"
    counts = {bound: (await samples(engine, bucket, le=bound))[-1][1] for bound in ("2.097152", "4.194304", "+Inf")}
    assert counts == {"2.097152": 0, "4.194304": 2, "+Inf": 3}
    assert (await samples(engine, "traces_span_metrics_duration_milliseconds_sum"))[-1] == (10, 100_006)


async def test_labels_are_those_of_the_connector(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_spans(engine, 1, at=2)
    received.all_until(10)
    await derived.write_due()
    rows = await engine.rows("SELECT Labels FROM metric_series WHERE MetricName = 'traces_span_metrics_calls_total'")
    assert [row["Labels"] for row in rows] == [
        {
            "service_name": "shop",
            "span_kind": "SPAN_KIND_SERVER",
            "span_name": "GET /pay",
            "status_code": "STATUS_CODE_UNSET",
        }
    ]


async def test_after_a_restart_the_count_goes_on(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_spans(engine, 3, at=4)
    received.all_until(10)
    await derived.write_due()
    await add_spans(engine, 1, at=35)
    received.all_until(60)
    again = DerivedSeries(engine, received.inserted_until_ns, clock=lambda: START + 55.0)
    await again.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 3), (60, 4)]


async def test_a_window_written_twice_counts_once(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_spans(engine, 3, at=4)
    received.all_until(10)
    await derived.write_due()
    derived._written_until = START  # as when the answer to the insert was lost
    await derived.write_due()
    received.all_until(20)
    await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 3), (20, 3)]


async def test_a_series_nobody_adds_to_ends(engine: Engine, derived: DerivedSeries, received: Received) -> None:
    await add_spans(engine, 1, at=4)
    received.all_until(10)
    await derived.write_due()
    for second in (3620, 3630):
        received.all_until(second)
        await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 1), (3620, None)]


async def test_totals_go_on_while_nothing_comes(engine: Engine, received: Received) -> None:
    last = [START + 4]
    derived = DerivedSeries(
        engine, received.inserted_until_ns, clock=received.clock, last_received_ns=lambda: last[0] * 10**9
    )
    await add_spans(engine, 3, at=4)
    for second in (10, 320, 330):
        received.all_until(second)
        await derived.write_due()
    last[0] = START + 335
    await add_spans(engine, 2, at=335)
    received.all_until(340)
    await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 3), (320, 3), (330, 3), (340, 5)]


async def test_an_engine_that_is_away_is_waited_for(
    engine: Engine, received: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = DerivedSeries(engine, received.inserted_until_ns, clock=received.clock)
    await add_spans(engine, 1, at=4)
    received.all_until(10)
    real: Callable[..., Any] = engine.execute

    async def away(*_arguments: Any, **_options: Any) -> None:
        raise EngineUnavailable("away")

    monkeypatch.setattr(engine, "execute", away)
    with pytest.raises(EngineUnavailable):
        await derived.write_due()
    monkeypatch.setattr(engine, "execute", real)
    assert await derived.write_due()
    assert await samples(engine, "traces_span_metrics_calls_total") == [(0, 0), (10, 1)]


async def test_what_became_of_log_records_is_counted_by_source_and_rule(
    engine: Engine, derived: DerivedSeries, received: Received
) -> None:
    await engine.execute(
        "INSERT INTO log_sources_10s (ReceivedTime, Receiver, Source, ServiceName, Host, Outcome, Rule, Records, Late, Unparsed) "
        "VALUES ({at:DateTime}, 'loki', 'agent', 'shop', 'h1', 'stored', '', 7, 2, 0), "
        "({at:DateTime}, 'loki', 'agent', 'shop', 'h1', 'dropped', 'below_info', 3, 0, 0), "
        "({at:DateTime}, 'syslog', '10.0.0.1', 'shop', 'h2', 'sampled', 'half', 5, 0, 0)",
        {"at": datetime.fromtimestamp(START, UTC)},
    )
    await engine.execute(
        "INSERT INTO log_received_10s SELECT {at:DateTime}, 'loki', 'agent', 10, 4",
        {"at": datetime.fromtimestamp(START, UTC)},
    )
    await engine.execute(
        "INSERT INTO log_findings_1m SELECT {at:DateTime} - 120, 'shop', '', 'h1', 2, 9, {at:DateTime}",
        {"at": datetime.fromtimestamp(START, UTC)},
    )
    received.all_until(10)
    assert await derived.write_due()
    way, source = {"receiver": "loki", "source": "agent"}, {"service_name": "shop", "host": "h1"}
    for name, labels, value in (
        ("sardonyx_log_source_stored_records_total", way | source, 7),
        ("sardonyx_log_source_late_records_total", way | source, 2),
        ("sardonyx_logs_dropped_total", {"rule": "below_info", "service_name": "shop"}, 3),
        ("sardonyx_logs_sampled_total", {"rule": "half", "service_name": "shop"}, 5),
        ("sardonyx_log_receiver_accepted_records_total", way, 10),
        ("sardonyx_log_receiver_rejected_records_total", way, 4),
        ("sardonyx_log_source_duplicate_records_total", source, 2),
        ("sardonyx_log_source_missing_records_total", source, 9),
    ):
        assert await samples(engine, name, **labels) == [(0, 0), (10, value)], name
