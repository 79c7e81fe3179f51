"""What only a second look at stored records tells: which were received again, and which are missing by their source's own numbers.

A record is received again if one of the same service, time and body was received in the two minutes before, or with it; those
that say no time of their own are not judged. Numbers are looked for where sources count their lines (SEQUENCE_KEYS): of one host's
service, in the order of time, a number that is higher than the one before by more than one tells how many are missing. One that is
lower, or higher by more than a million, is a new beginning.

Minutes are looked over some time after they ended, so that what came late has come. Where a minute holds more records than is
reasonable, one of several is looked at, told by its time, and the duplicates found are multiplied.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sardonyx.beside import beside
from sardonyx.processors.parsing.names import HOST_KEYS
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import BACKGROUND, Engine, Params
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

SEQUENCE_KEYS = (
    "log.sequence", "event.sequence", "log.record.sequence", "sequence", "sequence_number", "sequence_id", "seq", "seqno",
)  # fmt: skip
"""Attributes in which sources count their lines one by one; of syslog's structured data, `meta sequenceId` (RFC 5424, 7.3.1)."""

MINUTE = 60
BEFORE_SECONDS = 120
AFTER_SECONDS = 60
MAX_ROWS = 2_000_000
_TIMES_BACK_SECONDS = 3600
_LOST_INTEREST_SECONDS = 3600
_LARGEST_GAP = 1_000_000
_LOOK_EVERY_SECONDS = 15.0
# Findings are counted by when they were written: a little ahead, so that they are there before their window ends.
_AHEAD_SECONDS = 10

_KEYS = ", ".join(f"'{key}'" for key in (*SEQUENCE_KEYS, "syslog.structured_data"))
_NAMED_KEYS = ", ".join(f"'{key}'" for key in SEQUENCE_KEYS)
_HOSTS = ", ".join(f"ResourceAttributes['{key}'], LogAttributes['{key}']" for key in HOST_KEYS)
_HOST = f"arrayFirst(v -> v != '', [{_HOSTS}])"
_NUMBER = (
    f"toUInt64OrNull(arrayFirst(v -> v != '', arrayConcat(arrayMap(key -> LogAttributes[key], [{_NAMED_KEYS}]), "
    r"""[extract(LogAttributes['syslog.structured_data'], '\\[meta [^\\]]*sequenceId="(\\d+)"')])))"""
)
# What one source of numbers is, beside service and host.
_COUNTER = (
    "concat(ResourceAttributes['service.instance.id'], LogAttributes['process.pid'], LogAttributes['log.file.path'])"
)

_RECEIVED = (
    "ReceivedAt >= toDateTime64({from_s:UInt32}, 3) - toIntervalSecond({before_s:UInt32}) "
    "AND ReceivedAt < toDateTime64({until_s:UInt32}, 3) + toIntervalSecond({after_s:UInt32}) "
    "AND Timestamp >= toDateTime64({oldest_s:UInt32}, 9) "
    "AND toStartOfFiveMinutes(toDateTime(Timestamp)) >= toStartOfFiveMinutes(toDateTime({oldest_s:UInt32}))"
)
# What says no time of its own has that of its delivery: lines alike are no repetition then.
_OWN_TIME = "toUnixTimestamp64Milli(Timestamp) != toUnixTimestamp64Milli(ReceivedAt)"
_WITHIN = "ReceivedAt >= toDateTime64({from_s:UInt32}, 3) AND ReceivedAt < toDateTime64({until_s:UInt32}, 3)"


def found_sql(scope: Condition = Condition.TRUE) -> str:
    """A SELECT of ServiceName, Environment, Host, Duplicates and Missing among what was received from `from_s` to `until_s`.

    Parameters: see `parameters`, and those of `scope`.
    """
    again = f"""
SELECT ServiceName, any(Environment) AS Environment, any({_HOST}) AS Host,
  (countIf({_WITHIN}) - if(countIf(ReceivedAt < toDateTime64({{from_s:UInt32}}, 3)) = 0 AND countIf({_WITHIN}) > 0, 1, 0))
    * {{one_in:UInt32}} AS Duplicates, 0 AS Missing
FROM otel_logs
WHERE {_RECEIVED} AND {scope.sql} AND cityHash64(ServiceName, Timestamp) % {{one_in:UInt32}} = 0 AND {_OWN_TIME}
GROUP BY ServiceName, Timestamp, cityHash64(Body)
HAVING Duplicates > 0"""
    numbers = "arraySort(groupUniqArray(1000000)((Timestamp, number, within)))"
    step = f"if(b.3 AND b.2 > a.2 AND b.2 - a.2 <= {_LARGEST_GAP}, b.2 - a.2 - 1, 0)"
    missing = f"""
SELECT ServiceName, Environment, Host, 0 AS Duplicates,
  arraySum(arrayMap((a, b) -> {step}, arrayPopBack(numbers), arrayPopFront(numbers))) AS Missing
FROM (
  SELECT ServiceName, Environment, Host, counter, {numbers} AS numbers
  FROM (
    SELECT ServiceName, Environment, {_HOST} AS Host, {_COUNTER} AS counter, Timestamp, assumeNotNull({_NUMBER}) AS number,
      {_WITHIN} AS within
    FROM otel_logs
    WHERE {_RECEIVED} AND {scope.sql} AND hasAny(mapKeys(LogAttributes), [{_KEYS}]) AND isNotNull({_NUMBER})
  )
  GROUP BY ServiceName, Environment, Host, counter
)
WHERE Missing > 0"""
    return f"""
SELECT ServiceName, Environment, Host, toUInt64(sum(Duplicates)) AS Duplicates, toUInt64(sum(Missing)) AS Missing
FROM ({again} UNION ALL {missing})
GROUP BY ServiceName, Environment, Host"""


