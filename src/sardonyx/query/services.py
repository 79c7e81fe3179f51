"""The services that send: their figures over a range, from the counts made on the way in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.steps import nice_step
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_COUNTS_SECONDS = 10
_IN_RANGE = "Time >= toDateTime({start_s:UInt32}) AND Time < toDateTime({end_s:UInt32})"
# Bucket b holds durations from 2^(b/8) to 2^((b+1)/8) ns: its middle stands for all of them.
_QUANTILES = (
    "arrayMap(b -> exp2((b + 0.5) / 8) / 1e6, quantilesExactWeighted{suffix}(0.5, 0.95)(Bucket, Calls{condition}))"
)


@dataclass(slots=True)
class ServiceFigures:
    """One service. Ratio and percentiles are those of its entry spans (server, consumer, roots), of all spans if it has
    no entry spans, and None without spans. `logs` counts records by level; times are epoch seconds."""

    name: str
    spans: int = 0
    error_ratio: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    version: str = ""
    environments: set[str] = field(default_factory=set)
    logs: dict[str, int] = field(default_factory=dict)
    first_seen_s: int | None = None
    last_seen_s: int | None = None

    def saw(self, first_s: int, last_s: int, environments: Iterable[str]) -> None:
        """Take in when and where it was seen."""
        self.first_seen_s = first_s if self.first_seen_s is None else min(self.first_seen_s, first_s)
        self.last_seen_s = last_s if self.last_seen_s is None else max(self.last_seen_s, last_s)
        self.environments |= {name for name in environments if name}


async def services(
    engine: Engine, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> list[ServiceFigures]:
    """All services with spans or records in the range (widened to whole ten seconds), by name."""
    wide = time_range.aligned(_COUNTS_SECONDS)
    condition = Condition.all_of(Condition(_IN_RANGE, wide.whole_seconds()), scope.condition())
    found: dict[str, ServiceFigures] = {}
    for row in await engine.rows(_spans_sql(condition.sql), condition.params, limits=limits):
        figures = _of(found, row)
        figures.spans = int(row["spans"])
        prefix = "entry" if int(row["entry_spans"]) else "all"
        figures.error_ratio = int(row[f"{prefix}_errors"]) / int(row["entry_spans"] or row["spans"])
        figures.p50_ms, figures.p95_ms = row[f"{prefix}_ms"]
        figures.version = row["version"]
    for row in await engine.rows(_logs_sql(condition.sql), condition.params, limits=limits):
        _of(found, row).logs[str(row["level"])] = int(row["records"])
    return [found[name] for name in sorted(found)]


def _of(found: dict[str, ServiceFigures], row: dict[str, Any]) -> ServiceFigures:
    figures = found.setdefault(row["service"], ServiceFigures(row["service"]))
    figures.saw(int(row["first_s"]), int(row["last_s"]), row["environments"])
    return figures


def _spans_sql(where: str) -> str:
    entry = "SpanKind IN ('Server', 'Consumer') OR IsRoot"
    return f"""
SELECT ServiceName AS service, sum(Calls) AS spans, sumIf(Calls, {entry}) AS entry_spans,
  sumIf(Calls, StatusCode = 'Error') AS all_errors, sumIf(Calls, StatusCode = 'Error' AND ({entry})) AS entry_errors,
  {_QUANTILES.format(suffix="", condition="")} AS all_ms,
  {_QUANTILES.format(suffix="If", condition=f", {entry}")} AS entry_ms,
  argMaxIf(ServiceVersion, Time, ServiceVersion != '') AS version, {_SEEN}
FROM span_metrics_10s WHERE {where} GROUP BY service"""


def _logs_sql(where: str) -> str:
    return (
        f"SELECT ServiceName AS service, Level AS level, sum(Records) AS records, {_SEEN} "
        f"FROM log_counts_10s WHERE {where} GROUP BY service, level"
    )


_SEEN = "toUnixTimestamp(min(Time)) AS first_s, toUnixTimestamp(max(Time)) AS last_s, groupUniqArray(Environment) AS environments"


@dataclass(frozen=True, slots=True)
class ServiceTimeline:
    """Spans over time: per service (epoch seconds of the bucket's start, spans), empty buckets left out."""

    start_s: int
    end_s: int
    step_seconds: int
    counts: dict[str, list[tuple[int, int]]]


async def service_timeline(
    engine: Engine, time_range: TimeRange, scope: AccessScope, *, buckets: int = 60, limits: Limits = INTERACTIVE
) -> ServiceTimeline:
    """Spans per service in whole buckets of at least ten seconds; the range is widened to them."""
    step = nice_step(time_range, buckets, at_least=_COUNTS_SECONDS)
    wide = time_range.aligned(step)
    condition = Condition.all_of(Condition(_IN_RANGE, wide.whole_seconds()), scope.condition())
    rows = await engine.rows(
        "SELECT ServiceName AS service, intDiv(toUnixTimestamp(Time), {step:UInt32}) * {step:UInt32} AS bucket, "
        f"sum(Calls) AS spans FROM span_metrics_10s WHERE {condition.sql} "
        "GROUP BY service, bucket ORDER BY service, bucket",
        {**condition.params, "step": step},
        limits=limits,
    )
    counts: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        counts.setdefault(row["service"], []).append((int(row["bucket"]), int(row["spans"])))
    return ServiceTimeline(wide.start_ns // NS, wide.end_ns // NS, step, counts)
