"""The derived families: what they are called, what they count, and the SQL that counts it.

Names and labels of span metrics: OpenTelemetry Collector, `spanmetrics` connector, as its Prometheus exporters write them, with
`deployment_environment_name` and `service_version` as further dimensions. Its default buckets can't be had from figures that
are kept in powers of two, so ours are the powers of two of a nanosecond, in milliseconds: exact, and as close together.
"""

from dataclasses import dataclass

from sardonyx.collectors.derived import log_sources
from sardonyx.collectors.derived.labels import LABELS_TYPE, labels
from sardonyx.collectors.derived.labels import WINDOW as _WINDOW

_CALLS = "traces_span_metrics_calls_total"
_DURATION = "traces_span_metrics_duration_milliseconds"
_LOGS = "log_records_total"

# 2^20 ns is about a millisecond, 2^34 ns about 17 seconds.
_POWERS = range(20, 35)
# Bucket b of `span_metrics_10s` holds durations below 2^((b+1)/8) ns.
_BUCKETS_PER_POWER = 8


@dataclass(frozen=True, slots=True)
class Family:
    """What the metadata endpoint tells of a family."""

    name: str
    type: str
    unit: str
    help: str


FAMILIES = (
    Family(_CALLS, "counter", "", "Spans by service, operation, kind and status, counted when they were received."),
    Family(_DURATION, "histogram", "milliseconds", "Durations of spans, counted when they were received."),
    Family(_LOGS, "counter", "", "Log records by service and level, counted when they were received."),
    *(Family(name, "counter", "", text) for name, text in log_sources.HELP.items()),
)
METRIC_NAMES = (
    _CALLS, f"{_DURATION}_count", f"{_DURATION}_sum", f"{_DURATION}_bucket", _LOGS, *log_sources.HELP,
)  # fmt: skip


def added_sql() -> str:
    """A SELECT of name, label_set and added: what the window from `{after:DateTime}` to before `{until:DateTime}` adds.

    A window is one of received time. `label_set` is an Array(Tuple(String, String)) without `__name__`.
    """
    return " UNION ALL ".join((_spans(), _logs(), *log_sources.added_sql()))


def _spans() -> str:
    bounds = ", ".join(f"'{2**power / 1e6:.15g}'" for power in _POWERS)
    edges = ", ".join(str(power * _BUCKETS_PER_POWER) for power in _POWERS)
    named = labels(
        service_name="ServiceName",
        span_name="SpanName",
        span_kind="concat('SPAN_KIND_', upper(SpanKind))",
        status_code="concat('STATUS_CODE_', upper(StatusCode))",
        deployment_environment_name="Environment",
        service_version="ServiceVersion",
    )
    return f"""
SELECT row.1 AS name, arrayConcat(base, row.2) AS label_set, row.3 AS added
FROM (
  SELECT {named} AS base, arrayJoin(arrayConcat(
    [('{_CALLS}', {_NONE}, calls), ('{_DURATION}_count', {_NONE}, calls), ('{_DURATION}_sum', {_NONE}, milliseconds),
     ('{_DURATION}_bucket', [('le', '+Inf')], calls)],
    arrayMap((bound, below_it) -> ('{_DURATION}_bucket', [('le', bound)], toFloat64(below_it)), [{bounds}], below))) AS row
  FROM (
    SELECT ServiceName, SpanName, SpanKind, StatusCode, Environment, ServiceVersion, toFloat64(sum(Calls)) AS calls,
      sum(DurationSum) / 1e6 AS milliseconds,
      sumForEach(arrayMap(edge -> if(Bucket < edge, Calls, 0), [{edges}])) AS below
    FROM span_metrics_10s
    WHERE {_WINDOW}
    GROUP BY ServiceName, SpanName, SpanKind, StatusCode, Environment, ServiceVersion
  )
)"""


def _logs() -> str:
    named = labels(service_name="ServiceName", severity_text="upper(Level)", deployment_environment_name="Environment")
    return f"""
SELECT '{_LOGS}' AS name, {named} AS label_set, toFloat64(sum(Records)) AS added
FROM log_counts_10s
WHERE {_WINDOW}
GROUP BY ServiceName, Level, Environment"""


_NONE = f"CAST([], '{LABELS_TYPE}')"
