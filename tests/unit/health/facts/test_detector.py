"""What results of monitors come to: changes in the feed, once, and series for rules."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sardonyx.changes.record import Change
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.monitors import Monitor
from sardonyx.health.facts.detector import Facts
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import EngineUnavailable
from tests.unit.health.facts.written import Written

_START_MS = 1_795_000_000_000


class _Away:
    """An engine that is away for the first statements."""

    def __init__(self, engine: EmbeddedEngine, failures: int) -> None:
        self._engine, self._failures = engine, failures

    async def rows(self, *arguments: object) -> object:
        if self._failures:
            self._failures -= 1
            raise EngineUnavailable("the engine is away")
        return await self._engine.rows(*arguments)  # type: ignore[arg-type]

    async def execute(self, *arguments: object) -> None:
        await self._engine.execute(*arguments)  # type: ignore[arg-type]


class _Bench:
    """Facts on a real engine and a database file; results come ten seconds apart."""

    def __init__(self, database: Database, engine: EmbeddedEngine) -> None:
        self.database, self.engine, self.writer = database, engine, Written()
        self.facts = self.begun()
        self.at_ms = _START_MS

    def begun(self, engine: object = None) -> Facts:
        self.facts = Facts(self.database, engine or self.engine, self.writer)  # type: ignore[arg-type]
        return self.facts

    async def saw(self, name: str, labels: dict[str, str] | None = None, **facts: str) -> list[str]:
        return [change.title for change in await self.changes(name, labels, **facts)]

    async def changes(self, name: str, labels: dict[str, str] | None = None, **facts: str) -> list[Change]:
        self.at_ms += 10_000
        check = {"kind": "tcp", "host": f"{name}.example", "port": 5432}
        monitor = Monitor.model_validate({"name": name, "check": check, "service": "shop", "labels": labels or {}})
        result = ProbeResult(name, self.at_ms, "up" if facts else "down", facts=facts)
        return await self.facts.seen(Scheduled(name, monitor), result)

    async def feed(self) -> list[str]:
        rows = await self.engine.rows("SELECT concat(Kind, ': ', Title) AS told FROM changes FINAL ORDER BY Time, told")
        return [str(row["told"]) for row in rows]


@pytest.fixture
async def bench(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[_Bench]:
    database = await Database.open(default_url(tmp_path))
    yield _Bench(database, engine)
    await database.close()


async def test_a_promotion_is_told_once_with_a_sentence(bench: _Bench) -> None:
    of = {"system_identifier": "77"}
    await bench.saw("db-1", role="primary", started_at="2026-11-01T00:00:00+00:00", address="10.0.0.1:5432", **of)
    await bench.saw("db-2", role="replica", started_at="2026-11-02T00:00:00+00:00", address="10.0.0.2:5432", **of)
    assert await bench.saw("db-1") == []
    [change] = await bench.changes(
        "db-2", role="primary", started_at="2026-11-02T00:00:00+00:00", address="10.0.0.2:5432", **of
    )
    assert change.title == "db-2: 10.0.0.2:5432 is primary now, before it 10.0.0.1:5432"
    assert (change.kind, change.service) == ("failover", "shop")
    assert change.attributes == {
        "monitor": "db-2", "monitor_id": "db-2", "fact": "role", "before": "10.0.0.1:5432", "after": "10.0.0.2:5432",
    }  # fmt: skip
    assert await bench.saw("db-2", role="primary", started_at="2026-11-02T00:00:00+00:00", **of) == []
    assert await bench.feed() == [f"failover: {change.title}"]
    assert bench.writer.of("monitor_fact_changes_total", monitor="db-2", fact="role") == [0.0, 1.0]
    assert bench.writer.of("monitor_cluster_primaries", cluster="postgresql:77")[-1] == 1.0


async def test_a_label_names_the_cluster_and_two_primaries_are_counted(bench: _Bench) -> None:
    labels = {"cluster": "shop-cache"}
    await bench.saw("r-1", labels, role="primary", run_id="a", address="10.0.0.1:6379")
    await bench.saw("r-2", labels, role="replica", run_id="b", leader="10.0.0.1:6379", address="10.0.0.2:6379")
    told = await bench.saw("r-2", labels, role="primary", run_id="b", address="10.0.0.2:6379")
    assert told == ["shop-cache: 10.0.0.2:6379 is primary now, before it 10.0.0.1:6379"]
    assert await bench.saw("r-1", labels, role="primary", run_id="a") == []
    assert bench.writer.of("monitor_cluster_primaries", cluster="shop-cache")[-1] == 2.0
    await bench.saw("r-1", labels, role="replica", run_id="a", leader="10.0.0.2:6379")
    assert bench.writer.of("monitor_cluster_primaries", cluster="shop-cache")[-1] == 1.0


async def test_nothing_is_lost_or_told_twice_when_sardonyx_itself_restarts(bench: _Bench) -> None:
    await bench.saw("db-1", role="primary", system_identifier="7", started_at="2026-11-01T00:00:00+00:00")
    await bench.saw("db-2", role="replica", system_identifier="7", started_at="2026-11-02T00:00:00+00:00")
    bench.begun()
    assert len(await bench.saw("db-2", role="primary", system_identifier="7", started_at="2026-11-02T00:00:00+00:00"))
    bench.begun()
    assert not await bench.saw("db-2", role="primary", system_identifier="7", started_at="2026-11-02T00:00:00+00:00")


async def test_what_could_not_be_written_is_told_by_the_next_result(bench: _Bench) -> None:
    await bench.saw("cache", role="primary", run_id="a")
    bench.begun(_Away(bench.engine, failures=1))
    assert await bench.saw("cache", role="primary", run_id="b") == []
    assert await bench.saw("cache", role="primary", run_id="b") == ["cache was restarted"]
    assert await bench.feed() == ["restart: cache was restarted"]


async def test_a_restart_is_another_process_that_began_since_and_tells_the_version(bench: _Bench) -> None:
    await bench.saw("db", started_at="2026-11-01T00:00:00+00:00", version="15.4")
    bench.at_ms = _START_MS
    later = "2026-11-18T19:46:50+00:00"  # after the result before
    told = await bench.saw("db", started_at=later, version="16.1")
    assert told == [f"db was restarted at {later}, now version 16.1, before it 15.4"]
    assert await bench.saw("db", started_at=later, version="16.1") == []


async def test_processes_behind_one_address_are_no_restarts(bench: _Bench) -> None:
    older, newer = "2026-11-01T00:00:00+00:00", "2026-11-02T00:00:00+00:00"
    told = [await bench.saw("vip", started_at=when) for when in (older, newer, older, newer)]
    assert told == [[], [], [], []]


async def test_other_addresses_and_certificates_are_told_when_they_stay(bench: _Bench) -> None:
    await bench.saw("web", addresses="192.0.2.1, 192.0.2.2", certificate="shop.example by CA, SHA-256 aa")
    assert await bench.saw("web", addresses="192.0.2.2, 192.0.2.1", certificate="shop.example by CA, SHA-256 bb") == []
    moved = {"addresses": "192.0.2.9", "certificate": "shop.example by CA, SHA-256 bb"}
    assert await bench.saw("web", **moved) == [
        "web: has another certificate now: shop.example by CA, SHA-256 bb, before it shop.example by CA, SHA-256 aa"
    ]
    assert await bench.saw("web", **moved) == ["web: its name now leads to 192.0.2.9, before it 192.0.2.1, 192.0.2.2"]
    assert [told.partition(":")[0] for told in await bench.feed()] == ["certificate", "dns"]


async def test_a_vantage_point_that_is_behind_changes_nothing(bench: _Bench) -> None:
    await bench.saw("cache", role="replica", run_id="a")
    assert len(await bench.saw("cache", role="primary", run_id="a")) == 1
    bench.at_ms -= 15_000
    assert await bench.saw("cache", role="replica", run_id="a") == []
    bench.at_ms += 15_000
    assert await bench.saw("cache", role="primary", run_id="a") == []


async def test_a_deleted_monitor_is_forgotten(bench: _Bench) -> None:
    await bench.saw("db-1", role="primary", run_id="a", addresses="192.0.2.1")
    await bench.facts.forget("db-1")
    bench.begun()
    assert await bench.saw("db-1", role="replica", run_id="b", addresses="192.0.2.2") == []
