"""Traces with a span that matches a search: the newest, the slowest or those with most errors."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from sardonyx.query.pieces import pieces
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.query.traces.columns import iso
from sardonyx.query.traces.ids import times_of
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits
from sardonyx.storage.errors import QueryTimeout

MAX_LIMIT = 200
TraceSort = Literal["newest", "slowest", "errors"]
MATCHED_SPANS = 5


@dataclass(frozen=True, slots=True)
class TracePage:
    """Summaries as JSON texts."""

    traces: list[msgspec.Raw]
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


async def search_traces(
    engine: Engine,
    condition: Condition,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    sort: TraceSort = "newest",
    limit: int = 20,
    limits: Limits = INTERACTIVE,
) -> TracePage:
    """The `limit` traces with the newest, the longest or the most failed matching spans, in the order of `sort`.

    Figures count only spans the caller may see. `condition` is a compiled search on spans. When time runs out while
    looking for the newest, what was found comes with a notice; QueryTimeout if that is nothing, and for other sorts.
    """
    visible = Condition.all_of(scope.condition(), condition)
    if sort == "newest":
        ids, read, stopped = await _newest_ids(engine, visible, time_range, limit, limits)
    else:
        ids, read = await _most_ids(engine, visible, time_range, _MOST[sort], limit, limits)
        stopped = False
    notices = ("the search was stopped by its time limit: there may be older traces",) if stopped else ()
    if not ids:
        return TracePage([], *read, notices)
    times = await times_of(engine, ids, limits=limits)
    its = Condition("TraceId IN {trace_ids:Array(String)}", {"trace_ids": ids})
    where = Condition.all_of(times.condition() if times else Condition.TRUE, its, scope.condition())
    in_range = time_range.condition(bucketed=False)
    matched = (
        f"({condition.sql}) AND Timestamp >= fromUnixTimestamp64Nano({{range_start_ns:Int64}}) "
        "AND Timestamp < fromUnixTimestamp64Nano({range_end_ns:Int64})"
    )
    params = {
        **where.params,
        **condition.params,
        "range_start_ns": in_range.params["start_ns"],
        "range_end_ns": in_range.params["end_ns"],
    }
    sql = f"""
SELECT TraceId AS trace_id, if(roots > 0, root_service, '') AS root_service, if(roots > 0, root_name, '') AS root_name,
  {iso("first")} AS start, toString(toUnixTimestamp64Nano(first)) AS start_ns,
  (last_ns - toUnixTimestamp64Nano(first)) / 1e6 AS duration_ms, spans AS span_count, errors AS error_count,
  arrayMap(s -> CAST(s, 'Tuple(service String, spans UInt64)'),
    arraySort(s -> (-toInt64(s.2), s.1), arrayZip((by_service).1, (by_service).2))) AS services,
  matched_count, arraySlice(arraySort(s -> s.start_ns, matched_all), 1, {MATCHED_SPANS}) AS matched_spans
FROM (
  SELECT TraceId, min(Timestamp) AS first, max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) AS last_ns,
    count() AS spans, countIf(StatusCode = 'Error') AS errors, countIf(ParentSpanId = '') AS roots,
    argMinIf(ServiceName, Timestamp, ParentSpanId = '') AS root_service,
    argMinIf(SpanName, Timestamp, ParentSpanId = '') AS root_name,
    sumMap([toString(ServiceName)], [toUInt64(1)]) AS by_service,
    countIf({matched}) AS matched_count,
    groupArrayIf(100)(CAST((SpanId, SpanName, ServiceName, StatusCode, toString(toUnixTimestamp64Nano(Timestamp)), Duration),
      'Tuple(span_id String, name String, service String, status String, start_ns String, duration_ns UInt64)'), {matched})
      AS matched_all
  FROM otel_traces WHERE {where.sql} GROUP BY TraceId
)
ORDER BY {_ORDER[sort]}, trace_id"""
    result = await read_json(engine, sql, params, limits=limits)
    return TracePage(result.rows, read[0] + result.rows_read, read[1] + result.bytes_read, notices)


_MOST: dict[TraceSort, str] = {"slowest": "max(Duration)", "errors": "countIf(StatusCode = 'Error')"}
_ORDER: dict[TraceSort, str] = {
    "newest": "first DESC",
    "slowest": "duration_ms DESC, first DESC",
    "errors": "error_count DESC, first DESC",
}


class _Id(msgspec.Struct):
    id: str


async def _most_ids(
    engine: Engine, condition: Condition, time_range: TimeRange, figure: str, limit: int, limits: Limits
) -> tuple[list[str], tuple[int, int]]:
    where = Condition.all_of(time_range.condition(), condition)
    sql = (
        f"SELECT TraceId AS id FROM otel_traces WHERE TraceId != '' AND {where.sql} "
        f"GROUP BY TraceId ORDER BY {figure} DESC, max(Timestamp) DESC, id LIMIT {{needed:UInt32}}"
    )
    result = await read_json(engine, sql, {**where.params, "needed": limit}, limits=limits)
    ids = [msgspec.json.decode(row, type=_Id).id for row in result.rows]
    return ids, (result.rows_read, result.bytes_read)


async def _newest_ids(
    engine: Engine, condition: Condition, time_range: TimeRange, limit: int, limits: Limits
) -> tuple[list[str], tuple[int, int], bool]:
    ids: dict[str, None] = {}
    rows_read = bytes_read = 0
    for piece in pieces(time_range, "backward"):
        where = Condition.all_of(piece.condition(), condition)
        sql = (
            f"SELECT TraceId AS id FROM otel_traces WHERE TraceId != '' AND {where.sql} "
            "GROUP BY TraceId ORDER BY max(Timestamp) DESC, id LIMIT {needed:UInt32}"
        )
        try:
            result = await read_json(engine, sql, {**where.params, "needed": limit}, limits=limits)
        except QueryTimeout:
            if not ids:
                raise
            return list(ids), (rows_read, bytes_read), True
        rows_read += result.rows_read
        bytes_read += result.bytes_read
        ids |= {msgspec.json.decode(row, type=_Id).id: None for row in result.rows}
        if len(ids) >= limit:
            break
    return list(ids)[:limit], (rows_read, bytes_read), False
