"""When services got new versions, from the changes that were noticed or reported."""

from collections.abc import Collection

import msgspec

from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_LOOK_BACK_MS = 90 * 86_400_000
_MAX = 1000


class Deployment(msgspec.Struct, frozen=True):
    """A version of a service arriving, at `at_ms`."""

    service: str
    version: str
    at_ms: int


async def deployments(
    engine: Engine,
    scope: AccessScope,
    services: Collection[str],
    *,
    before_ms: int,
    limits: Limits = INTERACTIVE,
) -> dict[str, list[Deployment]]:
    """By service, oldest first, of the 90 days before `before_ms`. Raises StorageError."""
    if not services:
        return {}
    where = Condition.all_of(
        scope.condition(),
        Condition(
            "ServiceName IN {services:Array(String)} AND Kind IN ('version', 'deployment') "
            "AND Time >= fromUnixTimestamp64Milli({since_ms:Int64}) AND Time < fromUnixTimestamp64Milli({before_ms:Int64})",
            {"services": sorted(services), "since_ms": max(0, before_ms - _LOOK_BACK_MS), "before_ms": before_ms},
        ),
    )
    sql = (
        "SELECT ServiceName AS service, Version AS version, toUnixTimestamp64Milli(Time) AS at_ms FROM changes "
        f"WHERE {where.sql} ORDER BY Time DESC LIMIT {_MAX}"
    )
    result = await read_json(engine, sql, where.params, limits=limits)
    found: dict[str, list[Deployment]] = {}
    for row in reversed(result.rows):
        one = msgspec.json.decode(row, type=Deployment)
        found.setdefault(one.service, []).append(one)
    return found
