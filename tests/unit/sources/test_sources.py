"""What arrives, by service, receiver and stream."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sardonyx.access.principal import Principal
from sardonyx.journal.batch import Batch, JournalClosed
from sardonyx.journal.segment import SealedSegment
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.receivers.errors import Malformed, Overloaded, TooLarge
from sardonyx.sources.api import build_router
from sardonyx.sources.arrivals import arrivals
from sardonyx.sources.models import Arrival, SourcesResponse
from sardonyx.sources.service import Sources
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.pipelines.remote_write import STREAM
from tests.support.callers import CALLER, client, make_app
from tests.support.metrics_in import MetricsIn
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

SETTLER = Principal("user", "1", "Alice", frozenset({"editor"}), frozenset({"settings:read"}))
HOUR = TimeRange(T0, T0 + 3600 * 10**9)


async def asked(parts: Sources, principal: Principal = SETTLER) -> SourcesResponse:
    async with client(make_app(build_router(parts), principal)) as http:
        answer = await http.get("/rest/sources", params={"start": T0 // 10**9, "end": T0 // 10**9 + 3600})
    assert answer.status_code == 200, answer.text
    return SourcesResponse.model_validate(answer.json())


async def found(engine: EmbeddedEngine, scope: AccessScope = AccessScope.ALL, **options: Any) -> dict[str, Arrival]:
    rows, _ = await arrivals(engine, HOUR, scope, clock=lambda: T0 / 1e9 + 3600, **options)
    return {f"{row.signal} {row.service}": row for row in rows}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(T0 // 10**9 + seconds, UTC)


async def insert_series(engine: EmbeddedEngine, series: int, labels: dict[str, str], *seconds: int) -> None:
    """A series with a sample at each time."""
    first = T0 // 10**9
    await engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) SELECT 'up', {id:UInt64}, "
        "mapFromArrays({names:Array(String)}, {values:Array(String)}), toDateTime64({at:UInt32}, 3), toDateTime64({at:UInt32}, 3)",
        {"id": series, "names": list(labels), "values": list(labels.values()), "at": first},
    )
    await engine.execute(
        "INSERT INTO metric_samples SELECT {id:UInt64}, toDateTime64(arrayJoin({times:Array(UInt32)}), 3), 1",
        {"id": series, "times": [first + after for after in seconds]},
    )


async def test_records_of_each_signal_are_counted_by_service(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, [span(i * 10**10, "GET /", trace="1" * 32, span_id=f"{i:016x}") for i in range(3)])
    await insert_logs(
        engine, [log(0, "a"), log(60 * 10**9, "b"), log(4000 * 10**9, "later"), log(0, "c", service="db")]
    )
    await insert_series(engine, 7, {"service_name": "shop"}, 30, 90)
    rows = await found(engine)
    assert {name: row.records for name, row in rows.items()} == {
        "traces shop": 3, "logs shop": 2, "logs db": 1, "metrics shop": 2,
    }  # fmt: skip
    logs = rows["logs shop"]
    assert (logs.first_seen, logs.last_seen, logs.last_received) == (at(0), at(60), at(60))
    assert (logs.age_seconds, logs.series) == (3540.0, None)
    assert logs.records_per_minute == pytest.approx(2 / 60)


async def test_series_are_counted_and_found_by_their_labels(engine: EmbeddedEngine) -> None:
    await insert_series(engine, 1, {"service_name": "shop", "job": "ns/shop"}, 30)
    await insert_series(engine, 2, {"job": "ns/shop"}, 45, 90)
    await insert_series(engine, 3, {"job": "node"}, 10)
    await insert_series(engine, 4, {"job": "silent"}, 3700)
    rows = await found(engine)
    assert {name: (row.records, row.series, row.estimated) for name, row in rows.items()} == {
        "metrics shop": (3, 2, False), "metrics node": (1, 1, False),
    }  # fmt: skip
    assert (rows["metrics shop"].first_seen, rows["metrics shop"].last_seen) == (at(30), at(90))
    assert rows["metrics shop"].last_received is None


async def test_too_many_samples_are_estimated_from_a_part_of_the_series(engine: EmbeddedEngine) -> None:
    part = 1 << 62
    await insert_series(engine, 1, {"service_name": "shop"}, *range(100))
    await insert_series(engine, part + 1, {"service_name": "shop"}, *range(100))
    await insert_series(engine, part + 2, {"service_name": "unlucky"}, *range(100))
    rows = await found(engine, max_samples=150)
    shop, unlucky = rows["metrics shop"], rows["metrics unlucky"]
    assert (shop.records, shop.series, shop.estimated) == (400, 4, True)
    assert (unlucky.records, unlucky.series, unlucky.last_seen, unlucky.age_seconds) == (None, None, None, None)


async def test_nothing_of_other_services_or_environments_is_shown(engine: EmbeddedEngine) -> None:
    await insert_spans(engine, [span(0, "GET /", trace="1" * 32, span_id="1" * 16, service="secret")])
    await insert_logs(engine, [log(0, "a", service="secret"), log(0, "b"), log(0, "c", Environment="dev")])
    await insert_series(engine, 1, {"service_name": "secret"}, 5)
    await insert_series(engine, 2, {"service_name": "shop", "deployment_environment_name": "prod"}, 5)
    rows = await found(engine, AccessScope(frozenset({"shop"}), frozenset({"prod"})))
    assert {name: row.records for name, row in rows.items()} == {"logs shop": 1, "metrics shop": 1}


async def test_what_receivers_took_and_refused_is_told_with_reasons(parts: Sources, door: MetricsIn) -> None:
    await door.intake.accept("remote_write", "metrics", Batch(STREAM, b"", 0, source="t"), rejected=3)
    for error in (Malformed("a"), Malformed("b"), TooLarge("c"), Overloaded("d", 1)):
        door.intake.refuse("otlp_http", "logs", error)
    answer = await asked(parts)
    logs, metrics = answer.receivers
    assert (logs.receiver, logs.signal, logs.accepted_records, logs.refused_requests) == ("otlp_http", "logs", 0, 4)
    assert {(reason.reason, reason.requests) for reason in logs.refusals} == {
        ("Malformed", 2), ("TooLarge", 1), ("Overloaded", 1),
    }  # fmt: skip
    assert (metrics.receiver, metrics.accepted_records, metrics.rejected_records) == ("remote_write", 0, 3)
    assert answer.started_at == at(0)


async def test_streams_that_took_nothing_know_nothing(parts: Sources) -> None:
    answer = await asked(parts)
    stream = next(one for one in answer.streams if one.stream == STREAM)
    assert (stream.signal, stream.accepted_batches, stream.last_received) == ("metrics", 0, None)
    assert (stream.flush_lag_seconds, stream.last_error) == (None, None)
    assert (answer.arrivals, answer.receivers, answer.journal.full) == ([], [], False)


async def test_a_batch_the_journal_does_not_take_is_counted_by_stream(parts: Sources, door: MetricsIn) -> None:
    await door.journal.close()
    with pytest.raises(JournalClosed):
        await door.journal.append(Batch(STREAM, b"x", 1, source="t"))
    answer = await asked(parts)
    assert [stream.refused_batches for stream in answer.streams if stream.stream == STREAM] == [1]


async def test_the_quarantine_is_counted_for_all_and_named_to_those_who_see_everything(
    parts: Sources, door: MetricsIn, tmp_path: Path
) -> None:
    path = tmp_path / "1-a.seg"
    path.write_bytes(b"payload")
    door.journal.quarantine.take(SealedSegment(STREAM, path, 7, 1, 0, 0), "column Secret: cannot parse")
    everything = (await asked(parts)).journal
    scoped = (await asked(parts, replace(SETTLER, services=frozenset({"shop"})))).journal
    assert (everything.quarantined, [entry.error for entry in everything.quarantine]) == (
        1,
        ["column Secret: cannot parse"],
    )
    assert (scoped.quarantined, scoped.quarantine) == (1, [])


async def test_viewers_are_told_what_they_need(parts: Sources) -> None:
    async with client(make_app(build_router(parts), CALLER)) as http:
        for method, path in (("GET", "sources"), ("GET", "storage"), ("GET", "masking"), ("POST", "masking/try")):
            answer = await http.request(method, f"/rest/{path}")
            assert answer.status_code == 403, path
            assert "settings:read" in answer.text
