"""Which fields the records of a search have, with their most frequent values: what a facet list shows."""

from dataclasses import dataclass, replace

import msgspec

from sardonyx.query.facets import SAMPLE, facets_sql
from sardonyx.query.logs.columns import LEVEL
from sardonyx.query.logs.pages import LogQuery, locate
from sardonyx.query.result import read_json
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_COLUMNS = {
    "level": LEVEL,
    "service": "ServiceName",
    "environment": "Environment",
    "version": "ServiceVersion",
    "event": "EventName",
    "scope": "ScopeName",
    "user_id": "UserId",
}
_MAPS = {"attribute": "LogAttributes", "resource": "ResourceAttributes"}


@dataclass(frozen=True, slots=True)
class FieldList:
    """`fields` as JSON texts: {name, place, records, distinct, values: [{value, records}]}."""

    fields: list[msgspec.Raw]
    sampled: int
    rows_read: int
    bytes_read: int
    notices: tuple[str, ...] = ()


async def log_fields(engine: Engine, query: LogQuery, *, limits: Limits = INTERACTIVE) -> FieldList:
    """Fields of the newest records of a search. At most SAMPLE records are looked at; a notice says when there are more."""
    query = replace(query, limit=SAMPLE, cursor=None, direction="backward")
    located = await locate(engine, query, limits=limits)
    sample = located.time_range(query)
    if sample is None:
        return FieldList([], 0, located.rows_read, located.bytes_read, located.notices(query))
    condition = Condition.all_of(sample.condition(), query.scope.condition(), query.condition)
    table, where = query.source.table_and_where(condition, sample)
    sql = facets_sql(table, where, _COLUMNS, _MAPS)
    result = await read_json(engine, sql, condition.params, limits=limits)
    notices = list(located.notices(query))
    if located.count >= SAMPLE:
        notices.append(f"counted in the newest {SAMPLE:,} records of this search")
    read = located.rows_read + result.rows_read, located.bytes_read + result.bytes_read
    return FieldList(result.rows, min(located.count, SAMPLE), *read, tuple(notices))
