"""Notices changes every few seconds, exactly once: what is noticed follows from stored rows, and ids follow from it.

Nothing waits for it and it waits for nobody: when the engine is away or busy a round is left out and the next one looks
further back.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sardonyx.beside import beside
from sardonyx.changes.notice import noticed
from sardonyx.changes.record import Change, change_id, write_changes
from sardonyx.changes.sightings import gather_instances, gather_versions
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

INTERVAL_SECONDS = 10.0
_LATE_SECONDS = 30
_SWEEP_EVERY_SECONDS = 300
_SWEEP_SECONDS = 900
_MAX_LOOK_BACK_SECONDS = 86_400
_NOTICE_SECONDS = 7_200
_AHEAD_SECONDS = 60
# By then a restart has been told.
_SILENT_SECONDS = 300

log = logging.getLogger(__name__)


class ChangeDetector:
    """Looks at what arrived and writes what changed. `service_name` and `environment` are Sardonyx's own; `last_received_ns()`
    tells when anything came last: long after it there is nothing to look at.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        service_name: str,
        environment: str,
        version: str,
        clock_ns: Callable[[], int] = time.time_ns,
        last_received_ns: Callable[[], int] | None = None,
    ) -> None:
        self._engine = engine
        self._service = service_name
        self._environment = environment
        self._version = version
        self._clock_ns = clock_ns
        self._last_received_ns = last_received_ns or clock_ns
        self._looked_ns = 0
        self._swept_ns = 0

    @asynccontextmanager
    async def watching(self, interval_seconds: float = INTERVAL_SECONDS) -> AsyncIterator[None]:
        """Notice changes in the background while the block runs."""
        async with beside(self._run(interval_seconds), name="changes"):
            yield

    async def notice_own_start(self) -> None:
        """Write that Sardonyx has started, and in which version it ran before. Raises StorageError."""
        now_ms = self._clock_ns() // 10**6
        rows = await self._engine.rows(
            "SELECT argMax(Version, Time) AS version FROM changes "
            "WHERE Kind IN ('start', 'upgrade') AND ServiceName = {own:String}",
            {"own": self._service},
        )
        previous = str(rows[0]["version"])
        upgraded = previous not in ("", self._version)
        title = f"Sardonyx was upgraded to {self._version}" if upgraded else f"Sardonyx {self._version} started"
        kind = "upgrade" if upgraded else "start"
        change = Change(
            change_id(kind, self._service, str(now_ms)),
            now_ms,
            kind,
            self._service,
            self._environment,
            title,
            self._version,
            previous,
        )
        await write_changes(self._engine, [change])

    async def look(self) -> list[Change]:
        """One round; returns what is new. Raises StorageError."""
        now_ns = self._clock_ns()
        if self._looked_ns and now_ns - self._last_received_ns() > _SILENT_SECONDS * NS:
            return []
        since_ms = now_ns // 10**6 - _NOTICE_SECONDS * 1000
        if not self._looked_ns:
            since_ms = await self._first_look(now_ns, since_ms)
        elif now_ns - self._swept_ns >= _SWEEP_EVERY_SECONDS * NS:
            await gather_versions(self._engine, _back_from(now_ns, _SWEEP_SECONDS))
            self._swept_ns = now_ns
        behind = min((now_ns - self._looked_ns) // NS, _SWEEP_SECONDS) if self._looked_ns else 0
        await gather_instances(self._engine, _back_from(now_ns, behind + _LATE_SECONDS))
        found = await noticed(self._engine, own_service=self._service, since_ms=since_ms, now_ms=now_ns // 10**6)
        new = await write_changes(self._engine, found)
        self._looked_ns = now_ns
        return new

    async def _first_look(self, now_ns: int, since_ms: int) -> int:
        """Take in what came since the last process looked; everything, if none ever did. Returns since when to notice."""
        (row,) = await self._engine.rows(
            "SELECT count() AS known, toUnixTimestamp64Milli(max(LastSeen)) AS last_ms FROM service_instances"
        )
        self._swept_ns = now_ns
        if not int(row["known"]):
            await gather_versions(self._engine, TimeRange(0, now_ns + _AHEAD_SECONDS * NS))
            return 0
        behind = max(now_ns // 10**6 - int(row["last_ms"]), 0) // 1000
        seconds = min(behind, _MAX_LOOK_BACK_SECONDS) + _SWEEP_SECONDS
        await gather_versions(self._engine, _back_from(now_ns, seconds))
        return since_ms - seconds * 1000

    async def _run(self, interval_seconds: float) -> None:
        started = False
        while True:
            try:
                if not started:
                    await self.notice_own_start()
                    started = True
                for change in await self.look():
                    log.info("change: %s", change.title)
            except StorageError as error:
                log.warning("changes could not be looked for, next try in %g s: %s", interval_seconds, error)
            await asyncio.sleep(interval_seconds)


def _back_from(now_ns: int, seconds: int) -> TimeRange:
    return TimeRange(max(0, now_ns - seconds * NS), now_ns + _AHEAD_SECONDS * NS)
