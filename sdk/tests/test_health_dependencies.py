"""The checks for what services depend on: with real PostgreSQL and Redis, and with stand-ins for the rest."""

from __future__ import annotations

import asyncio
import inspect
import queue as queues
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest
import redis as redis_client
import redis.asyncio as async_redis
import sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine

from components import has_redis, postgres_folder, postgres_server, redis_server
from sardonyx_sdk.health import Check, Observation, disk, http, postgres, qdrant, queue, redis

PROGRAMS = postgres_folder()


async def run(check: Check) -> Observation:
    """What one run of a check says, as the runner reads it."""
    said = await asyncio.to_thread(check.function)
    if inspect.isawaitable(said):
        said = await said
    return said if isinstance(said, Observation) else Observation("fail" if said is False else "pass")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    assert PROGRAMS is not None
    with postgres_server(PROGRAMS) as port:
        yield f"postgres@127.0.0.1:{port}/postgres"


@pytest.mark.components
@pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")
async def test_postgres_through_whatever_the_service_has(database: str) -> None:
    pool = await asyncpg.create_pool(f"postgresql://{database}", min_size=1, max_size=1)
    engine = sqlalchemy.create_engine(f"postgresql+psycopg://{database}")
    async_engine = create_async_engine(f"postgresql+asyncpg://{database}")
    connection = psycopg.connect(f"postgresql://{database}", autocommit=True)
    async_connection = await psycopg.AsyncConnection.connect(f"postgresql://{database}", autocommit=True)
    sources = [pool, engine, async_engine, connection, async_connection]
    try:
        for source in sources:
            assert await run(postgres("orders", source)) == Observation()
        await pool.close()
        connection.close()
        with pytest.raises(asyncpg.InterfaceError):
            await run(postgres("orders", pool))
        with pytest.raises(psycopg.OperationalError):
            await run(postgres("orders", connection))
    finally:
        engine.dispose()
        await async_engine.dispose()
        await async_connection.close()


class _Pool:
    """The outside of psycopg_pool.ConnectionPool."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def getconn(self) -> None: ...

    def connection(self) -> _Pool:
        return self

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, sql: str) -> None:
        self.asked.append(sql)


class _AsyncPool(_Pool):
    async def getconn(self) -> None: ...  # type: ignore[override]

    async def __aenter__(self) -> _AsyncPool:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def execute(self, sql: str) -> None:  # type: ignore[override]
        self.asked.append(sql)


@pytest.mark.parametrize("kind", [_Pool, _AsyncPool])
async def test_postgres_through_a_pool_of_psycopg(kind: type[_Pool]) -> None:
    pool = kind()
    assert await run(postgres("orders", pool)) == Observation()
    assert pool.asked == ["SELECT 1"]


@pytest.mark.components
@pytest.mark.skipif(not has_redis(), reason="Redis is not installed")
async def test_redis_through_clients_of_both_kinds() -> None:
    with redis_server() as port:
        client, async_client = redis_client.Redis(port=port, retry=None), async_redis.Redis(port=port)
        assert await run(redis("cache", client)) == Observation()
        assert await run(redis("cache", async_client)) == Observation()
        await async_client.aclose()
        client.close()
    with pytest.raises(redis_client.ConnectionError):
        await run(redis("cache", client))
    client.close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/ok": 204, "/moved": 302, "/readyz": 200, "/health?deep=1": 200}.get(self.path, 503))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/ok", Observation()),
        ("/moved", Observation()),
        ("/health?deep=1", Observation()),
        ("/busy", Observation("fail", "answered 503")),
    ],
)
async def test_http(peer: str, path: str, said: Observation) -> None:
    assert await run(http("search", peer + path)) == said


@pytest.mark.parametrize("url", ["search:8000", "ftp://search/", "http:///live", "/live"])
def test_http_refuses_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="http:// or https://"):
        http("search", url)


class _Qdrant:
    def get_collections(self) -> object:
        return {"collections": []}


class _AsyncQdrant:
    async def get_collections(self) -> object:
        return {"collections": []}


async def test_qdrant_by_address_and_through_clients(peer: str) -> None:
    for source in (peer, peer + "/", _Qdrant(), _AsyncQdrant()):
        made = qdrant("vectors", source)
        assert await run(made) == Observation()
        assert (made.component_type, made.critical) == ("datastore", True)


@pytest.mark.parametrize("factory", [postgres, redis, qdrant])
def test_says_what_is_needed_instead(factory: Any) -> None:
    with pytest.raises(TypeError, match=r"int (is neither|has no)"):
        factory("orders", 7)


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ({"warn_ratio": None, "fail_ratio": None}, "pass"),
        ({"warn_ratio": 0.0, "fail_ratio": None}, "warn"),
        ({"warn_ratio": 0.0, "fail_ratio": 0.0}, "fail"),
    ],
    ids=["no limit", "above warn", "above both"],
)
async def test_disk(tmp_path: Path, limits: Any, status: str) -> None:
    said = await run(disk("data", tmp_path, **limits))
    assert (said.status, said.measurement, said.unit) == (status, "utilization", "percent")
    assert isinstance(said.value, float)
    assert 0 < said.value < 100


@pytest.mark.parametrize(("waiting", "status"), [(4, "pass"), (5, "warn"), (9, "warn"), (10, "fail")])
async def test_queue(waiting: int, status: str) -> None:
    jobs: queues.Queue[int] = queues.Queue()
    for number in range(waiting):
        jobs.put(number)

    async def length() -> int:
        return jobs.qsize()

    for counter in (jobs.qsize, length):
        made = queue("jobs", counter, warn=5, fail=10)
        assert await run(made) == Observation(status, f"{waiting} waiting", waiting, "items", "length")  # type: ignore[arg-type]
        assert not made.critical
