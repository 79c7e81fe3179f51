"""What levels change, each at the part that is changed, and the whole as the server puts it together."""

import asyncio
import itertools
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.assembly.budget import governor
from sardonyx.assembly.storing import engine_memory_bytes
from sardonyx.collectors.derived.writer import DerivedSeries
from sardonyx.collectors.own.budget.governor import Governor
from sardonyx.collectors.own.budget.usage import DiskUsage
from sardonyx.collectors.scrape.loop import ScrapeLoop
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.source import Exposition
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.config import load_settings
from sardonyx.config.machine import available_cores
from sardonyx.journal.batch import Batch, JournalFull
from sardonyx.journal.journal import Journal
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineBusy
from sardonyx.storage.observed import ObservedEngine, QueryBounds
from sardonyx.storage.rollups.roller import Roller
from sardonyx.web import status
from tests.support.fake_engine import FakeEngine
from tests.unit.collectors.scrape.pages import job
from tests.unit.collectors.scrape.test_loop import Writer
from tests.unit.journal.test_journal import PIPELINE, STREAM

NOON = 1_767_268_800
MIB = 1 << 20


class _Untraced:
    def child(self, _name: str, _kind: int, _attributes: Mapping[str, str | int]) -> AbstractContextManager[None]:
        return nullcontext()


class _Slow:
    """An engine whose queries take until they are let go."""

    kind = "slow"

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def rows(self, *_: object, **__: object) -> list[dict[str, Any]]:
        await self.go.wait()
        return []


