"""A PostgreSQL and a Redis in trouble, as their exporters tell of them, of figures that are known."""

import time

from tests.e2e.running_server import RunningServer
from tests.e2e.written import GB, STEP_S, ramp, steady, write
from tests.support.remote_write import Series

SLOW = "SELECT * FROM orders WHERE shop = $1"
QUICK = "SELECT name FROM shops WHERE id = $1"


def send(server: RunningServer) -> int:
    """Two hours until now, which is returned in epoch seconds."""
    now_s = int(time.time()) // STEP_S * STEP_S
    write(server, [*_postgresql(now_s), *_statements(now_s), *_redis(now_s)], "pg_up")
    return now_s


def _postgresql(now_s: int) -> list[Series]:
    of = {"job": "postgres", "instance": "db:5432"}
    table = of | {"datname": "shop", "schemaname": "public", "relname": "orders"}
    return [
        steady("pg_up", 1, now_s, **of),
        steady("pg_up", 1, now_s, **{**of, "instance": "replica:5432"}),
        steady("pg_static", 1, now_s, short_version="16.4.0", **of),
        steady("pg_settings_max_connections", 100, now_s, **of),
        steady("pg_stat_activity_count", 90, now_s, datname="shop", state="active", **of),
        steady("pg_stat_activity_count", 2, now_s, datname="shop", state="idle", **of),
        steady("pg_blocked_sessions", 3, now_s, datname="shop", **of),
        steady("pg_blocked_longest_seconds", 42, now_s, datname="shop", **of),
        ramp("pg_stat_database_xact_commit", 50, now_s, datname="shop", **of),
        ramp("pg_stat_database_xact_rollback", 0, now_s, datname="shop", **of),
        ramp("pg_stat_database_blks_hit", 990, now_s, datname="shop", **of),
        ramp("pg_stat_database_blks_read", 10, now_s, datname="shop", **of),
        steady("pg_database_size_bytes", 4 * GB, now_s, datname="shop", **of),
        steady("pg_stat_user_tables_table_size_bytes", 2 * GB, now_s, **table),
        steady("pg_stat_user_tables_n_live_tup", 75_000, now_s, **table),
        steady("pg_stat_user_tables_n_dead_tup", 25_000, now_s, **table),
        steady("pg_stat_user_tables_last_autovacuum", now_s - 86_400, now_s, **table),
    ]


def _statements(now_s: int) -> list[Series]:
    """Of each second 0.9 go to the slow one, which is called three times, and 0.1 to the quick one, called a hundred times."""
    of = {"job": "postgres", "instance": "db:5432"}
    found = []
    for number, text, seconds, calls in (("11", SLOW, 0.9, 3), ("22", QUICK, 0.1, 100)):
        who = of | {"queryid": number, "datname": "shop", "user": "app"}
        found += [
            ramp("pg_stat_statements_seconds_total", seconds, now_s, **who),
            ramp("pg_stat_statements_calls_total", calls, now_s, **who),
            ramp("pg_stat_statements_rows_total", calls * 2, now_s, **who),
            steady("pg_stat_statements_query_id", 1, now_s, queryid=number, query=text, **of),
        ]
    return found


def _redis(now_s: int) -> list[Series]:
    of = {"job": "redis", "instance": "cache:6379"}
    return [
        steady("redis_up", 1, now_s, **of),
        steady(
            "redis_instance_info", 1, now_s, redis_version="7.2.4", role="master", maxmemory_policy="noeviction", **of
        ),
        steady("redis_memory_used_bytes", 0.95 * GB, now_s, **of),
        steady("redis_memory_max_bytes", GB, now_s, **of),
        ramp("redis_keyspace_hits_total", 90, now_s, **of),
        ramp("redis_keyspace_misses_total", 10, now_s, **of),
        ramp("redis_commands_processed_total", 120, now_s, **of),
        ramp("redis_commands_total", 100, now_s, cmd="get", **of),
        ramp("redis_commands_duration_seconds_total", 0.001, now_s, cmd="get", **of),
        steady("redis_db_keys", 5000, now_s, db="db0", **of),
        steady("redis_rdb_last_save_timestamp_seconds", now_s - 3600, now_s, **of),
    ]
