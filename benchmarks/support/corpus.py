"""Realistic OTLP requests: an agent platform's services, templates with variables, ids, a few errors."""

import random
import time
from collections.abc import Callable
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SERVICES = ("suna", "onyx-core", "agent-exec", "nginx")
TEMPLATES = (
    "request completed path={path} status={status} duration={ms} ms bytes={n}",
    "retrieved {n} chunks for query {hex} from collection documents in {ms} ms",
    "cache miss key=session:{hex} ttl={n}",
    "tool call {tool} finished after {ms} ms with {n} tokens",
    "connection to postgres pool returned after {ms} ms, {n} idle",
    "upstream {service} refused the connection, retry {n} in {ms} ms",
    "user {user} started agent run {hex} with model small-{n}",
)
PATHS = ("/api/chat", "/api/search", "/api/agents/run", "/api/documents/17", "/health")
TOOLS = ("search", "browser", "python", "mail")


def _put(repeated: Any, key: str, value: str | int | float) -> None:
    pair = repeated.add()
    pair.key = key
    field = {str: "string_value", int: "int_value", float: "double_value"}[type(value)]
    setattr(pair.value, field, value)


def _resource(attributes: Any, service: str) -> None:
    _put(attributes, "service.name", service)
    _put(attributes, "service.version", "1.4.2")
    _put(attributes, "deployment.environment.name", "production")
    _put(attributes, "host.name", "host-1")
    _put(attributes, "telemetry.sdk.name", "opentelemetry")
    _put(attributes, "telemetry.sdk.language", "python")
    _put(attributes, "telemetry.sdk.version", "1.45.0")


def message(rng: random.Random) -> str:
    """One log line of a template with its variables filled in."""
    return rng.choice(TEMPLATES).format(
        path=rng.choice(PATHS),
        status=rng.choice((200, 200, 200, 404, 500)),
        ms=round(rng.expovariate(1 / 40), 2),
        n=rng.randint(1, 4000),
        hex=f"{rng.getrandbits(48):012x}",
        tool=rng.choice(TOOLS),
        service=rng.choice(SERVICES),
        user=f"u{rng.randint(1, 5000)}",
    )


def logs(rng: random.Random, records: int, start_ns: int) -> bytes:
    """One ExportLogsServiceRequest."""
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add()
    _resource(group.resource.attributes, rng.choice(SERVICES))
    scope = group.scope_logs.add()
    scope.scope.name = "app"
    for number in range(records):
        number_, text = rng.choice(((9, "INFO"),) * 8 + ((13, "WARN"), (17, "ERROR")))
        record = scope.log_records.add(
            time_unix_nano=start_ns + number * 1000,
            observed_time_unix_nano=start_ns + number * 1000,
            severity_number=number_,
            severity_text=text,
            trace_id=rng.randbytes(16),
            span_id=rng.randbytes(8),
        )
        record.body.string_value = message(rng)
        _put(record.attributes, "request.id", f"{rng.getrandbits(64):016x}")
        _put(record.attributes, "user.id", f"u{rng.randint(1, 5000)}")
        _put(record.attributes, "http.request.method", "GET")
        _put(record.attributes, "http.response.status_code", 200)
        _put(record.attributes, "url.path", rng.choice(PATHS))
        _put(record.attributes, "thread.id", rng.randint(1, 40))
    return request.SerializeToString()


def traces(rng: random.Random, spans: int, start_ns: int) -> bytes:
    """One ExportTraceServiceRequest; about eight spans to a trace."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    _resource(group.resource.attributes, rng.choice(SERVICES))
    scope = group.scope_spans.add()
    scope.scope.name = "app"
    trace_id, root = rng.randbytes(16), b""
    for number in range(spans):
        if number % 8 == 0:
            trace_id, root = rng.randbytes(16), b""
        span = scope.spans.add(
            trace_id=trace_id,
            span_id=rng.randbytes(8),
            parent_span_id=root,
            name=rng.choice(("GET /api/chat", "POST /api/search", "SELECT documents", "GET session", "chat small")),
            kind=rng.randint(1, 5),
            start_time_unix_nano=start_ns + number * 1000,
            end_time_unix_nano=start_ns + number * 1000 + int(rng.expovariate(1 / 4e7)),
        )
        root = root or span.span_id
        _put(span.attributes, "http.request.method", "GET")
        _put(span.attributes, "http.response.status_code", 200)
        _put(span.attributes, "url.full", "http://onyx-core:8080" + rng.choice(PATHS))
        _put(span.attributes, "user.id", f"u{rng.randint(1, 5000)}")
        _put(span.attributes, "server.address", "onyx-core")
        _put(span.attributes, "server.port", 8080)
        _put(span.attributes, "network.protocol.version", "1.1")
        if rng.random() < 0.02:
            span.status.code = 2
            event = span.events.add(name="exception", time_unix_nano=start_ns)
            _put(event.attributes, "exception.type", "TimeoutError")
            _put(event.attributes, "exception.message", "the upstream did not answer")
    return request.SerializeToString()


MAKERS: dict[str, Callable[[random.Random, int, int], bytes]] = {"logs": logs, "traces": traces}


def requests(signal: str, count: int, records: int, seed: int = 7) -> list[bytes]:
    """`count` different requests of `records` records, the same for the same seed but for their times (now)."""
    rng = random.Random(seed)
    start = time.time_ns()
    return [MAKERS[signal](rng, records, start + number * 1_000_000) for number in range(count)]
