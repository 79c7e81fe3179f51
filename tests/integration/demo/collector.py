"""A stand-in OTLP/HTTP collector on loopback that decodes with the official classes, and can go away and come back."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

CLIENT = 3
_MESSAGES: dict[str, Any] = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}


def attributes(pairs: Any) -> dict[str, Any]:
    """Repeated KeyValue as a mapping of scalars."""
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value") for pair in pairs}


@dataclass(frozen=True)
class Received:
    """A span, log record or metric, with its resource."""

    item: Any
    resource: dict[str, Any]

    @property
    def service(self) -> str:
        return str(self.resource["service.name"])

    @property
    def attributes(self) -> dict[str, Any]:
        return attributes(self.item.attributes)

    @property
    def trace_id(self) -> str:
        return str(self.item.trace_id.hex())


def is_whole(spans: list[Received]) -> bool:
    """One root, every other span's parent is there, and so is what every HTTP call led to."""
    known = {span.item.span_id for span in spans}
    parents = {span.item.parent_span_id for span in spans}
    orphans = [span for span in spans if span.item.parent_span_id not in known]
    calls = [s for s in spans if s.item.kind == CLIENT and "http.request.method" in s.attributes]
    arrived = all(call.item.span_id in parents for call in calls)
    return arrived and len(orphans) == 1 and not orphans[0].item.parent_span_id


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    collector: "Collector"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.collector.connections.append(self.connection)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.collector.keys.add(self.headers.get("Authorization", ""))
        self.server.collector.accept(self.path, _MESSAGES[self.path].FromString(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Collector:
    """Starts at once; `close` ends it as kill would, `reopen` listens on the same port again."""

    def __init__(self) -> None:
        self._port = 0
        self._messages: list[tuple[str, Any]] = []
        self._changed = threading.Condition()
        self.keys: set[str] = set()
        self.connections: list[socket.socket] = []
        self.reopen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def reopen(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.collector = self
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.connections.clear()

    def accept(self, path: str, message: Any) -> None:
        with self._changed:
            self._messages.append((path, message))
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """The first truthy value of the condition, tried again after everything that arrives."""
        with self._changed:
            answer = self._changed.wait_for(condition, seconds)
            assert answer, f"still {answer!r} after {seconds} s; spans: {sorted({s.item.name for s in self.spans})}"
            return answer

    @property
    def spans(self) -> list[Received]:
        return list(self._items("/v1/traces", "resource_spans", "scope_spans", "spans"))

    @property
    def logs(self) -> list[Received]:
        return list(self._items("/v1/logs", "resource_logs", "scope_logs", "log_records"))

    @property
    def metrics(self) -> list[Received]:
        return list(self._items("/v1/metrics", "resource_metrics", "scope_metrics", "metrics"))

    def trace_of(self, request_id: str) -> list[Received]:
        """All spans of the trace in which this request id was bound, once the trace is whole."""

        def found() -> list[Received] | None:
            ids = {span.trace_id for span in self.spans if span.attributes.get("request.id") == request_id}
            spans = [span for span in self.spans if span.trace_id in ids]
            return spans if is_whole(spans) else None

        return list(self.wait_for(found))

    def _items(self, path: str, resources: str, scopes: str, items: str) -> Iterator[Received]:
        with self._changed:
            messages = [message for at, message in self._messages if at == path]
        for message in messages:
            for resource in getattr(message, resources):
                described = attributes(resource.resource.attributes)
                for scope in getattr(resource, scopes):
                    yield from (Received(item, described) for item in getattr(scope, items))
