"""Connects to a PostgreSQL, asks one question, and reads whether it is primary or replica. In a read-only transaction, so nothing
is changed and nothing is left set behind a pooler. A user who may connect is enough; `pg_monitor` adds the replicas' lag.

Conditions: latency, value (the first field of the first row), role (primary, replica), lag (seconds: of a replica behind its
primary, of a primary its slowest replica, 0 without any), replicas, version.
"""

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row, tuple_row

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult, Reason
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import PostgresCheck

FIELDS = frozenset({"latency", "value", "role", "lag", "replicas", "version"})
_PORT = 5432
_CUTTING_SECONDS = 0.05
_VALUE_CHARACTERS = 4096
_PARAMETERS = (
    "sslmode", "sslrootcert", "sslnegotiation", "channel_binding", "target_session_attrs", "application_name", "options",
)  # fmt: skip
_ERRNO: tuple[tuple[int, Reason], ...] = (
    (errno.ECONNREFUSED, "refused"),
    (errno.EHOSTUNREACH, "unreachable"),
    (errno.ENETUNREACH, "unreachable"),
    (errno.ETIMEDOUT, "timeout"),
    (errno.ECONNRESET, "reset"),
)
_WORDS: tuple[tuple[str, Reason], ...] = (
    ("FATAL:  the database system is", "status"),  # starting up, shutting down, in recovery
    ("FATAL:", "reported"),
    ("SSL", "tls"),
    ("certificate", "tls"),
    ("server closed the connection", "reset"),
    ("received", "protocol"),
)

_STANDING = """
SELECT pg_is_in_recovery() AS replica, pg_postmaster_start_time() AS started_at,
  current_setting('server_version') AS version,
  CASE WHEN pg_is_in_recovery() THEN
    CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
      ELSE greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp())) END
    ELSE (SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication) END::float8 AS lag,
  CASE WHEN pg_is_in_recovery() THEN NULL ELSE (SELECT count(*) FROM pg_stat_replication) END AS replicas"""
# Either may be closed to ordinary users; then only that fact is missing.
_IDENTIFIER = "SELECT system_identifier::text FROM pg_control_system()"
_TIMELINE = "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int::text"

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


async def probe(check: PostgresCheck, context: ProbeContext) -> ProbeResult:
    """Connect, ask, and read the role."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: PostgresCheck, made: Attempt) -> ProbeResult:
    async with _connected(check, made) as connection:
        with made.phase("processing"):
            try:
                standing = await _standing(connection, made)
                value = await _value(connection, check.query, made)
            except psycopg.errors.QueryCanceled as error:
                raise Failed("timeout", f"{made.target}: the query took longer than the check may") from error
            except psycopg.Error as error:
                if made.context.left() <= 2 * _CUTTING_SECONDS:
                    raise TimeoutError from error
                reason: Reason = "reported" if error.sqlstate else "reset"
                raise Failed(reason, f"{made.target}: {_first_line(error)}") from error
    made.body = value
    seen: dict[str, object] = {
        "value": value,
        "role": made.facts["role"],
        "version": made.facts["version"],
        "lag": 0.0,
    }
    for name, figure in (("lag", "postgres_replication_lag_seconds"), ("replicas", "postgres_replicas")):
        if standing.get(name) is not None:
            seen[name] = made.figures[figure] = float(standing[name])
    return made.judged(seen)


async def _standing(connection: Connection, made: Attempt) -> dict[str, Any]:
    """The server's role and what goes with it; facts are noted."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_STANDING)
    standing = await cursor.fetchone() or {}
    made.facts["role"] = "replica" if standing["replica"] else "primary"
    made.facts["version"] = str(standing["version"]).partition(" ")[0]
    made.facts["started_at"] = standing["started_at"].isoformat()
    made.figures["postgres_is_primary"] = float(not standing["replica"])
    for fact, question in (("system_identifier", _IDENTIFIER), ("timeline", _TIMELINE)):
        if fact == "timeline" and standing["replica"]:
            continue
        with suppress(psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFunction):
            row = await (await connection.execute(question)).fetchone()
            made.facts[fact] = str(row[0]) if row else ""
    return standing


