"""Series the engine has told us the ids of, so that their samples can be stored without their labels.

A key is whatever bytes a sender repeats for a series (the encoded labels of a remote write request); the id is the one the
engine gives the masked label set. Keys are kept in two generations: every REFRESH_SECONDS the young becomes the old and the
old is forgotten. A series is looked up among the young only, so once per generation it travels with its labels again, which
keeps `metric_series.LastSeen` true and drops series nobody sends any more.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Self

from sardonyx.beside import beside
from sardonyx.storage.errors import StorageError
from sardonyx.storage.pipelines.remote_write.ids import AT_ONCE, Pairs, SeriesIds
from sardonyx.storage.pipelines.remote_write.series import REFRESH_SECONDS

log = logging.getLogger(__name__)

# Beyond these a key is not learned: its series go on travelling with their labels.
MAX_KEYS = 1_000_000
_MAX_WAITING = 200_000
_RETRY_SECONDS = 5.0


class KnownSeries:
    """Ids by key. `learn` asks the engine in the background; use it on one event loop, inside `learning`."""

    def __init__(self, ids: SeriesIds, clock: Callable[[], float] = time.monotonic) -> None:
        self._ids = ids
        self._clock = clock
        self._young: dict[bytes, int] = {}
        self._old: dict[bytes, int] = {}
        self._turned_at = clock()
        self._waiting: dict[bytes, Pairs] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def young(self) -> Mapping[bytes, int]:
        """Ids of the series whose labels were stored in this generation."""
        if self._clock() - self._turned_at >= REFRESH_SECONDS:
            self._old, self._young = self._young, {}
            self._turned_at = self._clock()
        return self._young

    def learn(self, series: Sequence[tuple[bytes, Pairs]]) -> None:
        """These keys' labels are in the journal now: have their ids at hand next time."""
        for key, pairs in series:
            if (known := self._old.get(key)) is not None:
                self._young[key] = known
            elif len(self._waiting) < _MAX_WAITING and len(self._young) < MAX_KEYS:
                self._waiting[key] = pairs
        if self._waiting:
            self._idle.clear()
            self._wake.set()

    async def settled(self) -> None:
        """Return when nothing waits to be learned."""
        await self._idle.wait()

    @asynccontextmanager
    async def learning(self) -> AsyncIterator[Self]:
        """Ask the engine in the background while inside."""
        async with beside(self._run(), name="known-series"):
            yield self

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._learn_some()
            self._idle.set()

    async def _learn_some(self) -> None:
        some = [(key, self._waiting[key]) for key, _ in zip(self._waiting, range(AT_ONCE), strict=False)]
        try:
            found = await self._ids.of([pairs for _, pairs in some])
        except StorageError as error:
            if error.transient:
                log.debug("ids of series can't be asked now: %s", error)
                await asyncio.sleep(_RETRY_SECONDS)
                return
            log.warning("ids of %d series can't be told, they keep travelling with their labels: %s", len(some), error)
            found = []
        self._young.update(zip((key for key, _ in some), found, strict=False))
        for key, _ in some:
            self._waiting.pop(key, None)
