"""asyncpg: the steps that connections, pools, prepared statements and cursors all go through."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ..buffer import buffer
from .client import inside, start_client_span
from .database import Database, end_statement
from .patching import patch


def _database(connection: Any) -> Database:
    address, params = connection._addr, connection._params
    host, port = (address[0], address[1]) if isinstance(address, tuple) else (str(address), None)
    return Database("postgresql", params.database, host, port)


def _wrap(original: Any, text_of: Any, connection_of: Any) -> Any:
    async def traced(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            span = start_client_span()
        except Exception:
            buffer.counts.hook_failed("asyncpg")
            span = None
        if span is None:
            return await original(self, *args, **kwargs)
        token = inside.set(True)
        error: BaseException | None = None
        try:
            return await original(self, *args, **kwargs)
        except BaseException as raised:
            error = raised
            raise
        finally:
            inside.reset(token)
            try:
                text = text_of(self, args, kwargs)
                end_statement("asyncpg", span, _database(connection_of(self)), text, error)
            except Exception:
                buffer.counts.hook_failed("asyncpg")
            error = None

    return traced


def _query(connection: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return args[0] if args else kwargs.get("query") or kwargs.get("command")


def _prepared(statement: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return statement._query


def install() -> None:
    """Patch `Connection` and `PreparedStatement`."""
    connections: Any = sys.modules["asyncpg.connection"]
    for name in ("execute", "executemany", "fetch", "fetchval", "fetchrow", "fetchmany"):
        if hasattr(connections.Connection, name):
            patch(connections.Connection, name, lambda original: _wrap(original, _query, lambda self: self))
    prepared: Any = importlib.import_module("asyncpg.prepared_stmt").PreparedStatement

    for name in ("fetch", "fetchval", "fetchrow", "fetchmany", "executemany"):
        if hasattr(prepared, name):
            patch(prepared, name, lambda original: _wrap(original, _prepared, lambda self: self._connection))