async def test_a_share_of_the_queries_is_let_in() -> None:
    slow = _Slow()
    engine = ObservedEngine(cast("Engine", slow), CollectorRegistry(), _Untraced(), QueryBounds(at_once=4))
    engine.let_in(0.5)
    running = [asyncio.create_task(engine.rows("SELECT 1")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(EngineBusy):
        await engine.rows("SELECT 1")
    engine.let_in(1.0)
    running.append(asyncio.create_task(engine.rows("SELECT 1")))
    slow.go.set()
    assert await asyncio.gather(*running) == [[], [], []]


async def test_a_collector_looks_once_in_several_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    class Page:
        async def fetch(self, _timeout: float) -> Exposition:
            return Exposition(b"a 1\n")

    now, many = float(NOON), [1]
    writer = Writer()

    async def sleep(seconds: float) -> None:
        nonlocal now
        if len(writer.values("a{}")) == 6:
            raise asyncio.CancelledError
        many[0] = 4 if len(writer.values("a{}")) >= 3 else 1
        now += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    target = ScrapeTarget({"instance": "a"}, {}, "built-in:a", 15.0, 10.0)
    loop = ScrapeLoop(
        target, job(), (), Page(), cast("Any", writer), ScrapeMetrics(CollectorRegistry()),
        clock=lambda: now, intervals=lambda _seconds: many[0],
    )  # fmt: skip
    with pytest.raises(asyncio.CancelledError):
        await loop.run()
    times = [at / 1000 for name, _, at in writer.stored if name == "a{}"]
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == [15, 15, 15, 60, 60]


async def test_derived_series_are_written_once_in_several_windows(engine: EmbeddedEngine) -> None:
    until, windows = NOON, [1]
    derived = DerivedSeries(engine, lambda _stream: until * 10**9, clock=lambda: NOON, windows=lambda: windows[0])
    assert not await derived.write_due()
    until = NOON + 10
    assert await derived.write_due()
    windows[0] = 3
    written = []
    for until in range(NOON + 20, NOON + 80, 10):
        if await derived.write_due():
            written.append(until - NOON)
    assert written == [40, 70]


@pytest.mark.parametrize(
    ("hours", "may", "rolls"), [(0.2, True, True), (0.2, False, False), (5.9, False, False), (6.1, False, True)]
)
def test_rollups_wait_but_not_for_ever(hours: float, may: bool, rolls: bool) -> None:
    roller = Roller(cast("Any", None), timedelta(days=14), clock=lambda: NOON + hours * 3600, may_roll=lambda: may)
    roller._until = NOON
    assert roller._is_time() is rolls


async def test_a_journal_that_refuses_says_why(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "quarantine", FakeEngine(), [PIPELINE])
    await journal.open()
    journal.refusing = "no room"
    with pytest.raises(JournalFull, match="no room"):
        await journal.append(Batch(STREAM, b"a", 1, source="test"))
    assert journal.is_full
    assert journal.status(STREAM).refused_batches == 1
    journal.refusing = ""
    await journal.append(Batch(STREAM, b"a", 1, source="test"))
    assert not journal.is_full
    await journal.close(timeout=5)


def _governor(engine: EmbeddedEngine, tmp_path: Path) -> tuple[Governor, ObservedEngine, Journal]:
    settings = load_settings(None, {}, {"budget.cpu": "2.5", "budget.memory": "1GiB", "budget.disk": "300MiB"})
    observed = ObservedEngine(engine, CollectorRegistry(), _Untraced(), QueryBounds(at_once=4))
    journal = Journal(tmp_path / "journal", tmp_path / "quarantine", FakeEngine(), [PIPELINE])
    return governor(settings, observed, journal, CollectorRegistry()), observed, journal


async def test_the_server_obeys_and_tells_the_feed_of_changes(engine: EmbeddedEngine, tmp_path: Path) -> None:
    found, observed, journal = _governor(engine, tmp_path)
    assert (found.budget.cpu, found.budget.memory_bytes, found.budget.disk_bytes) == (2.5, 1024 * MIB, 300 * MIB)
    await found._go(2, "2.60 of 2.5 cores")
    assert observed._share == 0.75
    await found._go(1, "2.60 of 2.5 cores")
    rows = await engine.rows("SELECT Kind, ServiceName, Title FROM changes ORDER BY Time")
    assert [tuple(row.values()) for row in rows] == [
        ("config", "sardonyx", "Sardonyx lowered its resolution to low: it takes 2.60 of 2.5 cores"),
        ("config", "sardonyx", "Sardonyx is back at saving resolution"),
    ]
    for used, refusing in ((300 * MIB, True), (200 * MIB, False)):
        found._read_disk = lambda used=used: _disk(used)  # type: ignore[misc]
        await found.look_at_disk()
        assert bool(journal.refusing) is refusing


async def _disk(used: int) -> DiskUsage:
    return DiskUsage(used, 3.0)


async def test_the_status_tells_what_is_taken_and_what_is_lowered(engine: EmbeddedEngine, tmp_path: Path) -> None:
    found, _, _ = _governor(engine, tmp_path)
    assert (status.budget_status(found).level, status.budget_status(found).disk) == ("full", None)
    found._read_disk = lambda: _disk(250 * MIB)
    await found.look_at_disk()
    await found._go(1, "1100 of 1024 MiB of memory")
    told = status.budget_status(found)
    assert (told.level, told.reason) == ("saving", "1100 of 1024 MiB of memory")
    assert told.effects[0] == "Built-in collectors look half as often."
    assert (told.cpu.limit, told.memory.limit) == (2.5, 1024 * MIB)
    assert told.memory.used > MIB
    assert told.disk is not None
    assert (told.disk.used, told.disk.limit) == (250 * MIB, 300 * MIB)
    assert told.disk.full_at is not None


@pytest.mark.parametrize(
    ("budget", "limit", "gets"), [("auto", "2GiB", 2048), ("1GiB", "2GiB", 832), ("4GiB", "2GiB", 2048)]
)
def test_the_engine_gets_what_the_budget_leaves_it(budget: str, limit: str, gets: int) -> None:
    settings = load_settings(None, {}, {"budget.memory": budget, "engine.memory_limit": limit})
    assert engine_memory_bytes(settings) == gets * MIB


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({"cpu.max": "50000 100000\n"}, 0.5),
        ({"cpu.max": "max 100000\n"}, None),
        ({"cpu/cpu.cfs_quota_us": "75000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 0.75),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ({}, None),
    ],
    ids=["version 2", "version 2, no quota", "version 1", "version 1, no quota", "no control group"],
)
def test_a_quota_of_a_container_counts(files: dict[str, str], cores: float | None, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert available_cores(tmp_path) == (available_cores(tmp_path / "none") if cores is None else cores)
