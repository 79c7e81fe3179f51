"""Following log records as they arrive.

Batches of different senders may be flushed out of order, so every look goes back a little and leaves out what was already
delivered. Nothing is queued: while the reader is slow no look is taken, and the next one says how much it left out.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from sardonyx.query.logs.arrivals import After, Arrived, log_arrivals
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import INTERACTIVE, Engine
from sardonyx.storage.errors import QueryTimeout, StorageError

MAX_LINES = 500
"""Lines of one look; more than a person or a page could follow."""
OVERLAP_MS = 10_000
LOOK_SECONDS = 0.9
HEARTBEAT_MS = 15_000
_RATE_MS = 5_000


@dataclass(frozen=True, slots=True)
class Lines:
    """Records that have arrived, in order of arrival."""

    records: list[Arrived]


@dataclass(frozen=True, slots=True)
class Gap:
    """So many matching records were left out here."""

    skipped: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Matching records per second, those left out included, over the last seconds."""

    per_second: float


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing happened, and the connection lives."""


TailEvent = Lines | Gap | Rate | Heartbeat


class Tail:
    """One reader's tail; iterate `events()` once."""

    def __init__(
        self,
        engine: Engine,
        condition: Condition,
        scope: AccessScope,
        wait_for_change: Callable[[float], Awaitable[object]],
        clock_ns: Callable[[], int],
        resume: After | None,
    ) -> None:
        self._engine = engine
        self._condition = condition
        self._scope = scope
        self._wait_for_change = wait_for_change
        self._clock_ns = clock_ns
        self._after = resume or After(clock_ns() // 1_000_000)
        self._looked_ms = self._after.received_at_ms
        self._delivered: dict[int, int] = {}  # arrival key → received at (ms), as far back as a look goes
        self._said_ms = self._rate_ms = clock_ns() // 1_000_000
        self._counted = 0

    async def events(self) -> AsyncGenerator[TailEvent, None]:
        """What arrives, until the iteration is closed. Raises StorageError when the engine refuses the search."""
        while True:
            try:
                found = await self._look()
            except StorageError as error:
                if not (error.transient or isinstance(error, QueryTimeout)):
                    raise
                found = []
            for event in [*found, *self._pulse(bool(found))]:
                yield event
            await self._wait_for_change(LOOK_SECONDS)

    async def _look(self) -> list[TailEvent]:
        now_ns = self._clock_ns()
        since_ms = self._looked_ms - OVERLAP_MS
        found = await log_arrivals(
            self._engine,
            self._condition,
            self._scope,
            now_ns=now_ns,
            after=self._after,
            not_before_ms=max(since_ms, self._after.received_at_ms),
            seen=self._delivered.keys(),
            limit=MAX_LINES,
            limits=INTERACTIVE.with_seconds(10),
        )
        self._looked_ms = now_ns // 1_000_000
        self._delivered = {key: ms for key, ms in self._delivered.items() if ms >= self._looked_ms - OVERLAP_MS}
        self._counted += len(found.records) + found.skipped
        if not found.records:
            return []
        if found.skipped:  # what was left out stays left out: go on behind the newest
            last = found.records[-1]
            self._after = After(last.received_at_ms, last.timestamp_ns, last.content_hash)
            self._delivered = {}
            return [Gap(found.skipped), Lines(found.records)]
        self._delivered |= {record.arrival_key: record.received_at_ms for record in found.records}
        return [Lines(found.records)]

    def _pulse(self, said_something: bool) -> list[TailEvent]:
        now_ms = self._clock_ns() // 1_000_000
        if said_something:
            self._said_ms = now_ms
        if now_ms - self._rate_ms >= _RATE_MS and (self._counted or said_something):
            rate = Rate(round(self._counted * 1000 / (now_ms - self._rate_ms), 3))
            self._rate_ms, self._counted, self._said_ms = now_ms, 0, now_ms
            return [rate]
        if now_ms - self._said_ms >= HEARTBEAT_MS:
            self._said_ms = now_ms
            return [Heartbeat()]
        return []
