"""The logger provider behind `opentelemetry._logs`, for libraries that emit log records through the API."""

from __future__ import annotations

from collections.abc import Mapping
from time import time_ns
from typing import Any

from opentelemetry._logs import Logger, LoggerProvider, LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.trace import get_current_span
from opentelemetry.util import types

from .buffer import SMALL_RECORD_BYTES, LogEntry, buffer
from .context import bound
from .span import clip, exception_attributes, weigh


def _attributes(given: Mapping[str, Any] | None, error: BaseException | None) -> dict[str, object] | None:
    merged: dict[str, object] = dict(bound() or {})
    if error is not None:
        merged.update(exception_attributes(error))
    if given:
        merged.update((str(key), clip(value)) for key, value in given.items())
    return merged or None


class LightLogger(Logger):
    """Emits log records of one instrumentation scope."""

    def emit(
        self,
        record: LogRecord | None = None,
        *,
        timestamp: int | None = None,
        observed_timestamp: int | None = None,
        context: Context | None = None,
        severity_number: SeverityNumber | None = None,
        severity_text: str | None = None,
        body: Any = None,
        attributes: types.Attributes = None,
        event_name: str | None = None,
        exception: BaseException | None = None,
    ) -> None:
        """Keep one record, given as an object or by keywords."""
        if not buffer.on:
            return
        if record is not None:
            timestamp, observed_timestamp = record.timestamp, record.observed_timestamp
            severity_number, severity_text = record.severity_number, record.severity_text
            body, attributes, event_name = record.body, record.attributes, record.event_name
            exception = getattr(record, "exception", None)
            trace_id, span_id, flags = record.trace_id or 0, record.span_id or 0, record.trace_flags
        else:
            span = get_current_span(context).get_span_context()
            trace_id, span_id, flags = span.trace_id, span.span_id, span.trace_flags
        pairs = _attributes(attributes, exception)
        body = clip(body)
        size = weigh(body) + (weigh(pairs) if pairs else 0)
        buffer.add_log(
            LogEntry(
                self._name,
                timestamp or observed_timestamp or time_ns(),
                severity_number.value if severity_number is not None else 0,
                severity_text or (severity_number.name if severity_number is not None else ""),
                body,
                pairs,
                trace_id,
                span_id,
                bool(flags and flags & 1),
                None,
                event_name,
                size if size > SMALL_RECORD_BYTES else 0,
            )
        )

    def enabled(
        self,
        *,
        context: Context | None = None,
        severity_number: SeverityNumber | None = None,
        event_name: str | None = None,
    ) -> bool:
        """Whether emitting has an effect."""
        return buffer.on


class LightLoggerProvider(LoggerProvider):
    """Registered with the API by `configure`."""

    def get_logger(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: types.Attributes = None,
    ) -> Logger:
        """A logger for one instrumentation scope."""
        return LightLogger(name, version=version, schema_url=schema_url, attributes=attributes)
