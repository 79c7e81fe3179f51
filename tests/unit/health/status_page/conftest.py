"""A house with two monitors, and status pages over it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.health import House, house, migrated
from tests.unit.health.status_page.telling import Told, telling


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    database = await migrated(tmp_path)
    async with house(database, tmp_path) as made:
        yield made
    await database.close()


@pytest.fixture
async def told(home: House) -> AsyncIterator[Told]:
    await home.add("chat", service="onyx-core")
    await home.add("search")
    for name in ("chat", "search"):
        await home.tell(name, "up")
    async with telling(home) as made:
        yield made
