"""The state database for commands that work offline on a data folder, or beside a running server."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sardonyx.access.principal import Actor
from sardonyx.cli.errors import CommandError
from sardonyx.config import Settings
from sardonyx.state import Database, StateError

T = TypeVar("T")


def cli_actor() -> Actor:
    """Who sits at the terminal, for the audit chain."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return Actor("cli", user, user)


def with_state(settings: Settings, use: Callable[[Database], Awaitable[T]]) -> T:
    """Open the state database, use it, close it. Raises CommandError."""
    try:
        return asyncio.run(_with_state(settings, use))
    except StateError as error:
        raise CommandError(str(error)) from None


async def _with_state(settings: Settings, use: Callable[[Database], Awaitable[T]]) -> T:
    database = await Database.open(settings.database_url, folder=settings.data_dir.absolute())
    try:
        return await use(database)
    finally:
        await database.close()
