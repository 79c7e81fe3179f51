"""What settings ask for, running; and its page: how much was read, and what keeps the rest from being read."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from prometheus_client import generate_latest

from sardonyx.collectors.built_in import docker_address
from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.logs.docker.watcher import DockerLogs
from sardonyx.collectors.logs.files.tailer import FileTailer
from sardonyx.collectors.logs.journald.reader import JournalReader
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.collectors.logs.sink import Sink
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.collectors.scrape.kept_running import kept_running
from sardonyx.config.sections import CollectorSettings

JOB = "logs"


class LogSource(Protocol):
    """A place logs are read from while `run` runs."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps it from its work, and what to do."""
        ...

    async def run(self) -> None:
        """Read until cancelled."""
        ...


class LogCollection:
    """All sources of one process. `host` is what this machine is called in what they tell."""

    def __init__(self, settings: CollectorSettings, sink: Sink, *, host: str = "") -> None:
        self.host = host or socket.gethostname()
        self._metrics = LogMetrics()
        self._sources = _sources(settings, sink, self._metrics, self.host)

    @property
    def problems(self) -> tuple[str, ...]:
        """Those of all sources."""
        return tuple(problem for source in self._sources for problem in source.problems)

    @property
    def targets(self) -> Sequence[BuiltIn]:
        """Its page as a scrape target; none where nothing is to be read."""
        return [BuiltIn(JOB, self.host, self)] if self._sources else []

    async def page(self) -> bytes:
        """Its counters as they are now."""
        return generate_latest(self._metrics.registry)

    async def close(self) -> None:
        """Nothing to let go of: reading ends with `reading`."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Read while inside."""
        tasks = [asyncio.create_task(_kept(source.run), name="logs") for source in self._sources]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _sources(settings: CollectorSettings, sink: Sink, metrics: LogMetrics, host: str) -> list[LogSource]:
    wanted = settings.logs
    found: list[LogSource] = []
    if wanted.files:
        found.append(FileTailer(wanted.files, sink, metrics, host=host))
    if wanted.docker == "auto" and (docker := docker_address(settings.docker)):
        found.append(DockerLogs(DockerApi(docker), sink, metrics, host=host))
    if wanted.journald:
        found.append(JournalReader(sink, metrics, wanted.journald_units, wanted.journald_namespace or "", host=host))
    return found


async def _kept(run: Callable[[], Awaitable[None]]) -> None:
    await kept_running("reading logs", run)
