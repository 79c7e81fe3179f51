"""Records grouped by fields, with measures of each group: group-by tables, top values, unique counts, percentiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from sardonyx.query.logs.bounded import ANALYSIS, read_bounded
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.values import number_of, text_of
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits, Params

Op = Literal["count", "unique", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99"]

MAX_BY = 3
MAX_MEASURES = 10
MAX_ROWS = 1000

_OF_NUMBERS: dict[Op, str] = {
    "sum": "sum({0})",
    "avg": "avg({0})",
    "min": "min({0})",
    "max": "max({0})",
    "p50": "quantileTDigest(0.5)({0})",
    "p90": "quantileTDigest(0.9)({0})",
    "p95": "quantileTDigest(0.95)({0})",
    "p99": "quantileTDigest(0.99)({0})",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is computed of a group. `count` counts records, or those that have `field`; all others need a field."""

    op: Op
    field: str = ""


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`rows` as JSON texts {by: [text], values: [number or null]}; `groups` is how many there are without the limit."""

    rows: list[msgspec.Raw]
    groups: int
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


async def aggregate_logs(
    engine: Engine,
    query: LogQuery,
    by: Sequence[str],
    measures: Sequence[Measure],
    *,
    limit: int = 100,
    order_by: int = 0,
    ascending: bool = False,
    limits: Limits = ANALYSIS,
) -> Aggregation:
    """Groups by the values of `by` (none: one group), ordered by the measure `order_by`. Unique counts are within a percent or
    two, percentiles estimates; records whose value is no number are left out of figures. Raises StorageError."""
    binder = Binder("a")
    keys = [text_of(field, binder) for field in by]
    inner = [f"{key} AS g{number}" for number, key in enumerate(keys)]
    outer = []
    for number, measure in enumerate(measures):
        column, expression = _measure(measure, f"v{number}", binder)
        inner += [column] if column else []
        outer.append(f"{expression} AS m{number}")
    names = [f"g{number}" for number in range(len(keys))]
    values = ", ".join(f"toNullable(toFloat64(m{number}))" for number in range(len(measures)))
    grouped = f" GROUP BY {', '.join(names)}" if names else ""

    def build(part: TimeRange) -> tuple[str, Params]:
        condition = Condition.all_of(part.condition(), query.scope.condition(), query.condition)
        sql = (
            f"SELECT CAST([{', '.join(f'toString({name})' for name in names)}], 'Array(String)') AS by, [{values}] AS values "
            f"FROM (SELECT {', '.join([*names, *outer])} FROM ("
            f"SELECT {', '.join(inner) or '1'} FROM {query.source.matching(condition, part)}){grouped}) "
            f"ORDER BY {', '.join([_order(order_by, ascending), *names])} LIMIT {{limit:UInt32}}"
        )
        return sql, {**condition.params, **binder.params, "limit": limit}

    found = await read_bounded(engine, query.time_range, build, limits=limits)
    result = found.result
    return Aggregation(
        result.rows,
        result.rows_without_limit if result.rows_without_limit is not None else len(result.rows),
        result.rows_read,
        result.bytes_read,
        found.notices,
    )


def _order(number: int, ascending: bool) -> str:
    return f"m{number} {'ASC' if ascending else 'DESC'} NULLS LAST"


def _measure(measure: Measure, name: str, binder: Binder) -> tuple[str, str]:
    """The column the inner SELECT needs, if any, and the aggregate over it."""
    if measure.op == "count":
        return (
            (f"{text_of(measure.field, binder)} AS {name}", f"countIf({name} != '')")
            if measure.field
            else ("", "count()")
        )
    if measure.op == "unique":
        return f"{text_of(measure.field, binder)} AS {name}", f"uniqCombined64If({name}, {name} != '')"
    return f"{number_of(measure.field, binder)} AS {name}", _OF_NUMBERS[measure.op].format(name)
