"""How many records over time, by level."""

from dataclasses import dataclass

from sardonyx.query.logs.columns import LEVEL
from sardonyx.query.logs.source import LogSource
from sardonyx.query.scope import AccessScope
from sardonyx.query.search.compiler import Compiled, compile_search, compile_tree, is_about
from sardonyx.query.search.fields import LOG_COUNTS, LOGS
from sardonyx.query.search.levels import NotInRanges
from sardonyx.query.statement import Condition
from sardonyx.query.steps import nice_step
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits, Param

COUNTS_SECONDS = 10
"""What `log_counts_10s` counts together."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """`counts[level]` are (epoch seconds of the bucket's start, records), ascending, empty buckets left out."""

    start_s: int
    end_s: int
    step_seconds: int
    counts: dict[str, list[tuple[int, int]]]
    total: int


async def log_histogram(
    engine: Engine,
    search: str,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    buckets: int = 60,
    source: LogSource = LogSource.TABLE,
    limits: Limits = INTERACTIVE,
) -> Histogram:
    """Counts in whole buckets: the range is widened to them. Raises SearchSyntaxError."""
    step = nice_step(time_range, buckets)
    wide = time_range.aligned(step)
    compiled = compile_search(search, LOGS)
    counts = counts_condition(compiled) if source.counted and step % COUNTS_SECONDS == 0 else None
    if counts:
        sql, params = _from_counts(wide, scope, counts)
    else:
        sql, params = _from_records(wide, scope, compiled.condition, source)
    rows = await engine.rows(sql, {**params, "step": step}, limits=limits)
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(str(row["level"]), []).append((int(row["bucket"]), int(row["records"])))
    return Histogram(
        wide.start_ns // NS,
        wide.end_ns // NS,
        step,
        found,
        sum(count for points in found.values() for _, count in points),
    )


def counts_condition(compiled: Compiled) -> Condition | None:
    """The search on `log_counts_10s`; None when that can't answer it."""
    if not is_about(compiled.tree, LOG_COUNTS):
        return None
    try:
        return compile_tree(compiled.tree, LOG_COUNTS).condition
    except NotInRanges:
        return None


def _from_counts(wide: TimeRange, scope: AccessScope, search: Condition) -> tuple[str, dict[str, Param]]:
    condition = Condition.all_of(scope.condition(), search)
    sql = (
        "SELECT intDiv(toUnixTimestamp(Time), {step:UInt32}) * {step:UInt32} AS bucket, Level AS level, "
        "sum(Records) AS records FROM log_counts_10s "
        "WHERE Time >= toDateTime({start_s:UInt32}) AND Time < toDateTime({end_s:UInt32}) "
        f"AND {condition.sql} GROUP BY bucket, level ORDER BY bucket"
    )
    return sql, {**condition.params, **wide.whole_seconds()}


def _from_records(
    wide: TimeRange, scope: AccessScope, search: Condition, source: LogSource
) -> tuple[str, dict[str, Param]]:
    condition = Condition.all_of(wide.condition(), scope.condition(), search)
    sql = (
        "SELECT intDiv(toUnixTimestamp(toDateTime(Timestamp)), {step:UInt32}) * {step:UInt32} AS bucket, "
        f"{LEVEL} AS level, sum(part) AS records FROM ("
        f"SELECT Timestamp, SeverityNumber, 1 AS part FROM {source.matching(condition, wide)}) "
        "GROUP BY bucket, level ORDER BY bucket"
    )
    return sql, dict(condition.params)
