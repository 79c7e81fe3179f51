"""Values a field has in stored records, for completion: quick rather than complete.

Fields that stand in the counts by ten seconds are answered by them, exactly. All others are counted in the newest records
of the range that have such a value; how much is read is bounded, and the answer says that it is a sample.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sardonyx.query.pieces import pieces
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.search.fields import LOGS, SPANS, Attribute, Kind, Signal
from sardonyx.query.search.known_fields import KnownField, attribute_field, declared_fields, has_values
from sardonyx.query.search.text import like
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Limits, Settings

SAMPLE_ROWS = 20_000
KEY_ROWS = 5_000
READ_ROWS = 300_000
MAX_VALUES = 100
MAX_KEYS = 500
_KEPT = 1_000  # values of one piece that are added up with those of the next
_VALUE_CHARACTERS = 200
_QUICK = Limits(seconds=2.0)

TABLES: Mapping[str, str] = {LOGS.name: "otel_logs", SPANS.name: "otel_traces"}
_IN_COUNTS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    LOGS.name: (
        "log_counts_10s",
        "Records",
        {"ServiceName": "ServiceName", "Environment": "Environment", "SeverityNumber": "Level"},
    ),
    SPANS.name: (
        "span_metrics_10s",
        "Calls",
        {name: name for name in ("ServiceName", "Environment", "ServiceVersion", "SpanName", "SpanKind", "StatusCode")}
        | {"ParentSpanId = ''": "if(IsRoot, 'true', 'false')", "StatusCode = 'Error'": "if(StatusCode = 'Error', 'true', 'false')"},
    ),
}  # fmt: skip


class KnownValue(msgspec.Struct, frozen=True):
    """A value, and in how many of the counted records it is."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Values, most frequent first. `sampled` is how many records were counted, None when all of the range were."""

    values: list[KnownValue]
    sampled: int | None = None


async def known_values(
    engine: Engine,
    signal: Signal,
    field: str,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    prefix: str = "",
    limit: int = 20,
) -> KnownValues:
    """Values of `field` that begin with `prefix`, in any case. None for ids and free texts. Raises StorageError."""
    target = signal.resolve(field)
    if target is None or (isinstance(target, Attribute) and not target.places):
        return KnownValues([])
    binder = Binder("v")
    begins = f"value ILIKE {binder.bind(like((prefix,)) + '%')}" if prefix else "value != ''"
    if isinstance(target, Attribute):
        keys = [(column, binder.bind(key)) for column, key in target.places]
        value = _first_of([f"{column}[{key}]" for column, key in keys])
        has = "(" + " OR ".join(f"mapContains({column}, {key})" for column, key in keys) + ")"
        return await _sampled(engine, signal, value, Condition(has, binder.params), begins, time_range, scope, limit)
    if not has_values(target):
        return KnownValues([])
    table, count, columns = _IN_COUNTS[signal.name]
    if counted := columns.get(target.sql):
        where = Condition.all_of(
            Condition("Time >= toDateTime({start_s:UInt32}) AND Time < toDateTime({end_s:UInt32})"), scope.condition()
        )
        sql = (
            f"SELECT {_spelt(target.kind, f'toString({counted})')} AS value, sum({count}) AS count FROM {table} "
            f"WHERE {where.sql} GROUP BY value HAVING {begins} ORDER BY count DESC, value LIMIT {{limit:UInt32}}"
        )
        params = {**where.params, **time_range.aligned(10).whole_seconds(), **binder.params, "limit": limit}
        result = await read_json(engine, sql, params, limits=_QUICK)
        return KnownValues([msgspec.json.decode(row, type=KnownValue) for row in result.rows])
    value = f"arrayJoin({target.sql})" if target.kind is Kind.LIST else target.sql
    present = f"notEmpty({target.sql})"
    return await _sampled(engine, signal, value, Condition(present, binder.params), begins, time_range, scope, limit)


