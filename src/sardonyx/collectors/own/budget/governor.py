"""Keeps the process within its budget: a level down when it takes more for a while, a level up when it has taken much less
for longer. The disk's budget has no levels: nothing is deleted for it, new data is refused.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sardonyx.collectors.own.budget.levels import LEVELS, Level
from sardonyx.collectors.own.budget.usage import DiskUsage, ReadUsage, Usage, own_usage

log = logging.getLogger(__name__)

MEAN_OVER_SECONDS = 60.0
DOWN_AFTER_SECONDS = 30.0
UP_AFTER_SECONDS = 180.0
UP_BELOW = 0.7
"""Of the budget: below it there is room for a level more."""

_READ_EVERY_SECONDS = 5.0
_DISK_EVERY_SECONDS = 300.0

ReadDisk = Callable[[], Awaitable[DiskUsage]]


@dataclass(frozen=True, slots=True)
class Budget:
    """`cpu` in cores, on the mean of a minute. `disk_bytes` None: no limit of its own."""

    cpu: float
    memory_bytes: int
    disk_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class BudgetState:
    """Where the process stands. `reason` says why it is not at the full level, empty if it is."""

    level: int
    since: datetime
    reason: str
    cpu: float
    memory_bytes: int
    disk: DiskUsage | None

    @property
    def at(self) -> Level:
        """The level by its number."""
        return LEVELS[self.level]


async def _no_disk() -> DiskUsage:
    return DiskUsage(0, None)


class Governor:
    """`on_level` and `on_disk_full` are told of changes: (state, level before), and whether the disk's budget is used up."""

    def __init__(
        self,
        budget: Budget,
        *,
        read: ReadUsage = own_usage,
        read_disk: ReadDisk = _no_disk,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.budget = budget
        self._read = read
        self._read_disk = read_disk
        self._now = now
        self._readings: deque[Usage] = deque([read()])
        self._level = 0
        self._since = now()
        self._changed_at = self._readings[0].at
        self._over_since: float | None = None
        self._reason = ""
        self._disk: DiskUsage | None = None
        self._disk_full = False
        self._on_level: list[Callable[[BudgetState, int], Awaitable[None]]] = []
        self._on_disk_full: list[Callable[[bool], None]] = []

    @property
    def level(self) -> Level:
        """What counts now."""
        return LEVELS[self._level]

    def intervals(self, interval_seconds: float) -> int:
        """In how many of its intervals a built-in collector looks once, now."""
        return self.level.intervals(interval_seconds)

    @property
    def state(self) -> BudgetState:
        """What is taken, and what follows from it."""
        memory = self._readings[-1].memory_bytes
        return BudgetState(self._level, self._since, self._reason, self._cpu(), memory, self._disk)

    @property
    def disk_full_at(self) -> datetime | None:
        """When the disk's budget is used up as it grows now."""
        days = self._disk.days_until_full if self._disk else None
        return None if days is None else self._now() + timedelta(days=days)

    def on_level(self, listener: Callable[[BudgetState, int], Awaitable[None]]) -> None:
        """From now on, tell `listener` of every change of the level."""
        self._on_level.append(listener)

    def on_disk_full(self, listener: Callable[[bool], None]) -> None:
        """From now on, tell `listener` when the disk's budget is used up, and when there is room again."""
        self._on_disk_full.append(listener)

    @asynccontextmanager
    async def governing(self, read_disk: ReadDisk | None = None) -> AsyncIterator["Governor"]:
        """Watch while inside."""
        self._read_disk = read_disk or self._read_disk
        tasks = [
            asyncio.create_task(self._every(_READ_EVERY_SECONDS, self.look), name="budget"),
            asyncio.create_task(self._every(_DISK_EVERY_SECONDS, self.look_at_disk), name="budget-disk"),
        ]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def look(self) -> None:
        """Read what is taken, and go a level down or up if it is time to."""
        reading = self._read()
        self._readings.append(reading)
        while len(self._readings) > 2 and self._readings[1].at <= reading.at - MEAN_OVER_SECONDS:
            self._readings.popleft()
        over = self._over()
        if not over:
            self._over_since = None
        elif self._over_since is None:
            self._over_since = reading.at
        waited = reading.at - self._changed_at
        if over and self._over_since is not None and self._level < len(LEVELS) - 1:
            if min(waited, reading.at - self._over_since) >= DOWN_AFTER_SECONDS:
                await self._go(self._level + 1, over)
        elif self._level and waited >= UP_AFTER_SECONDS and self._has_room():
            await self._go(self._level - 1, self._reason if self._level > 1 else "")

    async def look_at_disk(self) -> None:
        """Read what is stored; say so when the budget is used up or will be within a day, and when there is room again."""
        if self.budget.disk_bytes is None:
            return
        self._disk = await self._read_disk()
        full = self._disk.used_bytes >= self.budget.disk_bytes
        if full != self._disk_full:
            self._disk_full = full
            for listener in self._on_disk_full:
                listener(full)
            if full:
                log.error("the disk budget is used up: new data is refused until retention has made room")
            else:
                log.warning("there is room in the disk budget again: new data is accepted")
        elif (at := self.disk_full_at) is not None and at - self._now() < timedelta(days=1):
            log.warning("the disk budget will be used up at %s", f"{at:%Y-%m-%d %H:%M} UTC")

    async def _go(self, level: int, reason: str) -> None:
        before, self._level = self._level, level
        self._since, self._changed_at, self._reason = self._now(), self._readings[-1].at, reason
        # What was taken before tells nothing of the new level.
        self._over_since, self._readings = None, deque([self._readings[-1]])
        if level > before:
            log.warning("over budget (%s): resolution is now %s. %s", reason, self.level.name, _joined(self.level))
        else:
            log.info("within budget again: resolution is now %s. %s", self.level.name, _joined(self.level))
        for listener in self._on_level:
            await listener(self.state, before)

    def _over(self) -> str:
        """What is over its budget, in words; empty if nothing is."""
        cpu, memory = self._cpu(), self._readings[-1].memory_bytes
        found = []
        if cpu > self.budget.cpu:
            found.append(f"{cpu:.2f} of {self.budget.cpu:g} cores")
        if memory > self.budget.memory_bytes:
            found.append(f"{memory >> 20} of {self.budget.memory_bytes >> 20} MiB of memory")
        return " and ".join(found)

    def _has_room(self) -> bool:
        memory = max(reading.memory_bytes for reading in self._readings)
        return self._cpu() < UP_BELOW * self.budget.cpu and memory < _memory_room(self.budget.memory_bytes)

    def _cpu(self) -> float:
        """Cores, on the mean of the readings."""
        first, last = self._readings[0], self._readings[-1]
        return (last.cpu_seconds - first.cpu_seconds) / (last.at - first.at) if last.at > first.at else 0.0

    async def _every(self, seconds: float, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await look()
            except Exception:
                log.exception("looking after the budget failed")


def _memory_room(budget_bytes: int) -> int:
    # Memory is given back late: less must be free than of processor time.
    return int(budget_bytes * 0.9)


def _joined(level: Level) -> str:
    return " ".join(level.effects)
