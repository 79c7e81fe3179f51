"""Series of targets that are gone: their end is marked, but not at once.

A target may come back, or be found by another job: so we wait until its next scrape would have been, and the one after it,
and mark only the series nobody else sends by then. Nothing is marked at the end of the process: after a restart they go on.
Source: Prometheus, scrape/scrape.go (endOfRunStaleness).
"""

import asyncio
import time
from collections.abc import Callable

from sardonyx.collectors.scrape.loop import ScrapeLoop, next_due

_SPARE_RATIO = 0.1


class Endings:
    """Marks ends when it is time. `live` tells the keys of all series that targets send now."""

    def __init__(self, live: Callable[[], frozenset[bytes]], clock: Callable[[], float] = time.time) -> None:
        self._live = live
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, loop: ScrapeLoop) -> None:
        """The loop has stopped, and will not run again."""
        if loop.last is None:
            return
        task = asyncio.create_task(self._end(loop), name=f"ending-{loop.target.url}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Forget what waits."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _end(self, loop: ScrapeLoop) -> None:
        interval = loop.target.interval_seconds
        ended_at = next_due(self._clock(), loop.target)
        await asyncio.sleep(ended_at + interval * (1 + _SPARE_RATIO) - self._clock())
        await loop.end(ended_at, self._live())
