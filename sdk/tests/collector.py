"""A stand-in collector on loopback: decodes what it is sent with the official protobuf classes, and misbehaves on demand."""

from __future__ import annotations

import gzip
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_MESSAGES: dict[str, Any] = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}


@dataclass(frozen=True)
class Answer:
    """What to do with a request, and whether what it carries counts as accepted."""

    act: Callable[[_Handler], None]
    accepts: bool = False


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
    """An answer with this status; 2xx accepts."""

    def act(handler: _Handler) -> None:
        handler.send_response(code)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return Answer(act, 200 <= code < 300)


def plain(value: Any) -> Any:
    """An AnyValue as a Python value."""
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [plain(v) for v in value.array_value.values]
    if kind == "kvlist_value":
        return pairs(value.kvlist_value.values)
    return getattr(value, kind) if kind else None


def pairs(attributes: Any) -> dict[str, Any]:
    """Repeated KeyValue as a mapping; a key that comes twice is a mistake."""
    found: dict[str, Any] = {}
    for item in attributes:
        assert item.key not in found, f"{item.key} twice"
        found[item.key] = plain(item.value)
    return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    collector: Collector

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The clients of these tests go away on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        collector = self.server.collector
        answer = collector.next_answer()
        collector.note_request(self.path, dict(self.headers), raw)
        if answer.accepts:
            body = gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw
            collector.accept(self.path, body)
        answer.act(self)

    def log_message(self, *args: Any) -> None:
        pass


class Collector:
    """`answers` are used up one per request, then `default` answers."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.default: Answer = status(200)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.accepted: list[tuple[str, Any]] = []
        self.released = threading.Event()  # handlers that hang wait for it
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.collector = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_answer(self) -> Answer:
        with self._changed:
            return self.answers.popleft() if self.answers else self.default

    def note_request(self, path: str, headers: dict[str, str], raw: bytes) -> None:
        with self._changed:
            self.requests.append((path, headers, raw))
            self._changed.notify_all()

    def accept(self, path: str, body: bytes) -> None:
        message = _MESSAGES[path].FromString(body)
        with self._changed:
            self.accepted.append((path, message))
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10) -> bool:
        """Wait until something arrived that makes the condition true."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def _messages(self, path: str) -> list[Any]:
        with self._changed:
            return [message for at, message in self.accepted if at == path]

    @property
    def spans(self) -> list[Any]:
        return [
            span
            for message in self._messages("/v1/traces")
            for resource in message.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    @property
    def resources(self) -> list[dict[str, Any]]:
        return [pairs(r.resource.attributes) for m in self._messages("/v1/traces") for r in m.resource_spans]

    @property
    def logs(self) -> list[Any]:
        return [
            record
            for message in self._messages("/v1/logs")
            for resource in message.resource_logs
            for scope in resource.scope_logs
            for record in scope.log_records
        ]

    @property
    def metrics(self) -> dict[str, Any]:
        """The newest message of each metric."""
        return {
            metric.name: metric
            for message in self._messages("/v1/metrics")
            for resource in message.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def span(self, name: str) -> Any:
        """The one span of this name."""
        found = [span for span in self.spans if span.name == name]
        assert len(found) == 1, f"{len(found)} spans {name!r} among {[s.name for s in self.spans]}"
        return found[0]
