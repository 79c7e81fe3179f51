"""What to look at first: the operation that shows a trouble most, and one trace of it, preferably one with log records."""

from dataclasses import dataclass

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.findings_rules import Finding
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """Empty texts where there is none."""

    operation: str = ""
    trace_id: str = ""
    span_id: str = ""


async def evidence_of(
    engine: Engine, finding: Finding, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> Evidence:
    """For a slow service its slowest requests, for a failing one its newest failed ones."""
    what = Condition(
        "ServiceName = {service:String} AND TraceId != '' AND (SpanKind IN ('Server', 'Consumer') OR ParentSpanId = '')",
        {"service": finding.service},
    )
    order = "Duration DESC, Timestamp DESC, SpanId"
    if finding.kind == "errors":
        what, order = Condition(f"{what.sql} AND StatusCode = 'Error'", what.params), "Timestamp DESC, SpanId"
    where = Condition.all_of(time_range.condition(), scope.condition(), what)
    logged = Condition.all_of(time_range.condition(), scope.condition())
    rows = await engine.rows(
        f"""
WITH candidates AS (
  SELECT TraceId, SpanId, SpanName, row_number() OVER (ORDER BY {order}) AS place FROM otel_traces
  WHERE {where.sql} ORDER BY {order} LIMIT {{candidates:UInt32}})
SELECT TraceId AS trace_id, SpanId AS span_id, SpanName AS name,
  TraceId IN (SELECT TraceId FROM otel_logs WHERE {logged.sql} AND TraceId IN (SELECT TraceId FROM candidates)) AS has_logs
FROM candidates ORDER BY has_logs DESC, place""",
        {**where.params, **logged.params, "candidates": _CANDIDATES},
        limits=limits,
    )
    if not rows:
        return Evidence()
    names = [row["name"] for row in rows]
    operation = max(dict.fromkeys(names), key=names.count)
    return Evidence(operation, rows[0]["trace_id"], rows[0]["span_id"])
