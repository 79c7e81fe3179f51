"""What labels, values, streams and fields there are. Everything is bounded, and under the caller's scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from sardonyx.query.logql.conditions import matches
from sardonyx.query.logql.errors import LogqlError
from sardonyx.query.logql.labels import COLUMNS, STREAM_LABELS, sanitised, value_sql
from sardonyx.query.logql.limits import DEFAULT_LIMITS, SETTINGS, LogqlLimits
from sardonyx.query.logql.parser import parse, parse_selector
from sardonyx.query.logql.pipeline import Pipeline, select_streams
from sardonyx.query.logql.tree import Logs
from sardonyx.query.promql.tree import Matcher
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Param, Row

MAX_VALUES = 10_000
MAX_STREAMS = 10_000
_SAMPLE = 200_000
_TYPES = (
    "multiIf(match(value, '^-?[0-9]+$'), 'int', match(value, '^-?[0-9]*[.][0-9]+([eE][+-]?[0-9]+)?$'), 'float', "
    "value IN ('true', 'false'), 'boolean', match(value, '^([0-9]+([.][0-9]*)?(ns|us|µs|ms|s|m|h))+$'), 'duration', "
    "match(value, '^[0-9]+([.][0-9]+)?([kKMGTP]i?)?B$'), 'bytes', 'string')"
)
_ROW_OF_COUNTS: dict[str, str] = {
    **{name: column for name, column in COLUMNS.items() if column in ("ServiceName", "Environment")},
    "detected_level": "lower(Level)",
}
"""Labels that the counts per ten seconds have."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a selector chooses."""

    streams: int
    entries: int
    bytes: int


