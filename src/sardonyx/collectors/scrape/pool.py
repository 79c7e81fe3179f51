"""The targets of one job: found, relabelled, scraped; kept as long as they stay the same."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sardonyx.collectors.scrape.discovery import Discovery, discoveries
from sardonyx.collectors.scrape.endings import Endings
from sardonyx.collectors.scrape.errors import BadTarget
from sardonyx.collectors.scrape.groups import TargetGroup
from sardonyx.collectors.scrape.http_client import Client
from sardonyx.collectors.scrape.kept_running import kept_running
from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import DISCOVERIES, Job
from sardonyx.collectors.scrape.source import HttpSource
from sardonyx.collectors.scrape.state import DroppedTarget, Pool, TargetFamily
from sardonyx.collectors.scrape.target import ScrapeTarget, make_target, with_defaults
from sardonyx.receivers.sample_writer import SampleWriter

log = logging.getLogger(__name__)

# Discoveries may tell many changes at once: they are followed together.
_GATHER_SECONDS = 0.2
# After a reload the targets known stay until every discovery has told its own, at most so long.
_PATIENCE_SECONDS = 5.0
_SHOWN_PROBLEMS = 100
_WHERE_TARGETS_COME_FROM = (*DISCOVERIES, "relabel_configs")


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery and relabelling come to: targets by key, those dropped, and labels that make no target."""

    targets: Mapping[str, ScrapeTarget]
    dropped: Sequence[DroppedTarget]
    dropped_count: int
    problems: Sequence[str]


