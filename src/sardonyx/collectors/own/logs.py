"""Our own log records as an OTLP request."""

import logging
import traceback
from collections import deque
from collections.abc import Sequence

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1 import logs_pb2 as pb

_CAPACITY = 10_000
_SEVERITY = (
    (logging.CRITICAL, 21, "FATAL"),
    (logging.ERROR, 17, "ERROR"),
    (logging.WARNING, 13, "WARN"),
    (logging.INFO, 9, "INFO"),
)


class LogTap(logging.Handler):
    """Keeps records until they are collected. When the collector can't keep up, the oldest go and are counted."""

    def __init__(self, level: str) -> None:
        super().__init__(level)
        self._records: deque[logging.LogRecord] = deque()
        self.dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the logging module, in any thread."""
        if len(self._records) >= _CAPACITY:
            self._records.popleft()
            self.dropped += 1
        self._records.append(record)

    def drain(self) -> list[logging.LogRecord]:
        """What has gathered, oldest first."""
        taken = []
        while self._records:
            taken.append(self._records.popleft())
        return taken


def request(records: Sequence[logging.LogRecord], resource: Sequence[KeyValue]) -> ExportLogsServiceRequest:
    """Log records of the logging module as OTLP."""
    out = ExportLogsServiceRequest()
    group = out.resource_logs.add()
    group.resource.attributes.extend(resource)
    scopes: dict[str, pb.ScopeLogs] = {}
    for record in records:
        scope = scopes.get(record.name)
        if scope is None:
            scope = scopes[record.name] = group.scope_logs.add()
            scope.scope.name = record.name
        number, text = next(
            ((number, text) for level, number, text in _SEVERITY if record.levelno >= level), (5, "DEBUG")
        )
        moment = int(record.created * 1e9)
        scope.log_records.add(
            time_unix_nano=moment,
            observed_time_unix_nano=moment,
            severity_number=number,
            severity_text=text,
            body=AnyValue(string_value=record.getMessage()),
            attributes=[_text(name, value) for name, value in _details(record).items()],
        )
    return out


def _details(record: logging.LogRecord) -> dict[str, str]:
    details = {"code.function.name": f"{record.module}.{record.funcName}", "thread.name": record.threadName or ""}
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        details["exception.type"] = type(error).__name__
        details["exception.message"] = str(error)
        details["exception.stacktrace"] = "".join(traceback.format_exception(error))
    return details


def _text(key: str, value: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=value))
