"""Records of a log query in the order of their arrival: what a tail over WebSocket reads."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from sardonyx.query.logql.limits import SETTINGS, LogqlLimits
from sardonyx.query.logql.pipeline import Pipeline, all_labels
from sardonyx.query.logql.tree import Logs
from sardonyx.query.logs.arrivals import MAX_AGE_SECONDS
from sardonyx.query.logs.columns import CONTENT_HASH
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder, Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine

_AHEAD_NS = 3600 * NS


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """A record: what identifies it, when it was received and written, its labels and its line."""

    key: str
    received_at_ms: int
    timestamp_ns: str
    labels: dict[str, str]
    line: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Entries, oldest first; `dropped` are the older ones there was no room for (of these only the newest thousand)."""

    entries: list[Entry]
    dropped: list[Entry]


_ENTRIES = msgspec.json.Decoder(Entry)
_MOST_DROPPED = 1_000


async def follow(
    engine: Engine,
    logs: Logs,
    scope: AccessScope,
    *,
    received: tuple[int, int],
    since_ns: int,
    now_ns: int,
    seen: Collection[str],
    limit: int,
    limits: LogqlLimits,
) -> Followed:
    """Records received in [first, last] (epoch ms) and written since `since_ns`, without those whose key was `seen`."""
    binder = Binder("l")
    pipeline = Pipeline(logs, binder)
    first = max(since_ns, now_ns - MAX_AGE_SECONDS * NS, 0)
    came = Condition(
        "ReceivedAt >= fromUnixTimestamp64Milli({first_ms:Int64}) AND ReceivedAt <= fromUnixTimestamp64Milli({last_ms:Int64})",
        {"first_ms": max(received[0], 0), "last_ms": received[1]},
    )
    where = Condition.all_of(TimeRange(first, now_ns + _AHEAD_NS).condition(), came, scope.condition())
    rows = (
        f"SELECT toString(cityHash64(Timestamp, {CONTENT_HASH})) AS key, toUnixTimestamp64Milli(ReceivedAt) AS received_ms, "
        f"toString(toUnixTimestamp64Nano(Timestamp)) AS time_ns, {all_labels(errors=pipeline.rows.may_fail)} AS labels, line "
        f"FROM ({pipeline.rows.select(where)})"
    )
    sql = (
        f"SELECT key, received_ms, time_ns, labels, line FROM ({rows}) WHERE NOT has({{seen:Array(String)}}, key) "
        "ORDER BY received_ms DESC, time_ns DESC LIMIT {most:UInt32}"
    )
    params = {**binder.params, **where.params, "seen": list(seen), "most": limit + _MOST_DROPPED}
    data = await engine.raw(sql, params, fmt="JSONCompactEachRow", limits=limits.engine, settings=SETTINGS)
    found = _ENTRIES.decode_lines(data)
    return Followed(found[:limit][::-1], found[limit:][::-1])
