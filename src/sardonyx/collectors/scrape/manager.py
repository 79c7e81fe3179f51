"""All jobs of a `prometheus.yml`, read at the start and again when it changes or somebody asks, and the built-in targets."""

import asyncio
import glob
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

from prometheus_client import CollectorRegistry

from sardonyx.collectors.scrape import config
from sardonyx.collectors.scrape.built_in import BuiltIn, BuiltInPool, BuiltInPools, Finder
from sardonyx.collectors.scrape.config import ScrapeConfig
from sardonyx.collectors.scrape.endings import Endings
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.pool import ScrapePool
from sardonyx.collectors.scrape.state import ScrapeState, TargetFamily
from sardonyx.receivers.sample_writer import SampleWriter

log = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 3.0

_Stamp = tuple[tuple[str, int, int], ...]


class ScrapeManager:
    """Scrapes while inside `scraping`. Without a `path` only the built-in targets are scraped."""

    def __init__(
        self, path: Path | None, writer: SampleWriter, registry: CollectorRegistry,
        *, built_in: Sequence[BuiltIn] = (), finder: Finder | None = None, built_in_interval_seconds: float = 15.0,
        clock: Callable[[], float] = time.time, look_every_seconds: float = _LOOK_EVERY_SECONDS,
        intervals: Callable[[float], int] = lambda _seconds: 1,
    ) -> None:  # fmt: skip
        self._path = path
        self._writer = writer
        self._metrics = ScrapeMetrics(registry)
        self._clock = clock
        self._look_every_seconds = look_every_seconds
        self._config = ScrapeConfig()
        self._loaded_at: float | None = None
        self._error = ""
        self._stamp: _Stamp = ()
        self._pools: dict[str, ScrapePool] = {}
        self._endings = Endings(self._live_keys, clock)
        self._built_in = BuiltInPools(
            built_in, finder, built_in_interval_seconds, writer, self._metrics, self._endings, intervals
        )
        self._turn = asyncio.Lock()

    @property
    def config(self) -> ScrapeConfig:
        """The configuration at work."""
        return self._config

    @asynccontextmanager
    async def scraping(self) -> AsyncIterator[Self]:
        """Scrape while inside. Raises ConfigError when the file can't be used."""
        await self.reload()
        await self._built_in.start()
        watch = asyncio.create_task(self._watch(), name="scrape-config")
        try:
            yield self
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            await self._built_in.stop()
            await self._endings.close()
            await asyncio.gather(*(pool.stop(mark_ends=False) for pool in self._pools.values()))

    async def reload(self) -> None:
        """Read the file and follow it. Raises ConfigError: then all stays as it was, and `state` says why."""
        if self._path is None:
            return
        async with self._turn:
            try:
                self._stamp = _stamp(self._config.patterns or (glob.escape(str(self._path)),))
                found = await asyncio.to_thread(config.load, self._path)
            except ConfigError as error:
                self._error = str(error)
                self._metrics.reloads_failed.inc(self._loaded_at is not None)
                raise
            if found.patterns != self._config.patterns:
                self._stamp = _stamp(found.patterns)
            self._config, self._error, self._loaded_at = found, "", self._clock()
            await self._follow()
        if found.unused:
            log.info("%s: has no effect here: %s", self._path, ", ".join(found.unused))

    def state(self) -> ScrapeState:
        """Pools in the order of the file, the built-in ones behind them, and how the file stands."""
        found = [self._pools[job.job_name].state() for job in self._config.jobs if job.job_name in self._pools]
        pools = (*found, *self._built_in.states())
        path = str(self._path) if self._path else ""
        told = self._config
        return ScrapeState(
            pools, told.text, self._loaded_at, not self._error, self._error, path, told.unused, told.external_labels
        )

    def families(self) -> Sequence[TargetFamily]:
        """What every target says of every family."""
        return [family for pool in self._all_pools() for family in pool.families()]

    async def _follow(self) -> None:
        jobs = {job.job_name: job for job in self._config.jobs}
        for name in [name for name in self._pools if name not in jobs]:
            await self._pools.pop(name).stop(mark_ends=True)
        for name, job in jobs.items():
            if name in self._pools:
                await self._pools[name].apply(job)
            else:
                self._pools[name] = ScrapePool(job, self._writer, self._metrics, self._endings)
                await self._pools[name].start()

    async def _watch(self) -> None:
        """Reload when a file has changed, once its writer seems to be done."""
        seen = self._stamp
        while True:
            await asyncio.sleep(self._look_every_seconds)
            now = await asyncio.to_thread(_stamp, self._config.patterns)
            if now == self._stamp or now != seen:
                seen = now
                continue
            try:
                await self.reload()
            except ConfigError as error:
                log.warning("the configuration before stays: %s", error)

    def _all_pools(self) -> Sequence[ScrapePool | BuiltInPool]:
        return [*self._pools.values(), *self._built_in]

    def _live_keys(self) -> frozenset[bytes]:
        loops = (loop for pool in self._all_pools() for loop in pool.loops)
        return frozenset().union(*(loop.ledger.live_keys() for loop in loops))


def _stamp(patterns: Sequence[str]) -> _Stamp:
    """Which files there are, and when each was written."""
    found = []
    for file in sorted({file for pattern in patterns for file in glob.glob(pattern)}):
        with suppress(OSError):
            told = os.stat(file)
            found.append((file, told.st_mtime_ns, told.st_size))
    return tuple(found)
