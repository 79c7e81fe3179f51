"""OTLP requests → validated protobuf bytes. Pure: bytes in, `Decoded` or an error out.

Every request is parsed once by the protobuf library, so what reaches a segment is well-formed: one bad message in a segment
would make the engine refuse all of it. The bytes of protobuf requests are passed on as they came.

Source: OTLP specification 1.x; JSON deviations from protobuf-JSON: ids are hex, 64-bit integers may be numbers or strings,
enums are integers, unknown keys are ignored.
"""

import binascii
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.pins import Pins

_SHOWN_FAULTS = 5
_ID_BYTES = {"traceId": 16, "spanId": 8, "parentSpanId": 8}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A request that may be appended: its bytes, how many records they hold, and what had to be left out."""

    payload: bytes
    records: int
    rejected: int = 0
    message: str = ""
    contents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One OTLP signal: how its request is called, where its records lie, what a refusal counts."""

    name: str
    stream: str
    request: Callable[[], Message]
    count: Callable[[Any], int]
    rejected_field: str
    # JSON path to the lists of records, for refusing single records: resource list, scope list, record list.
    json_path: tuple[str, str, str]
    # What the pipeline may want to know of a request beforehand (`Pipeline.narrowed`).
    contents: Callable[[Any], frozenset[str] | None] = lambda _request: None


def _count_spans(request: ExportTraceServiceRequest) -> int:
    return sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)


def _count_logs(request: ExportLogsServiceRequest) -> int:
    return sum(len(scope.log_records) for resource in request.resource_logs for scope in resource.scope_logs)


def points_of(metric: Any) -> Any:
    """The data points of a metric; none for one without data."""
    kind = metric.WhichOneof("data")
    return getattr(metric, kind).data_points if kind else ()


def _count_points(request: ExportMetricsServiceRequest) -> int:
    return sum(
        len(points_of(metric))
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    )


def _kinds(request: ExportMetricsServiceRequest) -> frozenset[str]:
    """The kinds of data in a request, and whether any point carries exemplars."""
    found: set[str] = set()
    for resource in request.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                if (kind := metric.WhichOneof("data")) is None:
                    continue
                found.add(kind)
                if kind != "summary" and any(point.exemplars for point in getattr(metric, kind).data_points):
                    found.add("exemplars")
    return frozenset(found)


TRACES = Signal(
    "traces", "otlp_traces", ExportTraceServiceRequest, _count_spans, "rejected_spans",
    ("resourceSpans", "scopeSpans", "spans"),
)  # fmt: skip
LOGS = Signal(
    "logs", "otlp_logs", ExportLogsServiceRequest, _count_logs, "rejected_log_records",
    ("resourceLogs", "scopeLogs", "logRecords"),
)  # fmt: skip
METRICS = Signal(
    "metrics", "otlp_metrics", ExportMetricsServiceRequest, _count_points, "rejected_data_points",
    ("resourceMetrics", "scopeMetrics", "metrics"), _kinds,
)  # fmt: skip
SIGNALS = (TRACES, METRICS, LOGS)


@dataclass(slots=True)
class Parsed:
    """A request before it is appended: records may still be left out. `body` is the request as it came, None once it differs."""

    signal: Signal
    message: Message
    body: bytes | None
    rejected: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def resources(self) -> Any:
        """The message's list of resources: its only field."""
        return getattr(self.message, self.message.DESCRIPTOR.fields[0].name)

    def reject(self, records: int, fault: str) -> None:
        """So many records have been taken out of the message, because of this."""
        self.body = None
        self.rejected += records
        if fault not in self.faults and len(self.faults) < _SHOWN_FAULTS:
            self.faults.append(fault)

    def pin(self, pins: Pins) -> None:
        """Leave out what the sender may not send, and name what its key is pinned to."""
        for index in range(len(self.resources) - 1, -1, -1):
            found = self.resources[index]
            fault = pins.resource_fault(found.resource.attributes)
            if fault is not None:
                alone = Parsed(self.signal, self.signal.request(), None)
                alone.resources.append(found)
                self.reject(self.signal.count(alone.message), fault)
                del self.resources[index]
        if self.signal is METRICS:
            self._pin_points(pins)
        self.body = None

    def _pin_points(self, pins: Pins) -> None:
        for metric in (one for found in self.resources for scope in found.scope_metrics for one in scope.metrics):
            points = points_of(metric)
            for index in range(len(points) - 1, -1, -1):
                if (fault := pins.point_fault(points[index].attributes)) is not None:
                    self.reject(1, fault)
                    del points[index]

    def decoded(self) -> Decoded:
        """What may be appended."""
        payload = self.message.SerializeToString() if self.body is None else self.body
        records = self.signal.count(self.message)
        return Decoded(payload, records, self.rejected, "; ".join(self.faults), self.signal.contents(self.message))


def decode_protobuf(signal: Signal, body: bytes) -> Decoded:
    """`parse_protobuf`, with nothing left out."""
    return parse_protobuf(signal, body).decoded()


def decode_json(signal: Signal, body: bytes) -> Decoded:
    """`parse_json`, with nothing more left out."""
    return parse_json(signal, body).decoded()


def parse_protobuf(signal: Signal, body: bytes) -> Parsed:
    """Validate a protobuf request. Raises Malformed (truncated, corrupt, invalid UTF-8, nested too deeply)."""
    message = signal.request()
    try:
        message.ParseFromString(body)
    except DecodeError as error:
        raise Malformed(f"the body is not a valid {message.DESCRIPTOR.name}: {error}") from error
    return Parsed(signal, message, body)


def parse_json(signal: Signal, body: bytes) -> Parsed:
    """Translate a JSON request to protobuf. Single records with unusable ids are left out and counted as rejected."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the body is not valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise Malformed("the body must be a JSON object")
    message = signal.request()
    faults: list[str] = []
    try:
        for records in _record_lists(signal, document):
            records[:] = [record for record in records if _take(record, faults)]
        json_format.ParseDict(document, message, ignore_unknown_fields=True, max_recursion_depth=60)
    except (json_format.ParseError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise Malformed(f"the body is not a valid {message.DESCRIPTOR.name} in JSON: {error}") from error
    return Parsed(signal, message, None, len(faults), faults[:1])


def _record_lists(signal: Signal, document: dict[str, Any]) -> Iterator[list[Any]]:
    resources, scopes, records = signal.json_path
    for resource in document.get(resources) or ():
        for scope in resource.get(scopes) or ():
            if isinstance(found := scope.get(records), list):
                yield found


def _take(record: Any, faults: list[str]) -> bool:
    """Turn the hex ids of a record (and of what it holds) into base64; False, with a reason noted, if one can't be."""
    try:
        _ids_to_base64(record)
    except ValueError as error:
        faults.append(str(error))
        return False
    return True


def _ids_to_base64(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _ids_to_base64(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in _ID_BYTES and isinstance(inner, str):
                value[key] = _hex_to_base64(key, inner)
            elif isinstance(inner, dict | list) and key != "attributes":
                _ids_to_base64(inner)


def _hex_to_base64(key: str, text: str) -> str:
    size = _ID_BYTES[key]
    try:
        raw = binascii.unhexlify(text)
    except ValueError:
        raw = b"?"
    if len(raw) not in (0, size):
        raise ValueError(f"{key} {text[:40]!r} must be {2 * size} hex digits")
    return b64encode(raw).decode("ascii")
