"""A small platform with a past: `web` waits for `core`, and four minutes before the end `core` gets slow."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind

from tests.e2e.running_server import RunningServer
from tests.e2e.stored import wait_until_stored

NS = 10**9
MS = 10**6
MINUTES = 20
SLOW_MINUTES = 4
REQUESTS_A_MINUTE = 12
WARNING = "index scan took long"
ERROR = "index segment is damaged"


@dataclass(frozen=True)
class Past:
    """When it happened, in whole minutes of epoch seconds: the trouble lasts from `trouble_s` to `end_s`."""

    start_s: int
    trouble_s: int
    end_s: int

    def path(self, page: str, *, before_trouble: bool = False) -> str:
        """A page that shows this past."""
        return f"{page}?from={self.start_s * 1000}&to={(self.trouble_s if before_trouble else self.end_s) * 1000}"


def tell(server: RunningServer) -> Past:
    """Send it all; returns when it can be found."""
    end_s = int(time.time()) // 60 * 60
    past = Past(end_s - MINUTES * 60, end_s - SLOW_MINUTES * 60, end_s)
    with _reporter(server, "web", "7.0.1") as web, _reporter(server, "core", "2.8.0") as core:
        for n in range(MINUTES * REQUESTS_A_MINUTE):
            at_s = past.start_s + n * (60 // REQUESTS_A_MINUTE)
            _request(web, core, at_s * NS, slow=at_s >= past.trouble_s)
    wait_until_stored(server)
    return past


@dataclass(frozen=True)
class _Reporter:
    traces: TracerProvider
    logs: LoggerProvider

    def span(self, name: str, kind: SpanKind, start_ns: int, ms: int, parent: Span | None) -> Span:
        context = trace.set_span_in_context(parent) if parent else Context()
        span = self.traces.get_tracer("e2e").start_span(name, context=context, kind=kind, start_time=start_ns)
        span.end(end_time=start_ns + ms * MS)
        return span

    def log(self, body: str, severity: SeverityNumber, at_ns: int, span: Span) -> None:
        self.logs.get_logger("e2e").emit(
            LogRecord(
                timestamp=at_ns,
                context=trace.set_span_in_context(span),
                severity_number=severity,
                severity_text=severity.name,
                body=body,
            )
        )


@contextmanager
def _reporter(server: RunningServer, name: str, version: str) -> Iterator[_Reporter]:
    resource = Resource.create(
        {"service.name": name, "service.version": version, "deployment.environment.name": "test"}
    )
    traces = TracerProvider(resource=resource, shutdown_on_exit=False)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{server.otlp_http}/v1/traces")))
    logs = LoggerProvider(resource=resource, shutdown_on_exit=False)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(endpoint=f"{server.otlp_http}/v1/logs")))
    yield _Reporter(traces, logs)
    assert traces.force_flush()
    assert logs.force_flush()
    traces.shutdown()
    logs.shutdown()


def _request(web: _Reporter, core: _Reporter, at_ns: int, *, slow: bool) -> None:
    """web answers within 10 ms of its own and waits for core."""
    ms = 800 if slow else 40
    asked = web.span("GET /ask", SpanKind.SERVER, at_ns, ms + 10, None)
    call = web.span("POST", SpanKind.CLIENT, at_ns + MS, ms + 2, asked)
    work = core.span("POST /search", SpanKind.SERVER, at_ns + 2 * MS, ms, call)
    core.log("searched the handbook", SeverityNumber.INFO, at_ns + ms * MS, work)
    if slow:
        core.log(WARNING, SeverityNumber.WARN, at_ns + ms * MS, work)
        core.log(ERROR, SeverityNumber.ERROR, at_ns + ms * MS, work)
