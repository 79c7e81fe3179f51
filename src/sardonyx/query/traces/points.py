"""Matching traces as points of time and duration: what a scatter shows."""

from dataclasses import dataclass

import msgspec

from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_POINTS = 10_000
CONSIDERED_SPANS = 200_000
"""From about this many matching spans on only a part of the traces, chosen by a hash of their id, is looked at."""


class PointColumns(msgspec.Struct):
    """One item per trace in each list. `start` is in epoch seconds."""

    trace_id: list[str]
    span_id: list[str]
    start: list[float]
    duration_ms: list[float]
    error: list[bool]
    service: list[str]
    name: list[str]


@dataclass(frozen=True, slots=True)
class TracePoints:
    """`total` matching traces, of which the points are some or all; an estimate when `estimated`."""

    points: PointColumns
    total: int
    estimated: bool
    rows_read: int
    bytes_read: int


class _Counted(msgspec.Struct):
    spans: int


class _Answer(msgspec.Struct):
    total: int
    points: PointColumns


async def trace_points(
    engine: Engine,
    condition: Condition,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    limit: int = 2000,
    limits: Limits = INTERACTIVE,
) -> TracePoints:
    """One point per trace with a matching span: its longest one that matches (of all spans that is the root, mostly).

    Of more than `limit` traces the slowest eighth is kept, then as many with errors, the rest is a fair sample. Raises
    QueryTimeout.
    """
    where = Condition.all_of(time_range.condition(), scope.condition(), condition)
    counted = await read_json(
        engine, f"SELECT count() AS spans FROM otel_traces WHERE {where.sql}", where.params, limits=limits
    )
    spans = msgspec.json.decode(counted.rows[0], type=_Counted).spans
    share = -(-spans // CONSIDERED_SPANS) or 1
    chosen = f"{where.sql} AND cityHash64(TraceId) % {{share:UInt64}} = 0" if share > 1 else where.sql
    sql = f"""
SELECT any(traces) AS total, CAST(({", ".join(f"groupArray({name})" for name in PointColumns.__struct_fields__)}),
  'Tuple({", ".join(f"{name} Array({kind})" for name, kind in _TYPES.items())})') AS points
FROM (
  SELECT *, count() OVER () AS traces, row_number() OVER (ORDER BY duration_ms DESC) AS slow,
    row_number() OVER (ORDER BY error DESC, cityHash64(trace_id)) AS failed
  FROM (
    SELECT TraceId AS trace_id, argMax(SpanId, Duration) AS span_id,
      toUnixTimestamp64Nano(argMax(Timestamp, Duration)) / 1e9 AS start, max(Duration) / 1e6 AS duration_ms,
      max(StatusCode = 'Error') AS error, argMax(ServiceName, Duration) AS service, argMax(SpanName, Duration) AS name
    FROM otel_traces WHERE TraceId != '' AND {chosen} GROUP BY TraceId
  )
  ORDER BY slow > {{kept:UInt32}}, (failed > {{kept:UInt32}} OR NOT error), cityHash64(trace_id)
  LIMIT {{limit:UInt32}}
)"""
    params = {**where.params, "share": share, "limit": limit, "kept": limit // 8}
    result = await read_json(engine, sql, params, limits=limits)
    answer = msgspec.json.decode(result.rows[0], type=_Answer)
    read = counted.rows_read + result.rows_read, counted.bytes_read + result.bytes_read
    return TracePoints(answer.points, answer.total * share, share > 1, *read)


_TYPES = {
    "trace_id": "String", "span_id": "String", "start": "Float64", "duration_ms": "Float64", "error": "Bool",
    "service": "String", "name": "String",
}  # fmt: skip
