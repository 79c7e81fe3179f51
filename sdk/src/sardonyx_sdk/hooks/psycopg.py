"""psycopg 3, synchronous and asynchronous cursors."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from ..span import LightSpan
from .client import start_client_span
from .database import Database, end_statement
from .patching import patch


def _begin() -> LightSpan | None:
    try:
        return start_client_span()
    except Exception:
        buffer.counts.hook_failed("psycopg")
        return None


def _end(span: LightSpan, cursor: Any, query: Any, error: BaseException | None) -> None:
    try:
        info = cursor.connection.info
        text = query if isinstance(query, str | bytes) else query.as_string(cursor)
        end_statement("psycopg", span, Database("postgresql", info.dbname, info.host, info.port), text, error)
    except Exception:
        buffer.counts.hook_failed("psycopg")


def _wrap(original: Any) -> Any:
    def execute(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        span = _begin()
        if span is None:
            return original(self, query, *args, **kwargs)
        try:
            result = original(self, query, *args, **kwargs)
        except BaseException as error:
            _end(span, self, query, error)
            raise
        _end(span, self, query, None)
        return result

    return execute


def _wrap_async(original: Any) -> Any:
    async def execute(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        span = _begin()
        if span is None:
            return await original(self, query, *args, **kwargs)
        try:
            result = await original(self, query, *args, **kwargs)
        except BaseException as error:
            _end(span, self, query, error)
            raise
        _end(span, self, query, None)
        return result

    return execute


def install() -> None:
    """Patch `execute` and `executemany` of the cursor classes."""
    psycopg: Any = sys.modules["psycopg"]
    for name in ("execute", "executemany"):
        patch(psycopg.Cursor, name, _wrap)
        patch(psycopg.AsyncCursor, name, _wrap_async)
