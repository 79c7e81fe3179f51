"""Records in the order in which they arrived: what a live tail reads."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from sardonyx.query.logs.columns import CONTENT_HASH, SOURCE_COLUMNS, selection
from sardonyx.query.logs.cursor import ID_SQL
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_AGE_SECONDS = 3600
"""Records whose own time lies further back when they arrive are history, not news; reading back stays cheap by it."""
_MAX_AHEAD_SECONDS = 3600


class Arrived(msgspec.Struct, frozen=True):
    """One record: what orders and identifies it, and its JSON text."""

    received_at_ms: int
    timestamp_ns: int
    content_hash: int
    arrival_key: int
    row: msgspec.Raw


class _Key(msgspec.Struct):
    received_at_ms: int
    timestamp_ns: str
    hash_text: str
    key_text: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Records in order of arrival; `skipped` older ones were left out because there were too many."""

    records: list[Arrived]
    skipped: int


@dataclass(frozen=True, slots=True)
class After:
    """Everything received later than `received_at_ms`, or at that instant but behind this record."""

    received_at_ms: int
    timestamp_ns: int = 2**63 - 1
    content_hash: int = 2**64 - 1

    def condition(self) -> Condition:
        """Behind this point, in the order (received, time, hash)."""
        return Condition(
            "(received_ms > {after_ms:Int64} OR (received_ms = {after_ms:Int64} AND "
            "(time_ns, content_hash) > ({after_ns:Int64}, {after_hash:UInt64})))",
            {"after_ms": self.received_at_ms, "after_ns": self.timestamp_ns, "after_hash": self.content_hash},
        )


async def log_arrivals(
    engine: Engine,
    condition: Condition,
    scope: AccessScope,
    *,
    now_ns: int,
    after: After,
    not_before_ms: int,
    seen: Collection[int] = (),
    limit: int = 500,
    limits: Limits = INTERACTIVE,
) -> Arrivals:
    """Records received since `not_before_ms` and behind `after`, without those whose `arrival_key` was `seen`.

    Of more than `limit` the newest are returned and the rest is counted.
    """
    recent = TimeRange(max(0, now_ns - MAX_AGE_SECONDS * NS), now_ns + _MAX_AHEAD_SECONDS * NS)
    received = Condition(
        "ReceivedAt >= fromUnixTimestamp64Milli({since_ms:Int64})", {"since_ms": max(not_before_ms, 0)}
    )
    where = Condition.all_of(recent.condition(), received, scope.condition(), condition)
    behind = after.condition()
    matching = (
        f"SELECT {', '.join(SOURCE_COLUMNS)}, {CONTENT_HASH} AS content_hash, "
        "toUnixTimestamp64Milli(ReceivedAt) AS received_ms, toUnixTimestamp64Nano(Timestamp) AS time_ns, "
        f"cityHash64(time_ns, content_hash) AS arrival_key, 1 AS equal_number FROM otel_logs WHERE {where.sql}"
    )
    fresh = f"FROM ({matching}) WHERE {behind.sql} AND arrival_key NOT IN {{seen:Array(UInt64)}}"
    params = {**where.params, **behind.params, "seen": list(seen), "limit": limit}
    order = "received_ms DESC, time_ns DESC, content_hash DESC"
    sql = (
        f"SELECT {ID_SQL} AS id, toString(content_hash) AS hash_text, "
        f"toString(arrival_key) AS key_text, {selection()} "
        f"FROM (SELECT * {fresh} ORDER BY {order} LIMIT {{limit:UInt32}}) ORDER BY {order}"
    )
    result = await read_json(engine, sql, params, limits=limits)
    skipped = 0
    if len(result.rows) == limit:
        counted = await engine.rows(f"SELECT count() AS records {fresh}", params, limits=limits)
        skipped = max(0, int(counted[0]["records"]) - limit)
    return Arrivals([_arrived(row) for row in reversed(result.rows)], skipped)


def _arrived(row: msgspec.Raw) -> Arrived:
    key = msgspec.json.decode(row, type=_Key)
    return Arrived(key.received_at_ms, int(key.timestamp_ns), int(key.hash_text), int(key.key_text), row)
