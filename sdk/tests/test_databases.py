"""Database spans: SQLite through SQLAlchemy, and real PostgreSQL and Redis servers through their drivers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import asyncpg
import psycopg
import psycopg.sql
import pytest
import redis
import redis.asyncio
import sqlalchemy
from opentelemetry import trace
from sqlalchemy.ext.asyncio import create_async_engine

from collector import Collector, pairs
from components import has_redis, postgres_folder, postgres_server, redis_server
from sardonyx_sdk.hooks.database import sanitise

tracer = trace.get_tracer("t")
PROGRAMS = postgres_folder()
needs_postgres = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL is not installed")
needs_redis = pytest.mark.skipif(not has_redis(), reason="Redis is not installed")


@pytest.fixture(scope="module")
def postgres() -> Iterator[int]:
    assert PROGRAMS is not None
    with postgres_server(PROGRAMS) as port:
        yield port


@pytest.fixture(scope="module")
def redis_port() -> Iterator[int]:
    with redis_server() as port:
        yield port


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT * FROM t WHERE a = 'it''s' AND b = 4.5e-3", "SELECT * FROM t WHERE a = ? AND b = ?"),
        ("select x1 from t2 where id in (1, 2,3)", "select x1 from t2 where id in (?)"),
        ("INSERT INTO t VALUES (%s, $1, :name, ?)", "INSERT INTO t VALUES (%s, $1, :name, ?)"),
        ("SELECT E'a\\'b', $tag$secret 'x'$tag$, $$x$$", "SELECT ?, ?, ?"),
        ("SELECT 'never closed", "SELECT ?"),
        ("SELECT 1 -- for ada\nFROM t /* 42 */ WHERE x", "SELECT ?  \nFROM t   WHERE x"),
        ('SELECT "column 1" FROM t', 'SELECT "column 1" FROM t'),
        ("UPDATE t SET a=-1,b=0xFF", "UPDATE t SET a=?,b=?"),
    ],
)
def test_literals_and_comments_are_not_recorded(statement: str, shown: str) -> None:
    assert sanitise(statement) == shown.replace('"column 1"', '"column ?"')


def test_sqlalchemy_statement(sdk: Any, collector: Collector) -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    with tracer.start_as_current_span("caller") as caller, engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE books (id INT, title TEXT)"))
        connection.execute(sqlalchemy.text("INSERT INTO books VALUES (:id, :title)"), {"id": 1, "title": "secret"})
        connection.execute(sqlalchemy.text("SELECT title FROM books WHERE title = 'secret'"))
    with pytest.raises(sqlalchemy.exc.OperationalError), engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT * FROM nowhere"))
    engine.dispose()
    assert sdk.flush()
    names = [span.name for span in collector.spans if span.kind == 3]
    assert names == ["CREATE books", "INSERT books", "SELECT books", "SELECT nowhere"]
    select = collector.span("SELECT books")
    assert select.parent_span_id == caller.get_span_context().span_id.to_bytes(8, "big")
    assert pairs(select.attributes) == {
        "db.system.name": "sqlite",
        "db.operation.name": "SELECT",
        "db.query.summary": "SELECT books",
        "db.query.text": "SELECT title FROM books WHERE title = ?",
    }
    failed = collector.span("SELECT nowhere")
    assert failed.status.code == 2
    assert pairs(failed.attributes)["error.type"] == "OperationalError"
    assert b"secret" not in b"".join(raw for _, _, raw in collector.requests)
    points = collector.metrics["db.client.operation.duration"].histogram.data_points
    assert sum(point.count for point in points) == 4


@needs_postgres
@pytest.mark.components
def test_asyncpg_connection_pool_and_prepared_statements(sdk: Any, collector: Collector, postgres: int) -> None:
    async def main() -> None:
        dsn = f"postgresql://postgres@127.0.0.1:{postgres}/postgres"
        connection = await asyncpg.connect(dsn)
        assert await connection.fetchval("SELECT $1::int + 1", 41) == 42
        await connection.executemany("SELECT $1::text", [("a",), ("b",)])
        prepared = await connection.prepare("SELECT $1::text AS prepared_one")
        await prepared.fetchrow("secret")
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.fetch("SELECT * FROM nowhere")
        await connection.close()
        async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
            await pool.fetchrow("SELECT 'x' FROM pg_class")

    asyncio.run(main())
    assert sdk.flush()
    texts = [pairs(span.attributes)["db.query.text"] for span in collector.spans]
    assert [text for text in texts if "prepared_one" in text or "pg_class" in text or "int" in text] == [
        "SELECT $1::int + ?",
        "SELECT $1::text AS prepared_one",
        "SELECT ? FROM pg_class",
    ]
    failed = collector.span("SELECT nowhere")
    assert failed.status.code == 2
    assert pairs(failed.attributes)["server.port"] == postgres
    assert pairs(failed.attributes)["db.namespace"] == "postgres"
    assert pairs(failed.attributes)["db.system.name"] == "postgresql"


@needs_postgres
@pytest.mark.components
def test_sqlalchemy_over_asyncpg_is_one_span_per_statement(sdk: Any, collector: Collector, postgres: int) -> None:
    async def main() -> None:
        engine = create_async_engine(f"postgresql+asyncpg://postgres@127.0.0.1:{postgres}/postgres")
        async with engine.connect() as connection:
            await connection.execute(sqlalchemy.text("SELECT relname FROM pg_class WHERE relname = :n"), {"n": "x"})
        async with engine.connect() as connection:
            await connection.execute(sqlalchemy.text("SELECT relname FROM pg_class WHERE relname = :n"), {"n": "y"})
        await engine.dispose()

    asyncio.run(main())
    assert sdk.flush()
    found = [span for span in collector.spans if span.name == "SELECT pg_class"]
    assert len(found) == 2
    assert sdk.stats()["hook_errors"] == {}


@needs_postgres
@pytest.mark.components
def test_psycopg_both_kinds_of_cursors(sdk: Any, collector: Collector, postgres: int) -> None:
    about = f"host=127.0.0.1 port={postgres} user=postgres dbname=postgres"
    with psycopg.connect(about) as connection:
        connection.execute("SELECT %s::text FROM pg_type", ("secret",))
        with connection.cursor() as cursor:
            query = psycopg.sql.SQL("SELECT {} FROM pg_class").format(psycopg.sql.Literal("secret"))
            cursor.execute(query)
            cursor.executemany("SELECT %s::int", [(1,), (2,)])
    with psycopg.connect(about) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM nowhere")

    async def main() -> None:
        async with await psycopg.AsyncConnection.connect(about) as connection:
            await connection.execute("SELECT 1 FROM pg_index")

    asyncio.run(main())
    assert sdk.flush()
    assert [span.name for span in collector.spans] == [
        "SELECT pg_type", "SELECT pg_class", "SELECT", "SELECT nowhere", "SELECT pg_index",
    ]  # fmt: skip
    assert pairs(collector.span("SELECT pg_class").attributes)["db.query.text"] == "SELECT ? FROM pg_class"
    assert pairs(collector.span("SELECT pg_type").attributes)["server.port"] == postgres
    assert collector.span("SELECT nowhere").status.code == 2
    assert b"secret" not in b"".join(raw for _, _, raw in collector.requests)


@needs_redis
@pytest.mark.components
def test_redis_commands_and_pipelines(sdk: Any, collector: Collector, redis_port: int) -> None:
    with redis.Redis(port=redis_port, db=2) as client:
        client.set("ada@example.org", "secret")
        with client.pipeline() as pipeline:
            pipeline.get("a").get("b").execute()
            pipeline.incr("n").get("n").execute()
        with pytest.raises(redis.ResponseError):
            client.execute_command("NOPE")

    async def main() -> None:
        async with redis.asyncio.Redis(port=redis_port) as client:
            await client.hset("h", mapping={"k": "secret"})
            async with client.pipeline() as pipeline:
                await pipeline.get("a").execute()

    asyncio.run(main())
    assert sdk.flush()
    names = [span.name for span in collector.spans if not span.name.startswith("CLIENT")]
    assert names == ["SET", "PIPELINE GET", "PIPELINE", "NOPE", "HSET", "PIPELINE GET"]
    assert pairs(collector.span("SET").attributes) == {
        "db.system.name": "redis",
        "db.operation.name": "SET",
        "db.namespace": "2",
        "db.query.text": "SET ? ?",
        "db.query.summary": "SET",
        "server.address": "localhost",
        "server.port": redis_port,
    }
    assert pairs(collector.span("PIPELINE").attributes)["db.operation.batch.size"] == 2
    assert collector.span("NOPE").status.code == 2
    sent = b"".join(raw for _, _, raw in collector.requests)
    assert b"secret" not in sent
    assert b"ada" not in sent