async def _value(connection: Connection, query: str, made: Attempt) -> str:
    """The first field of the first row, as text; empty where there is none. Of many rows two are fetched."""
    milliseconds = max(1, int((made.context.left() - 2 * _CUTTING_SECONDS) * 1000))
    await connection.execute("BEGIN READ ONLY")
    await connection.execute(f"SET LOCAL statement_timeout = {milliseconds}".encode())
    cursor = connection.cursor(row_factory=tuple_row)
    rows = cursor.stream(query.encode())
    row = await anext(rows, None)
    told = cursor.pgresult.get_value(0, 0) if row and cursor.pgresult else None
    if row is not None and await anext(rows, None) is not None:
        connection.pgconn.finish()  # to read all that comes would be an outage of its own
    else:
        await connection.execute("ROLLBACK")
    if row and isinstance(row[0], bool):
        return str(row[0]).lower()
    return told.decode(errors="replace")[:_VALUE_CHARACTERS] if told else ""


@asynccontextmanager
async def _connected(check: PostgresCheck, made: Attempt) -> AsyncIterator[Connection]:
    url = check.url.get_secret_value()
    try:
        parts = urlsplit(url)
        host, port, options = parts.hostname or "", parts.port or _PORT, dict(parse_qsl(parts.query))
    except ValueError as error:
        raise Failed("protocol", "the address can't be read: one host, and a port that is a number") from error
    if parts.scheme not in ("postgresql", "postgres") or not host:
        raise Failed("protocol", "the address must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    if others := sorted(options.keys() - set(_PARAMETERS)):
        raise Failed("protocol", f"the address may not have {others[0]}; allowed: {', '.join(_PARAMETERS)}")
    made.target = f"{host}:{port}"
    known = await made.looked_up(host, port)
    trusted = {} if "sslrootcert" in options else _roots(options.get("sslmode", ""))
    hosts = [str(one[1][0]) for one in known.found]
    with made.phase("connect"):
        connection = await _first_that_connects(made, make_conninfo(url, gssencmode="disable", **trusted), hosts, port)
    cutting = asyncio.get_running_loop().call_later(max(0.0, made.context.left() - _CUTTING_SECONDS), _cut, connection)
    try:
        yield connection
    finally:
        cutting.cancel()
        if not connection.closed:
            connection.pgconn.finish()


def _cut(connection: Connection) -> None:
    """End a connection whose server does not answer: who waits for it is told at once. (The driver itself would ask the server to
    cancel, and wait for that.)"""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as other:
        other.shutdown(socket.SHUT_RDWR)


def _roots(mode: str) -> dict[str, str]:
    """Whom the system trusts, for the modes that verify (the driver would look for a file in a home folder)."""
    file = ssl.get_default_verify_paths().cafile
    return {"sslrootcert": file} if file and mode in ("verify-ca", "verify-full") else {}


async def _first_that_connects(made: Attempt, conninfo: str, hosts: list[str], port: int) -> Connection:
    failed: Failed | None = None
    for index, host in enumerate(hosts):
        try:
            async with asyncio.timeout(made.context.left() / (len(hosts) - index)):
                connection = await psycopg.AsyncConnection.connect(
                    conninfo, hostaddr=host, autocommit=True, prepare_threshold=None
                )
        except psycopg.Error as error:
            failed = failed or _failed(made.target, error)
        except TimeoutError:
            failed = failed or Failed("timeout", f"{made.target} did not answer in time")
        else:
            made.connected_to(host, port)
            return connection
    raise failed or Failed("dns", f"{made.target} has no address")


def _failed(target: str, error: psycopg.Error) -> Failed:
    """The driver tells why only in words: those of the system, of the server, and its own."""
    told = str(error)
    for code, reason in _ERRNO:
        if os.strerror(code) in told:
            words = {"refused": "refused the connection", "timeout": "did not answer in time"}
            return Failed(reason, f"{target} {words.get(reason, os.strerror(code).lower())}")
    reason = next((reason for words_of, reason in _WORDS if words_of in told), "other")
    return Failed(reason, f"{target}: {_first_line(error)}")


def _first_line(error: psycopg.Error) -> str:
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return line.rpartition(" failed: ")[2].removeprefix("FATAL:").strip()
