"""Lines of shippers as rows of otel_logs, on the real engine."""

import json
from pathlib import Path
from typing import Any

import pytest

from sardonyx.receivers.lines import Group, Line, encoded
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import lines
from tests.unit.storage.segments import NoMasking, load, write_payload

NOW = 1_795_000_000_123_456_789
PIPELINE = lines.pipeline(NoMasking())


async def stored(engine: Engine, folder: Path, *groups: Group, columns: str = "*") -> list[dict[str, Any]]:
    await load(engine, PIPELINE, write_payload(folder, encoded(groups), received_at_ns=NOW))
    return await engine.rows(f"SELECT {columns} FROM otel_logs ORDER BY Timestamp, Body")


async def test_a_json_line_becomes_columns_and_attributes(engine: Engine, tmp_path: Path) -> None:
    line = {
        "@timestamp": "2026-11-18T11:06:40.5Z", "level": "warn", "message": "payment refused", "service": "shop",
        "trace_id": "000102030405060708090A0B0C0D0E0F", "span_id": "0001020304050607", "user": {"id": "u42"},
        "request_id": "r-9", "http": {"request": {"bytes": 12}}, "tags": ["a", "b"], "env": "prod", "none": None,
    }  # fmt: skip
    group = Group(resource={"host.name": "h1"}, attributes={"log.index": "app-2026"}, lines=[Line(json.dumps(line))])
    (row,) = await stored(engine, tmp_path, group)
    shown = {name: value for name, value in row.items() if value not in ("", {}, 0) and name != "ReceivedAt"}
    assert shown == {
        "Timestamp": "2026-11-18 11:06:40.500000000",
        "TraceId": "000102030405060708090a0b0c0d0e0f",
        "SpanId": "0001020304050607",
        "SeverityText": "WARN",
        "SeverityNumber": 13,
        "ServiceName": "shop",
        "Body": "payment refused",
        "ResourceAttributes": {"host.name": "h1", "service.name": "shop"},
        "LogAttributes": {
            "log.index": "app-2026", "service": "shop", "user.id": "u42", "request_id": "r-9", "http.request.bytes": "12",
            "tags": '["a","b"]', "env": "prod",
        },
        "Environment": "prod",
        "UserId": "u42",
        "RequestId": "r-9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "level", "body"),
    [
        ("2026-11-18 11:06:40 ERROR it broke", "ERROR", "2026-11-18 11:06:40 ERROR it broke"),
        ("[warn] nginx", "WARN", "[warn] nginx"),
        ("no error here", "", "no error here"),
        ("Traceback (most recent call last):\n  File x", "ERROR", "Traceback (most recent call last):\n  File x"),
        ('{"level":50,"msg":"pino"}', "ERROR", "pino"),
        ('{"PRIORITY":"4","MESSAGE":"journald"}', "WARN", "journald"),
        ('{"log":"{\\"level\\":\\"debug\\",\\"msg\\":\\"inner\\"}\\n","stream":"stdout"}', "DEBUG", "inner"),
        ('{"half": 1, "x":', "", '{"half": 1, "x":'),
        ("level=fatal msg=\"gone away\" n=1", "FATAL", "gone away"),
        ('1.2.3.4 - - [18/Nov/2026:11:06:40 +0000] "GET /a HTTP/1.1" 502 5 "-" "curl"', "ERROR", None),
        ("2026-11-18 11:06:40.1 UTC [7] app@shop LOG:  checkpoint", "INFO", "checkpoint"),
        ("7:M 18 Nov 2026 11:06:40.001 # memory", "WARN", "memory"),
    ],
    ids=["text", "brackets", "word-in-text", "traceback", "pino", "journald", "envelope", "half", "logfmt", "access", "postgres",
         "redis"],
)  # fmt: skip
async def test_level_and_message_are_found_in_common_formats(
    engine: Engine, tmp_path: Path, line: str, level: str, body: str | None
) -> None:
    (row,) = await stored(engine, tmp_path, Group(lines=[Line(line)]), columns="SeverityText, Body")
    assert row == {"SeverityText": level, "Body": line if body is None else body}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            '<165>1 2026-11-18T11:06:40.003Z h api 7 ID47 [ex@1 k="a\\"]b"][timeQuality tzKnown="1"] \ufeffhello',
            {"body": "hello", "level": "INFO", "service": "api", "host.name": "h", "process.pid": "7", "syslog.msgid": "ID47"},
        ),
        ("<11>1 - - - - - - bare", {"body": "bare", "level": "ERROR", "service": "unknown_service"}),
        ("<34>Nov 18 11:06:40 h su[9]: not\nroot", {"body": "not\nroot", "level": "FATAL", "service": "su", "host.name": "h"}),
        ("<34>2026-11-18T11:06:40+00:00 h su: failed", {"body": "failed", "level": "FATAL", "service": "su", "host.name": "h"}),
        ("<13>Nov 18 11:06:40 cron[9]: done", {"body": "done", "level": "INFO", "service": "cron", "process.pid": "9"}),
        ("<15>only text", {"body": "only text", "level": "DEBUG", "service": "unknown_service"}),
    ],
    ids=["5424", "5424-bare", "3164", "3164-new-time", "3164-no-host", "3164-text"],
)  # fmt: skip
async def test_syslog_of_both_ages(engine: Engine, tmp_path: Path, line: str, found: dict[str, str]) -> None:
    (row,) = await stored(engine, tmp_path, Group(lines=[Line(line)]))
    said = {"body": row["Body"], "level": row["SeverityText"], "service": row["ServiceName"], **row["LogAttributes"]}
    assert {key: said.get(key) for key in found} == found
    assert row["Timestamp"].startswith("2026-11-18 11:06:40")


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ('{"ts":1795000000.5}', "2026-11-18 11:06:40.500000000"),
        ('{"time":1795000000123}', "2026-11-18 11:06:40.123000000"),
        ('{"time":"2026-11-18T12:06:40.25+01:00"}', "2026-11-18 11:06:40.250000000"),
        ("2026-11-18 11:06:40,5 text", "2026-11-18 11:06:40.500000000"),
        ('1.2.3.4 - - [18/Nov/2026:12:06:40 +0100] "GET / HTTP/1.1" 200 5', "2026-11-18 11:06:40.000000000"),
        ("says nothing", "2026-11-18 11:06:40.123456789"),
        ('{"time":"2199-01-01T00:00:00Z"}', "2026-11-18 11:06:40.123456789"),
    ],
    ids=["seconds", "milliseconds", "zone", "text", "access", "none", "lying"],
)
async def test_the_time_is_the_lines_own_where_it_is_plausible(
    engine: Engine, tmp_path: Path, line: str, at: str
) -> None:
    (row,) = await stored(engine, tmp_path, Group(lines=[Line(line)]), columns="Timestamp")
    assert row["Timestamp"] == at


