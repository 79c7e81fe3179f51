"""Parts of the services, each on a database of its own and without waiting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sardonyx_demo.onyx_core.index import Index, open_database


async def no_wait(_: float) -> None:
    """A sleep that does not."""


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[Index]:
    database = open_database(tmp_path / "onyx-core.db", lambda: 0)
    made = Index(database)
    await made.fill()
    yield made
    database.close()
