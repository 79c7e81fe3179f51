"""OTLP log records as rows of otel_logs, on the real engine."""

from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message

from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import logs
from tests.support.otlp import make_logs
from tests.unit.storage.segments import NoMasking, load, write_segment

NOW = 1_795_000_000_123_456_789
PIPELINE = logs.pipeline(NoMasking())


async def stored(engine: Engine, folder: Path, *requests: Message, columns: str = "*") -> list[dict[str, Any]]:
    await load(engine, PIPELINE, write_segment(folder, *requests, received_at_ns=NOW))
    return await engine.rows(f"SELECT {columns} FROM otel_logs ORDER BY Timestamp, Body")


async def test_a_record_keeps_everything_it_says(engine: Engine, tmp_path: Path) -> None:
    request = make_logs(
        ["payment refused"],
        service="shop",
        resource={"service.version": "1.2.3", "deployment.environment.name": "prod", "host.name": "h1"},
        attributes={"user.id": "u42", "request.id": "r-9", "retries": 3, "ok": False, "ratio": 0.5},
        time_ns=NOW,
        severity_number=17,
        severity_text="error",
        trace_id=bytes(range(16)),
        span_id=bytes(range(8)),
        flags=1,
        event_name="payment.refused",
    )
    scope = request.resource_logs[0].scope_logs[0]
    scope.scope.name, scope.scope.version, scope.schema_url = "pay", "9", "https://example.test/schema"
    (row,) = await stored(engine, tmp_path, request)
    assert row == {
        "Timestamp": row["Timestamp"],  # exact below
        "TraceId": "000102030405060708090a0b0c0d0e0f",
        "SpanId": "0001020304050607",
        "TraceFlags": 1,
        "SeverityText": "error",
        "SeverityNumber": 17,
        "ServiceName": "shop",
        "Body": "payment refused",
        "ResourceSchemaUrl": "",
        "ResourceAttributes": {
            "service.name": "shop", "service.version": "1.2.3", "deployment.environment.name": "prod", "host.name": "h1",
        },
        "ScopeSchemaUrl": "https://example.test/schema",
        "ScopeName": "pay",
        "ScopeVersion": "9",
        "ScopeAttributes": {},
        "LogAttributes": {"user.id": "u42", "request.id": "r-9", "retries": "3", "ok": "false", "ratio": "0.5"},
        "EventName": "payment.refused",
        "Environment": "prod",
        "ServiceVersion": "1.2.3",
        "UserId": "u42",
        "RequestId": "r-9",
        "ReceivedAt": row["ReceivedAt"],
    }  # fmt: skip
    (exact,) = await engine.rows(
        "SELECT toUnixTimestamp64Nano(Timestamp) AS ns, toUnixTimestamp64Milli(ReceivedAt) AS ms FROM otel_logs"
    )
    assert exact == {"ns": NOW, "ms": NOW // 1_000_000}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (-(2**63), str(-(2**63))),
        (True, "true"),
        (1.5, "1.5"),
        (1e300, "1e300"),
        (b"\x00\xff", "AP8="),
        ([], "[]"),
        ({}, "{}"),
        (["x", 1, True, 2.5, None], '["x",1,true,2.5,null]'),
        ({"a": 1, "b": "two"}, '{"a":1,"b":"two"}'),
        ({"a": {"b": [1, "x"]}}, '{"a":{"b":[1,"x"]}}'),
        ([[["three"]]], '[[["three"]]]'),
        ({"a": {"b": {"c": "d"}}}, '{"a":{"b":{"c":"d"}}}'),
    ],
    ids=repr,
)
async def test_a_value_becomes_text(engine: Engine, tmp_path: Path, value: Any, text: str) -> None:
    request = make_logs([value], attributes={"value": value}, time_ns=NOW)
    (row,) = await stored(engine, tmp_path, request, columns="Body, LogAttributes['value'] AS v")
    assert row == {"Body": text, "v": text}


async def test_what_is_nested_too_deeply_for_us_is_kept_as_bytes(engine: Engine, tmp_path: Path) -> None:
    value: Any = "bottom"
    for _ in range(12):
        value = [value]
    (row,) = await stored(engine, tmp_path, make_logs([value], time_ns=NOW), columns="Body")
    assert row["Body"].startswith('[[["pb:')


@pytest.mark.parametrize(
    ("sent", "observed"),
    [(0, NOW - 5), (0, 0), (1, 0), (2**64 - 1, 0), (4_102_444_800 * 10**9, 0)],
    ids=["observed only", "none", "1970", "end of time", "2100"],
)
async def test_an_absurd_time_is_replaced_and_kept_aside(
    engine: Engine, tmp_path: Path, sent: int, observed: int
) -> None:
    request = make_logs(["x"], time_ns=0, observed_time_unix_nano=observed)
    request.resource_logs[0].scope_logs[0].log_records[0].time_unix_nano = sent
    (row,) = await stored(
        engine, tmp_path, request, columns="toUnixTimestamp64Nano(Timestamp) AS ns, LogAttributes AS a"
    )
    assert row["ns"] == (observed or NOW)
    assert row["a"] == ({"sardonyx.original_time_unix_nano": str(sent)} if sent else {})


@pytest.mark.parametrize(
    ("number", "text", "expected"),
    [
        (0, "WARNING", (13, "WARNING")),
        (9, "", (9, "INFO")),
        (0, "", (0, "")),
        (99, "fatal", (21, "fatal")),
        (0, "strange", (0, "strange")),
    ],
)
async def test_level_and_number_complete_each_other(
    engine: Engine, tmp_path: Path, number: int, text: str, expected: tuple[int, str]
) -> None:
    request = make_logs(["x"], time_ns=NOW, severity_number=number, severity_text=text)
    (row,) = await stored(engine, tmp_path, request, columns="SeverityNumber AS n, SeverityText AS t")
    assert (row["n"], row["t"]) == expected


async def test_a_segment_inserted_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    segment = write_segment(
        tmp_path, make_logs(["a", "b"], time_ns=NOW), make_logs(["c"], time_ns=NOW - 86_400 * 10**9), received_at_ns=NOW
    )
    await load(engine, PIPELINE, segment)
    await load(engine, PIPELINE, segment)
    (row,) = await engine.rows(
        "SELECT count() AS rows, (SELECT sum(Records) FROM log_counts_10s) AS counted FROM otel_logs"
    )
    assert row == {"rows": 3, "counted": 3}


async def test_ten_megabytes_in_one_attribute_are_stored_whole(engine: Engine, tmp_path: Path) -> None:
    request = make_logs(["big"], attributes={"blob": "x" * 10_000_000}, time_ns=NOW)
    (row,) = await stored(engine, tmp_path, request, columns="length(LogAttributes['blob']) AS size")
    assert row["size"] == 10_000_000


async def test_odd_ids_are_kept_as_they_are(engine: Engine, tmp_path: Path) -> None:
    request = make_logs(["x"], time_ns=NOW, trace_id=b"\xab", span_id=b"")
    (row,) = await stored(engine, tmp_path, request, columns="TraceId AS t, SpanId AS s")
    assert row == {"t": "ab", "s": ""}
