"""Log records and spans straight into the engine's tables, small and exact: for tests of queries."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sardonyx.storage.engine import Engine

T0 = 1_795_400_000 * 10**9
"""A quiet moment: 2026-11-23 02:13:20 UTC. Times of rows are given in nanoseconds after it."""

_LOG_STRUCTURE = (
    "Timestamp Int64, TraceId String, SpanId String, SeverityText String, SeverityNumber UInt8, ServiceName String, "
    "Body String, ResourceAttributes Map(String, String), ScopeName String, LogAttributes Map(String, String), "
    "EventName String, Environment String, ServiceVersion String, UserId String, RequestId String, ReceivedAt Int64"
)
_SPAN_STRUCTURE = (
    "Timestamp Int64, TraceId String, SpanId String, ParentSpanId String, SpanName String, SpanKind String, "
    "ServiceName String, ResourceAttributes Map(String, String), SpanAttributes Map(String, String), Duration UInt64, "
    "StatusCode String, StatusMessage String, Environment String, ServiceVersion String, UserId String, RequestId String, "
    "EventNames Array(String)"
)


def log(
    after_ns: int,
    body: str,
    *,
    service: str = "shop",
    level: int = 9,
    received_after_ms: int | None = None,
    **columns: Any,
) -> dict[str, Any]:
    """One record; `columns` are columns of otel_logs."""
    received = after_ns // 10**6 if received_after_ms is None else received_after_ms
    return {
        "Timestamp": T0 + after_ns,
        "Body": body,
        "ServiceName": service,
        "SeverityNumber": level,
        "Environment": "prod",
        "ReceivedAt": T0 // 10**6 + received,
        **columns,
    }


def span(
    after_ns: int,
    name: str,
    *,
    trace: str,
    span_id: str,
    parent: str = "",
    service: str = "shop",
    duration_ns: int = 10**6,
    **columns: Any,
) -> dict[str, Any]:
    """One span; `columns` are columns of otel_traces."""
    return {
        "Timestamp": T0 + after_ns,
        "TraceId": trace,
        "SpanId": span_id,
        "ParentSpanId": parent,
        "SpanName": name,
        "SpanKind": "Server",
        "ServiceName": service,
        "Duration": duration_ns,
        "StatusCode": "Unset",
        "Environment": "prod",
        **columns,
    }


async def insert_logs(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put records into otel_logs."""
    names = [part.split()[0] for part in _LOG_STRUCTURE.replace("Map(String, String)", "Map").split(", ")]
    converted = {
        "Timestamp": "fromUnixTimestamp64Nano(Timestamp)",
        "ReceivedAt": "fromUnixTimestamp64Milli(ReceivedAt)",
    }
    await _insert(engine, "otel_logs", names, converted, _LOG_STRUCTURE, rows)


async def insert_spans(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put spans into otel_traces, with what is derived from them."""
    names = [part.split()[0] for part in _SPAN_STRUCTURE.replace("Map(String, String)", "Map").split(", ")]
    converted = {
        "Timestamp": "fromUnixTimestamp64Nano(Timestamp)",
        "`Events.Name`": "EventNames",
        "`Events.Timestamp`": "arrayMap(n -> fromUnixTimestamp64Nano(Timestamp), EventNames)",
        "`Events.Attributes`": "arrayMap(n -> map('event', n), EventNames)",
    }
    names = [name for name in names if name != "EventNames"] + [name for name in converted if name.startswith("`")]
    await _insert(engine, "otel_traces", names, converted, _SPAN_STRUCTURE, rows)


async def _insert(
    engine: Engine,
    table: str,
    names: Sequence[str],
    converted: Mapping[str, str],
    structure: str,
    rows: Sequence[Mapping[str, Any]],
) -> None:
    values = ", ".join(converted.get(name, name) for name in names)
    data = "\n".join(json.dumps(row) for row in rows)
    await engine.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} "
        f"FROM format('JSONEachRow', '{structure}', {{data:String}})",
        {"data": data},
    )
