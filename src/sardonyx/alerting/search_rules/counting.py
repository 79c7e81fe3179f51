"""How many records a condition finds: one bounded statement, over the counts per ten seconds where these can answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sardonyx.alerting.search_rules.condition import SIGNALS, Condition
from sardonyx.query.logs.histogram import COUNTS_SECONDS, counts_condition
from sardonyx.query.logs.values import text_of
from sardonyx.query.search.fields import LOG_COUNTS, Column
from sardonyx.query.statement import Binder
from sardonyx.query.statement import Condition as Where
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine, Limits, Param

LIMITS = Limits(seconds=15.0, result_rows=1000)
MOST_GROUPS = 200
"""Of more groups that breach a condition, only the worst become alerts."""
_KNOWN_WINDOWS = 2
_KNOWN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Counted:
    """A group (empty without groups) and its records in the window."""

    group: str
    records: int


@dataclass(frozen=True, slots=True)
class Records:
    """Where records are counted: `FROM {source}`, with `part` the group's text, `time` whole seconds since 1970 and `records` how
    many there are in a row. `step_seconds`: times are rounded down to this."""

    source: str
    params: dict[str, Param]
    step_seconds: int = 1


async def count_breaches(
    engine: Engine, condition: Condition, window: TimeRange, known: Sequence[str] = ()
) -> Sequence[Counted]:
    """The groups that breach the condition in a window, the worst first; without groups one or none. Before them `known` ones,
    breaching or not, that had a record lately.

    Of groups that fall silent, those are found that had a record in the hour (or the window) before. Raises StorageError and
    SearchSyntaxError.
    """
    looked_at = _with_time_before(window) if condition.wants_few and condition.group_by else window
    found = records_of(condition, looked_at)
    group, grouped = ("part", "WHERE part != '' GROUP BY part") if condition.group_by else ("''", "")
    worse, order = ("<", "ASC") if condition.wants_few else (">", "DESC")
    sql = (
        f"SELECT part, n FROM (SELECT {group} AS part, sumIf(records, time >= {{since:Int64}}) AS n "
        f"FROM {found.source} {grouped}) WHERE n {worse} {{limit:Int64}} OR has({{known:Array(String)}}, part) "
        f"ORDER BY has({{known:Array(String)}}, part) DESC, n {order}, part LIMIT {MOST_GROUPS + len(known)}"
    )
    since = window.start_ns // NS // found.step_seconds * found.step_seconds
    params = {**found.params, "since": since, "limit": condition.limit, "known": list(known)}
    rows = await engine.rows(sql, params, limits=LIMITS)
    return [Counted(str(row["part"]), int(row["n"])) for row in rows]


def records_of(condition: Condition, time_range: TimeRange) -> Records:
    """The condition's records in a range. Raises SearchSyntaxError."""
    return _from_counts(condition, time_range) or _from_records(condition, time_range)


def _from_counts(condition: Condition, time_range: TimeRange) -> Records | None:
    where = counts_condition(condition.compiled) if condition.signal == "logs" else None
    group = LOG_COUNTS.resolve(condition.group_by) if condition.group_by else None
    if where is None or (condition.group_by and not isinstance(group, Column)):
        return None
    where = Where.all_of(condition.scope.condition(), where)
    value = f"toString({group.sql})" if isinstance(group, Column) else "''"
    whole = time_range.aligned(COUNTS_SECONDS).whole_seconds()
    source = (
        f"(SELECT {value} AS part, toInt64(toUnixTimestamp(Time)) AS time, Records AS records FROM log_counts_10s "
        f"WHERE Time >= toDateTime({{start_s:UInt32}}) AND Time < toDateTime({{end_s:UInt32}}) AND {where.sql})"
    )
    return Records(source, {**where.params, **whole}, COUNTS_SECONDS)


def _from_records(condition: Condition, time_range: TimeRange) -> Records:
    signal, binder = SIGNALS[condition.signal], Binder("g")
    value = f"toString({text_of(condition.group_by, binder, signal)})" if condition.group_by else "''"
    where = Where.all_of(time_range.condition(), condition.scope.condition(), condition.compiled.condition)
    table = "otel_logs" if condition.signal == "logs" else "otel_traces"
    source = (
        f"(SELECT {value} AS part, toInt64(toUnixTimestamp(toDateTime(Timestamp))) AS time, toUInt64(1) AS records "
        f"FROM {table} WHERE {where.sql})"
    )
    return Records(source, {**where.params, **binder.params})


def _with_time_before(window: TimeRange) -> TimeRange:
    seconds = max(_KNOWN_WINDOWS * window.seconds, _KNOWN_SECONDS)
    return TimeRange(max(0, window.end_ns - round(seconds) * NS), window.end_ns)
