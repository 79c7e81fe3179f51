"""What a PostgreSQL server is asked, and the families the answers become.

A column of an answer is a label or a figure; the family of a figure is the question's prefix and the column. PostgreSQL 12 to 18.
Source of names: postgres_exporter; of columns: PostgreSQL's documentation, "The Cumulative Statistics System".
"""

from dataclasses import dataclass, field

ANY_VERSION = (0, 1000)


@dataclass(frozen=True, slots=True)
class Question:
    """One statement. `gauges` are the columns that fall too; all others but `labels` are counters.

    `versions`: from the first to before the second major version. `extension`: asked only where it is installed.
    """

    name: str
    sql: str
    prefix: str
    about: str
    labels: tuple[str, ...] = ()
    gauges: frozenset[str] = field(default=frozenset())
    versions: tuple[int, int] = ANY_VERSION
    extension: str = ""
    all_gauges: bool = False


def _epoch(column: str) -> str:
    return f"extract(epoch FROM {column})::float8 AS {column}"


_DATABASE_COLUMNS = (
    "numbackends, xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, tup_fetched, tup_inserted, tup_updated, "
    "tup_deleted, conflicts, temp_files, temp_bytes, deadlocks, blk_read_time, blk_write_time, checksum_failures, "
    f"{_epoch('checksum_last_failure')}, {_epoch('stats_reset')}"
)
_SESSION_COLUMNS = (
    "session_time, active_time, idle_in_transaction_time, sessions, sessions_abandoned, sessions_fatal, sessions_killed"
)

# Statements beyond these are not told: their series would never end.
MAX_STATEMENTS = 100
MAX_QUERY_CHARACTERS = 400

