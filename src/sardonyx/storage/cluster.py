"""The schema on a cluster, rendered from the same numbered files.

Every MergeTree table `t` becomes `t_local`, replicated within each shard, and `t`, a Distributed table over the shards. So does a
Null table, which holds no rows to replicate: it hands them to its views.
Materialized views run on each shard, from local table to local table. Which shard a row goes to must follow from the row
alone: an insert that is repeated then sends each shard the same rows, which its deduplication window knows.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sardonyx.storage.escape import literal

LOCAL_SUFFIX = "_local"
DEFAULT_DATABASE = "sardonyx"
# As long as a segment may lie in the journal and be sent again.
_DEDUPLICATION_SECONDS = 7 * 86_400

# All spans of a trace on one shard, all samples of a series where its labels are. Others: by the sorting key, so that
# rows which merge with each other meet.
_LOGS_KEY = "cityHash64(toStartOfFiveMinutes(toDateTime(Timestamp)), ServiceName, Timestamp)"
_SHARD_KEYS = {
    "otel_traces": "cityHash64(TraceId)",
    "otel_traces_trace_id_ts": "cityHash64(TraceId)",
    "otel_logs_in": _LOGS_KEY,  # as otel_logs, which its view fills on the same host
}
_SERIES_COLUMN = re.compile(r"^\s*SeriesId\s+UInt64\b", re.MULTILINE)

_CREATE_TABLE = re.compile(r"\ACREATE TABLE IF NOT EXISTS\s+(\w+)\s*\(", re.IGNORECASE)
_CREATE_VIEW = re.compile(r"\ACREATE MATERIALIZED VIEW IF NOT EXISTS\s+(\w+)\s+TO\s+(\w+)\s", re.IGNORECASE)
_CREATE_PLAIN_VIEW = re.compile(r"\ACREATE VIEW IF NOT EXISTS\s+(\w+)\s", re.IGNORECASE)
_ALTER = re.compile(r"\A(ALTER TABLE)\s+(\w+)\s+(.*)\Z", re.IGNORECASE | re.DOTALL)
_DROP = re.compile(r"\A(DROP (?:TABLE|VIEW)(?: IF EXISTS)?)\s+(\w+)(.*)\Z", re.IGNORECASE | re.DOTALL)
_ENGINE = re.compile(r"\bENGINE\s*=\s*(\w*MergeTree)(?:[ \t]*\(([^)]*)\))?", re.IGNORECASE)
_NULL_ENGINE = re.compile(r"\bENGINE\s*=\s*Null\b", re.IGNORECASE)
_ORDER_BY = re.compile(r"^ORDER BY\s+(.*?)(?=^SETTINGS|^TTL|^PARTITION|\Z)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_WINDOW = re.compile(r"\bnon_replicated_deduplication_window\s*=\s*(\d+)")
_SOURCE = re.compile(r"\b(FROM|JOIN)\s+([a-z_]\w*)\b(?!\s*\()")
_STORAGE_ONLY = re.compile(r"\s+(?:CODEC\s*\(.*\)|AFTER\s+\S+|FIRST)(?=\s|\Z)", re.IGNORECASE)
_COLUMNS = re.compile(r"\b(?:ADD|DROP|MODIFY|RENAME) COLUMN\b", re.IGNORECASE)


class ClusterSchemaError(Exception):
    """A schema statement that has no form for a cluster: a mistake in a schema file."""


class Statements(Protocol):
    """Anything with statements; a `migrations.Migration` is one."""

    @property
    def statements(self) -> tuple[str, ...]:
        """SQL statements in order, without semicolons."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of the servers' configuration, and the database in it that is ours."""

    name: str
    database: str = DEFAULT_DATABASE

    @property
    def on(self) -> str:
        """The clause that runs a statement on all hosts."""
        return f" ON CLUSTER {literal(self.name)}"

    def table(self, name: str) -> str:
        """The Distributed table (or view) `name`, with its database."""
        return f"{identifier(self.database)}.{name}"

    def local(self, name: str) -> str:
        """The table that holds the rows of `name` on each host, with its database."""
        return self.table(local_name(name))


def render_cluster(name: str, migrations: Sequence[Statements], *, database: str = DEFAULT_DATABASE) -> str:
    """The whole schema as an SQL script for the cluster `name`, ready for any ClickHouse client."""
    cluster = Cluster(name, database)
    rendered = [create_database(database, cluster)]
    for migration in migrations:
        rendered += render_statements(migration.statements, cluster)
    return ";\n\n".join(rendered) + ";\n"


def create_database(database: str, cluster: Cluster | None) -> str:
    """The statement that creates the database, on all hosts of the cluster if there is one."""
    return f"CREATE DATABASE IF NOT EXISTS {identifier(database)}{cluster.on if cluster else ''}"


def render_statements(statements: Iterable[str], cluster: Cluster) -> list[str]:
    """The statements for a cluster, in order; one of ours may become several. Each can be repeated, as the originals.

    Raises ClusterSchemaError for a kind of statement that is not known here.
    """
    return [out for statement in statements for out in _render(statement.strip(), cluster)]


def identifier(name: str) -> str:
    """A name as SQL: in backquotes, unless it is a plain one."""
    if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return name
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def local_name(table: str) -> str:
    """The name of the table that holds the rows of `table` on each host."""
    return f"{table}{LOCAL_SUFFIX}"


