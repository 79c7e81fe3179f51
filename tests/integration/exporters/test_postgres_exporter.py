"""Our PostgreSQL collector beside Debian's prometheus-postgres-exporter on the same server."""

import os
import re
from collections.abc import Iterator

import pytest

from sardonyx.collectors.postgres.collector import PostgresCollector
from tests.support.daemons import daemon, listens, page
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer, start_server
from tests.unit.collectors.host.host_files import Samples, samples, value

EXPORTERS_OWN = re.compile(r"pg_(exporter|scrape_collector)_.*")
# They count the exporter's own queries and ours.
MOVING = re.compile(
    r"pg_stat_database_(xact_.*|blks_.*|tup_.*|session.*|active_time|numbackends|temp_.*)|pg_stat_bgwriter_.*|pg_stat_activity_.*|pg_locks_count"
)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    started = start_server()
    try:
        started.sql("postgres", "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
        started.stop()
        started.start()
        started.sql("postgres", "CREATE EXTENSION pg_stat_statements")
        started.sql("postgres", "CREATE TABLE orders AS SELECT n AS id FROM generate_series(1, 5000) AS n")
        started.sql("postgres", "DELETE FROM orders WHERE id > 4000")
        yield started
    finally:
        started.destroy()


def without_server(found: Samples) -> Samples:
    """The exporter's older collectors say `server`, its newer ones don't; `instance` tells it anyway."""
    return {tuple(pair for pair in key if pair[0] != "server"): sample for key, sample in found.items()}


async def test_series_and_values_are_those_of_the_postgres_exporter(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setitem(os.environ, "DATA_SOURCE_NAME", f"{server.url('postgres')}?sslmode=disable")
    with daemon(["prometheus-postgres-exporter", f"--web.listen-address=127.0.0.1:{port}"], lambda: listens(port)):
        theirs = without_server(samples(page(f"http://127.0.0.1:{port}/metrics")))
    collector = PostgresCollector(server.url("postgres"))
    ours = samples(await collector.page())
    await collector.close()
    wanted = {
        key: sample
        for key, sample in theirs.items()
        if dict(key)["__name__"].startswith("pg_")
        and not EXPORTERS_OWN.fullmatch(dict(key)["__name__"])
        and dict(key).get("datname") != "template0"  # nobody can connect there
    }
    assert len(wanted) > 350
    assert [dict(key) for key in wanted if key not in ours] == []
    assert {
        key: (ours[key], sample)
        for key, sample in wanted.items()
        if not MOVING.fullmatch(dict(key)["__name__"])
        and sample == sample  # not NaN
        and abs(ours[key] - sample) > 0.05 * abs(sample) + 1
    } == {}
    assert collector.problems == ()


async def test_tables_and_the_slowest_statements_are_told(server: PostgresServer) -> None:
    collector = PostgresCollector(server.url("postgres"))
    server.sql("postgres", "SELECT count(*) FROM orders WHERE id > 17")
    ours = samples(await collector.page())
    await collector.close()
    table = {"datname": "postgres", "schemaname": "public", "relname": "orders"}
    assert value(ours, "pg_stat_user_tables_n_tup_del", **table) == 1000
    assert value(ours, "pg_stat_user_tables_table_size_bytes", **table) > 100_000
    texts = {dict(key)["queryid"]: dict(key)["query"] for key in ours if "query" in dict(key)}
    (query_id,) = [key for key, text in texts.items() if text == "SELECT count(*) FROM orders WHERE id > $1"]
    calls = value(ours, "pg_stat_statements_calls_total", queryid=query_id, user="sardonyx", datname="postgres")
    assert calls == 1


async def test_a_user_without_the_monitor_role_gets_the_rest_and_is_told_the_grant(server: PostgresServer) -> None:
    server.sql("postgres", "CREATE ROLE somebody LOGIN")
    collector = PostgresCollector(server.url("postgres").replace("sardonyx@", "somebody@"))
    ours = samples(await collector.page())
    await collector.close()
    assert value(ours, "pg_up") == 1
    assert value(ours, "pg_stat_database_deadlocks", datname="postgres", datid=_oid(ours)) == 0
    assert [problem for problem in collector.problems if "GRANT pg_monitor" in problem and "wal" in problem]


def _oid(found: Samples) -> str:
    return next(dict(key)["datid"] for key in found if dict(key).get("datname") == "postgres" and "datid" in dict(key))


async def test_a_server_that_goes_away_is_down_and_comes_back(server: PostgresServer) -> None:
    collector = PostgresCollector(server.url("postgres"))
    assert value(samples(await collector.page()), "pg_up") == 1
    server.stop()
    assert samples(await collector.page()) == {(("__name__", "pg_up"),): 0.0}
    assert collector.problems
    server.start()
    assert value(samples(await collector.page()), "pg_up") == 1
    await collector.close()
