"""The answers to OTLP requests that were taken, for HTTP and gRPC alike."""

from typing import Any

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs_pb
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics_pb
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as trace_pb

from sardonyx.receivers.otlp_decode import Decoded, Signal

_RESPONSES: dict[str, tuple[Any, Any]] = {
    "traces": (trace_pb.ExportTraceServiceResponse, trace_pb.ExportTracePartialSuccess),
    "metrics": (metrics_pb.ExportMetricsServiceResponse, metrics_pb.ExportMetricsPartialSuccess),
    "logs": (logs_pb.ExportLogsServiceResponse, logs_pb.ExportLogsPartialSuccess),
}


def success(signal: Signal, decoded: Decoded) -> Message:
    """The Export…ServiceResponse: empty, or with what was left out."""
    response, partial = _RESPONSES[signal.name]
    if not decoded.rejected:
        return response()  # type: ignore[no-any-return]
    fields = {signal.rejected_field: decoded.rejected, "error_message": decoded.message}
    return response(partial_success=partial(**fields))  # type: ignore[no-any-return]
