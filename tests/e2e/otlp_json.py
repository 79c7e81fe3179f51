"""Log records and spans as OTLP/HTTP JSON: many at once, at chosen times, with chosen trace ids."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.running_server import RunningServer

_SEVERITIES = {"DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17}


@dataclass(frozen=True)
class Line:
    """One log record. Times are nanoseconds since 1970; ids are hexadecimal, empty outside of traces."""

    body: str
    at_ns: int
    level: str = "INFO"
    attributes: dict[str, str] = field(default_factory=dict)
    trace_id: str = ""
    span_id: str = ""


def send_lines(server: RunningServer, service: str, lines: Iterable[Line]) -> None:
    """Deliver the records of a service; returns when the server has accepted them."""
    records = [
        {
            "timeUnixNano": str(line.at_ns),
            "severityText": line.level,
            "severityNumber": _SEVERITIES[line.level],
            "body": {"stringValue": line.body},
            "attributes": _attributes(line.attributes),
            "traceId": line.trace_id,
            "spanId": line.span_id,
        }
        for line in lines
    ]
    _post(server, "logs", {"resourceLogs": [_of(service, {"scopeLogs": [{"logRecords": records}]})]})


def send_span(server: RunningServer, service: str, name: str, trace_id: str, span_id: str, at_ns: int) -> None:
    """Deliver one root span that took 120 ms and failed."""
    span = {
        "traceId": trace_id,
        "spanId": span_id,
        "name": name,
        "kind": 2,
        "startTimeUnixNano": str(at_ns),
        "endTimeUnixNano": str(at_ns + 120_000_000),
        "status": {"code": 2, "message": "declined"},
    }
    _post(server, "traces", {"resourceSpans": [_of(service, {"scopeSpans": [{"spans": [span]}]})]})


def _of(service: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"resource": {"attributes": _attributes({"service.name": service, "service.version": "3.1.0"})}, **content}


def _attributes(values: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]


def _post(server: RunningServer, signal: str, body: dict[str, Any]) -> None:
    httpx.post(f"{server.otlp_http}/v1/{signal}", json=body, timeout=60).raise_for_status()
