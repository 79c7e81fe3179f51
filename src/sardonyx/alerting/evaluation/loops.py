"""Groups at work, and how they follow what is wanted."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from sardonyx.alerting.evaluation.definition import GroupDefinition
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.evaluation.loop import GroupLoop

_INTERVALS_UNTIL_GONE = 2

MakeGroup = Callable[[GroupDefinition], Group]
MakeLoop = Callable[[Group], GroupLoop]


class Loops:
    """The loops of some groups. `make_group` makes a group of what is wanted, `make_loop` a loop for it, not yet started."""

    def __init__(self, make_group: MakeGroup, make_loop: MakeLoop) -> None:
        self._make_group = make_group
        self._make_loop = make_loop
        self._loops: dict[tuple[str, str], GroupLoop] = {}
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def groups(self) -> Sequence[Group]:
        """The groups at work, in the order they were wanted."""
        return [loop.group for loop in self.running]

    @property
    def running(self) -> Sequence[GroupLoop]:
        """What evaluates them."""
        return list(self._loops.values())

    async def follow(self, wanted: Iterable[GroupDefinition]) -> None:
        """Run these: equal groups go on undisturbed, changed ones go on where their former version was."""
        former, self._loops = self._loops, {}
        for definition in wanted:
            old = former.pop(definition.key, None)
            if old is not None and old.group.definition == definition:
                self._loops[definition.key] = old
                continue
            group = self._make_group(definition)
            if old is not None:
                await old.stop()
                group.take_over(old.group)
            loop = self._loops[definition.key] = self._make_loop(group)
            loop.start()
        for gone in former.values():
            await gone.stop()
            self._end_later(gone.group)

    async def stop(self) -> None:
        """End all of them; their series go on after the next start."""
        for task in list(self._endings):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await asyncio.gather(*(loop.stop() for loop in self._loops.values()))

    def _end_later(self, group: Group) -> None:
        at_ms = round(time.time() * 1000)

        async def end() -> None:
            # Renamed groups get the time to write their series first; the markers are older than what they write.
            await asyncio.sleep(_INTERVALS_UNTIL_GONE * group.definition.interval_ms / 1000)
            await group.end(at_ms)

        task = asyncio.create_task(end(), name=f"rules-end-{group.definition.name}")
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