def alter(table: str, action: str, cluster: Cluster | None) -> str:
    """An ALTER of the table that holds the rows, on all hosts if there is a cluster. `action` is SQL of ours."""
    return f"ALTER TABLE {cluster.local(table)}{cluster.on} {action}" if cluster else f"ALTER TABLE {table} {action}"


def _render(statement: str, cluster: Cluster) -> list[str]:
    if found := _CREATE_TABLE.match(statement):
        return _table(statement, found.group(1), cluster)
    if found := _CREATE_VIEW.match(statement):
        return [_view(statement, found, cluster)]
    if found := _CREATE_PLAIN_VIEW.match(statement):  # reads what a query would read: the Distributed tables
        head = f"CREATE VIEW IF NOT EXISTS {cluster.table(found.group(1))}{cluster.on} "
        return [head + _sources(statement[found.end() :], cluster.table)]
    if found := _ALTER.match(statement):
        return _altered(found, cluster)
    if found := _DROP.match(statement):
        return _dropped(found, cluster)
    raise ClusterSchemaError(f"no cluster form is known for: {statement[:100]}")


def _table(statement: str, table: str, cluster: Cluster) -> list[str]:
    head = f"CREATE TABLE IF NOT EXISTS {cluster.local(table)}{cluster.on}\n("
    if _NULL_ENGINE.search(statement):
        local = head + statement[_end_of(_CREATE_TABLE, statement) :]
        return [local, _distributed(table, _shard_key(statement, table), cluster)]
    engine = _ENGINE.search(statement)
    if engine is None:
        raise ClusterSchemaError(f"table {table} has neither a MergeTree engine nor Null")
    arguments = f", {engine.group(2)}" if engine.group(2) and engine.group(2).strip() else ""
    # {shard} and {replica} are macros of each server's configuration.
    path = literal(f"/clickhouse/tables/{{shard}}/{cluster.database}/{local_name(table)}")
    replicated = f"ENGINE = Replicated{engine.group(1)}({path}, '{{replica}}'{arguments})"
    local = statement[: engine.start()] + replicated + statement[engine.end() :]
    local = head + local[_end_of(_CREATE_TABLE, local) :]
    window = "replicated_deduplication_window = {0}, replicated_deduplication_window_seconds = {1}"
    local = _WINDOW.sub(lambda found: window.format(found.group(1), _DEDUPLICATION_SECONDS), local)
    return [local, _distributed(table, _shard_key(statement, table), cluster)]


def _end_of(pattern: "re.Pattern[str]", text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _distributed(table: str, key: str, cluster: Cluster) -> str:
    arguments = ", ".join(map(literal, (cluster.name, cluster.database, local_name(table))))
    return (
        f"CREATE TABLE IF NOT EXISTS {cluster.table(table)}{cluster.on} AS {cluster.local(table)}\n"
        f"ENGINE = Distributed({arguments}, {key})"
    )


def _shard_key(statement: str, table: str) -> str:
    if key := _SHARD_KEYS.get(table):
        return key
    if _SERIES_COLUMN.search(statement):
        return "SeriesId"
    order = _ORDER_BY.search(statement)
    if order is None:
        raise ClusterSchemaError(f"table {table} has no ORDER BY on a line of its own")
    columns = order.group(1).strip()
    return f"cityHash64({columns[1:-1] if columns.startswith('(') and columns.endswith(')') else columns})"


def _view(statement: str, found: "re.Match[str]", cluster: Cluster) -> str:
    name, target = found.groups()
    head = f"CREATE MATERIALIZED VIEW IF NOT EXISTS {cluster.table(name)}{cluster.on} TO {cluster.local(target)} "
    body = _sources(statement[found.end() :], cluster.local)
    return head + body


def _sources(select: str, named: Callable[[str], str]) -> str:
    out, count = _SOURCE.subn(lambda source: f"{source.group(1)} {named(source.group(2))}", select)
    if not count:
        raise ClusterSchemaError(f"a view reads from no table: {select[:100]}")
    return out


def _altered(found: "re.Match[str]", cluster: Cluster) -> list[str]:
    verb, table, action = found.groups()
    out = [f"{verb} {cluster.local(table)}{cluster.on} {action}"]
    if columns := [part for part in _actions(action) if _COLUMNS.match(part)]:
        # The Distributed table knows columns only, neither codecs nor where they stand.
        bare = [_STORAGE_ONLY.sub("", part) for part in columns]
        out.append(f"{verb} {cluster.table(table)}{cluster.on} {', '.join(bare)}")
    return out


def _actions(action: str) -> list[str]:
    """The comma-separated actions of an ALTER; commas within brackets and strings do not count."""
    parts, depth, quoted, start = [], 0, False, 0
    for position, char in enumerate(action):
        if char == "'" and action[position - 1] != "\\":
            quoted = not quoted
        elif not quoted:
            depth += (char in "([") - (char in ")]")
            if char == "," and depth == 0:
                parts.append(action[start:position].strip())
                start = position + 1
    return [*parts, action[start:].strip()]


def _dropped(found: "re.Match[str]", cluster: Cluster) -> list[str]:
    verb, name, rest = found.groups()
    dropped = [f"{verb} {cluster.table(name)}{cluster.on}{rest}"]
    if "VIEW" not in verb.upper() and not name.endswith("_mv"):
        dropped.append(f"{verb} {cluster.local(name)}{cluster.on}{rest}")
    return dropped
