"""Looks at real traffic now and then, writes down on each monitor what it says, and as series where the two disagree."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Final

from sardonyx.beside import beside
from sardonyx.collectors.probes.series import labels_of
from sardonyx.health.passive.disagreement import KINDS, Kind, compared
from sardonyx.health.passive.traffic import COUNTS_SECONDS, traffic_of
from sardonyx.health.watched import Watched
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import FamilyMetadata, Pairs, SampleWriter
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 20.0
_DISAGREEMENT, _ERROR_RATIO = "monitor_disagreement", "monitor_traffic_error_ratio"
FAMILIES: Final = (
    FamilyMetadata(_DISAGREEMENT, "gauge", "1 while real traffic of the service and the monitor say different things."),
    FamilyMetadata(
        _ERROR_RATIO, "gauge", "Part of the last two minutes' real calls of the monitor's service that failed."
    ),
)
Sample = tuple[Pairs, float, int]


class PassiveHealth:
    """At work while inside `watching`. Nothing is asked while no monitor names a service, or `may_look` says no."""

    def __init__(
        self,
        engine: Engine,
        writer: SampleWriter,
        monitors: Callable[[], Iterable[Watched]],
        *,
        may_look: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._monitors = monitors
        self._may_look = may_look
        self._clock = clock
        self._told: set[str] = set()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look while the context is open."""
        async with beside(self._run(), name="passive-health"):
            yield

    async def look(self) -> int:
        """Look once; how many monitors disagree with their traffic. Raises StorageError, Overloaded."""
        watched = [one for one in self._monitors() if one.enabled and one.monitor.service]
        if not watched:
            return 0
        now = self._clock()
        end_s = int(now) // COUNTS_SECONDS * COUNTS_SECONDS
        traffic = await traffic_of(self._engine, sorted({one.monitor.service for one in watched}), end_s)
        samples: list[Sample] = []
        disagreeing = 0
        for one in watched:
            monitor = one.monitor
            its = traffic.get((monitor.service, monitor.environment))
            since = one.since.timestamp()
            one.traffic, kind = compared(monitor, one.shown.state, since, its, end_s)
            disagreeing += kind is not None
            if one.traffic is not None or one.id in self._told:
                samples += _samples(one, kind, int(now * 1000))
            self._told.discard(one.id) if one.traffic is None else self._told.add(one.id)
        if samples:
            await self._writer.write(samples, FAMILIES)
        return disagreeing

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if self._may_look():
                    await self.look()
            except (StorageError, Overloaded) as error:
                log.warning("real traffic is not compared with monitors now: %s", error)


def _samples(watched: Watched, kind: Kind | None, at_ms: int) -> Iterable[Sample]:
    """Where traffic has ended, a last 0: what is not seen does not disagree."""
    labels = dict(labels_of(watched.monitor, ""))
    for each in KINDS:
        named = {**labels, "__name__": _DISAGREEMENT, "kind": each}
        yield tuple(sorted(named.items())), float(each == kind), at_ms
    if watched.traffic is not None:
        ratio = watched.traffic.error_ratio
        yield tuple(sorted({**labels, "__name__": _ERROR_RATIO}.items())), ratio, at_ms
