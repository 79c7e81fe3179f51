"""States as series, so that rules can watch what was decided, not only what was measured.

`monitor_state` is a number (CODES); `monitor_alarm` is 1 while somebody should hear of the monitor: it is down, nothing it stands
on explains it, and no window is open.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from sardonyx.beside import beside
from sardonyx.collectors.probes.series import labels_of
from sardonyx.health.states.model import State
from sardonyx.health.watched import Watched
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import STALE, FamilyMetadata, Pairs, SampleWriter

log = logging.getLogger(__name__)

CODES: Mapping[State, int] = MappingProxyType(
    {"pending": 0, "up": 1, "degraded": 2, "flapping": 3, "down": 4, "maintenance": 5, "paused": 6, "stale": 7}
)
FAMILIES = (
    FamilyMetadata(
        "monitor_state",
        "gauge",
        "0 pending, 1 up, 2 degraded, 3 flapping, 4 down, 5 maintenance, 6 paused, 7 stale.",
    ),
    FamilyMetadata("monitor_alarm", "gauge", "1 while the monitor is down and nothing it depends on explains it."),
)
EVERY_SECONDS = 15.0
Sample = tuple[Pairs, float, int]


class StateSeries:
    """Writes while inside `writing`: everything now and then, and what has changed at once."""

    def __init__(
        self, writer: SampleWriter, monitors: Callable[[], Iterable[Watched]], alarms: Callable[[Watched], bool]
    ) -> None:
        self._writer = writer
        self._monitors = monitors
        self._alarms = alarms
        self._labels: dict[str, tuple[object, Pairs]] = {}
        self._changed: dict[str, Watched] = {}
        self._ended: list[Pairs] = []
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write in the background while inside."""
        async with beside(self._run(), name="monitor-state-series"):
            yield

    def changed(self, watched: Watched) -> None:
        """Write this one soon."""
        self._changed[watched.id] = watched
        self._wake.set()

    def gone(self, *monitor_ids: str) -> None:
        """End the series of monitors that are no more."""
        for monitor_id in monitor_ids:
            self._changed.pop(monitor_id, None)
            if (known := self._labels.pop(monitor_id, None)) is not None:
                self._ended.append(known[1])
                self._wake.set()

    def samples(self, monitors: Iterable[Watched], at_ms: int) -> list[Sample]:
        """What to write of these, and the ends of series nobody goes on with."""
        found = []
        for watched in monitors:
            labels = self._labels_of(watched)
            found.append(((("__name__", "monitor_state"), *labels), float(CODES[watched.shown.state]), at_ms))
            found.append(((("__name__", "monitor_alarm"), *labels), float(self._alarms(watched)), at_ms))
        ended, self._ended = self._ended, []
        for labels in ended:
            found += [((("__name__", name), *labels), STALE, at_ms) for name in ("monitor_state", "monitor_alarm")]
        return found

    def _labels_of(self, watched: Watched) -> Pairs:
        known = self._labels.get(watched.id)
        if known is not None and known[0] is watched.monitor:
            return known[1]
        own = {"monitor_id": watched.id, "kind": watched.monitor.check.kind, "severity": watched.monitor.severity}
        labels = tuple(sorted({**dict(labels_of(watched.monitor, "")), **own}.items()))
        if known is not None and known[1] != labels:
            self._ended.append(known[1])
        self._labels[watched.id] = (watched.monitor, labels)
        return labels

    async def _run(self) -> None:
        due = 0.0
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            everything = time.monotonic() >= due
            monitors = list(self._monitors()) if everything else list(self._changed.values())
            if everything:
                due = time.monotonic() + EVERY_SECONDS
            self._changed.clear()
            samples = self.samples(monitors, time.time_ns() // 1_000_000)
            try:
                if samples:
                    await self._writer.write(samples, FAMILIES)
            except Overloaded as error:
                log.warning("states of monitors are not written now: %s", error)
