"""The governor with a clock and figures of its own: down step by step, up slowly, and not back and forth."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sardonyx.collectors.own.budget.governor import Budget, BudgetState, Governor
from sardonyx.collectors.own.budget.levels import LEVELS
from sardonyx.collectors.own.budget.metrics import BudgetCollector
from sardonyx.collectors.own.budget.usage import DiskUsage, Usage, own_usage

MIB = 1 << 20
EVERY = 5.0


@dataclass
class _Process:
    """A process that takes what a test says, looked at every five seconds."""

    at: float = 1000.0
    cpu_seconds: float = 50.0
    memory: int = 100 * MIB
    disk: DiskUsage = field(default_factory=lambda: DiskUsage(0, None))
    changes: list[tuple[str, str]] = field(default_factory=list)
    refusing: list[bool] = field(default_factory=list)

    def governor(self, disk: int | None = None) -> Governor:
        found = Governor(Budget(1.0, 500 * MIB, disk), read=self.read, read_disk=self.read_disk, now=self.now)
        found.on_level(self.heard)
        found.on_disk_full(self.refusing.append)
        return found

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def read(self) -> Usage:
        return Usage(self.at, self.cpu_seconds, self.memory)

    async def read_disk(self) -> DiskUsage:
        return self.disk

    async def heard(self, state: BudgetState, before: int) -> None:
        self.changes.append((LEVELS[before].name, state.at.name))

    async def takes(self, cores: float, seconds: float, governor: Governor) -> list[str]:
        """Take so many cores for a while; the levels passed on the way."""
        passed = [governor.level.name]
        for _ in range(round(seconds / EVERY)):
            self.at += EVERY
            self.cpu_seconds += cores * EVERY
            await governor.look()
            if governor.level.name != passed[-1]:
                passed.append(governor.level.name)
        return passed


async def test_within_its_budget_nothing_is_lowered() -> None:
    process = _Process()
    governor = process.governor()
    assert await process.takes(0.9, 3600, governor) == ["full"]
    assert governor.state.cpu == pytest.approx(0.9)


async def test_a_peak_of_half_a_minute_is_nothing() -> None:
    process = _Process()
    governor = process.governor()
    await process.takes(0.2, 600, governor)
    assert await process.takes(1.8, 30, governor) == ["full"]
    assert await process.takes(0.2, 600, governor) == ["full"]


async def test_over_budget_it_goes_down_step_by_step_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    process = _Process()
    governor = process.governor()
    with caplog.at_level(logging.INFO):
        assert await process.takes(1.5, 200, governor) == ["full", "saving", "low", "lowest"]
    assert process.changes == [("full", "saving"), ("saving", "low"), ("low", "lowest")]
    assert governor.state.reason == "1.50 of 1 cores"
    assert "over budget (1.50 of 1 cores): resolution is now saving. Built-in collectors look half" in caplog.text
    assert await process.takes(1.5, 3600, governor) == ["lowest"]


async def test_it_comes_back_step_by_step_once_there_is_room() -> None:
    process = _Process()
    governor = process.governor()
    await process.takes(1.5, 200, governor)
    assert await process.takes(0.8, 3600, governor) == ["lowest"], "a step up might be too much"
    assert await process.takes(0.5, 60, governor) == ["lowest", "low"]
    assert await process.takes(0.5, 400, governor) == ["low", "saving", "full"]
    assert governor.state.reason == ""


async def test_what_costs_as_much_again_does_not_make_it_swing() -> None:
    process = _Process()
    governor = process.governor()
    passed = []
    for _ in range(2400):
        # Each level down saves a tenth of what the full resolution takes.
        cores = 1.15 * (1 - 0.1 * LEVELS.index(governor.level))
        passed += (await process.takes(cores, EVERY, governor))[1:]
    assert passed == ["saving", "low"]


async def test_memory_over_its_budget_lowers_too() -> None:
    process = _Process(memory=600 * MIB)
    governor = process.governor()
    assert await process.takes(0.1, 40, governor) == ["full", "saving"]
    assert governor.state.reason == "600 of 500 MiB of memory"
    process.memory = 480 * MIB
    assert await process.takes(0.1, 1200, governor) == ["saving"]
    process.memory = 300 * MIB
    assert await process.takes(0.1, 1200, governor) == ["saving", "full"]


async def test_a_used_up_disk_budget_refuses_and_takes_again(caplog: pytest.LogCaptureFixture) -> None:
    process = _Process(disk=DiskUsage(900, 0.5))
    governor = process.governor(disk=1000)
    await governor.look_at_disk()
    assert process.refusing == []
    assert governor.disk_full_at == process.now() + timedelta(hours=12)
    assert "will be used up at 1970-01-01 12:16 UTC" in caplog.text
    process.disk = DiskUsage(1000, 0.0)
    await governor.look_at_disk()
    await governor.look_at_disk()
    process.disk = DiskUsage(800, None)
    await governor.look_at_disk()
    assert process.refusing == [True, False]
    assert "new data is refused until retention has made room" in caplog.text
    assert governor.disk_full_at is None


async def test_it_is_told_as_series() -> None:
    process = _Process(disk=DiskUsage(900, 2.0))
    governor = process.governor(disk=1000)
    await governor.look_at_disk()
    await process.takes(1.5, 40, governor)
    told = {
        (sample.name, sample.labels.get("resource", "")): sample.value
        for family in BudgetCollector(governor).collect()
        for sample in family.samples
    }
    assert told == {
        ("sardonyx_budget_used", "cpu"): pytest.approx(1.5),
        ("sardonyx_budget_used", "memory"): 100 * MIB,
        ("sardonyx_budget_used", "disk"): 900,
        ("sardonyx_budget_limit", "cpu"): 1.0,
        ("sardonyx_budget_limit", "memory"): 500 * MIB,
        ("sardonyx_budget_limit", "disk"): 1000,
        ("sardonyx_budget_level", ""): 1,
        ("sardonyx_budget_disk_full_seconds", ""): 172_800,
    }


@pytest.mark.parametrize(
    ("interval", "intervals"), [(1.0, 8), (15.0, 8), (30.0, 4), (60.0, 2), (300.0, 1)], ids=lambda value: f"{value:g}"
)
def test_collectors_never_look_so_seldom_that_series_seem_to_end(interval: float, intervals: int) -> None:
    assert LEVELS[-1].intervals(interval) == intervals
    assert LEVELS[0].intervals(interval) == 1


def test_what_this_process_takes_is_read(tmp_path: Path) -> None:
    found = own_usage()
    assert found.cpu_seconds > 0
    assert found.memory_bytes > MIB
    assert own_usage(tmp_path / "none").memory_bytes == 0
