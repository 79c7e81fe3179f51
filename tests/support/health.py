"""Health over a state database, with clocks that only move when told to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sardonyx.access.catalogue import permissions_of
from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.monitors import Monitor
from sardonyx.health.alive import AliveMark
from sardonyx.health.dependencies import ServiceCall
from sardonyx.health.keeping import StateKeeping
from sardonyx.health.maintenance.service import Maintenance
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.service import Health
from sardonyx.health.watched import Watched
from sardonyx.incidents.service import Incidents
from sardonyx.incidents.state_models import IncidentRow
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.state.sealing import Sealer
from tests.support.people import TESTER

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ALICE = Principal("user", "1", "Alice", frozenset({"admin"}), permissions_of(frozenset({"admin"})))
CHARLIE = replace(ALICE, id="3", name="Charlie", services=frozenset({"onyx-core"}))


def spec(name: str, **more: Any) -> dict[str, Any]:
    """A monitor as a caller sends it: a TCP port, every ten seconds."""
    check = {"kind": "tcp", "host": "127.0.0.1", "port": 5432}
    return {"name": name, "check": check, "interval": "10s", "timeout": "1s", "attempts": 1, **more}


@dataclass
class House:
    """Health at work. `forward` moves both clocks."""

    db: Database
    folder: Path
    at: datetime = NOON
    monotonic: float = 1000.0
    calls: list[ServiceCall] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.monitors = Monitors(self.db, Sealer(b"k" * 32), now=lambda: self.at, monotonic=lambda: self.monotonic)
        self.maintenance = Maintenance(self.db, now=lambda: self.at)
        self.incidents = Incidents(self.db, now=lambda: self.at)
        self.health = Health(
            self.monitors, self.maintenance, self.incidents, StateKeeping(self.db),
            AliveMark(self.folder / "health.alive"), calls=self._calls, now=lambda: self.at,
            monotonic=lambda: self.monotonic,
        )  # fmt: skip
        self.health.look_now = self.looked_at.extend

    async def _calls(self) -> list[ServiceCall]:
        return self.calls

    def forward(self, **delta: float) -> None:
        step = timedelta(**delta)
        self.at += step
        self.monotonic += step.total_seconds()

    async def add(self, name: str, **more: Any) -> Watched:
        return await self.monitors.create(spec(name, **more), ALICE, TESTER)

    async def tell(self, watched: Watched | str, *outcomes: str, vantage: str = "here", message: str = "") -> None:
        """Results of a monitor, a second apart; returns when all is stored and told."""
        one = watched if isinstance(watched, Watched) else self.monitors.by_name(watched)
        assert one is not None
        for outcome in outcomes:
            self.forward(seconds=1)
            result = ProbeResult(
                one.id, round(self.at.timestamp() * 1000), outcome, "refused" if outcome == "down" else "",  # type: ignore[arg-type]
                message or ("no answer" if outcome == "down" else ""), 0.1, vantage,
            )  # fmt: skip
            await self.health.observe(one, result)
            await self.health.settled()

    async def open_incidents(self) -> list[IncidentRow]:
        rows, _ = await self.incidents.page(ALICE, state="unresolved")
        return rows

    async def events(self, row: IncidentRow) -> list[tuple[str, str]]:
        _, events = await self.incidents.get(row.id, ALICE)
        return [(event.kind, event.data.get("name", "")) for event in events]


_template: list[bytes] = []


async def migrated(folder: Path) -> Database:
    """An empty SQLite database in `folder`, migrated once for all tests."""
    if not _template:
        await (await Database.open(default_url(folder), folder=folder)).close()
        _template.append((folder / "state.db").read_bytes())
    (folder / "state.db").write_bytes(_template[0])
    return await Database.open(default_url(folder), folder=folder)


@asynccontextmanager
async def house(db: Database, folder: Path, **options: Any) -> AsyncIterator[House]:
    """A house that goes on where the former one over the same database stopped."""
    made = House(db, folder, **options)
    await made.monitors.load()
    await made.maintenance.load()
    async with made.health.working():
        await made.health.settled()
        yield made


def monitor(name: str, **more: Any) -> Monitor:
    """The same as a model."""
    return Monitor.model_validate(spec(name, **more))
