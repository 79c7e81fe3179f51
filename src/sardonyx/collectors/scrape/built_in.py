"""Collectors of this process as scrape targets: the same loop, `up`, staleness and place on the targets page as any other."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from sardonyx.collectors.scrape.endings import Endings
from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.kept_running import kept_running
from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.source import Exposition, HttpSource
from sardonyx.collectors.scrape.state import Pool, TargetFamily
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.receivers.sample_writer import SampleWriter

_MAX_TIMEOUT_SECONDS = 10.0


class Collector(Protocol):
    """Makes a page of metrics in the text format. `problems` names what the last one had to leave out, and what to do."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Of the last page."""
        ...

    async def page(self) -> bytes:
        """The page as it is now."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class CollectorInThread:
    """A collector whose page is made by a call that blocks. `problems` tells those of the last page."""

    def __init__(self, make_page: Callable[[], bytes], problems: Callable[[], tuple[str, ...]] | None = None) -> None:
        self._make_page = make_page
        self._problems = problems

    @property
    def problems(self) -> tuple[str, ...]:
        """Those of the last page."""
        return self._problems() if self._problems else ()

    async def page(self) -> bytes:
        """The page, made in a thread."""
        return await asyncio.to_thread(self._make_page)

    async def close(self) -> None:
        """Nothing to let go of."""


class ScrapedPage:
    """A page at an address that was found, not configured: scraped as a job's targets are."""

    def __init__(self, url: str) -> None:
        self.problems: tuple[str, ...] = ()
        self._job = Job(job_name="found")
        self._url = url
        self._client: Client | None = None

    async def fetch(self, timeout: float) -> Exposition:
        """GET the page. Raises ScrapeFailed."""
        if self._client is None:
            self._client = await Client(self._job).__aenter__()
        return await HttpSource(self._client, self._url, self._job).fetch(timeout)

    async def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.__aexit__(None, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class BuiltIn:
    """A collector and the labels its series have. Two are the same only if they are one object.

    `labels` are added to job and instance; `discovered` are shown beside them; `pool` is the job where nothing else is said,
    and `interval_seconds` 0 the pool's.
    """

    job: str
    instance: str
    collector: Collector | ScrapedPage
    labels: Mapping[str, str] = field(default_factory=dict)
    discovered: Mapping[str, str] = field(default_factory=dict)
    pool: str = ""
    interval_seconds: float = 0.0


class Finder(Protocol):
    """Finds built-in targets while the server runs. `problems` are what keeps it from finding more, by pool."""

    problems: Mapping[str, tuple[str, ...]]

    async def run(self, update: Callable[[Sequence[BuiltIn]], Awaitable[None]]) -> None:
        """Tell all there are, whenever they change, until cancelled. Those told before are told as the same objects."""
        ...


class _PageSource:
    def __init__(self, make_page: Callable[[], Awaitable[bytes]]) -> None:
        self._make_page = make_page

    async def fetch(self, timeout: float) -> Exposition:
        return Exposition(await self._make_page())


class BuiltInPool:
    """The built-in targets of one pool. They may come and go; the series of one that is gone end."""

    def __init__(
        self,
        name: str,
        interval_seconds: float,
        writer: SampleWriter,
        metrics: ScrapeMetrics,
        endings: Endings,
        intervals: Callable[[float], int],
    ) -> None:
        self.name = name
        self._interval_seconds = interval_seconds
        self._writer = writer
        self._metrics = metrics
        self._endings = endings
        self._intervals = intervals
        self._running: dict[BuiltIn, tuple[ScrapeLoop, asyncio.Task[None]]] = {}

    @property
    def loops(self) -> Iterator[ScrapeLoop]:
        """Those running."""
        return (loop for loop, _ in self._running.values())

    async def apply(self, targets: Sequence[BuiltIn]) -> None:
        """Scrape these, in the background, and no others."""
        wanted = dict.fromkeys(targets)
        for target in [each for each in self._running if each not in wanted]:
            loop = await self._stopped(target)
            self._endings.add(loop)
        for target in wanted:
            if target not in self._running:
                loop = self._loop(target)
                task = asyncio.create_task(loop.run(), name=f"scrape-{loop.target.url}")
                self._running[target] = loop, task

    async def stop(self) -> None:
        """Stop; the series may be continued by another process."""
        await asyncio.gather(*(self._stopped(target) for target in list(self._running)))

    def state(self, problems: Sequence[str] = ()) -> Pool:
        """The pool as it stands; `problems` are those of finding targets."""
        own = (problem for target in self._running for problem in target.collector.problems)
        return Pool(self.name, tuple(loop.shown(self.name) for loop in self.loops), (), 0, (*problems, *own))

    def families(self) -> Iterator[TargetFamily]:
        """What the collectors say of their families."""
        for loop in self.loops:
            for name, said in loop.ledger.families.items():
                yield TargetFamily(loop.target.labels, name, said.type, said.help, said.unit)

    async def _stopped(self, target: BuiltIn) -> ScrapeLoop:
        loop, task = self._running.pop(target)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await target.collector.close()
        return loop

    def _loop(self, each: BuiltIn) -> ScrapeLoop:
        labels = {"job": each.job, "instance": each.instance, **each.labels}
        interval = each.interval_seconds or self._interval_seconds
        timeout = min(interval, _MAX_TIMEOUT_SECONDS)
        url = f"built-in:{each.job}/{each.instance}"
        target = ScrapeTarget(labels, {**labels, **each.discovered}, url, interval, timeout)
        source = each.collector if isinstance(each.collector, ScrapedPage) else _PageSource(each.collector.page)
        return ScrapeLoop(
            target, Job(job_name=each.job), (), source, self._writer, self._metrics, intervals=self._intervals
        )


class BuiltInPools:
    """Built-in targets, by pool: those configured, and those a finder tells."""

    def __init__(
        self,
        configured: Sequence[BuiltIn],
        finder: Finder | None,
        interval_seconds: float,
        writer: SampleWriter,
        metrics: ScrapeMetrics,
        endings: Endings,
        intervals: Callable[[float], int],
    ) -> None:
        self._configured = configured
        self._finder = finder
        self._make = partial(
            BuiltInPool,
            interval_seconds=interval_seconds,
            writer=writer,
            metrics=metrics,
            endings=endings,
            intervals=intervals,
        )
        self._pools: dict[str, BuiltInPool] = {}
        self._finding: asyncio.Task[None] | None = None

    def __iter__(self) -> Iterator[BuiltInPool]:
        return iter(self._pools.values())

    async def start(self) -> None:
        """Scrape what is configured, and find the rest, in the background."""
        await self._apply(())
        if self._finder is not None:
            self._finding = asyncio.create_task(kept_running("finding", self._find), name="scrape-finding")

    async def stop(self) -> None:
        """Stop; the series may be continued by another process."""
        if self._finding is not None:
            self._finding.cancel()
            with suppress(asyncio.CancelledError):
                await self._finding
        await asyncio.gather(*(pool.stop() for pool in self))

    def states(self) -> list[Pool]:
        """All pools as they stand, also one without targets whose finding has a problem."""
        problems = self._finder.problems if self._finder else {}
        told = [pool.state(problems.get(pool.name, ())) for pool in self]
        return told + [
            Pool(name, (), (), 0, said) for name, said in problems.items() if said and name not in self._pools
        ]

    async def _find(self) -> None:
        if self._finder is not None:
            await self._finder.run(self._apply)

    async def _apply(self, found: Sequence[BuiltIn]) -> None:
        wanted: dict[str, list[BuiltIn]] = {name: [] for name in self._pools}
        for each in (*self._configured, *found):
            wanted.setdefault(each.pool or each.job, []).append(each)
        for name, targets in wanted.items():
            if name not in self._pools:
                self._pools[name] = self._make(name)
            await self._pools[name].apply(targets)
            if not targets:
                del self._pools[name]