async def seen_fields(engine: Engine, signal: Signal, time_range: TimeRange, scope: AccessScope) -> list[KnownField]:
    """The declared fields, then the keys of attributes in the newest records, most frequent first; bounded as values are."""
    if not signal.maps:
        return declared_fields(signal)
    found: dict[tuple[str, str], int] = {}
    sampled, budget = 0, READ_ROWS
    for piece in pieces(time_range, "backward"):
        where = Condition.all_of(piece.condition(), scope.condition())
        rows = f"SELECT {_pairs(signal)} FROM {TABLES[signal.name]} WHERE {where.sql} LIMIT {{rows:UInt32}}"
        sql = (
            f"SELECT pair.1 AS place, pair.2 AS name, count() AS count FROM ({rows}) ARRAY JOIN pairs AS pair "
            f"GROUP BY place, name ORDER BY count DESC, name LIMIT {MAX_KEYS}"
        )
        result = await read_json(
            engine, sql, {**where.params, "rows": KEY_ROWS - sampled}, limits=_QUICK, settings=_bounded(budget)
        )
        for row in result.rows:
            key = msgspec.json.decode(row, type=_Key)
            found[key.place, key.name] = found.get((key.place, key.name), 0) + key.count
        sampled = max(found.values(), default=0)
        budget -= result.rows_read
        if sampled >= KEY_ROWS or budget <= 0:
            break
    declared = declared_fields(signal)
    names = {field.name for field in declared} | set(signal.columns)
    seen: dict[str, KnownField] = {}
    for (place, name), _ in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if name not in names and name not in seen:
            seen[name] = attribute_field(name, place)
    return [*declared, *seen.values()]


async def _sampled(
    engine: Engine,
    signal: Signal,
    value: str,
    present: Condition,
    begins: str,
    time_range: TimeRange,
    scope: AccessScope,
    limit: int,
) -> KnownValues:
    counts: dict[str, int] = {}
    sampled, budget, everything = 0, READ_ROWS, True
    for piece in pieces(time_range, "backward"):
        if sampled >= SAMPLE_ROWS or budget <= 0:
            everything = False
            break
        where = Condition.all_of(piece.condition(), scope.condition(), present)
        sql = (
            f"SELECT value, count() AS count FROM (SELECT substringUTF8({value}, 1, {_VALUE_CHARACTERS}) AS value "
            f"FROM {TABLES[signal.name]} WHERE {where.sql} AND {begins} LIMIT {{rows:UInt32}}) "
            f"GROUP BY value ORDER BY count DESC, value LIMIT {_KEPT}"
        )
        params = {**where.params, "rows": SAMPLE_ROWS - sampled}
        result = await read_json(engine, sql, params, limits=_QUICK, settings=_bounded(budget))
        for row in result.rows:
            found = msgspec.json.decode(row, type=KnownValue)
            counts[found.value] = counts.get(found.value, 0) + found.count
            sampled += found.count
        budget -= result.rows_read
    everything = everything and sampled < SAMPLE_ROWS and budget > 0
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return KnownValues([KnownValue(text, count) for text, count in ranked], None if everything else sampled)


class _Key(msgspec.Struct):
    place: str
    name: str
    count: int


def _pairs(signal: Signal) -> str:
    keys = (f"arrayMap(k -> ('{place}', toString(k)), mapKeys({column}))" for place, column in signal.maps.items())
    return f"arrayConcat({', '.join(keys)}) AS pairs"


def _first_of(expressions: list[str]) -> str:
    """SQL for the first of them that is not empty."""
    tests = ", ".join(f"{expression} != '', {expression}" for expression in expressions[:-1])
    return f"multiIf({tests}, {expressions[-1]})" if tests else expressions[-1]


def _spelt(kind: Kind, value: str) -> str:
    """As people write it in a search: names of levels and choices in small letters."""
    if kind is Kind.LEVEL:
        return f"if({value} = '', 'unknown', lower({value}))"
    return f"lower({value})" if kind is Kind.CHOICE else value


def _bounded(rows: int) -> Settings:
    """Stop reading after about so many rows, and when time is up, with what was found."""
    return {"max_rows_to_read": rows, "read_overflow_mode": "break", "timeout_overflow_mode": "break"}
