"""Log queries: records by stream, as Loki answers them. The engine writes the JSON of each stream."""

from dataclasses import dataclass

import msgspec

from sardonyx.query.logql.limits import SETTINGS, LogqlLimits
from sardonyx.query.logql.pipeline import Pipeline, all_labels
from sardonyx.query.logql.tree import Logs
from sardonyx.query.pieces import Direction, pieces
from sardonyx.query.result import JsonResult, read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Param

_NS = "toUnixTimestamp64Nano(Timestamp)"


@dataclass(frozen=True, slots=True)
class Streams:
    """Streams as JSON texts: {"stream": {…}, "values": [["ns", "line"], …]}."""

    streams: list[msgspec.Raw]
    entries: int
    rows_read: int
    bytes_read: int


@dataclass(frozen=True, slots=True)
class StreamQuery:
    """What to read. `interval_ns`: of each stream at most one entry per such interval. `categorised`: structured metadata and
    parsed labels stand apart from the stream's, as Grafana asks for."""

    logs: Logs
    time_range: TimeRange
    limit: int = 100
    direction: Direction = "backward"
    interval_ns: int = 0
    categorised: bool = False


class _Times(msgspec.Struct):
    records: int
    first_ns: int
    last_ns: int


async def read_streams(engine: Engine, query: StreamQuery, scope: AccessScope, limits: LogqlLimits) -> Streams:
    """The first `limit` entries. The range is read in pieces that grow from its wanted end, times first: most queries are
    answered by a small part of it."""
    binder = Binder("l")
    pipeline = Pipeline(query.logs, binder)
    read = [0, 0]
    bounds: TimeRange | None = None
    found = 0
    whole = [query.time_range]  # an interval's first entry is that of all pieces
    for piece in whole if query.interval_ns else pieces(query.time_range, query.direction):
        times, result = await _look(engine, query, pipeline, piece, scope, query.limit - found, limits)
        read = [read[0] + result.rows_read, read[1] + result.bytes_read]
        if times.records:
            found += times.records
            here = TimeRange(times.first_ns, times.last_ns + 1)
            bounds = here if bounds is None else _around(bounds, here)
        if found >= query.limit:
            break
    if bounds is None:
        return Streams([], 0, *read)
    streams = await _fetch(engine, query, pipeline, bounds, scope, limits)
    return Streams(streams, min(found, query.limit), *read)


def _around(one: TimeRange, other: TimeRange) -> TimeRange:
    return TimeRange(min(one.start_ns, other.start_ns), max(one.end_ns, other.end_ns))


def _where(piece: TimeRange, scope: AccessScope) -> Condition:
    return Condition.all_of(piece.condition(), scope.condition())


def _rows(query: StreamQuery, pipeline: Pipeline, where: Condition) -> str:
    rows = pipeline.rows.select(where)
    if not query.interval_ns:
        return rows
    every = f"intDiv({_NS} - {{from_ns:Int64}}, {{interval_ns:Int64}})"
    order = "DESC" if query.direction == "backward" else "ASC"
    labels = all_labels(errors=pipeline.rows.may_fail)
    return f"SELECT * FROM ({rows}) ORDER BY Timestamp {order} LIMIT 1 BY {labels}, {every}"


def _params(query: StreamQuery, pipeline: Pipeline, where: Condition) -> dict[str, Param]:
    every: dict[str, Param] = {"from_ns": query.time_range.start_ns, "interval_ns": query.interval_ns}
    return {**pipeline.binder.params, **where.params, **(every if query.interval_ns else {})}


async def _look(
    engine: Engine,
    query: StreamQuery,
    pipeline: Pipeline,
    piece: TimeRange,
    scope: AccessScope,
    needed: int,
    limits: LogqlLimits,
) -> tuple[_Times, JsonResult]:
    order = "DESC" if query.direction == "backward" else "ASC"
    where = _where(piece, scope)
    sql = (
        "SELECT count() AS records, toUnixTimestamp64Nano(min(Timestamp)) AS first_ns, "
        "toUnixTimestamp64Nano(max(Timestamp)) AS last_ns "
        f"FROM (SELECT Timestamp FROM ({_rows(query, pipeline, where)}) ORDER BY Timestamp {order} LIMIT {{needed:UInt32}})"
    )
    params = {**_params(query, pipeline, where), "needed": needed}
    result = await read_json(engine, sql, params, limits=limits.engine, settings=SETTINGS)
    return msgspec.json.decode(result.rows[0], type=_Times), result


async def _fetch(
    engine: Engine,
    query: StreamQuery,
    pipeline: Pipeline,
    bounds: TimeRange,
    scope: AccessScope,
    limits: LogqlLimits,
) -> list[msgspec.Raw]:
    backward = query.direction == "backward"
    order = "DESC" if backward else "ASC"
    where = _where(bounds, scope)
    rows = f"SELECT * FROM ({_rows(query, pipeline, where)}) ORDER BY Timestamp {order} LIMIT {{limit:UInt32}}"
    sort = "arrayReverseSort" if backward else "arraySort"
    sql = (
        f"SELECT stream, arrayMap(e -> {_entry(query)}, {sort}(e -> e.1, groupArray(entry))) AS values FROM ("
        f"SELECT {_stream(query, pipeline)} AS stream, {_kept(query, pipeline)} AS entry FROM ({rows})) GROUP BY stream"
    )
    params = {**_params(query, pipeline, where), "limit": query.limit}
    data = await engine.raw(sql, params, fmt="JSONEachRow", limits=limits.engine, settings=SETTINGS)
    return [msgspec.Raw(row) for row in data.splitlines() if row]


def _stream(query: StreamQuery, pipeline: Pipeline) -> str:
    if query.categorised:
        return "mapSort(mapFilter((k, v) -> v != '', stream_labels))"
    return all_labels(errors=pipeline.rows.may_fail)


def _kept(query: StreamQuery, pipeline: Pipeline) -> str:
    if not query.categorised:
        return f"({_NS}, line)"
    shadowed = "mapSort(mapFilter((k, v) -> NOT mapContains(parsed, k), metadata))"
    parsed = "parsed"
    if pipeline.rows.may_fail:
        parsed = (
            "mapUpdate(parsed, mapFilter((k, v) -> v != '', map('__error__', err, '__error_details__', err_details)))"
        )
    return f"({_NS}, line, {shadowed}, mapSort({parsed}))"


def _entry(query: StreamQuery) -> str:
    if not query.categorised:
        return "(toString(e.1), e.2)"
    kinds = "Tuple(String, String, Tuple(structuredMetadata Map(String, String), parsed Map(String, String)))"
    return f"CAST((toString(e.1), e.2, (e.3, e.4)), '{kinds}')"
