"""PostgreSQL checks against a real server, as a user with no rights but to connect."""

import asyncio

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.postgres import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import PostgresCheck
from sardonyx.outgoing.guard import Guard
from tests.support.peers import silent_peer
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.raw_server import talking


async def _probed(guard: Guard, url: str, timeout: float = 10.0, **check: object) -> ProbeResult:
    return await probe(PostgresCheck.model_validate({"url": url, **check}), ProbeContext("m1", timeout, guard))


@pytest.mark.components
async def test_a_query_a_role_and_what_may_not_be_done(guard: Guard, postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    name = database.rpartition("/")[2]
    postgres_server.sql(name, f"CREATE USER plain_{name}")
    url = database.replace("sardonyx@", f"plain_{name}@")
    good = await _probed(guard, url, query="SELECT generate_series(7, 100000)", conditions=["value == 7", "lag < 1s"])
    assert (good.outcome, good.message) == ("up", "")
    assert good.facts["role"] == "primary"
    assert {"system_identifier", "timeline", "started_at", "version", "address"} <= good.facts.keys()
    writing = await _probed(guard, url, query="CREATE TABLE left_behind ()")
    assert writing.message.endswith("cannot execute CREATE TABLE in a read-only transaction")
    assert writing.facts["role"] == "primary", "a query that fails does not hide who is primary"
    slow = await _probed(guard, url, 1.0, query="SELECT pg_sleep(60)")
    assert slow.reason == "timeout"
    nobody = await _probed(guard, url.replace(name, "nobody"))
    assert (nobody.reason, "nobody" in nobody.message) == ("reported", True)
    untrusted = await _probed(guard, f"{url}?sslmode=verify-full")
    assert (untrusted.reason, "SSL" in untrusted.message) == ("tls", True)
    postgres_server.drop_database(database)


async def test_failures_are_told_apart_and_name_no_password(guard: Guard) -> None:
    refused = await _probed(guard, f"postgresql://ann:secret@127.0.0.1:{free_port()}/shop")
    assert refused.reason == "refused"
    assert "secret" not in refused.message
    assert (await _probed(guard, "postgresql://ann@nobody.invalid/shop")).reason == "dns"
    assert (await _probed(guard, "postgresql://ann@169.254.169.254/shop")).reason == "forbidden"
    async with silent_peer() as port:
        assert (await _probed(guard, f"postgresql://ann@127.0.0.1:{port}/shop", 0.3)).reason == "timeout"
    for wrong in ("mysql://h/db", "postgresql:///db", "postgresql://a:1,b:2/db", "postgresql://h/db?passfile=/x"):
        assert (await _probed(guard, wrong)).reason == "protocol"


async def test_a_server_that_talks_nonsense_is_down(guard: Guard) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        writer.write(b"N")
        await reader.read(100)
        writer.write(b"\x00" * 64)

    async with talking(talk) as port:
        result = await _probed(guard, f"postgresql://ann@127.0.0.1:{port}/shop", 1.0)
    assert result.outcome == "down"
