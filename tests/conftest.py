"""Fixtures every test may use: a real engine on a temporary folder, shared by the whole run.

chdb allows one data path per process, so there is one engine, opened once; `engine` empties its tables for each test.
"""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions

pytest_plugins = ["tests.support.state"]


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Commands set up the root logger: what they leave must not write into the next test's output."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    folder: Path = tmp_path_factory.mktemp("engine")
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=0, connections=4))

    async def start() -> None:
        await engine.open()
        await migrations.apply(engine)

    asyncio.run(start())
    yield engine
    asyncio.run(engine.close())


@pytest.fixture
async def engine(shared_engine: EmbeddedEngine) -> EmbeddedEngine:
    tables = await shared_engine.rows(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' "
        "AND name != 'sardonyx_schema' AND total_rows > 0"
    )
    for table in tables:
        await shared_engine.execute(f"TRUNCATE TABLE {table['name']}")
    return shared_engine
