"""A real streaming replica is promoted: what the monitors of both servers come to, and what a lingering old primary does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.postgres import probe
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.checks import PostgresCheck
from sardonyx.config.monitors import Monitor
from sardonyx.config.sections import OutgoingSettings
from sardonyx.health.facts.detector import Facts
from sardonyx.outgoing.guard import Guard
from sardonyx.state import Database
from sardonyx.state.address import default_url
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.unit.health.facts.written import Written

pytestmark = pytest.mark.components


@pytest.fixture
def standby(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A replica that is promoted once the primary is out of reach; the primary itself goes on, for the tests after us."""
    found = postgres_server.standby()
    yield found
    found.destroy()


@asynccontextmanager
async def _way_to(port: int, through: int) -> AsyncIterator[None]:
    """A forwarder: while it is closed, the server behind it is gone."""

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                writer.write(chunk)
        except OSError:
            pass
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, onward[1]), copy(onward[0], writer))

    async with await asyncio.start_server(serve, "127.0.0.1", through):
        yield


class _Watch:
    def __init__(self, facts: Facts, guard: Guard) -> None:
        self._facts, self._guard = facts, guard

    async def look(self, name: str, port: int) -> tuple[str, str, list[str]]:
        """Check one of the servers: the outcome, its role, and what is told to have changed."""
        check = PostgresCheck.model_validate(
            {"url": f"postgresql://sardonyx@127.0.0.1:{port}/postgres", "conditions": ["value == 1", "lag < 1h"]}
        )
        monitor = Monitor(name=name, check=check, labels={"cluster": "shop-db"})
        result = await probe(check, ProbeContext(name, 10.0, self._guard))
        told = await self._facts.seen(Scheduled(name, monitor), result)
        return result.outcome, result.facts.get("role", ""), [change.title for change in told]


async def test_a_promotion_is_told_even_where_the_old_primary_is_gone_and_its_return_makes_two(
    postgres_server: PostgresServer, standby: PostgresServer, engine: EmbeddedEngine, tmp_path: Path
) -> None:
    database, written, guard = await Database.open(default_url(tmp_path)), Written(), Guard.of(OutgoingSettings())
    watch = _Watch(Facts(database, engine, written), guard)  # type: ignore[arg-type]
    way = free_port()
    try:
        async with _way_to(postgres_server.port, way):
            assert await watch.look("db-1", way) == ("up", "primary", [])
            assert await watch.look("db-2", standby.port) == ("up", "replica", [])
        assert await watch.look("db-1", way) == ("down", "", [])
        await asyncio.to_thread(standby.promote)
        told = f"shop-db: 127.0.0.1:{standby.port} is primary now, before it 127.0.0.1:{way}"
        assert await watch.look("db-2", standby.port) == ("up", "primary", [told])
        assert await watch.look("db-2", standby.port) == ("up", "primary", [])
        assert written.of("monitor_cluster_primaries", cluster="shop-db")[-1] == 1.0
        async with _way_to(postgres_server.port, way):
            assert await watch.look("db-1", way) == ("up", "primary", [])
        assert written.of("monitor_cluster_primaries", cluster="shop-db")[-1] == 2.0
        assert written.of("monitor_fact_changes_total", fact="role") == [0.0, 1.0]
    finally:
        guard.close()
        await database.close()
    rows = await engine.rows("SELECT Kind AS kind, Title AS title FROM changes")
    assert [dict(row) for row in rows] == [{"kind": "failover", "title": told}]
