"""The schema for a cluster: valid SQL, local tables and views, deterministic sharding."""

import json
import re
import subprocess
from typing import Any

import pytest

from sardonyx.storage import migrations
from sardonyx.storage.cluster import Cluster, ClusterSchemaError, alter, render_cluster, render_statements
from sardonyx.storage.engine import Engine
from tests.support.child import start

KNOWN = migrations.load()
CLUSTER = Cluster("main", "scratch_cluster")
RENDERED = [statement for known in KNOWN for statement in render_statements(known.statements, CLUSTER)]
TABLES = [found.group(1) for s in RENDERED if (found := re.match(r"CREATE TABLE IF NOT EXISTS \w+\.(\w+)_local ", s))]


def one(sql: str) -> list[str]:
    return render_statements([sql], Cluster("c", "db"))


TABLE = """CREATE TABLE IF NOT EXISTS t
(
    A UInt8,
    B String
)
ENGINE = ReplacingMergeTree(A)
PARTITION BY A
ORDER BY (A, lower(B))
SETTINGS non_replicated_deduplication_window = 7, ttl_only_drop_parts = 1"""


def test_a_table_becomes_a_replicated_one_and_a_distributed_one() -> None:
    local, distributed = one(TABLE)
    assert local == TABLE.replace("EXISTS t\n", "EXISTS db.t_local ON CLUSTER 'c'\n").replace(
        "ENGINE = ReplacingMergeTree(A)",
        "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/db/t_local', '{replica}', A)",
    ).replace(
        "non_replicated_deduplication_window = 7",
        "replicated_deduplication_window = 7, replicated_deduplication_window_seconds = 604800",
    )
    assert distributed == (
        "CREATE TABLE IF NOT EXISTS db.t ON CLUSTER 'c' AS db.t_local\n"
        "ENGINE = Distributed('c', 'db', 't_local', cityHash64(A, lower(B)))"
    )


def test_a_view_runs_on_each_shard() -> None:
    (view,) = one("CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS\nSELECT a, b AS FROM_b\nFROM s JOIN u USING a")
    assert view == (
        "CREATE MATERIALIZED VIEW IF NOT EXISTS db.v ON CLUSTER 'c' TO db.t_local AS\n"
        "SELECT a, b AS FROM_b\nFROM db.s_local JOIN db.u_local USING a"
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS N Map(String, String) DEFAULT map('a, b', 'c') CODEC(ZSTD(1)) AFTER A",
            [
                "ALTER TABLE db.t_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS N Map(String, String) "
                "DEFAULT map('a, b', 'c') CODEC(ZSTD(1)) AFTER A",
                "ALTER TABLE db.t ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS N Map(String, String) DEFAULT map('a, b', 'c')",
            ],
        ),
        (
            "ALTER TABLE t ADD INDEX IF NOT EXISTS i A TYPE minmax, DROP COLUMN IF EXISTS B",
            [
                "ALTER TABLE db.t_local ON CLUSTER 'c' ADD INDEX IF NOT EXISTS i A TYPE minmax, DROP COLUMN IF EXISTS B",
                "ALTER TABLE db.t ON CLUSTER 'c' DROP COLUMN IF EXISTS B",
            ],
        ),
        ("ALTER TABLE t MODIFY TTL A + 1", ["ALTER TABLE db.t_local ON CLUSTER 'c' MODIFY TTL A + 1"]),
        (
            "DROP TABLE IF EXISTS t",
            ["DROP TABLE IF EXISTS db.t ON CLUSTER 'c'", "DROP TABLE IF EXISTS db.t_local ON CLUSTER 'c'"],
        ),
        ("DROP VIEW IF EXISTS t_mv", ["DROP VIEW IF EXISTS db.t_mv ON CLUSTER 'c'"]),
        (
            "CREATE VIEW IF NOT EXISTS w AS SELECT * FROM t",
            ["CREATE VIEW IF NOT EXISTS db.w ON CLUSTER 'c' AS SELECT * FROM db.t"],
        ),
    ],
)
def test_later_changes_reach_every_table_they_concern(statement: str, expected: list[str]) -> None:
    assert one(statement) == expected


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO t SELECT 1", "CREATE TABLE IF NOT EXISTS t (A UInt8) ENGINE = Memory", "OPTIMIZE TABLE t FINAL"],
)
def test_a_statement_without_a_cluster_form_is_a_mistake(statement: str) -> None:
    with pytest.raises(ClusterSchemaError):
        one(statement)