async def parameters(engine: Engine, from_s: int, until_s: int) -> dict[str, int]:
    """The parameters of `found_sql` for what was received from one epoch second to another. Raises StorageError."""
    (row,) = await engine.rows(
        "SELECT sum(Records) AS n FROM log_sources_10s WHERE Outcome = 'stored' "
        "AND ReceivedTime >= toDateTime({from_s:UInt32}) AND ReceivedTime < toDateTime({until_s:UInt32})",
        {"from_s": from_s - BEFORE_SECONDS, "until_s": until_s + AFTER_SECONDS},
    )
    return {
        "from_s": from_s, "until_s": until_s, "before_s": BEFORE_SECONDS, "after_s": AFTER_SECONDS,
        "oldest_s": max(0, from_s - _TIMES_BACK_SECONDS), "one_in": 1 + int(row["n"]) // MAX_ROWS,
    }  # fmt: skip


async def looked_until(engine: Engine) -> int:
    """The epoch second up to which findings are stored; 0 before the first look. Raises StorageError."""
    (row,) = await engine.rows("SELECT toUnixTimestamp(max(ReceivedTime)) AS s FROM log_findings_1m")
    return int(row["s"]) + MINUTE if int(row["s"]) else 0


class Findings:
    """Looks over each minute once. `inserted_until_ns()` tells an instant before which everything received is in the engine."""

    def __init__(
        self,
        engine: Engine,
        inserted_until_ns: Callable[[], int],
        *,
        may_look: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._inserted_until_ns = inserted_until_ns
        self._may_look = may_look
        self._clock = clock
        self._next: int | None = None

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._run(), name="log-findings"):
            yield

    async def look_due(self) -> bool:
        """Look over the minute that is due, if there is one. Raises StorageError."""
        until = int(min(self._inserted_until_ns() / 1e9, self._clock())) - AFTER_SECONDS
        if self._next is None:
            self._next = await looked_until(self._engine) or until // MINUTE * MINUTE - MINUTE
        # After a long stop the oldest are let go: what they hold is not asked for any more.
        self._next = max(self._next, (until - _LOST_INTEREST_SECONDS) // MINUTE * MINUTE)
        if self._next + MINUTE > until:
            return False
        await self._look(self._next)
        self._next += MINUTE
        return True

    async def _look(self, minute: int) -> None:
        settings = (
            f"insert_deduplication_token = 'findings-{minute}', max_insert_threads = 1, max_threads = 1, "
            "max_bytes_before_external_group_by = 200000000"
        )
        params: Params = {**await parameters(self._engine, minute, minute + MINUTE), "at_s": int(self._clock())}
        if not await self._received(params):
            return
        await self._engine.execute(
            "INSERT INTO log_findings_1m (ReceivedTime, ServiceName, Environment, Host, Duplicates, Missing, LookedAt) "
            f"SETTINGS {settings} "
            f"SELECT toDateTime({{from_s:UInt32}}), *, toDateTime({{at_s:UInt32}}) + {_AHEAD_SECONDS} FROM ({found_sql()} "
            "UNION ALL SELECT '', '', '', toUInt64(0), toUInt64(0))",
            params,
            limits=BACKGROUND,
        )

    async def _received(self, params: Params) -> bool:
        (row,) = await self._engine.rows(
            "SELECT count() AS n FROM log_sources_10s "
            "WHERE ReceivedTime >= toDateTime({from_s:UInt32}) AND ReceivedTime < toDateTime({until_s:UInt32})",
            params,
        )
        return int(row["n"]) > 0

    async def _run(self) -> None:
        while True:
            try:
                while self._may_look() and await self.look_due():
                    pass
            except StorageError as error:
                log.warning("looking for lost and repeated log records waits for the engine: %s", error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