class LabelCatalogue:
    """Reads from an engine; times are in nanoseconds, `end` exclusive."""

    def __init__(self, engine: Engine, limits: LogqlLimits = DEFAULT_LIMITS) -> None:
        self._engine = engine
        self._limits = limits

    async def names(self, time_range: TimeRange, scope: AccessScope, selector: str = "") -> list[str]:
        """Names of stream labels."""
        where = self._where(time_range, scope, selector)
        sql = (
            f"SELECT arraySort(groupUniqArrayArray(mapKeys(ResourceAttributes))) AS keys, max(Environment != '') AS placed, "
            f"max(SeverityNumber) > 0 AS levelled, count() AS records FROM otel_logs WHERE {where.sql}"
        )
        [row] = await self._rows(sql, where.params)
        if not row["records"]:
            return []
        own = (
            {"service_name"} | ({"environment"} if row["placed"] else set()) | ({"level"} if row["levelled"] else set())
        )
        keys: list[str] = row["keys"]
        return sorted(own | {_label_name(key) for key in keys})

    async def values(
        self, name: str, time_range: TimeRange, scope: AccessScope, selector: str = "", limit: int = MAX_VALUES
    ) -> list[str]:
        """Values of a label, in order."""
        matchers = parse_selector(selector) if selector else ()
        binder = Binder("l")
        if (column := _ROW_OF_COUNTS.get(name)) and _counted(matchers):
            where = _counts_where(matchers, time_range, scope, binder)
            table, value = "log_counts_10s", column
        else:
            where = self._where(time_range, scope, selector, binder)
            table, value = "otel_logs", value_sql(name, binder)
        sql = (
            f"SELECT toString(value) AS text FROM (SELECT {value} AS value FROM {table} WHERE {where.sql}) "
            "WHERE value != '' GROUP BY text ORDER BY text LIMIT {most:UInt32}"
        )
        rows = await self._rows(sql, {**where.params, **binder.params, "most": min(limit, MAX_VALUES)})
        return [str(row["text"]) for row in rows]

    async def series(
        self, selectors: Sequence[str], time_range: TimeRange, scope: AccessScope
    ) -> list[msgspec.Raw]:  # fmt: skip
        """The label sets of streams that any of the selectors chooses, as JSON texts."""
        binder = Binder("l")
        chosen = [select_streams(parse_selector(text), binder) for text in selectors] or ["1"]
        where = Condition.all_of(
            time_range.condition(), scope.condition(), Condition(f"({' OR '.join(chosen)})", binder.params)
        )
        streams = (
            f"SELECT ServiceName, Environment, ResourceAttributes FROM otel_logs WHERE {where.sql} "
            f"GROUP BY ServiceName, Environment, ResourceAttributes LIMIT {MAX_STREAMS}"
        )
        data = await self._engine.raw(
            f"SELECT DISTINCT mapSort({STREAM_LABELS}) AS labels FROM ({streams}) ORDER BY labels",
            where.params,
            fmt="JSONCompactEachRow",
            limits=self._limits.engine,
        )
        return [row[0] for row in msgspec.json.Decoder(tuple[msgspec.Raw]).decode_lines(data)]

    async def totals(self, selector: str, time_range: TimeRange, scope: AccessScope) -> Totals:
        """Streams, entries and bytes; from the counts per ten seconds where these know the labels."""
        matchers = parse_selector(selector)
        binder = Binder("l")
        if _counted(matchers):
            where = _counts_where(matchers, time_range, scope, binder)
            sql = (
                "SELECT uniqExact(ServiceName, Environment) AS streams, sum(Records) AS entries, sum(Bytes) AS bytes "
                f"FROM log_counts_10s WHERE {where.sql}"
            )
        else:
            where = self._where(time_range, scope, selector, binder)
            sql = (
                "SELECT uniq(ServiceName, Environment, cityHash64(ResourceAttributes)) AS streams, count() AS entries, "
                f"sum(length(Body)) AS bytes FROM otel_logs WHERE {where.sql}"
            )
        [row] = await self._rows(sql, {**where.params, **binder.params})
        return Totals(int(row["streams"]), int(row["entries"]), int(row["bytes"]))

    async def volumes(
        self, selector: str, labels: Sequence[str], time_range: TimeRange, scope: AccessScope, step_ns: int, limit: int
    ) -> list[tuple[dict[str, str], list[tuple[int, int]]]]:
        """Bytes by the values of labels and by step: [(labels, [(start of the step in ns, bytes)])], the largest first."""
        matchers = parse_selector(selector)
        binder = Binder("l")
        counted = _counted(matchers) and all(name in _ROW_OF_COUNTS for name in labels)
        if counted:
            where = _counts_where(matchers, time_range, scope, binder)
            values = [_ROW_OF_COUNTS[name] for name in labels]
            table, at, size = "log_counts_10s", "toUnixTimestamp(Time) * 1000000000", "Bytes"
        else:
            where = self._where(time_range, scope, selector, binder)
            values = [value_sql(name, binder) for name in labels]
            table, at, size = "otel_logs", "toUnixTimestamp64Nano(Timestamp)", "length(Body)"
        step = f"intDiv(greatest(0, {at} - {{from_ns:Int64}}), {{step_ns:Int64}})"
        texts = ", ".join(f"toString({value})" for value in values)
        sql = (
            "SELECT values, groupArray((step, bytes)) AS points, sum(bytes) AS total FROM ("
            f"SELECT [{texts}] AS values, {step} AS step, sum({size}) AS bytes FROM {table} WHERE {where.sql} "
            "GROUP BY values, step ORDER BY step) GROUP BY values ORDER BY total DESC, values LIMIT {most:UInt32}"
        )
        params = {**where.params, **binder.params, "from_ns": time_range.start_ns, "step_ns": step_ns, "most": limit}
        found = []
        for row in await self._rows(sql, params):
            named = {name: value for name, value in zip(labels, row["values"], strict=True) if value}
            points = sorted((time_range.start_ns + int(step) * step_ns, int(size)) for step, size in row["points"])
            found.append((named, points))
        return found

    async def detected_labels(self, selector: str, time_range: TimeRange, scope: AccessScope) -> list[tuple[str, int]]:
        """Stream labels with how many values each has, in the newest records."""
        where = self._where(time_range, scope, selector)
        sampled = (
            "SELECT ServiceName, Environment, ResourceAttributes, SeverityNumber FROM otel_logs "
            f"WHERE {where.sql} ORDER BY Timestamp DESC LIMIT {_SAMPLE}"
        )
        sql = (
            "SELECT name, uniq(value) AS values FROM (SELECT arrayJoin(CAST(pairs, 'Array(Tuple(name String, value String))')) "
            f"AS pair, pair.1 AS name, pair.2 AS value FROM (SELECT DISTINCT {STREAM_LABELS} AS pairs FROM ({sampled}))) "
            "GROUP BY name ORDER BY name"
        )
        return [(str(row["name"]), int(row["values"])) for row in await self._rows(sql, where.params)]

    async def detected_fields(
        self, query: str, time_range: TimeRange, scope: AccessScope, *, lines: int, limit: int
    ) -> list[msgspec.Raw]:
        """Fields of the newest lines of a query: {label, type, cardinality, parsers} as JSON texts."""
        sql, params = self._fields(query, time_range, scope, lines)
        whole = (
            f"SELECT name AS label, if(length(groupUniqArray({_TYPES}) AS types) = 1, types[1], 'string') AS type, "
            "uniq(value) AS cardinality, arrayFilter(p -> p != '', groupUniqArray(parser)) AS parsers "
            f"FROM ({sql}) GROUP BY name ORDER BY name LIMIT {{most:UInt32}}"
        )
        result = await read_json(
            self._engine, whole, {**params, "most": limit}, limits=self._limits.engine, settings=SETTINGS
        )
        return result.rows

    async def field_values(
        self, name: str, query: str, time_range: TimeRange, scope: AccessScope, *, lines: int, limit: int
    ) -> list[str]:
        """Values of one such field."""
        sql, params = self._fields(query, time_range, scope, lines)
        whole = (
            f"SELECT value FROM ({sql}) WHERE name = {{name:String}} GROUP BY value ORDER BY count() DESC, value "
            "LIMIT {most:UInt32}"
        )
        rows = await self._rows(whole, {**params, "name": name, "most": limit})
        return [str(row["value"]) for row in rows]

    def _fields(
        self, query: str, time_range: TimeRange, scope: AccessScope, lines: int
    ) -> tuple[str, Mapping[str, Param]]:  # fmt: skip
        node = parse(query)
        if not isinstance(node, Logs):
            raise LogqlError("only log selector is supported")
        binder = Binder("l")
        pipeline = Pipeline(node, binder)
        where = Condition.all_of(time_range.condition(), scope.condition())
        newest = f"SELECT * FROM ({pipeline.rows.select(where)}) ORDER BY Timestamp DESC LIMIT {{lines:UInt32}}"
        kind = "Array(Tuple(String, String, String))"
        tagged = "arrayMap(p -> (p.1, toString(p.2), '{tag}'), CAST({map}, 'Array(Tuple(String, String))'))"
        stored = [tagged.format(tag="", map=name) for name in ("metadata", "parsed")]
        raw = "arrayMap(p -> (p.1, trimBoth(p.2, '\"'), 'json'), arrayFilter(p -> NOT match(p.2, '^[{{\\\\[]'), {0}))"
        json = raw.format("JSONExtractKeysAndValuesRaw(line)")
        logfmt = tagged.format(tag="logfmt", map="extractKeyValuePairs(line, '=', ' ', '\"')")
        logfmt = f"if(match(line, '^[A-Za-z_][A-Za-z0-9_.]*='), {logfmt}, CAST([], '{kind}'))"
        pairs = f"arrayConcat({', '.join([*stored, json, logfmt])})"
        sql = (
            f"SELECT {sanitised('field.1')} AS name, field.2 AS value, field.3 AS parser "
            f"FROM (SELECT arrayJoin({pairs}) AS field FROM ({newest})) WHERE value != ''"
        )
        return sql, {**binder.params, **where.params, "lines": lines}

    def _where(
        self, time_range: TimeRange, scope: AccessScope, selector: str, binder: Binder | None = None
    ) -> Condition:  # fmt: skip
        binder = binder or Binder("l")
        chosen = select_streams(parse_selector(selector), binder) if selector else "1"
        return Condition.all_of(time_range.condition(), scope.condition(), Condition(chosen, binder.params))

    async def _rows(self, sql: str, params: Mapping[str, Param]) -> list[Row]:
        return await self._engine.rows(sql, params, limits=self._limits.engine, settings=SETTINGS)


def _counted(matchers: Sequence[Matcher]) -> bool:
    return all(matcher.name in _ROW_OF_COUNTS for matcher in matchers)


def _counts_where(
    matchers: Sequence[Matcher], time_range: TimeRange, scope: AccessScope, binder: Binder
) -> Condition:  # fmt: skip
    value: Callable[[str], str] = _ROW_OF_COUNTS.__getitem__
    chosen = [matches(matcher, value, binder) for matcher in matchers]
    when = Condition(
        "Time >= toDateTime({start_s:UInt32}) AND Time < toDateTime({end_s:UInt32})", time_range.whole_seconds()
    )
    return Condition.all_of(when, scope.condition(), Condition(" AND ".join(chosen) or "1", binder.params))


def _label_name(key: str) -> str:
    clean = "".join(char if char.isascii() and (char.isalnum() or char == "_") else "_" for char in key)
    return f"_{clean}" if clean[:1].isdigit() else clean
