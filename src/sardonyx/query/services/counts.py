"""Pieces of SQL over the counts made on the way in (span_metrics_10s, log_counts_10s)."""

from collections.abc import Mapping, Sequence

from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange

COUNTS_SECONDS = 10
"""What the counts are made of: a range is widened to it."""

IN_RANGE = "Time >= toDateTime({start_s:UInt32}) AND Time < toDateTime({end_s:UInt32})"
FAILED = "StatusCode = 'Error'"
_RANK = "multiIf(SpanKind IN ('Server', 'Consumer'), 2, IsRoot = 1, 1, 0)"
QUANTILES = (0.5, 0.95, 0.99)


def counts_in(time_range: TimeRange, scope: AccessScope, *more: Condition) -> Condition:
    """Rows of counts in the range and scope."""
    return Condition.all_of(Condition(IN_RANGE, time_range.whole_seconds()), scope.condition(), *more)


def entry(where: str) -> str:
    """Whether a row counts requests. Those of a service are its server and consumer spans; where it has none under
    `where`, its roots; where it has none of those either, all its spans. One rule for the whole of `where`, so that
    periods compare."""
    return f"(ServiceName, {_RANK}) IN (SELECT ServiceName, max({_RANK}) FROM span_metrics_10s WHERE {where} GROUP BY ServiceName)"


def quantiles_ms(condition: str = "") -> str:
    """p50, p95 and p99 in milliseconds as an array; not-a-number without rows.

    Bucket b holds durations from 2^(b/8) to 2^((b+1)/8) ns: its middle stands for all of them (4.4 % off at most).
    """
    levels = ", ".join(str(level) for level in QUANTILES)
    if condition:
        return f"{_MIDDLE}quantilesExactWeightedIf({levels})(Bucket, Calls, {condition}))"
    return f"{_MIDDLE}quantilesExactWeighted({levels})(Bucket, Calls))"


_MIDDLE = "arrayMap(b -> exp2((b + 0.5) / 8) / 1e6, "


def ratio(part: int, whole: int) -> float | None:
    """None where there is nothing to divide by."""
    return part / whole if whole else None


def whole_range(start_s: int, end_s: int) -> TimeRange:
    """A range of whole epoch seconds."""
    return TimeRange(start_s * NS, end_s * NS)


def one_of(names: Sequence[str]) -> Condition:
    """Rows of these services."""
    params: Mapping[str, list[str]] = {"services": list(names)}
    return Condition("ServiceName IN {services:Array(String)}", params)
