"""The records around a record: what its service wrote just before and after."""

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from sardonyx.query.logs.columns import CONTENT_HASH
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.logs.pages import LogQuery, log_page
from sardonyx.query.logs.source import LogSource
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

Within = Literal["service", "stream"]
_REACH_NS = 24 * 3600 * NS


class LogRecordNotFound(LookupError):
    """No such record, or none the caller may see."""


@dataclass(frozen=True, slots=True)
class LogContext:
    """Rows as JSON texts, oldest first; `record` is the one asked for."""

    before: list[msgspec.Raw]
    record: msgspec.Raw
    after: list[msgspec.Raw]


async def log_context(
    engine: Engine,
    record: RecordId,
    scope: AccessScope,
    *,
    before: int = 20,
    after: int = 20,
    within: Within = "stream",
    source: LogSource = LogSource.TABLE,
    limits: Limits = INTERACTIVE,
) -> LogContext:
    """Up to `before` and `after` records around `record`, at most a day away. A stream is one resource (host, container,
    instance) of the service. Raises LogRecordNotFound."""
    instant = TimeRange(record.timestamp_ns, record.timestamp_ns + 1)
    itself = Condition(f"{CONTENT_HASH} = {{record_hash:UInt64}}", {"record_hash": record.content_hash})
    condition = Condition.all_of(instant.condition(), scope.condition(), itself)
    found = await engine.rows(
        "SELECT ServiceName AS service, Environment AS environment, toString(cityHash64(ResourceAttributes)) AS resource "
        f"FROM {source.matching(condition, instant)} LIMIT 1",
        condition.params,
        limits=limits,
    )
    if not found:
        raise LogRecordNotFound("this record is not stored (any more), or it is outside of your scope")
    same = _same(found[0], within)
    beside = LogQuery(same, around(record), scope, before, "backward", record, source=source)
    only = LogQuery(itself, instant, scope, 1, source=source)
    older, newer, itself_page = await asyncio.gather(
        log_page(engine, beside, limits=limits),
        log_page(engine, replace(beside, limit=after, direction="forward"), limits=limits),
        log_page(engine, only, limits=limits),
    )
    return LogContext(older.rows[::-1], itself_page.rows[0], newer.rows)


def around(record: RecordId) -> TimeRange:
    """As far as surroundings reach."""
    return TimeRange(max(0, record.timestamp_ns - _REACH_NS), record.timestamp_ns + _REACH_NS)


def _same(row: dict[str, str], within: Within) -> Condition:
    same = Condition(
        "ServiceName = {same_service:String} AND Environment = {same_environment:String}",
        {"same_service": row["service"], "same_environment": row["environment"]},
    )
    if within == "service":
        return same
    resource = Condition(
        "cityHash64(ResourceAttributes) = {same_resource:UInt64}", {"same_resource": int(row["resource"])}
    )
    return Condition.all_of(same, resource)
