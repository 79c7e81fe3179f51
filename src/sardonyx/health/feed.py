"""Outages and recoveries in the feed of changes, beside deploys and restarts."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sardonyx.beside import beside
from sardonyx.changes.record import Change, change_id, write_changes
from sardonyx.health.keeping import Moved
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

_MOST_WAITING = 10_000
_AGAIN_SECONDS = 5.0


class HealthFeed:
    """Writes while inside `writing`; while the engine is away, what is to be written waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[Change] = deque(maxlen=_MOST_WAITING)
        self._wake = asyncio.Event()

    def moved(self, moved: Moved) -> None:
        """Note what is worth a line."""
        if (change := change_of(moved)) is not None:
            self._waiting.append(change)
            self._wake.set()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write in the background while inside."""
        async with beside(self._run(), name="health-feed"):
            yield

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changes = list(self._waiting)
            try:
                await write_changes(self._engine, changes)
            except StorageError as error:
                log.warning("outages are not written into the feed now: %s", error)
                await asyncio.sleep(_AGAIN_SECONDS)
                self._wake.set()
                continue
            for _ in changes:
                self._waiting.popleft()


def change_of(moved: Moved) -> Change | None:
    """An outage's beginning or end; None for what is neither."""
    watched, monitor = moved.watched, moved.watched.monitor
    if moved.after.failing == moved.before.failing:
        return None
    if moved.after.failing:
        title = f"{monitor.name} went down" + (f": {moved.after.message}" if moved.after.message else "")
    elif moved.after.state in ("up", "degraded"):
        title = f"{monitor.name} recovered"
    else:
        return None
    attributes = {"monitor": monitor.name, "monitor_id": watched.id, "state": moved.after.state}
    if moved.suppressed_by is not None:
        attributes["suppressed_by"] = moved.suppressed_by
    if moved.after.reason:
        attributes["reason"] = moved.after.reason
    at_ms = round(moved.at.timestamp() * 1000)
    return Change(
        change_id("health", watched.id, str(at_ms)), at_ms, "health", monitor.service, monitor.environment, title,
        attributes=attributes,
    )  # fmt: skip
