"""SQLAlchemy engines, synchronous and asynchronous, through its public events."""

from __future__ import annotations

from typing import Any

from ..buffer import buffer
from .client import inside, start_client_span
from .database import Database, end_statement
from .patching import on_restore

_SYSTEMS = {
    "postgresql": "postgresql", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "mssql": "microsoft.sql_server",
    "oracle": "oracle.db", "clickhouse": "clickhouse", "clickhousedb": "clickhouse", "cockroachdb": "cockroachdb",
}  # fmt: skip
_SPAN = "_sardonyx_span"
_databases: dict[int, tuple[Any, Database]] = {}  # by id of the engine, with the engine so that the id stays its own


def _database(connection: Any) -> Database:
    engine = connection.engine
    known = _databases.get(id(engine))
    if known is not None:
        return known[1]
    url = engine.url
    system = _SYSTEMS.get(engine.dialect.name, engine.dialect.name)
    made = Database(system, url.database, url.host, url.port)
    if len(_databases) >= 100:
        _databases.clear()
    _databases[id(engine)] = (engine, made)
    return made


def _before(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    try:
        span = start_client_span()
        if span is not None and context is not None:
            setattr(context, _SPAN, (span, inside.set(True)))  # the driver below has a hook of its own
    except Exception:
        buffer.counts.hook_failed("sqlalchemy")


def _finish(context: Any, connection: Any, statement: Any, error: BaseException | None) -> None:
    try:
        started = context.__dict__.pop(_SPAN, None) if context is not None else None
        if started is None:
            return
        span, token = started
        try:
            inside.reset(token)
        except ValueError:
            inside.set(False)  # another context ends the call than began it
        end_statement("sqlalchemy", span, _database(connection), statement, error)
    except Exception:
        buffer.counts.hook_failed("sqlalchemy")


def _after(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    _finish(context, connection, statement, None)


def _failed(exception_context: Any) -> None:
    connection = exception_context.connection
    if connection is not None:
        original = exception_context.original_exception
        _finish(exception_context.execution_context, connection, exception_context.statement, original)


def install() -> None:
    """Listen on the Engine class, that is on every engine."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    for name, listener in (
        ("before_cursor_execute", _before),
        ("after_cursor_execute", _after),
        ("handle_error", _failed),
    ):
        if not event.contains(Engine, name, listener):
            event.listen(Engine, name, listener)
            on_restore(lambda name=name, listener=listener: event.remove(Engine, name, listener))  # type: ignore[misc]
