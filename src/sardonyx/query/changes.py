"""Stored changes, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_LIMIT = 1000

_TIME = (
    "concat(formatDateTime(Time, '%Y-%m-%dT%H:%i:%S', 'UTC'), '.', "
    "leftPad(toString(toUnixTimestamp64Milli(Time) % 1000), 3, '0'), 'Z')"
)
_OUTPUT = (
    f"Id AS id, {_TIME} AS time, Kind AS kind, ServiceName AS service, Environment AS environment, Title AS title, "
    "Version AS version, PreviousVersion AS previous_version, Attributes AS attributes"
)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes as JSON texts, newest first; `more`: there are older ones in the range."""

    changes: list[msgspec.Raw]
    more: bool


async def find_changes(
    engine: Engine,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    services: Sequence[str] = (),
    kinds: Sequence[str] = (),
    limit: int = 200,
    limits: Limits = INTERACTIVE,
) -> ChangePage:
    """Changes in a range, of these services and kinds if any are named. Raises StorageError."""
    wanted = [time_range.condition("Time", bucketed=False), scope.condition()]
    if services:
        wanted.append(Condition("ServiceName IN {services:Array(String)}", {"services": list(services)}))
    if kinds:
        wanted.append(Condition("Kind IN {kinds:Array(String)}", {"kinds": list(kinds)}))
    where = Condition.all_of(*wanted)
    sql = (
        f"SELECT {_OUTPUT} FROM (SELECT * FROM changes WHERE {where.sql} ORDER BY Time DESC, Id, RecordedAt LIMIT 1 BY Id) "
        "ORDER BY Time DESC, Id LIMIT {limit:UInt32}"
    )
    result = await read_json(engine, sql, {**where.params, "limit": limit + 1}, limits=limits)
    return ChangePage(result.rows[:limit], len(result.rows) > limit)
