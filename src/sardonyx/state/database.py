"""One database, SQLite or PostgreSQL, behind the same few calls."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, Self, TypeVar, cast

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from sardonyx.state import address, migrate, sqlite_file
from sardonyx.state.errors import StateUnavailable, transient

_log = logging.getLogger(__name__)
T = TypeVar("T")

_CALLBACKS = "sardonyx_after_commit"
_DATABASE = "sardonyx_database"


class Database:
    """The state database. Open it once per process, share it, close it at the end.

    `folder` is the data folder of this host: files that belong beside the database (keys, anchors) go there.
    """

    def __init__(self, engine: AsyncEngine, *, folder: Path | None) -> None:
        self.kind: Literal["sqlite", "postgresql"] = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        self.folder = folder
        self._engine = engine
        self._turn = asyncio.Lock() if self.kind == "sqlite" else None
        self._turn_owner: asyncio.Task[Any] | None = None
        writes = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._writes = async_sessionmaker(writes, expire_on_commit=False, info={_DATABASE: self})
        self._reads = async_sessionmaker(engine, expire_on_commit=False, info={_DATABASE: self})

    @classmethod
    async def open(cls, url: str, *, folder: Path | None = None, migrated: bool = True) -> Self:
        """Open `url` (`sqlite:////path/state.db`, `postgresql://…`), creating and upgrading it unless `migrated` is off.

        `folder` defaults to the folder of the SQLite file. Raises StateUnavailable, StateTooNew, StateUrlInvalid.
        """
        parsed, arguments = address.parse(url)
        if parsed.get_backend_name() == "sqlite":
            path = await asyncio.to_thread(_prepare, cast("str", parsed.database))
            engine = create_async_engine(parsed, pool_size=8, max_overflow=8, pool_timeout=30)
            sqlite_file.configure(engine.sync_engine)
            folder = folder or path.parent
        else:
            engine = create_async_engine(
                parsed, connect_args=arguments, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=10
            )
        database = cls(engine, folder=folder)
        try:
            await database._migrate(upgrade=migrated)
        except BaseException:
            await engine.dispose()
            raise
        return database

    async def close(self) -> None:
        """Close every connection. Sessions still open fail."""
        await self._engine.dispose()

    async def ping(self) -> None:
        """Return when the database answers. Raises StateUnavailable."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may write: committed when the block ends, rolled back when it raises.

        On SQLite it takes the write lock at once, writers of this process queue fairly, and a session inside a session
        of the same task raises RuntimeError instead of waiting for itself. Keep slow work outside of it.
        """
        async with self._writing_turn(), self._unit(self._writes) as session:
            yield session
        for callback in session.info.get(_CALLBACKS, ()):
            try:
                await callback()
            except Exception:
                _log.exception("a step after a committed state transaction failed")

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads; on SQLite it never waits for writers."""
        async with self._unit(self._reads) as session:
            yield session

    @contextlib.asynccontextmanager
    async def _unit(self, maker: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
        async with maker() as session:
            await _checked_out(session.connection())
            try:
                yield session
                await session.commit()
            except SQLAlchemyError as error:
                unavailable = transient(error)
                if unavailable is None:
                    raise
                raise unavailable from error

    @contextlib.asynccontextmanager
    async def _writing_turn(self) -> AsyncIterator[None]:
        if self._turn is None:
            yield
            return
        task = asyncio.current_task()
        if self._turn_owner is task:
            raise RuntimeError("a write session is open in this task already: pass that session on")
        try:
            async with asyncio.timeout(sqlite_file.BUSY_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StateUnavailable("another write to the state database takes too long") from error
        self._turn_owner = task
        try:
            yield
        finally:
            self._turn_owner = None
            self._turn.release()

    async def _migrate(self, *, upgrade: bool) -> None:
        writes = self._engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        connection = await _checked_out(writes.connect().start())
        async with contextlib.aclosing(connection):
            try:
                async with connection.begin():
                    await connection.run_sync(migrate.upgrade if upgrade else migrate.check)
            except SQLAlchemyError as error:
                unavailable = transient(error)
                if unavailable is None:
                    raise
                raise unavailable from error


def after_commit(session: AsyncSession, callback: Callable[[], Awaitable[None]]) -> None:
    """Await `callback` once the session's transaction is committed, in order; never when it is rolled back.

    A crash between the commit and the callback loses the callback: use it for caches and notes, not for duties.
    """
    session.info.setdefault(_CALLBACKS, []).append(callback)


def database_of(session: AsyncSession) -> Database:
    """The database a session belongs to."""
    return cast("Database", session.info[_DATABASE])


async def _checked_out(connecting: Awaitable[T]) -> T:
    """Wait for a connection. Drivers raise bare OSError and TimeoutError here, and only here may we translate those."""
    try:
        return await connecting
    except (OSError, TimeoutError) as error:
        raise StateUnavailable(f"the state database cannot be reached: {error or type(error).__name__}") from error
    except Exception as error:
        unavailable = transient(error) or _refused(error)
        if unavailable is None:
            raise
        raise unavailable from error


def _refused(error: Exception) -> StateUnavailable | None:
    # A server that is starting up or shutting down refuses connections by an error of its own, outside of SQLAlchemy's
    # tree on some paths.
    state = str(getattr(error, "sqlstate", "") or "")
    if state.startswith(("57P", "53", "08")):
        return StateUnavailable(f"the state database refuses connections: {error}")
    return None


def _prepare(name: str) -> Path:
    path = Path(name).absolute()
    try:
        sqlite_file.prepare(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise StateUnavailable(f"the state database {path} cannot be opened: {error}") from error
    return path
