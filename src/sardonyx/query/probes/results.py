"""The results of one monitor, newest first."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_LIMIT = 1000

_COLUMNS = (
    "toUnixTimestamp64Milli(Time) AS at_ms, Vantage AS vantage, Outcome AS outcome, Reason AS reason, Message AS message, "
    "Seconds AS seconds, Phases AS phases, Figures AS figures, TraceId AS trace_id, Evidence AS evidence, "
    "Screenshot != '' AS has_screenshot"
)


class ResultRow(msgspec.Struct, frozen=True):
    """One check as it is stored; `evidence` is JSON or empty."""

    at_ms: int
    vantage: str
    outcome: str
    reason: str
    message: str
    seconds: float
    phases: dict[str, float]
    figures: dict[str, float | None]
    trace_id: str
    evidence: str
    has_screenshot: bool


@dataclass(frozen=True, slots=True)
class Before:
    """A place in the results of a monitor: those older than this one, as its cursor says."""

    at_ms: int
    vantage: str

    @classmethod
    def of(cls, cursor: str) -> "Before":
        """Reads a cursor. Raises ValueError."""
        at_ms, separator, vantage = cursor.partition("/")
        if not separator or not at_ms.isdecimal() or len(at_ms) > 15:
            raise ValueError("cursor: take it from the answer before, as it is")
        return cls(int(at_ms), vantage)

    def __str__(self) -> str:
        return f"{self.at_ms}/{self.vantage}"

    def condition(self) -> Condition:
        """Results older than this."""
        return Condition(
            "(Time, Vantage) < (fromUnixTimestamp64Milli({before_ms:Int64}), {before_vantage:String})",
            {"before_ms": self.at_ms, "before_vantage": self.vantage},
        )


def of_monitor(monitor_id: str, time_range: TimeRange, scope: AccessScope) -> Condition:
    """The rows of one monitor in a range that a caller may see."""
    return Condition.all_of(
        Condition("MonitorId = {monitor:String}", {"monitor": monitor_id}),
        time_range.condition("Time", bucketed=False),
        scope.condition(),
    )


async def find_results(
    engine: Engine,
    monitor_id: str,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    outcomes: Sequence[str] = (),
    before: Before | None = None,
    limit: int = 100,
    limits: Limits = INTERACTIVE,
) -> list[ResultRow]:
    """At most `limit` results, newest first, of these outcomes if any are named. Raises StorageError."""
    wanted = [of_monitor(monitor_id, time_range, scope)]
    if outcomes:
        wanted.append(Condition("Outcome IN {outcomes:Array(String)}", {"outcomes": list(outcomes)}))
    if before is not None:
        wanted.append(before.condition())
    where = Condition.all_of(*wanted)
    sql = (
        f"SELECT {_COLUMNS} FROM probe_results WHERE {where.sql} ORDER BY Time DESC, Vantage DESC "
        "LIMIT 1 BY Time, Vantage LIMIT {limit:UInt32}"
    )
    found = await read_json(engine, sql, {**where.params, "limit": limit}, limits=limits)
    return [msgspec.json.decode(row, type=ResultRow, strict=False) for row in found.rows]


async def find_screenshot(
    engine: Engine, monitor_id: str, at_ms: int, vantage: str, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> bytes | None:
    """The picture of a check; None where there is none. Raises StorageError."""
    condition = scope.condition()
    rows = await engine.rows(
        "SELECT base64Encode(Screenshot) AS picture FROM probe_results WHERE MonitorId = {monitor:String} "
        "AND Time = fromUnixTimestamp64Milli({at_ms:Int64}) AND Vantage = {vantage:String} AND Screenshot != '' "
        f"AND {condition.sql} LIMIT 1",
        {**condition.params, "monitor": monitor_id, "at_ms": at_ms, "vantage": vantage},
        limits=limits,
    )
    return base64.b64decode(rows[0]["picture"]) if rows else None
