"""Where the agent's results go: a second's results into one file of a buffer, in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self

import zstandard

from sardonyx.beside import beside
from sardonyx.collectors.agent.buffer import Buffer, Dropped
from sardonyx.collectors.agent.log_state import packed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.wire import encode_results

log = logging.getLogger(__name__)

_GATHER_SECONDS = 1.0
_AT_ONCE = 2000
_MAX_WAITING = 20_000


class ResultBuffer:
    """Takes results while inside `writing`; `appended` hears of each file, and of what had to go for it."""

    def __init__(self, buffer: Buffer, appended: Callable[[Dropped], None], *, gather: float = _GATHER_SECONDS) -> None:
        self._buffer = buffer
        self._appended = appended
        self._gather_seconds = gather
        self._waiting: list[ProbeResult] = []
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Self]:
        """Write in the background while inside; on leaving, what waits is written."""
        async with beside(self._run(), name="agent-results"):
            yield self
            await self.flush()

    def add(self, result: ProbeResult) -> None:
        """On disk a second later."""
        self._waiting.append(result)
        if len(self._waiting) > _MAX_WAITING:  # a disk that takes nothing
            del self._waiting[0]
        self._wake.set()

    async def flush(self) -> None:
        """Write what waits; what the disk does not take goes on waiting."""
        while self._waiting:
            some = self._waiting[:_AT_ONCE]
            try:
                dropped = await asyncio.to_thread(self._append, some)
            except OSError as error:
                log.warning("results of checks can't be kept, trying again: %s", error)
                return
            del self._waiting[: len(some)]
            self._appended(dropped)

    def _append(self, some: list[ProbeResult]) -> Dropped:
        body = zstandard.ZstdCompressor(level=3).compress(encode_results(some))
        return self._buffer.append(packed({}, body), len(some))

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._gather_seconds)
            self._wake.clear()
            await self.flush()
            if self._waiting:
                self._wake.set()
