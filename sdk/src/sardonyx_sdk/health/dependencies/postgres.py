"""PostgreSQL, or any other SQL database."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ..check import Check, Function, Options

if TYPE_CHECKING:
    from typing_extensions import Unpack

_SQL = "SELECT 1"


def postgres(name: str, source: Any, **options: Unpack[Options]) -> Check:
    """Asks `SELECT 1` through `source`: a pool or connection of asyncpg or psycopg, or an engine of SQLAlchemy.

    Raises TypeError for anything else; for that use `check` with a function of your own.
    """
    return Check(name, _question(source), "datastore", **options)


def _question(source: Any) -> Function:
    if hasattr(source, "fetchval"):  # asyncpg: Pool, Connection
        return lambda: _all_well(source.fetchval(_SQL))
    if hasattr(source, "sync_engine"):  # SQLAlchemy: AsyncEngine
        return lambda: _ask_async_engine(source)
    if hasattr(source, "connect") and hasattr(source, "dialect"):  # SQLAlchemy: Engine
        return lambda: _ask_engine(source)
    if hasattr(source, "connection") and hasattr(source, "getconn"):  # psycopg_pool
        if inspect.iscoroutinefunction(source.getconn):
            return lambda: _ask_async_pool(source)
        return lambda: _ask_pool(source)
    if hasattr(source, "execute"):  # psycopg: Connection, AsyncConnection
        if inspect.iscoroutinefunction(source.execute):
            return lambda: _all_well(source.execute(_SQL))
        return lambda: _done(source.execute(_SQL))
    raise TypeError(
        f"{type(source).__name__} is neither of asyncpg, psycopg nor SQLAlchemy: use check(name, function) instead"
    )


async def _all_well(answer: Any) -> None:
    await answer


def _done(_: Any) -> None:
    return


async def _ask_async_engine(engine: Any) -> None:
    async with engine.connect() as connection:
        await connection.exec_driver_sql(_SQL)


def _ask_engine(engine: Any) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(_SQL)


async def _ask_async_pool(pool: Any) -> None:
    async with pool.connection() as connection:
        await connection.execute(_SQL)


def _ask_pool(pool: Any) -> None:
    with pool.connection() as connection:
        connection.execute(_SQL)
