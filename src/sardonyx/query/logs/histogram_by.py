"""How many records over time, by the values of any field: the most frequent ones each, all others together."""

from dataclasses import dataclass

import msgspec

from sardonyx.query.logs.bounded import ANALYSIS, read_bounded
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.values import text_of
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.steps import nice_step
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine, Limits, Params

OTHER = "(other)"
MAX_TOP = 20


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Counts of one value: (epoch seconds of the bucket's start, records), ascending, empty buckets left out. `is_other`: of all
    values that are not among the most frequent."""

    value: str
    points: list[tuple[int, int]]
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class HistogramBy:
    """`series` by their counts, most first, the others last. Records without the field have the value ''."""

    start_s: int
    end_s: int
    step_seconds: int
    series: list[ValueSeries]
    total: int
    notices: tuple[str, ...] = ()


class _Value(msgspec.Struct):
    value: str


class _Point(msgspec.Struct):
    bucket: int
    series: int
    records: int


async def histogram_by(
    engine: Engine,
    query: LogQuery,
    field: str,
    *,
    top: int = 5,
    buckets: int = 60,
    limits: Limits = ANALYSIS,
) -> HistogramBy:
    """Counts in whole buckets, to which the range is widened. Raises StorageError."""
    step = nice_step(query.time_range, buckets)
    wide = query.time_range.aligned(step)
    binder = Binder("h")
    value = text_of(field, binder)

    def ranking(part: TimeRange) -> tuple[str, Params]:
        condition = Condition.all_of(part.condition(), query.scope.condition(), query.condition)
        sql = (
            f"SELECT toString({value}) AS value FROM {query.source.matching(condition, part)} "
            "GROUP BY value ORDER BY count() DESC, value LIMIT {top:UInt32}"
        )
        return sql, {**condition.params, **binder.params, "top": top}

    ranked = await read_bounded(engine, wide, ranking, limits=limits)
    values = [msgspec.json.decode(row, type=_Value).value for row in ranked.result.rows]

    def counting(part: TimeRange) -> tuple[str, Params]:
        condition = Condition.all_of(part.condition(), query.scope.condition(), query.condition)
        sql = (
            "SELECT intDiv(toUnixTimestamp(toDateTime(Timestamp)), {step:UInt32}) * {step:UInt32} AS bucket, "
            f"indexOf({{values:Array(String)}}, toString({value})) AS series, count() AS records "
            f"FROM {query.source.matching(condition, part)} GROUP BY bucket, series ORDER BY bucket"
        )
        return sql, {**condition.params, **binder.params, "step": step, "values": values}

    counted = await read_bounded(engine, wide, counting, limits=limits)
    found: dict[int, list[tuple[int, int]]] = {}
    for row in counted.result.rows:
        point = msgspec.json.decode(row, type=_Point)
        found.setdefault(point.series, []).append((point.bucket, point.records))
    series = [ValueSeries(text, found.get(number, [])) for number, text in enumerate(values, 1)]
    if 0 in found:
        series.append(ValueSeries(OTHER, found[0], is_other=True))
    total = sum(records for points in found.values() for _, records in points)
    return HistogramBy(
        wide.start_ns // NS,
        wide.end_ns // NS,
        step,
        series,
        total,
        tuple(dict.fromkeys((*ranked.notices, *counted.notices))),
    )
