"""What vantage points ask for and tell."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from weakref import WeakValueDictionary
from zlib import crc32

from sardonyx.access.principal import Actor, Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.scheduled import Scheduled, Sink
from sardonyx.collectors.probes.wire import decode_results, encode_monitors
from sardonyx.config.monitors import HERE
from sardonyx.health.vantage.claims import Claims
from sardonyx.journal.marks import Marks
from sardonyx.state import Database

log = logging.getLogger(__name__)

_OLDEST_MS = 14 * 86_400_000
_NEWEST_MS = 300_000
# Results that waited longer for the server are history: they are stored, and no alarm is made of them.
_LIVE_MS, _LIVE_INTERVALS = 60_000, 3


@dataclass(frozen=True, slots=True)
class Specs:
    """The monitors of a vantage point, as it gets them."""

    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Vantage:
    """A vantage point: the server itself, or an agent; `last_seen` None: nobody of this name was ever heard of."""

    name: str
    is_here: bool
    last_seen: datetime | None
    monitors: int


class Vantages:
    """`monitors()` tells all there are; results are stored by `results` and then told to `observe`, one monitor's in order."""

    def __init__(
        self, db: Database, monitors: Callable[[], Sequence[Scheduled]], results: ResultWriter, observe: Sink, marks: Marks,
        *, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._claims = Claims(db)
        self._monitors = monitors
        self._results = results
        self._observe = observe
        self._marks = marks
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def specs(self, name: str, principal: Principal) -> Specs:
        """What this vantage point is to check. Raises AccessDenied."""
        await self._claims.check(name, principal)
        body = encode_monitors(sorted(self._of(name, principal).values(), key=lambda one: one.id))
        return Specs(f'"{blake2b(body, digest_size=16).hexdigest()}"', body)

    async def take(self, name: str, batch: str, body: bytes, principal: Principal) -> int | None:
        """Store the results of a batch, once; answers how many, None when it was taken before. `batch` is SENDER/NUMBER.

        Raises AccessDenied, WireError, Overloaded.
        """
        await self._claims.check(name, principal)
        sender, _, number = batch.rpartition("/")
        key, this = f"agent:{principal.id}:{sender}", f"{number}:{crc32(body):08x}"
        async with self._turns.setdefault(key, asyncio.Lock()):
            if self._marks.get(key) == this:
                return None
            known, now_ms = self._of(name, principal), self._clock() * 1000
            taken = [
                (known[one.monitor_id], replace(one, vantage=name))
                for one in await asyncio.to_thread(decode_results, body)
                if one.monitor_id in known and now_ms - _OLDEST_MS <= one.at_ms <= now_ms + _NEWEST_MS
            ]
            rows = await self._results.take(taken, {key: this})
        for (scheduled, result), kept in zip(taken, rows, strict=True):
            if _is_live(scheduled, result, now_ms):
                await self._tell(scheduled, replace(result, message=kept.message))
        return len(taken)

    async def vantages(self, principal: Principal) -> list[Vantage]:
        """Every vantage point a monitor names, and every agent that was heard of; counted are the monitors the caller sees."""
        seen = await self._claims.last_seen()
        counts = dict.fromkeys([HERE, *seen], 0)
        for one in self._monitors():
            for name in one.monitor.vantage_points:
                counts[name] = counts.get(name, 0) + (one.is_probed(name) and _sees(principal, one))
        return [Vantage(name, name == HERE, seen.get(name), count) for name, count in sorted(counts.items())]

    async def release(self, name: str, actor: Actor) -> None:
        """Any key may speak for this name again. Raises NotFound."""
        await self._claims.release(name, actor)

    def _of(self, name: str, principal: Principal) -> dict[str, Scheduled]:
        """The monitors that name this vantage point; a key of some services has only theirs."""
        return {one.id: one for one in self._monitors() if one.is_probed(name) and _sees(principal, one)}

    async def _tell(self, scheduled: Scheduled, result: ProbeResult) -> None:
        try:
            await self._observe(scheduled, result)
        except Exception:  # the batch is stored; what is made of one result must not refuse it
            log.exception("the result of %s could not be taken", scheduled.monitor.name)


def _is_live(scheduled: Scheduled, result: ProbeResult, now_ms: float) -> bool:
    interval_ms = scheduled.monitor.interval.total_seconds() * 1000
    return now_ms - result.at_ms <= max(_LIVE_MS, _LIVE_INTERVALS * interval_ms)


def _sees(principal: Principal, scheduled: Scheduled) -> bool:
    monitor = scheduled.monitor
    return principal.sees(service=monitor.service or None, environment=monitor.environment or None)
