"""Notices samples that arrive late: results that were computed without them are no longer what the store says.

The engine marks the five-minute buckets of samples that arrive more than a minute after their time (`metric_late_buckets`).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sardonyx.storage.engine import Engine
from sardonyx.storage.rollups.roller import LATE_SECONDS
from sardonyx.storage.rollups.rows import BUCKET_MS

_LOOK_EVERY_SECONDS = 1.0
# Older marks concern results that nobody keeps.
_FORGET_MS = 24 * 3600 * 1000

_MARKS = """
SELECT toUnixTimestamp(Bucket) * 1000 AS bucket_ms, toUnixTimestamp64Milli(max(TouchedAt)) AS touched_ms
FROM metric_late_buckets WHERE TouchedAt >= {since:DateTime64(3,'UTC')} GROUP BY Bucket"""


class LateSamples:
    """Marks seen so far. One query a second at most, however many ask."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._looked_at = clock()
        self._due_at = 0.0
        self._marks: dict[int, int] = {}

    async def earliest(self, since_ms: int) -> int | None:
        """The instant (ms) behind which samples arrived late since `since_ms`; None if none did.

        An insert may end a minute after its mark is made, so marks of the minute before `since_ms` count.
        Raises StorageError.
        """
        await self._look()
        if since_ms < self._clock() * 1000 - _FORGET_MS:
            return 0
        reach = since_ms - LATE_SECONDS * 1000
        touched = [bucket for bucket, at in self._marks.items() if at >= reach]
        return min(touched) - BUCKET_MS if touched else None

    async def _look(self) -> None:
        now = self._clock()
        if now < self._due_at:
            return
        since = datetime.fromtimestamp(self._looked_at - 2 * LATE_SECONDS, UTC)
        for row in await self._engine.rows(_MARKS, {"since": since}):
            bucket = int(row["bucket_ms"])
            self._marks[bucket] = max(int(row["touched_ms"]), self._marks.get(bucket, 0))
        self._marks = {bucket: at for bucket, at in self._marks.items() if at >= now * 1000 - _FORGET_MS}
        self._looked_at, self._due_at = now, now + _LOOK_EVERY_SECONDS