def test_names_are_quoted() -> None:
    script = render_cluster("it's", KNOWN[:1], database="o`dd")
    assert "CREATE DATABASE IF NOT EXISTS `o\\`dd` ON CLUSTER 'it\\'s';" in script
    assert "Distributed('it\\'s', 'o`dd', 'otel_logs_local', " in script


def test_an_alter_without_a_cluster_is_plain() -> None:
    assert alter("t", "MODIFY TTL x", None) == "ALTER TABLE t MODIFY TTL x"
    assert alter("t", "MODIFY TTL x", Cluster("c", "db")) == "ALTER TABLE db.t_local ON CLUSTER 'c' MODIFY TTL x"


def test_no_row_is_sent_to_a_shard_by_chance() -> None:
    for statement in RENDERED:
        if found := re.search(r"ENGINE = Distributed\('\w+', '\w+', '\w+', (.*)\)\Z", statement):
            assert re.match(r"SeriesId$|cityHash64\(", found.group(1))
            assert not re.search(r"\b(rand|now|generate)\w*\(", found.group(1))
        else:
            assert "Distributed(" not in statement


def test_what_belongs_together_lies_on_one_shard() -> None:
    script = "\n".join(RENDERED)
    for table in ("otel_traces", "otel_traces_trace_id_ts"):
        assert f"'{table}_local', cityHash64(TraceId))" in script
    for table in ("metric_series", "metric_samples", "metric_histograms", "exemplars"):
        assert f"'{table}_local', SeriesId)" in script


def test_every_stored_table_remembers_inserts_as_replicated_tables_do() -> None:
    for statement in RENDERED:
        if "ENGINE = Replicated" in statement:
            assert "replicated_deduplication_window_seconds = 604800" in statement
            assert "non_replicated" not in statement
            assert "fsync_after_insert = 1" in statement


async def test_every_statement_is_valid_syntax_on_a_cluster(engine: Engine) -> None:
    for statement in [*RENDERED, *render_statements([migrations._LEDGER], CLUSTER)]:
        (row,) = await engine.rows("SELECT formatQueryOrNull({sql:String}) AS text", {"sql": statement})
        assert row["text"] is not None, statement
        assert "ON CLUSTER main" in row["text"].replace("'", "")


def test_every_statement_means_something_to_the_engine() -> None:
    """Run it all, each twice, without what needs other hosts: replication, and reading through shards."""
    statements = [_alone(statement) for statement in RENDERED for _ in range(2)]
    (row,) = run_on_an_empty_engine(
        "CREATE DATABASE scratch_cluster",
        *statements,
        "INSERT INTO scratch_cluster.otel_traces_local (Timestamp, TraceId, SpanId) "
        "SELECT now64(9), 'a', toString(number) FROM numbers(3)",
        "SELECT (SELECT sum(Calls) FROM scratch_cluster.span_metrics_10s_local) AS calls, "
        "(SELECT count() FROM scratch_cluster.otel_traces_trace_id_ts_local) AS traces, "
        "(SELECT groupArray(name) FROM (SELECT name FROM system.tables WHERE engine = 'Distributed' ORDER BY name)) "
        "AS distributed, (SELECT countIf(endsWith(engine, 'MergeTree') OR engine = 'Null') FROM system.tables "
        "WHERE database = 'scratch_cluster') AS stored",
    )
    assert row == {"calls": 3, "traces": 1, "distributed": sorted(TABLES), "stored": len(TABLES)}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("SeriesId)", "NoSuchColumn)"), ("Distributed('main'", "Distributed('nowhere'"), ("AS scratch", "AS nowhere")],
)
def test_a_distributed_table_that_fits_nothing_is_noticed(right: str, wrong: str) -> None:
    local, distributed = (
        _alone(statement) for statement in RENDERED if "metric_samples" in statement and "CREATE TABLE" in statement
    )
    assert right in distributed
    with pytest.raises(subprocess.CalledProcessError):
        run_on_an_empty_engine("CREATE DATABASE scratch_cluster", local, distributed.replace(right, wrong))


def run_on_an_empty_engine(*statements: str) -> list[dict[str, Any]]:
    """The rows of the last statement."""
    with start("tests.unit.storage.cluster_child", stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        out, err = child.communicate("\0".join(statements), timeout=60)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, "cluster_child", out, err)
    return [json.loads(line) for line in out.splitlines()]


def _alone(statement: str) -> str:
    text = statement.replace(" ON CLUSTER 'main'", "")
    text = re.sub(r"Replicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?", r"\1(", text)
    text = text.replace("replicated_deduplication_window_seconds = 604800, ", "")
    return text.replace("replicated_deduplication_window", "non_replicated_deduplication_window")
