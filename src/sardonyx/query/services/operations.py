"""One service in parts: its operations, versions and environments, from the counts made on the way in."""

from dataclasses import dataclass
from typing import Any

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, FAILED, counts_in, entry, one_of, quantiles_ms
from sardonyx.query.services.figures import Red
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_OPERATIONS = 500


@dataclass(frozen=True, slots=True)
class Operation:
    """Spans of one name and kind. `entry`: a request to the service, not a step within one. `time_ms`: all their
    durations added up."""

    name: str
    kind: str
    entry: bool
    figures: Red
    time_ms: float


async def operations(
    engine: Engine, service: str, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> list[Operation]:
    """The operations of a service, those that took most time first; at most MAX_OPERATIONS."""
    condition = counts_in(time_range.aligned(COUNTS_SECONDS), scope, one_of([service]))
    rows = await engine.rows(
        f"""
WITH {entry(condition.sql)} AS is_entry
SELECT SpanName AS name, SpanKind AS kind, is_entry AS entry, sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors,
  {quantiles_ms()} AS ms, sum(DurationSum) / 1e6 AS time_ms
FROM span_metrics_10s WHERE {condition.sql} GROUP BY name, kind, entry
ORDER BY entry DESC, time_ms DESC LIMIT {{most:UInt32}}""",
        {**condition.params, "most": MAX_OPERATIONS},
        limits=limits,
    )
    return [
        Operation(row["name"], row["kind"], bool(int(row["entry"])), Red.of(row), float(row["time_ms"])) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Version:
    """Requests to one version of a service in one environment. Times are epoch seconds."""

    version: str
    environment: str
    figures: Red
    first_seen_s: int
    last_seen_s: int


async def versions(
    engine: Engine, service: str, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> list[Version]:
    """The versions that ran in the range, the newest first."""
    condition = counts_in(time_range.aligned(COUNTS_SECONDS), scope, one_of([service]))
    rows: list[dict[str, Any]] = await engine.rows(
        f"""
SELECT ServiceVersion AS version, Environment AS environment, sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors,
  {quantiles_ms()} AS ms, toUnixTimestamp(min(Time)) AS first_s, toUnixTimestamp(max(Time)) AS last_s
FROM span_metrics_10s WHERE {condition.sql} AND {entry(condition.sql)} GROUP BY version, environment
ORDER BY last_s DESC, first_s DESC LIMIT 100""",
        condition.params,
        limits=limits,
    )
    return [
        Version(row["version"], row["environment"], Red.of(row), int(row["first_s"]), int(row["last_s"]))
        for row in rows
    ]
