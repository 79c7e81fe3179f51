"""A stock OpenTelemetry program that calls another service, carrying its trace: python stock_caller.py URL."""

import sys
import urllib.request

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
with trace.get_tracer("caller").start_as_current_span("ask the price", kind=trace.SpanKind.CLIENT) as span:
    headers: dict[str, str] = {}
    propagate.inject(headers)
    with urllib.request.urlopen(urllib.request.Request(sys.argv[1], headers=headers)) as answer:
        answer.read()
    print(f"{span.get_span_context().trace_id:032x}")
provider.shutdown()