class ScrapePool:
    """One job at work, from `start` to `stop`."""

    def __init__(self, job: Job, writer: SampleWriter, metrics: ScrapeMetrics, endings: Endings) -> None:
        self.job = job
        self._writer = writer
        self._metrics = metrics
        self._endings = endings
        self._client = Client(job)
        self._groups: dict[tuple[str, str], TargetGroup] = {}
        self._silent: set[str] = set()
        self._changed = asyncio.Event()
        self._told = asyncio.Event()
        self._discoveries: Sequence[Discovery] = ()
        self._tasks: list[asyncio.Task[None]] = []
        self._loops: dict[str, tuple[ScrapeLoop, asyncio.Task[None]]] = {}
        self._found = Found({}, (), 0, ())

    @property
    def loops(self) -> Iterator[ScrapeLoop]:
        """Those running."""
        return (loop for loop, _ in self._loops.values())

    async def start(self) -> None:
        """Find targets and scrape them, in the background."""
        await self._client.__aenter__()
        self._discover()

    async def stop(self, *, mark_ends: bool) -> None:
        """Stop; with `mark_ends` the series end, else they may be continued by another process."""
        await _cancelled(self._tasks)
        await self._stop_loops(list(self._loops), mark_ends=mark_ends)
        await self._client.__aexit__(None, None, None)

    async def apply(self, job: Job) -> None:
        """Go on with another version of the job; targets that stay the same are not interrupted."""
        if job == self.job:
            return
        await _cancelled(self._tasks)
        former, self.job = self.job, job
        if _scraping(former) != _scraping(job):
            await self._stop_loops(list(self._loops), mark_ends=True)
            await self._client.__aexit__(None, None, None)
            self._client = Client(job)
            await self._client.__aenter__()
        self._groups.clear()
        self._discover()

    def state(self) -> Pool:
        """The pool as it stands."""
        found, name = self._found, self.job.job_name
        problems = [f"{each.name}: {each.problem}" for each in self._discoveries if each.problem]
        kept = self.job.keep_dropped_targets or len(found.dropped)
        return Pool(
            name=name,
            active=tuple(loop.shown(name) for loop in self.loops),
            dropped=tuple(found.dropped[:kept]),
            dropped_count=found.dropped_count,
            problems=(*problems, *found.problems),
        )

    def families(self) -> Iterator[TargetFamily]:
        """What the targets say of their families."""
        for loop in self.loops:
            for name, said in loop.ledger.families.items():
                yield TargetFamily(loop.target.labels, name, said.type, said.help, said.unit)

    def _discover(self) -> None:
        self._discoveries = discoveries(self.job)
        self._silent = {each.name for each in self._discoveries}
        self._told = asyncio.Event()
        if not self._silent:
            self._told.set()
        self._changed.set()
        self._tasks = [
            self._task(each.name, partial(each.run, self._update_of(each.name))) for each in self._discoveries
        ]
        self._tasks.append(self._task("targets", self._follow))

    def _task(self, name: str, run: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        return asyncio.create_task(kept_running(f"job {self.job.job_name}: {name}", run), name=f"scrape-{name}")

    def _update_of(self, name: str) -> Callable[[Sequence[TargetGroup]], None]:
        def update(groups: Sequence[TargetGroup]) -> None:
            for group in groups:
                if group.targets:
                    self._groups[name, group.source] = group
                else:
                    self._groups.pop((name, group.source), None)
            self._silent.discard(name)
            if not self._silent:
                self._told.set()
            self._changed.set()

        return update

    async def _follow(self) -> None:
        """Bring the loops in line with what was found, again and again."""
        if self._loops:
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await self._told.wait()
            except TimeoutError:
                log.warning("job %s: not every discovery has told its targets yet", self.job.job_name)
        while True:
            await self._changed.wait()
            await asyncio.sleep(0)  # what starts at once is told together
            self._changed.clear()
            self._found = self._look()
            await self._sync()
            await asyncio.sleep(_GATHER_SECONDS)

    def _look(self) -> Found:
        rules = tuple(config.rule() for config in self.job.relabel_configs)
        targets: dict[str, ScrapeTarget] = {}
        dropped: list[DroppedTarget] = []
        problems: list[str] = []
        count = 0
        most = self.job.keep_dropped_targets or None
        for labels in _label_sets(self._groups):
            discovered = with_defaults(labels, self.job)
            try:
                target = make_target(discovered, self.job, rules)
            except BadTarget as error:
                problems.append(f"{labels.get('__address__', '')[:200]}: {error}")
                continue
            if target is not None:
                targets.setdefault(target.key, target)
                continue
            count += 1
            if most is None or len(dropped) < most:
                dropped.append(DroppedTarget(self.job.job_name, discovered))
        return Found(targets, dropped, count, problems[:_SHOWN_PROBLEMS])

    async def _sync(self) -> None:
        targets = self._found.targets
        await self._stop_loops([key for key in self._loops if key not in targets], mark_ends=True)
        rules = tuple(config.rule() for config in self.job.metric_relabel_configs)
        for key, target in targets.items():
            if key in self._loops:
                self._loops[key][0].target = target  # the labels it was found with may have changed
                continue
            source = HttpSource(self._client, target.url, self.job)
            loop = ScrapeLoop(target, self.job, rules, source, self._writer, self._metrics)
            self._loops[key] = loop, asyncio.create_task(loop.run(), name=f"scrape-{target.url}")
            self._metrics.targets.inc()
        limit = self.job.target_limit or 0
        exceeded = bool(limit) and len(targets) > limit
        for loop in self.loops:
            words = f"target_limit exceeded: {len(targets)} targets, the limit is {limit}"
            loop.forced_error = words if exceeded else ""

    async def _stop_loops(self, keys: Sequence[str], *, mark_ends: bool) -> None:
        stopped = [self._loops.pop(key) for key in keys]
        self._metrics.targets.dec(len(stopped))
        if mark_ends:
            for loop, _ in stopped:
                self._endings.add(loop)
        await _cancelled([task for _, task in stopped])


def _label_sets(groups: Mapping[tuple[str, str], TargetGroup]) -> Iterator[Mapping[str, str]]:
    for group in groups.values():
        for target in group.targets:
            yield {**group.labels, **target}


def _scraping(job: Job) -> Job:
    """The job without what only says where targets come from."""
    return job.model_copy(update=dict.fromkeys(_WHERE_TARGETS_COME_FROM, ()))


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
