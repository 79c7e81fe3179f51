"""Telemetry from the stock OpenTelemetry SDK, as any instrumented service sends it."""

import time

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

from tests.e2e.running_server import RunningServer


class Sender:
    """One service with logs and traces. `send` returns when the server has accepted everything."""

    def __init__(self, server: RunningServer, name: str, version: str = "1.0.0") -> None:
        resource = Resource.create(
            {"service.name": name, "service.version": version, "deployment.environment.name": "test"}
        )
        self._logs = LoggerProvider(resource=resource, shutdown_on_exit=False)
        self._logs.add_log_record_processor(
            BatchLogRecordProcessor(OTLPLogExporter(endpoint=f"{server.otlp_http}/v1/logs"))
        )
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{server.otlp_http}/v1/traces")))

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_error: object) -> None:
        self._logs.shutdown()
        self._traces.shutdown()

    def log(self, body: str, severity: SeverityNumber = SeverityNumber.INFO) -> None:
        """Queue one log record of now."""
        self._logs.get_logger("e2e").emit(
            LogRecord(
                timestamp=time.time_ns(),
                severity_number=severity,
                severity_text=severity.name,
                body=body,
                attributes={"journey": "e2e"},
            )
        )

    def span(self, name: str, *, failed: bool = False) -> None:
        """Queue one finished span."""
        with self._traces.get_tracer("e2e").start_as_current_span(name) as span:
            if failed:
                span.set_status(Status(StatusCode.ERROR, "no"))

    def lasting(self, name: str, seconds: float, *, failed: bool = False) -> None:
        """Queue one span that has just ended after so long."""
        end = time.time_ns()
        span = self._traces.get_tracer("e2e").start_span(name, start_time=end - int(seconds * 1e9))
        if failed:
            span.set_status(Status(StatusCode.ERROR, "no"))
        span.end(end_time=end)

    def send(self) -> None:
        """Deliver what is queued."""
        assert self._logs.force_flush()
        assert self._traces.force_flush()
