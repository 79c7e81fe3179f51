"""Range aggregations as SQL: which records belong to which step, and what each series is at it.

A window is `(t - range, t]`. Where windows overlap, records are first aggregated into buckets as wide as what range and step
have in common, and each bucket's state is then merged into the steps it belongs to: a record is aggregated once.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sardonyx.query.logql.labels import EMPTY_MAP, STREAM_COLUMNS, stream_labels
from sardonyx.query.logql.pipeline import Pipeline
from sardonyx.query.logql.quantities import bytes_sql, number_sql, seconds_sql
from sardonyx.query.logql.tree import Grouping, RangeAggregation
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Param

MAX_BUCKETS = 200_000
_TIME = "toUnixTimestamp64Nano(Timestamp)"


@dataclass(frozen=True, slots=True)
class Steps:
    """start, start + step, … : `count` instants in nanoseconds. An instant query has one."""

    start_ns: int
    step_ns: int
    count: int

    @property
    def end_ns(self) -> int:
        """The last instant."""
        return self.start_ns + self.step_ns * (self.count - 1)


@dataclass(frozen=True, slots=True)
class Function:
    """An aggregate function of the engine over `v`, `n` (bytes of the line) and `Timestamp`, `-State` and `-Merge` included."""

    name: str
    args: str
    parameters: str = ""

    def plain(self) -> str:
        """Applied to rows."""
        return f"{self.name}{self.parameters}({self.args})"

    def state(self) -> str:
        """Its state over rows."""
        return f"{self.name}State{self.parameters}({self.args})"

    def merged(self, state: str) -> str:
        """The value of merged states."""
        return f"{self.name}Merge{self.parameters}({state})"


_COUNT, _BYTES, _SUM = Function("count", ""), Function("sum", "n"), Function("sum", "v")
_FUNCTIONS: dict[str, Function] = {
    "count_over_time": _COUNT, "bytes_over_time": _BYTES, "bytes_rate": _BYTES, "absent_over_time": _COUNT,
    "sum_over_time": _SUM, "avg_over_time": Function("avg", "v"), "min_over_time": Function("min", "v"),
    "max_over_time": Function("max", "v"), "stddev_over_time": Function("stddevPopStable", "v"),
    "stdvar_over_time": Function("varPopStable", "v"), "first_over_time": Function("argMin", "v, at"),
    "last_over_time": Function("argMax", "v, at"), "rate_counter": Function("groupArray", "(at, v)"),
}  # fmt: skip
SUMMABLE = frozenset({"count_over_time", "rate", "bytes_over_time", "bytes_rate", "sum_over_time"})


def function_of(node: RangeAggregation) -> Function:
    """The aggregate function behind a range aggregation."""
    if node.op == "rate":
        return _SUM if node.unwrap else _COUNT
    if node.op == "quantile_over_time":
        level = min(max(node.parameter or 0.0, 0.0), 1.0)
        return Function("quantileExactInclusive", "v", f"({level!r})")
    return _FUNCTIONS[node.op]


@dataclass(frozen=True, slots=True)
class RangeStatement:
    """SQL whose rows are (labels, steps, values, problem): one a series."""

    sql: str
    params: Mapping[str, Param]


def range_statement(
    node: RangeAggregation, steps: Steps, grouping: Grouping | None, extra: tuple[str, ...], scope: AccessScope
) -> RangeStatement:
    """The SQL of a range aggregation over what `scope` lets see. Without a grouping a series has the stream's and the parsed
    labels, and of the metadata those of `extra`."""
    binder = Binder("l")
    pipeline = Pipeline(node.logs, binder, _wanted(node, grouping))
    value = _unwrapped(node, pipeline)
    keys, labels = _keys(node, grouping, extra, pipeline)
    first = steps.start_ns - node.range_ns - node.offset_ns + 1
    last = steps.end_ns - node.offset_ns
    where = Condition.all_of(TimeRange(max(first, 0), max(last, 0) + 1).condition(), scope.condition())
    problem = "err" if pipeline.rows.may_fail else "''"
    rows = (
        f"SELECT {', '.join(f'{sql} AS k{number}' for number, sql in enumerate(keys))}{', ' if keys else ''}"
        f"{_TIME} + {{offset_ns:Int64}} AS at, {value} AS v, length(line) AS n, {problem} AS problem "
        f"FROM ({pipeline.rows.select(where)})"
    )
    binder.params |= {**where.params, "offset_ns": node.offset_ns}
    sql = _stepped(rows, function_of(node), [f"k{number}" for number in range(len(keys))], node, steps, binder)
    final = (
        f"SELECT {labels} AS labels, groupArray(step) AS steps, groupArray({_result(node)}) AS found, max(problem) AS problem "
        f"FROM ({sql}) GROUP BY labels ORDER BY labels"
    )
    return RangeStatement(final, binder.params)


def _wanted(node: RangeAggregation, grouping: Grouping | None) -> frozenset[str] | None:
    """The labels that decide what comes out; None where all of them may be part of it."""
    if grouping is None or grouping.without:
        return None
    trial = Pipeline(node.logs, Binder("t"))
    _unwrapped(node, trial)
    _keys(node, grouping, (), trial)
    return frozenset(trial.asked)


def _unwrapped(node: RangeAggregation, pipeline: Pipeline) -> str:
    unwrap = node.unwrap
    if unwrap is None:
        return "0."
    text = pipeline.value(unwrap.label)
    convert: Callable[[str], str] = {"": number_sql, "bytes": bytes_sql}.get(unwrap.conversion, seconds_sql)
    pipeline.keep_where(f"{text} != ''")
    pipeline.fail_where(f"isNull({convert(text)})", "SampleExtractionErr")
    for stage in unwrap.filters:
        pipeline.filter(stage)
    return f"ifNull({convert(text)}, 0.)"


def _keys(
    node: RangeAggregation, grouping: Grouping | None, extra: tuple[str, ...], pipeline: Pipeline
) -> tuple[list[str], str]:
    """The SQL of what rows are grouped by, and of the labels made of it."""
    binder = pipeline.binder
    if grouping is not None and not grouping.without:
        pairs = "".join(f"({binder.bind(name)}, k{number}), " for number, name in enumerate(grouping.labels))
        pairs = f"arrayFilter(p -> p.2 != '', [{pairs[:-2]}])" if pairs else "[]"
        return [pipeline.value(name) for name in grouping.labels], f"CAST({pairs}, 'Map(String, String)')"
    if grouping is None and node.unwrap is None and pipeline.keeps_labels:
        # By what streams are made of: their labels are then put together once a series, not once a record.
        named = ", ".join(f"{binder.bind(name)}, k{number}" for number, name in enumerate(extra, len(STREAM_COLUMNS)))
        added = f"mapFilter((k, v) -> v != '', map({named}))" if extra else EMPTY_MAP
        labels = f"mapSort(mapUpdate({stream_labels('k0', 'k1', 'k2')}, {added}))"
        return [*STREAM_COLUMNS, *(pipeline.value(name) for name in extra)], labels
    left_out = [*(grouping.labels if grouping else ()), *([node.unwrap.label] if node.unwrap else [])]
    wanted = binder.bind([name for name in extra if name not in left_out], "Array(String)")
    merged = f"mapUpdate(mapUpdate(stream_labels, mapFilter((k, v) -> has({wanted}, k), metadata)), parsed)"
    gone = binder.bind(left_out, "Array(String)")
    return [f"mapSort(mapFilter((k, v) -> v != '' AND NOT has({gone}, k), {merged}))"], "k0"


def _stepped(
    rows: str, function: Function, keys: list[str], node: RangeAggregation, steps: Steps, binder: Binder
) -> str:
    """SELECT keys, step, value, problem: windows applied."""
    params = {
        "start_ns_": steps.start_ns,
        "step_ns_": steps.step_ns,
        "range_ns_": node.range_ns,
        "last_step": steps.count - 1,
    }
    binder.params |= params
    own = ", ".join(keys)
    comma = ", " if keys else ""
    since = "(at - {start_ns_:Int64})"
    low = f"greatest(0, intDiv({since} + {{step_ns_:Int64}} - 1, {{step_ns_:Int64}}))"
    high = f"least({{last_step:Int64}}, intDiv({since} + {{range_ns_:Int64}} - 1, {{step_ns_:Int64}}))"
    if steps.count == 1:
        by = f"GROUP BY {own or 'step'}"
        return f"SELECT {own}{comma}0 AS step, {function.plain()} AS value, max(problem) AS problem FROM ({rows}) {by}"
    if node.range_ns <= steps.step_ns:
        placed = f"SELECT *, {low} AS step, {high} AS high FROM ({rows})"
        return (
            f"SELECT {own}{comma}step, {function.plain()} AS value, max(problem) AS problem "
            f"FROM ({placed}) WHERE step <= high GROUP BY {own}{comma}step"
        )
    width = math.gcd(node.range_ns, steps.step_ns)
    if (steps.step_ns * (steps.count - 1) + node.range_ns) // width > MAX_BUCKETS:
        joined = f"SELECT *, arrayJoin(range(toUInt64({low}), toUInt64({high} + 1))) AS step FROM ({rows})"
        return (
            f"SELECT {own}{comma}step, {function.plain()} AS value, max(problem) AS problem "
            f"FROM ({joined}) GROUP BY {own}{comma}step"
        )
    binder.params |= {"width": width, "per_range": node.range_ns // width, "per_step": steps.step_ns // width}
    bucket = f"intDiv({since} + {{range_ns_:Int64}} + {{width:Int64}} - 1, {{width:Int64}})"
    bucketed = (
        f"SELECT {own}{comma}{bucket} AS bucket, {function.state()} AS state, max(problem) AS problem "
        f"FROM ({rows}) GROUP BY {own}{comma}bucket"
    )
    first = "greatest(0, intDiv(bucket - {per_range:Int64} + {per_step:Int64} - 1, {per_step:Int64}))"
    after = "least({last_step:Int64}, intDiv(bucket - 1, {per_step:Int64})) + 1"
    joined = f"SELECT *, arrayJoin(range(toUInt64({first}), toUInt64({after}))) AS step FROM ({bucketed})"
    return (
        f"SELECT {own}{comma}step, {function.merged('state')} AS value, max(problem) AS problem "
        f"FROM ({joined}) GROUP BY {own}{comma}step"
    )


def _result(node: RangeAggregation) -> str:
    """A step's value from the aggregate function's."""
    seconds = node.range_ns / 1e9
    if node.op in ("rate", "bytes_rate"):
        return f"value / {seconds!r}"
    if node.op == "quantile_over_time" and not 0 <= (node.parameter or 0) <= 1:
        return "-inf" if (node.parameter or 0) < 0 else "inf"
    if node.op == "rate_counter":
        return _counter_rate(node.range_ns)
    return "toFloat64(value)"


def _counter_rate(range_ns: int) -> str:
    """Prometheus' extrapolated rate of (time, value) pairs; NaN (absent) for fewer than two."""
    samples = "arraySort(value)"
    values = f"arrayMap(p -> p.2, {samples})"
    rise = f"arraySum(arrayMap(d -> if(d < 0, 0., d), arrayPopFront(arrayDifference({values}))))"
    # After a reset the counter began at 0: what it then shows has been added.
    resets = f"arraySum(arrayMap((d, v) -> if(d < 0, v, 0.), arrayDifference({values}), {values}))"
    first, last = f"({samples})[1]", f"({samples})[-1]"
    start = f"({{start_ns_:Int64}} + step * {{step_ns_:Int64}} - {range_ns})"
    sampled = f"(({last}.1 - {first}.1) / 1e9)"
    average = f"({sampled} / (length(value) - 1))"
    to_start = f"(({first}.1 - {start}) / 1e9)"
    to_end = f"(({start} + {range_ns} - {last}.1) / 1e9)"
    total = f"({rise} + {resets})"
    to_zero = f"if({total} > 0 AND {first}.2 >= 0, {sampled} * ({first}.2 / {total}), inf)"
    head = f"least(if({to_start} >= {average} * 1.1, {average} / 2, {to_start}), {to_zero})"
    tail = f"if({to_end} >= {average} * 1.1, {average} / 2, {to_end})"
    rate = f"{total} * (({sampled} + {head} + {tail}) / {sampled}) / {range_ns / 1e9!r}"
    return f"if(length(value) < 2, nan, {rate})"
