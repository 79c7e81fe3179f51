"""Two ranges of one search side by side: whose values have another share of the records now than then."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec

from sardonyx.query.logs.bounded import ANALYSIS, read_bounded
from sardonyx.query.logs.fields import log_fields
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.values import text_of
from sardonyx.query.search.fields import LOGS
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits, Params

ALWAYS = ("level", "service", "environment", "version", "event", "scope")
MAX_FIELDS = 20
_OWN_FIELDS = 12
_MOST_DIFFERENT_VALUES = 0.5  # of the records: what has more is an id, and every id differs
_VALUES = 10
_VALUE_CHARACTERS = 200


class ComparedValue(msgspec.Struct, frozen=True):
    """How many records have the value in the range, and in the other one."""

    value: str
    count: int
    other_count: int


@dataclass(frozen=True, slots=True)
class ComparedField:
    """The values whose share differs most, these first."""

    field: str
    values: list[ComparedValue]


@dataclass(slots=True)
class Comparison:
    """What differs most first. `fields` have at least one value."""

    total: int
    other_total: int
    fields: list[ComparedField]
    rows_read: int = 0
    bytes_read: int = 0
    notices: list[str] = field(default_factory=list)


class _Row(msgspec.Struct):
    number: int
    value: str
    count: int
    other_count: int


class _SampledField(msgspec.Struct):
    place: str
    name: str
    records: int
    distinct: int


async def compare_logs(
    engine: Engine, query: LogQuery, other: TimeRange, fields: Sequence[str] | None = None, *, limits: Limits = ANALYSIS
) -> Comparison:
    """Compare the query's range with `other`, by these fields; None: by those every record has and the attributes most of the
    newest records have. Raises StorageError."""
    names = list(fields) if fields is not None else await _telling_fields(engine, query, other, limits)
    binder = Binder("c")
    pairs = ", ".join(
        f"(toUInt8({number}), substringUTF8(toString({text_of(name, binder)}), 1, {_VALUE_CHARACTERS}))"
        for number, name in enumerate(names, 1)
    )
    # Number 0 counts the records themselves.
    pairs = f"[(toUInt8(0), ''){', ' if pairs else ''}{pairs}]"
    beside = Condition.all_of(query.scope.condition(), query.condition)

    def build(part: TimeRange) -> tuple[str, Params]:
        # A part of the range is compared with as much of the other.
        share = (part.end_ns - part.start_ns) / (query.time_range.end_ns - query.time_range.start_ns)
        of_other = TimeRange(other.end_ns - max(round((other.end_ns - other.start_ns) * share), 1), other.end_ns)
        now, then = part.condition(), of_other.condition(prefix="other_")
        both = " UNION ALL ".join(
            f"SELECT {pairs} AS pairs, {number} AS is_other "
            f"FROM {query.source.matching(Condition.all_of(range_, beside), when)}"
            for number, (range_, when) in enumerate(((now, part), (then, of_other)))
        )
        counted = (
            "SELECT pair.1 AS number, pair.2 AS value, countIf(is_other = 0) AS count, countIf(is_other = 1) AS other_count "
            f"FROM ({both}) ARRAY JOIN pairs AS pair WHERE number = 0 OR value != '' GROUP BY number, value"
        )
        totals = (
            "max(if(number = 0, count, 0)) OVER () AS total, max(if(number = 0, other_count, 0)) OVER () AS other_total"
        )
        sql = (
            "SELECT number, value, count, other_count FROM ("
            f"SELECT *, {totals}, abs(count / greatest(total, 1) - other_count / greatest(other_total, 1)) AS difference "
            f"FROM ({counted})) "
            f"ORDER BY number = 0 DESC, difference DESC, number, value LIMIT {_VALUES} BY number"
        )
        return sql, {**now.params, **then.params, **beside.params, **binder.params}

    found = await read_bounded(engine, query.time_range, build, limits=limits)
    rows = [msgspec.json.decode(row, type=_Row) for row in found.result.rows]
    totals = next((row for row in rows if row.number == 0), _Row(0, "", 0, 0))
    by_field: dict[int, list[ComparedValue]] = {}
    for row in rows:
        if row.number:
            by_field.setdefault(row.number, []).append(ComparedValue(row.value, row.count, row.other_count))
    return Comparison(
        totals.count,
        totals.other_count,
        [ComparedField(names[number - 1], values) for number, values in by_field.items()],
        found.result.rows_read,
        found.result.bytes_read,
        list(found.notices),
    )


async def _telling_fields(engine: Engine, query: LogQuery, other: TimeRange, limits: Limits) -> list[str]:
    names: dict[str, int] = {}
    for time_range in (query.time_range, other):
        sampled = await log_fields(engine, replace(query, time_range=time_range), limits=limits)
        for row in sampled.fields:
            one = msgspec.json.decode(row, type=_SampledField)
            # Those that are columns are compared as such.
            if (
                one.place != "column"
                and not LOGS.declares(one.name)
                and one.distinct <= max(2, one.records * _MOST_DIFFERENT_VALUES)
            ):
                name = f"{'attr' if one.place == 'attribute' else 'resource'}.{one.name}"
                names[name] = names.get(name, 0) + one.records
    frequent = sorted(names, key=lambda name: (-names[name], name))
    return [*ALWAYS, *frequent[:_OWN_FIELDS]]
