"""Builders of OTLP requests, small and exact."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue


def any_value(value: Any) -> AnyValue:
    """A Python value as AnyValue; bytes, lists and dicts included, None is unset."""
    out = AnyValue()
    match value:
        case None:
            pass
        case bool():
            out.bool_value = value
        case int():
            out.int_value = value
        case float():
            out.double_value = value
        case bytes():
            out.bytes_value = value
        case Mapping():
            out.kvlist_value.SetInParent()
            out.kvlist_value.values.extend(key_values(value))
        case Sequence() if not isinstance(value, str):
            out.array_value.SetInParent()
            out.array_value.values.extend(any_value(item) for item in value)
        case _:
            out.string_value = value
    return out


def key_values(attributes: Mapping[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=any_value(value)) for key, value in attributes.items()]


def make_logs(
    bodies: Sequence[Any],
    *,
    service: str = "shop",
    resource: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
    time_ns: int | None = None,
    **fields: Any,
) -> ExportLogsServiceRequest:
    """One request with one record per body, a nanosecond apart; `fields` are set on every record."""
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add()
    group.resource.attributes.extend(key_values({"service.name": service, **(resource or {})}))
    scope = group.scope_logs.add()
    start = time.time_ns() if time_ns is None else time_ns
    for number, body in enumerate(bodies):
        record = scope.log_records.add(time_unix_nano=start + number if start else 0, **fields)
        record.body.CopyFrom(any_value(body))
        record.attributes.extend(key_values(attributes or {}))
    return request


def make_spans(
    names: Sequence[str],
    *,
    service: str = "shop",
    resource: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
    trace_id: bytes = b"\x01" * 16,
    duration_ns: int = 1_000_000,
    time_ns: int | None = None,
    **fields: Any,
) -> ExportTraceServiceRequest:
    """One request with one span per name; span ids count from 1, the first is the root of the others."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.extend(key_values({"service.name": service, **(resource or {})}))
    scope = group.scope_spans.add()
    start = time.time_ns() if time_ns is None else time_ns
    for number, name in enumerate(names):
        span = scope.spans.add(
            trace_id=trace_id,
            span_id=(number + 1).to_bytes(8, "big"),
            parent_span_id=(1).to_bytes(8, "big") if number else b"",
            name=name,
            start_time_unix_nano=start + number,
            end_time_unix_nano=start + number + duration_ns,
            **fields,
        )
        span.attributes.extend(key_values(attributes or {}))
    return request
