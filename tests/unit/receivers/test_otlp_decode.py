"""OTLP requests are validated before they are accepted."""

import contextlib
import json
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.otlp_decode import LOGS, METRICS, SIGNALS, TRACES, Signal, decode_json, decode_protobuf
from tests.support.otlp import make_logs, make_spans


def test_protobuf_bytes_pass_as_they_came_and_are_counted() -> None:
    body = make_logs(["a", "b", "c"]).SerializeToString()
    decoded = decode_protobuf(LOGS, body)
    assert (decoded.payload, decoded.records, decoded.rejected) == (body, 3, 0)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_an_empty_request_is_fine(signal: Signal) -> None:
    assert decode_protobuf(signal, b"").records == 0
    assert decode_json(signal, b"{}").records == 0


@pytest.mark.parametrize(
    "body",
    [
        make_logs(["abcdef"]).SerializeToString()[:-3],
        b"\xff\xff\xff",
        make_logs(["X" * 5]).SerializeToString().replace(b"XXXXX", b"\xc3\x28\xa0\xa1\xff"),
        b"not protobuf at all",
    ],
    ids=["truncated", "garbage", "invalid UTF-8", "text"],
)
def test_damaged_protobuf_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="ExportLogsServiceRequest"):
        decode_protobuf(LOGS, body)


def test_endless_nesting_is_malformed() -> None:
    value: bytes = b""
    for _ in range(500):  # AnyValue.array_value → ArrayValue.values
        inner = b"\x0a" + _varint(len(value)) + value
        value = b"\x2a" + _varint(len(inner)) + inner
    record = b"\x2a" + _varint(len(value)) + value
    scope = b"\x12" + _varint(len(record)) + record
    resource = b"\x12" + _varint(len(scope)) + scope
    with pytest.raises(Malformed):
        decode_protobuf(LOGS, b"\x0a" + _varint(len(resource)) + resource)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def as_otlp_json(request: Any) -> dict[str, Any]:
    """OTLP/JSON of a trace or log request: like protobuf-JSON, but ids in hex."""
    document: dict[str, Any] = json_format.MessageToDict(request)
    for resource in document.get("resourceSpans", []):
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                span |= {"traceId": "AB" * 16, "spanId": "cd" * 8, "parentSpanId": ""}
                span["links"] = [{"traceId": "ef" * 16, "spanId": "01" * 8}]
    return document


def test_json_ids_are_hex() -> None:
    body = json.dumps(as_otlp_json(make_spans(["a"]))).encode()
    decoded = decode_json(TRACES, body)
    span = TRACES.request().FromString(decoded.payload).resource_spans[0].scope_spans[0].spans[0]
    assert (span.trace_id, span.span_id, span.parent_span_id) == (b"\xab" * 16, b"\xcd" * 8, b"")
    assert span.links[0].trace_id == b"\xef" * 16


def test_json_numbers_may_be_numbers_or_strings_and_unknown_keys_are_ignored() -> None:
    document = {
        "resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m", "future": {"a": 1}, "sum": {
            "aggregationTemporality": 2, "isMonotonic": True, "dataPoints": [
                {"timeUnixNano": "1700000000000000000", "asInt": 5},
                {"timeUnixNano": 1700000000000000000, "asInt": "6"},
                {"timeUnixNano": "1700000000000000000", "asDouble": 1.5},
            ]}}, {"name": "h", "histogram": {"aggregationTemporality": 2, "dataPoints": [
                {"count": 3, "sum": 2, "bucketCounts": [1, 2], "explicitBounds": [1]}]}}]}]}]}  # fmt: skip
    assert decode_json(METRICS, json.dumps(document).encode()).records == 4


def test_a_record_with_an_unusable_id_is_left_out_and_said() -> None:
    document = as_otlp_json(make_spans(["a", "b"]))
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] = "xyz"
    decoded = decode_json(TRACES, json.dumps(document).encode())
    assert (decoded.records, decoded.rejected) == (1, 1)
    assert decoded.message == "traceId 'xyz' must be 32 hex digits"


def test_attributes_called_like_ids_are_left_alone() -> None:
    request = make_logs(["x"], attributes={"traceId": "not hex"})
    decoded = decode_json(LOGS, json.dumps(json_format.MessageToDict(request)).encode())
    record = LOGS.request().FromString(decoded.payload).resource_logs[0].scope_logs[0].log_records[0]
    assert record.attributes[0].value.string_value == "not hex"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"resourceLogs": 5}', b'{"resourceLogs": [5]}', b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[7]}]}]}',
     b"[" * 100_000, b"\xff\xfe"],
    ids=["empty", "list", "cut", "number", "list of numbers", "record is a number", "deep", "not UTF-8"],
)  # fmt: skip
def test_json_that_is_not_a_request_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode_json(LOGS, body)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_malformed(body: bytes) -> None:
    for decode in (decode_protobuf, decode_json):
        with contextlib.suppress(Malformed):
            decode(LOGS, body)