async def test_what_the_protocol_says_goes_before_what_the_line_says(engine: Engine, tmp_path: Path) -> None:
    line = Line('{"level":"debug","time":1}', time_unix_nano=NOW - 5, severity_number=17, attributes={"k": "v"})
    (row,) = await stored(
        engine,
        tmp_path,
        Group(lines=[line]),
        columns="SeverityText, toUnixTimestamp64Nano(Timestamp) AS ns, LogAttributes",
    )
    assert row == {"SeverityText": "ERROR", "ns": NOW - 5, "LogAttributes": {"k": "v"}}


async def test_lines_of_a_text_are_rows_without_empty_ones(engine: Engine, tmp_path: Path) -> None:
    text = b'{"message":"one"}\n\r\n\ntwo\r\n\xff\xfe three'
    rows = await stored(engine, tmp_path, Group(resource={"service.name": "s"}, text=text), columns="Body, ServiceName")
    assert [row["Body"] for row in rows] == ["one", "two", "\ufffd three"]
    assert {row["ServiceName"] for row in rows} == {"s"}


async def test_a_level_among_the_labels_is_the_lines(engine: Engine, tmp_path: Path) -> None:
    labelled = Group(resource={"level": "warn"}, lines=[Line("plain text"), Line("an ERROR in words")])
    named = Group(resource={"severity": "no level"}, lines=[Line('{"level":"debug","msg":"z"}')])
    rows = await stored(engine, tmp_path, labelled, named, columns="SeverityText")
    assert [row["SeverityText"] for row in rows] == ["WARN", "WARN", "DEBUG"]
