"""OTLP spans as rows of otel_traces, on the real engine."""

from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message

from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import traces
from tests.support.otlp import key_values, make_spans
from tests.unit.storage.segments import NoMasking, load, write_segment

NOW = 1_795_000_000_123_456_789
PIPELINE = traces.pipeline(NoMasking())


async def stored(engine: Engine, folder: Path, *requests: Message, columns: str = "*") -> list[dict[str, Any]]:
    await load(engine, PIPELINE, write_segment(folder, *requests, received_at_ns=NOW))
    return await engine.rows(f"SELECT {columns} FROM otel_traces ORDER BY Timestamp")


async def test_a_span_keeps_everything_it_says(engine: Engine, tmp_path: Path) -> None:
    request = make_spans(
        ["GET /pay"],
        resource={"service.version": "2", "deployment.environment": "staging"},
        attributes={"enduser.id": "u7", "http.response.status_code": 500},
        trace_id=bytes(range(16)),
        time_ns=NOW,
        kind=2,
        trace_state="a=b",
    )
    span = request.resource_spans[0].scope_spans[0].spans[0]
    span.parent_span_id = b"\xff" * 8
    span.status.code, span.status.message = 2, "boom"
    event = span.events.add(name="exception", time_unix_nano=NOW + 5)
    event.attributes.extend(key_values({"exception.type": "ValueError"}))
    link = span.links.add(trace_id=b"\x0a" * 16, span_id=b"\x0b" * 8, trace_state="c=d")
    link.attributes.extend(key_values({"why": "batch"}))
    request.resource_spans[0].scope_spans[0].scope.name = "lib"
    (row,) = await stored(engine, tmp_path, request)
    times = {name: row.pop(name) for name in ("Timestamp", "ReceivedAt", "Events.Timestamp")}
    assert row == {
        "TraceId": "000102030405060708090a0b0c0d0e0f",
        "SpanId": "0000000000000001",
        "ParentSpanId": "ff" * 8,
        "TraceState": "a=b",
        "SpanName": "GET /pay",
        "SpanKind": "Server",
        "ServiceName": "shop",
        "ResourceAttributes": {"service.name": "shop", "service.version": "2", "deployment.environment": "staging"},
        "ScopeName": "lib",
        "ScopeVersion": "",
        "SpanAttributes": {"enduser.id": "u7", "http.response.status_code": "500"},
        "Duration": 1_000_000,
        "StatusCode": "Error",
        "StatusMessage": "boom",
        "Events.Name": ["exception"],
        "Events.Attributes": [{"exception.type": "ValueError"}],
        "Links.TraceId": ["0a" * 16],
        "Links.SpanId": ["0b" * 8],
        "Links.TraceState": ["c=d"],
        "Links.Attributes": [{"why": "batch"}],
        "Environment": "staging",
        "ServiceVersion": "2",
        "UserId": "u7",
        "RequestId": "",
    }
    assert [text[-9:] for text in (times["Timestamp"], times["Events.Timestamp"][0])] == ["123456789", "123456794"]


async def test_red_figures_and_the_id_table_follow_the_spans(engine: Engine, tmp_path: Path) -> None:
    await stored(engine, tmp_path, make_spans(["a", "b", "b"], time_ns=NOW, duration_ns=2**20))
    figures = await engine.rows(
        "SELECT SpanName AS name, sum(Calls) AS calls, sum(DurationSum) AS total, any(Bucket) AS bucket, max(IsRoot) AS root "
        "FROM span_metrics_10s GROUP BY name ORDER BY name"
    )
    assert figures == [
        {"name": "a", "calls": 1, "total": 2**20, "bucket": 160, "root": 1},
        {"name": "b", "calls": 2, "total": 2**21, "bucket": 160, "root": 0},
    ]
    (known,) = await engine.rows("SELECT TraceId AS id, toUnixTimestamp(Start) AS start FROM otel_traces_trace_id_ts")
    assert known == {"id": "01" * 16, "start": NOW // 10**9}


@pytest.mark.parametrize(
    ("start", "end", "duration"),
    [(NOW, NOW - 10, 0), (NOW, 0, 0), (0, NOW, 0), (NOW, NOW, 0), (NOW, 2**64 - 1, 0)],
    ids=["clock set back", "no end", "no start", "instant", "end of time"],
)
async def test_an_impossible_duration_is_zero(
    engine: Engine, tmp_path: Path, start: int, end: int, duration: int
) -> None:
    request = make_spans(["x"], time_ns=NOW)
    span = request.resource_spans[0].scope_spans[0].spans[0]
    span.start_time_unix_nano, span.end_time_unix_nano = start, end
    (row,) = await stored(engine, tmp_path, request, columns="Duration AS d, toUnixTimestamp64Nano(Timestamp) AS t")
    assert row == {"d": duration, "t": NOW}


async def test_deep_values_in_events_are_read_too(engine: Engine, tmp_path: Path) -> None:
    request = make_spans(["x"], time_ns=NOW)
    event = request.resource_spans[0].scope_spans[0].spans[0].events.add(name="e", time_unix_nano=NOW)
    event.attributes.extend(key_values({"deep": {"a": {"b": ["c"]}}}))
    (row,) = await stored(engine, tmp_path, request, columns="Events.Attributes[1]['deep'] AS v")
    assert row["v"] == '{"a":{"b":["c"]}}'