QUESTIONS = (
    Question(
        "static",
        "SELECT version() AS version, 1 AS value, concat(current_setting('server_version_num')::int / 10000, '.', "
        "current_setting('server_version_num')::int % 10000, '.0') AS short_version",
        "pg_static",
        "What the server is.",
        labels=("version", "short_version"),
        all_gauges=True,
    ),
    Question(
        "postmaster",
        "SELECT extract(epoch FROM pg_postmaster_start_time())::float8 AS start_time_seconds",
        "pg_postmaster",
        "When the server started.",
        all_gauges=True,
    ),
    Question(
        "database",
        "SELECT datname, pg_database_size(oid) AS size_bytes, datconnlimit AS connection_limit FROM pg_database "
        "WHERE datallowconn AND has_database_privilege(oid, 'CONNECT')",
        "pg_database",
        "Databases.",
        labels=("datname",),
        all_gauges=True,
    ),
    Question(
        "stat_database",
        f"SELECT datid::text, coalesce(datname, '') AS datname, {_DATABASE_COLUMNS} FROM pg_stat_database",
        "pg_stat_database",
        "Of pg_stat_database.",
        labels=("datid", "datname"),
        gauges=frozenset({"numbackends"}),
    ),
    Question(
        "stat_database_sessions",
        f"SELECT datid::text, coalesce(datname, '') AS datname, {_SESSION_COLUMNS} FROM pg_stat_database",
        "pg_stat_database",
        "Of pg_stat_database.",
        labels=("datid", "datname"),
        versions=(14, 1000),
    ),
    Question(
        "stat_database_conflicts",
        "SELECT datid::text, datname, confl_tablespace, confl_lock, confl_snapshot, confl_bufferpin, confl_deadlock "
        "FROM pg_stat_database_conflicts",
        "pg_stat_database_conflicts",
        "Queries cancelled by recovery.",
        labels=("datid", "datname"),
    ),
    Question(
        "activity",
        """
SELECT d.datname, s.state, coalesce(a.count, 0) AS count, coalesce(a.longest, 0) AS max_tx_duration
FROM pg_database AS d
CROSS JOIN (VALUES ('active'), ('idle'), ('idle in transaction'), ('idle in transaction (aborted)'),
  ('fastpath function call'), ('disabled')) AS s (state)
LEFT JOIN (
  SELECT datname, state, count(*) AS count, max(extract(epoch FROM now() - xact_start))::float8 AS longest
  FROM pg_stat_activity GROUP BY datname, state
) AS a ON a.datname = d.datname AND a.state = s.state
WHERE d.datallowconn""",
        "pg_stat_activity",
        "Sessions by state, and the age of the longest transaction.",
        labels=("datname", "state"),
        all_gauges=True,
    ),
    Question(
        "long_running_transactions",
        """
SELECT count(*) AS transactions, coalesce(extract(epoch FROM now() - min(xact_start)), 0)::float8 AS oldest_timestamp_seconds
FROM pg_stat_activity
WHERE xact_start < now() - interval '60 seconds' AND backend_type = 'client backend'""",
        "pg_long_running",
        "Transactions older than a minute, and the age of the oldest.",
        all_gauges=True,
    ),
    Question(
        "locks",
        """
SELECT d.datname, m.mode, count(l.mode) AS count
FROM pg_database AS d
CROSS JOIN (VALUES ('accesssharelock'), ('rowsharelock'), ('rowexclusivelock'), ('shareupdateexclusivelock'), ('sharelock'),
  ('sharerowexclusivelock'), ('exclusivelock'), ('accessexclusivelock'), ('sireadlock')) AS m (mode)
LEFT JOIN pg_locks AS l ON l.database = d.oid AND lower(l.mode) = m.mode
WHERE d.datallowconn
GROUP BY d.datname, m.mode""",
        "pg_locks",
        "Locks by mode.",
        labels=("datname", "mode"),
        all_gauges=True,
    ),
    Question(
        "blocked",
        """
SELECT datname, count(*) AS sessions, max(extract(epoch FROM now() - query_start))::float8 AS longest_seconds
FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 GROUP BY datname""",
        "pg_blocked",
        "Sessions that wait for another's lock.",
        labels=("datname",),
        all_gauges=True,
    ),
    Question(
        "bgwriter",
        f"""
SELECT checkpoints_timed AS checkpoints_timed_total, checkpoints_req AS checkpoints_req_total,
  checkpoint_write_time AS checkpoint_write_time_total, checkpoint_sync_time AS checkpoint_sync_time_total,
  buffers_checkpoint AS buffers_checkpoint_total, buffers_clean AS buffers_clean_total,
  maxwritten_clean AS maxwritten_clean_total, buffers_backend AS buffers_backend_total,
  buffers_backend_fsync AS buffers_backend_fsync_total, buffers_alloc AS buffers_alloc_total,
  {_epoch("stats_reset")}_total
FROM pg_stat_bgwriter""",
        "pg_stat_bgwriter",
        "Of pg_stat_bgwriter.",
        versions=(0, 17),
    ),
    Question(
        "bgwriter",
        f"""
SELECT buffers_clean AS buffers_clean_total, maxwritten_clean AS maxwritten_clean_total,
  buffers_alloc AS buffers_alloc_total, {_epoch("stats_reset")}_total
FROM pg_stat_bgwriter""",
        "pg_stat_bgwriter",
        "Of pg_stat_bgwriter.",
        versions=(17, 1000),
    ),
    Question(
        "checkpointer",
        f"""
SELECT num_timed AS num_timed_total, num_requested AS num_requested_total, write_time AS write_time_total,
  sync_time AS sync_time_total, buffers_written AS buffers_written_total, {_epoch("stats_reset")}_total
FROM pg_stat_checkpointer""",
        "pg_stat_checkpointer",
        "Of pg_stat_checkpointer.",
        versions=(17, 1000),
    ),
    Question(
        "archiver",
        "SELECT archived_count, failed_count, extract(epoch FROM now() - last_archived_time)::float8 AS last_archive_age "
        "FROM pg_stat_archiver",
        "pg_stat_archiver",
        "Archiving of the write-ahead log.",
        gauges=frozenset({"last_archive_age"}),
    ),
    Question(
        "replication",
        """
SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica,
  CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp())) END::float8 AS lag_seconds""",
        "pg_replication",
        "Whether this is a replica, and how far it is behind.",
        all_gauges=True,
    ),
    Question(
        "stat_replication",
        """
SELECT coalesce(application_name, '') AS application_name, coalesce(client_addr::text, '') AS client_addr,
  coalesce(state, '') AS state,
  pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    replay_lsn)::float8 AS pg_wal_lsn_diff,
  coalesce(extract(epoch FROM replay_lag), 0)::float8 AS replay_lag_seconds
FROM pg_stat_replication""",
        "pg_stat_replication",
        "How far each replica is behind, in bytes and seconds.",
        labels=("application_name", "client_addr", "state"),
        all_gauges=True,
    ),
    Question(
        "replication_slots",
        """
SELECT slot_name, slot_type, active::int AS is_active,
  pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
    restart_lsn)::float8 AS retained_bytes
FROM pg_replication_slots""",
        "pg_replication_slot",
        "Slots, and how much of the log they keep.",
        labels=("slot_name", "slot_type"),
        all_gauges=True,
    ),
    Question(
        "wal",
        "SELECT count(*) AS segments, coalesce(sum(size), 0)::float8 AS size_bytes FROM pg_ls_waldir()",
        "pg_wal",
        "Files of the write-ahead log.",
        all_gauges=True,
    ),
    Question(
        "user_tables",
        f"""
SELECT current_database()::text AS datname, schemaname::text, relname::text, seq_scan, seq_tup_read, idx_scan, idx_tup_fetch,
  n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, n_mod_since_analyze,
  {_epoch("last_vacuum")}, {_epoch("last_autovacuum")}, {_epoch("last_analyze")}, {_epoch("last_autoanalyze")},
  vacuum_count, autovacuum_count, analyze_count, autoanalyze_count,
  pg_indexes_size(relid) AS index_size_bytes, pg_table_size(relid) AS table_size_bytes
FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 200""",
        "pg_stat_user_tables",
        "Of pg_stat_user_tables.",
        labels=("datname", "schemaname", "relname"),
        gauges=frozenset(
            {
                "n_live_tup",
                "n_dead_tup",
                "n_mod_since_analyze",
                "last_vacuum",
                "last_autovacuum",
                "last_analyze",
                "last_autoanalyze",
                "index_size_bytes",
                "table_size_bytes",
            }
        ),
    ),
    Question(
        "statio_user_tables",
        """
SELECT current_database()::text AS datname, schemaname::text, relname::text, heap_blks_read AS heap_blocks_read,
  heap_blks_hit AS heap_blocks_hit, idx_blks_read AS idx_blocks_read, idx_blks_hit AS idx_blocks_hit
FROM pg_statio_user_tables ORDER BY heap_blks_read + heap_blks_hit DESC LIMIT 200""",
        "pg_statio_user_tables",
        "Blocks of tables and indexes, read and found in the cache.",
        labels=("datname", "schemaname", "relname"),
    ),
    Question(
        "statements",
        f"""
SELECT s.queryid::text, coalesce(u.rolname, '')::text AS user, coalesce(d.datname, '')::text AS datname,
  sum(calls)::float8 AS calls_total, sum(total_exec_time)::float8 / 1000 AS seconds_total, sum(rows)::float8 AS rows_total,
  sum(shared_blks_read)::float8 AS block_reads_total, sum(shared_blks_hit)::float8 AS block_hits_total
FROM pg_stat_statements AS s
LEFT JOIN pg_roles AS u ON u.oid = s.userid LEFT JOIN pg_database AS d ON d.oid = s.dbid
GROUP BY 1, 2, 3 ORDER BY 5 DESC LIMIT {MAX_STATEMENTS}""",
        "pg_stat_statements",
        "Of pg_stat_statements, the statements that took the most time.",
        labels=("queryid", "user", "datname"),
        extension="pg_stat_statements",
        versions=(13, 1000),
    ),
    Question(
        "statement_texts",
        f"""
SELECT queryid::text, left(regexp_replace(max(query), '\\s+', ' ', 'g'), {MAX_QUERY_CHARACTERS}) AS query, 1 AS query_id
FROM pg_stat_statements GROUP BY queryid ORDER BY sum(total_exec_time) DESC LIMIT {MAX_STATEMENTS}""",
        "pg_stat_statements",
        "The statement's text, constants left out.",
        labels=("queryid", "query"),
        extension="pg_stat_statements",
        versions=(13, 1000),
        all_gauges=True,
    ),
)

SETTINGS = """
SELECT name, CASE source WHEN 'session' THEN reset_val ELSE setting END AS setting,
  coalesce(unit, '') AS unit, vartype
FROM pg_settings
WHERE vartype IN ('bool', 'integer', 'real') ORDER BY name"""
