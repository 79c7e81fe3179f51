"""Traces, log records, new patterns, changes and traffic of a service around an instant. Each under the caller's scope."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import msgspec

from sardonyx.query.changes import find_changes
from sardonyx.query.logs.pages import LogQuery, log_page
from sardonyx.query.patterns.search import search_patterns
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import FAILED, counts_in, entry, one_of, quantiles_ms, ratio
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.query.traces.ids import TraceNotFound, spellings, times_of
from sardonyx.query.traces.lookup import find_trace
from sardonyx.query.traces.search import search_traces
from sardonyx.storage.engine import Engine, Limits

LIMITS: Final = Limits(seconds=5.0)
"""What each part may take."""
BEFORE_SECONDS: Final = 300
AFTER_SECONDS: Final = 60
_MOST_SPANS = 500
_MOST_TRACES = 5
_MOST_LOGS = 30
_MOST_PATTERNS = 10
_MOST_CHANGES = 10
_HOUR, _MONTH = 3600, 30 * 86_400
_BODY_CHARACTERS = 2000
_WARN = 13
_DEPLOYMENTS = ("deployment", "version")

Found = dict[str, Any]


def around(at_ms: int, before: int = BEFORE_SECONDS, after: int = AFTER_SECONDS) -> TimeRange:
    """The seconds before and after an instant."""
    at_ns = at_ms * 1_000_000
    return TimeRange(at_ns - before * NS, at_ns + after * NS)


async def trace_of_check(engine: Engine, trace_id: str, scope: AccessScope) -> Found | None:
    """The check's own trace, where the target is traced and tells."""
    if not trace_id:
        return None
    try:
        found = await find_trace(engine, trace_id, scope, max_spans=_MOST_SPANS, limits=LIMITS)
    except TraceNotFound:
        return None
    spans = [msgspec.json.decode(span) for span in found.spans]
    starts = [int(span["start_ns"]) for span in spans]
    ends = [start + int(span["duration_ns"]) for start, span in zip(starts, spans, strict=True)]
    return {
        "trace_id": found.trace_id,
        "root": f"{spans[0]['service']}: {spans[0]['name']}",
        "service": spans[0]["service"],
        "start": spans[0]["start"],
        "duration_ms": (max(ends) - min(starts)) / 1e6,
        "errors": sum(span["status"] == "Error" for span in spans),
        "url": _url(found.trace_id),
    }


async def failed_traces(engine: Engine, service: str, at_ms: int, scope: AccessScope) -> list[Found]:
    """Traces in which the service failed, newest first."""
    failed = Condition(f"ServiceName = {{of_service:String}} AND {FAILED}", {"of_service": service})
    page = await search_traces(engine, failed, around(at_ms), scope, limit=_MOST_TRACES, limits=LIMITS)
    return [
        {
            "trace_id": one["trace_id"],
            "root": f"{one['root_service']}: {one['root_name']}" if one["root_service"] else "",
            "start": one["start"],
            "duration_ms": one["duration_ms"],
            "errors": one["error_count"],
            "url": _url(one["trace_id"]),
        }
        for one in map(msgspec.json.decode, page.traces)
    ]


async def logs_of_trace(engine: Engine, trace_id: str, scope: AccessScope) -> list[Found]:
    """The records of a trace, oldest first."""
    wanted = spellings(trace_id)
    times = await times_of(engine, wanted, limits=LIMITS)
    if times is None:
        return []
    minutes = TimeRange(max(0, times.start_ns - 60 * NS), times.end_ns + 60 * NS)
    return await _logs(engine, Condition("TraceId IN {trace_ids:Array(String)}", {"trace_ids": wanted}), minutes, scope)


async def warnings_of(engine: Engine, service: str, at_ms: int, scope: AccessScope) -> list[Found]:
    """Warnings and errors of a service, oldest first."""
    condition = Condition(f"ServiceName = {{of_service:String}} AND SeverityNumber >= {_WARN}", {"of_service": service})
    found = await _logs(engine, condition, around(at_ms), scope, newest=True)
    return found[::-1]


async def new_patterns(engine: Engine, service: str, at_ms: int, scope: AccessScope) -> list[Found]:
    """Kinds of messages the service had not said before, the most severe first."""
    condition = Condition("ServiceName = {of_service:String}", {"of_service": service})
    found = await search_patterns(engine, LogQuery(condition, around(at_ms), scope), limit=1000, limits=LIMITS)
    new = sorted((one for one in found.patterns if one.is_new), key=lambda one: (-one.severity, one.first_ms))
    return [
        {
            "id": one.id,
            "template": one.template,
            "sample": one.sample[:_BODY_CHARACTERS],
            "count": one.records,
            "severity": one.severity,
            "first_at": datetime.fromtimestamp(one.first_ms / 1000, UTC),
        }
        for one in new[:_MOST_PATTERNS]
    ]


async def changes_before(engine: Engine, service: str, at_ms: int, scope: AccessScope) -> list[Found]:
    """What changed in the hour before, of the service and of the whole, and its last deployment; newest first."""
    hour = around(at_ms, before=_HOUR)
    recent = await find_changes(engine, hour, scope, limit=_MOST_CHANGES, limits=LIMITS)
    found: list[Found] = [msgspec.json.decode(one) for one in recent.changes]
    if service and not any(one["service"] == service and one["kind"] in _DEPLOYMENTS for one in found):
        month = TimeRange(max(0, hour.end_ns - _MONTH * NS), hour.end_ns)
        last = await find_changes(engine, month, scope, services=(service,), kinds=_DEPLOYMENTS, limit=1, limits=LIMITS)
        found += [msgspec.json.decode(one) for one in last.changes]
    return found


async def traffic_of(engine: Engine, service: str, at_ms: int, scope: AccessScope) -> Found | None:
    """Calls of the minutes before the check beside those of the hour before; None without any."""
    hour = around(at_ms, before=_HOUR, after=0)
    condition = counts_in(hour, scope, one_of([service]))
    rows = await engine.rows(
        f"SELECT Time >= toDateTime({{recent_s:UInt32}}) AS recent, sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors, "
        f"{quantiles_ms()} AS ms FROM span_metrics_10s WHERE {condition.sql} AND {entry(condition.sql)} GROUP BY recent",
        {**condition.params, "recent_s": at_ms // 1000 - BEFORE_SECONDS},
        limits=LIMITS,
    )
    by_age: Mapping[bool, Found] = {bool(row["recent"]): row for row in rows}
    now, before = by_age.get(True), by_age.get(False)
    if now is None and before is None:
        return None
    return {
        "calls": int(now["calls"]) if now else 0,
        "error_ratio": _errors(now),
        "p95_ms": now["ms"][1] if now else None,
        "usual_error_ratio": _errors(before),
        "usual_p95_ms": before["ms"][1] if before else None,
    }


async def _logs(
    engine: Engine, condition: Condition, time_range: TimeRange, scope: AccessScope, *, newest: bool = False
) -> list[Found]:
    query = LogQuery(
        condition,
        time_range,
        scope,
        _MOST_LOGS,
        "backward" if newest else "forward",
        columns=("level", "service", "body"),
    )
    page = await log_page(engine, query, limits=LIMITS)
    return [
        {
            "time": one["timestamp"],
            "level": one["level"],
            "service": one["service"],
            "body": one["body"][:_BODY_CHARACTERS],
        }
        for one in map(msgspec.json.decode, page.rows)
    ]


def _errors(row: Found | None) -> float | None:
    return ratio(int(row["errors"]), int(row["calls"])) if row else None


def _url(trace_id: str) -> str:
    return f"/traces/{quote(trace_id, safe='')}"
