"""The `db` fixture: each test that uses it runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sardonyx.state import Database
from sardonyx.state.address import default_url
from tests.support.postgres import PostgresServer, postgres_server

__all__ = ["db", "postgres_server", "state_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.components)])
def state_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield default_url(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
async def db(state_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """An open, migrated database; its data folder is `tmp_path`."""
    database = await Database.open(state_url, folder=tmp_path)
    yield database
    await database.close()
