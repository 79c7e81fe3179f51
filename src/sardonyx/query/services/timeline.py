"""Services over time, from the counts made on the way in."""

from dataclasses import dataclass, field

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, FAILED, counts_in, entry, one_of, quantiles_ms
from sardonyx.query.statement import Condition
from sardonyx.query.steps import nice_step
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_BUCKET = "intDiv(toUnixTimestamp(Time), {step:UInt32}) * {step:UInt32}"


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
    step = nice_step(time_range, buckets, at_least=COUNTS_SECONDS)
    wide = time_range.aligned(step)
    condition = counts_in(wide, scope)
    rows = await engine.rows(
        f"SELECT ServiceName AS service, {_BUCKET} AS bucket, sum(Calls) AS spans "
        f"FROM span_metrics_10s WHERE {condition.sql} GROUP BY service, bucket ORDER BY service, bucket",
        {**condition.params, "step": step},
        limits=limits,
    )
    counts: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        counts.setdefault(row["service"], []).append((int(row["bucket"]), int(row["spans"])))
    return ServiceTimeline(wide.start_ns // NS, wide.end_ns // NS, step, counts)


@dataclass(slots=True)
class RedSeries:
    """Columns of equal length, one entry per bucket that holds something."""

    service: str
    times: list[int] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RedTimeline:
    """Requests over time by service, and of all services together (their entry spans added up: a request that passes
    three services counts three times). Buckets are whole: start and end are widened to them."""

    start_s: int
    end_s: int
    step_seconds: int
    services: list[RedSeries]
    total: RedSeries
    log_errors: list[tuple[int, int]]


async def red_timeline(
    engine: Engine,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    service: str | None = None,
    buckets: int = 60,
    limits: Limits = INTERACTIVE,
) -> RedTimeline:
    """Requests, errors and durations per bucket of at least ten seconds; of one service when it is named."""
    step = nice_step(time_range, buckets, at_least=COUNTS_SECONDS)
    wide = time_range.aligned(step)
    condition = counts_in(wide, scope, one_of([service]) if service is not None else Condition.TRUE)
    params = {**condition.params, "step": step}
    rows = await engine.rows(
        f"SELECT ServiceName AS service, grouping(ServiceName) AS all_services, {_BUCKET} AS bucket, sum(Calls) AS calls, "
        f"sumIf(Calls, {FAILED}) AS errors, {quantiles_ms()} AS ms "
        f"FROM span_metrics_10s WHERE {condition.sql} AND {entry(condition.sql)} "
        "GROUP BY GROUPING SETS ((ServiceName, bucket), (bucket)) ORDER BY bucket",
        params,
        limits=limits,
    )
    total, found = RedSeries(""), dict[str, RedSeries]()
    for row in rows:
        everything = bool(int(row["all_services"]))
        series = total if everything else found.setdefault(row["service"], RedSeries(row["service"]))
        series.times.append(int(row["bucket"]))
        series.calls.append(int(row["calls"]))
        series.errors.append(int(row["errors"]))
        for column, value in zip((series.p50_ms, series.p95_ms, series.p99_ms), row["ms"], strict=True):
            column.append(value)
    errors = await engine.rows(
        f"SELECT {_BUCKET} AS bucket, sum(Records) AS records FROM log_counts_10s "
        f"WHERE {condition.sql} AND Level IN ('ERROR', 'FATAL') GROUP BY bucket ORDER BY bucket",
        params,
        limits=limits,
    )
    log_errors = [(int(row["bucket"]), int(row["records"])) for row in errors]
    ordered = [found[name] for name in sorted(found)]
    return RedTimeline(wide.start_ns // NS, wide.end_ns // NS, step, ordered, total, log_errors)
