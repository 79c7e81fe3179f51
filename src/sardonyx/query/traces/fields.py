"""Which fields the spans of a search have, with their most frequent values: what a facet list shows."""

from dataclasses import dataclass

import msgspec

from sardonyx.query.facets import SAMPLE, facets_sql
from sardonyx.query.pieces import pieces
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits
from sardonyx.storage.errors import QueryTimeout

_COLUMNS = {
    "service": "ServiceName",
    "name": "SpanName",
    "kind": "lower(SpanKind)",
    "status": "lower(StatusCode)",
    "environment": "Environment",
    "version": "ServiceVersion",
    "scope": "ScopeName",
    "user_id": "UserId",
}
_MAPS = {"attribute": "SpanAttributes", "resource": "ResourceAttributes"}


@dataclass(frozen=True, slots=True)
class SpanFieldList:
    """`fields` as JSON texts: {name, place, records, distinct, values: [{value, records}]}; records are spans."""

    fields: list[msgspec.Raw]
    sampled: int
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


class _Times(msgspec.Struct):
    spans: int
    first_ns: int


@dataclass(frozen=True, slots=True)
class _Located:
    first_ns: int
    spans: int
    rows_read: int
    bytes_read: int
    stopped: bool


async def span_fields(
    engine: Engine, condition: Condition, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> SpanFieldList:
    """Fields of the newest spans of a search. At most SAMPLE spans are looked at; a notice says when there are more."""
    condition = Condition.all_of(scope.condition(), condition)
    located = await _locate(engine, condition, time_range, limits)
    notices = ["the search was stopped by its time limit: there may be older spans"] if located.stopped else []
    if not located.spans:
        return SpanFieldList([], 0, located.rows_read, located.bytes_read, tuple(notices))
    where = Condition.all_of(TimeRange(located.first_ns, time_range.end_ns).condition(), condition)
    result = await read_json(engine, facets_sql("otel_traces", where.sql, _COLUMNS, _MAPS), where.params, limits=limits)
    if located.spans >= SAMPLE:
        notices.append(f"counted in the newest {SAMPLE:,} spans of this search")
    read = located.rows_read + result.rows_read, located.bytes_read + result.bytes_read
    return SpanFieldList(result.rows, min(located.spans, SAMPLE), *read, tuple(notices))


async def _locate(engine: Engine, condition: Condition, time_range: TimeRange, limits: Limits) -> _Located:
    """Since when the newest SAMPLE spans lie, reading only what the search needs."""
    spans = rows_read = bytes_read = 0
    first_ns, stopped = time_range.end_ns, False
    for piece in pieces(time_range, "backward"):
        where = Condition.all_of(piece.condition(), condition)
        newest = f"SELECT Timestamp FROM otel_traces WHERE {where.sql} ORDER BY Timestamp DESC LIMIT {{needed:UInt32}}"
        sql = f"SELECT count() AS spans, toUnixTimestamp64Nano(min(Timestamp)) AS first_ns FROM ({newest})"
        try:
            result = await read_json(engine, sql, {**where.params, "needed": SAMPLE - spans}, limits=limits)
        except QueryTimeout:
            if not spans:
                raise
            stopped = True
            break
        rows_read += result.rows_read
        bytes_read += result.bytes_read
        times = msgspec.json.decode(result.rows[0], type=_Times)
        if times.spans:
            spans, first_ns = spans + times.spans, times.first_ns
        if spans >= SAMPLE:
            break
    return _Located(first_ns, spans, rows_read, bytes_read, stopped)
