"""A running discovery, and what it told so far."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from sardonyx.collectors.scrape.discovery import Discovery
from sardonyx.collectors.scrape.groups import Labels, TargetGroup


class Told:
    """Collects updates as the scrape manager does: a group without targets takes its source away."""

    def __init__(self) -> None:
        self.groups: dict[str, TargetGroup] = {}
        self.updates = 0
        self._told = asyncio.Event()

    def update(self, groups: Sequence[TargetGroup]) -> None:
        assert groups or not self.groups, "an update without a change"
        for group in groups:
            if group.targets:
                self.groups[group.source] = group
            else:
                self.groups.pop(group.source, None)
        self.updates += 1
        self._told.set()

    async def next(self) -> None:
        """Until something was told since the last time."""
        async with asyncio.timeout(20):
            await self._told.wait()
        self._told.clear()

    @property
    def targets(self) -> list[Labels]:
        """Every target with its group's labels."""
        return [{**group.labels, **target} for group in self.groups.values() for target in group.targets]

    @property
    def addresses(self) -> list[str]:
        return sorted(target["__address__"] for target in self.targets)


@contextlib.asynccontextmanager
async def telling(discovery: Discovery) -> AsyncIterator[Told]:
    """What a discovery tells while the context is open."""
    told = Told()
    task = asyncio.create_task(discovery.run(told.update))
    try:
        yield told
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def problem_of(discovery: Discovery, *, there: bool = True) -> str | None:
    """The problem of a discovery, once there is one (or none any more)."""
    async with asyncio.timeout(20):
        while (discovery.problem is not None) is not there:
            await asyncio.sleep(0.005)
    return discovery.problem
