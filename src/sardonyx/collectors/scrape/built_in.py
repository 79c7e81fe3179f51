"""Collectors of this process as scrape targets: the same loop, `up`, staleness and place on the targets page as any other."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.source import Exposition
from sardonyx.collectors.scrape.state import Pool, TargetFamily
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.receivers.sample_writer import SampleWriter

_MAX_TIMEOUT_SECONDS = 10.0


class Collector(Protocol):
    """Makes a page of metrics in the text format. `problems` names what the last one had to leave out, and what to do."""

    problems: tuple[str, ...]

    async def page(self) -> bytes:
        """The page as it is now."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class CollectorInThread:
    """A collector whose page is made by a call that blocks."""

    def __init__(self, make_page: Callable[[], bytes]) -> None:
        self.problems: tuple[str, ...] = ()
        self._make_page = make_page

    async def page(self) -> bytes:
        """The page, made in a thread."""
        return await asyncio.to_thread(self._make_page)

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A collector and the labels its series have."""

    job: str
    instance: str
    collector: Collector


class _PageSource:
    def __init__(self, make_page: Callable[[], Awaitable[bytes]]) -> None:
        self._make_page = make_page

    async def fetch(self, timeout: float) -> Exposition:
        return Exposition(await self._make_page())


class BuiltInPool:
    """The built-in targets of one job, scraped from `start` to `stop`."""

    def __init__(
        self,
        name: str,
        targets: Sequence[BuiltIn],
        interval_seconds: float,
        writer: SampleWriter,
        metrics: ScrapeMetrics,
    ) -> None:
        self.name = name
        self._collectors = [each.collector for each in targets]
        self._loops = [_loop(each, interval_seconds, writer, metrics) for each in targets]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def loops(self) -> Iterator[ScrapeLoop]:
        """Those running."""
        return iter(self._loops)

    def start(self) -> None:
        """Scrape in the background."""
        self._tasks = [asyncio.create_task(loop.run(), name=f"scrape-{loop.target.url}") for loop in self._loops]

    async def stop(self) -> None:
        """Stop; the series may be continued by another process."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        for collector in self._collectors:
            await collector.close()

    def state(self) -> Pool:
        """The pool as it stands."""
        problems = tuple(problem for collector in self._collectors for problem in collector.problems)
        return Pool(self.name, tuple(loop.shown(self.name) for loop in self._loops), (), 0, problems)

    def families(self) -> Iterator[TargetFamily]:
        """What the collectors say of their families."""
        for loop in self._loops:
            for name, said in loop.ledger.families.items():
                yield TargetFamily(loop.target.labels, name, said.type, said.help, said.unit)


def pools(
    targets: Sequence[BuiltIn], interval_seconds: float, writer: SampleWriter, metrics: ScrapeMetrics
) -> list[BuiltInPool]:
    """One pool for each job."""
    names = dict.fromkeys(each.job for each in targets)
    return [
        BuiltInPool(name, [each for each in targets if each.job == name], interval_seconds, writer, metrics)
        for name in names
    ]


def _loop(each: BuiltIn, interval_seconds: float, writer: SampleWriter, metrics: ScrapeMetrics) -> ScrapeLoop:
    labels = {"job": each.job, "instance": each.instance}
    timeout = min(interval_seconds, _MAX_TIMEOUT_SECONDS)
    target = ScrapeTarget(labels, labels, f"built-in:{each.job}/{each.instance}", interval_seconds, timeout)
    return ScrapeLoop(target, Job(job_name=each.job), (), _PageSource(each.collector.page), writer, metrics)
