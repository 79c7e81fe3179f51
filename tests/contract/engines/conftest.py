"""The subjects of the engine contract: the embedded engine, and the server engine on the stand-in for a server.

With SARDONYX_TEST_CLICKHOUSE=http://user:password@host:port in the environment, a real server is the third subject; its database
`sardonyx_contract` is made, filled and emptied.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from urllib.parse import unquote, urlsplit

import pytest

from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.server import ServerEngine
from sardonyx.storage.server_options import ServerOptions
from tests.contract.engines.subject import empty_tables
from tests.support.clickhouse_process import ClickHouseProcess

OpenAnother = Callable[[], Awaitable[Engine]]


@pytest.fixture(scope="session")
def server_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseProcess]:
    with ClickHouseProcess(tmp_path_factory.mktemp("server"), password='it\'s a "secret"') as process:
        yield process


@pytest.fixture
def server(server_process: ClickHouseProcess) -> Iterator[ClickHouseProcess]:
    """The stand-in, without faults left over."""
    server_process.revive()
    server_process.take_log()
    yield server_process
    server_process.heal()


REAL_SERVER = urlsplit(os.environ.get("SARDONYX_TEST_CLICKHOUSE", ""))
SUBJECTS = ["embedded", "server", *(["real server"] if REAL_SERVER.hostname else [])]


@pytest.fixture(params=SUBJECTS)
def make_engine(request: pytest.FixtureRequest) -> Callable[[], Engine]:
    """Makes engine objects, not opened yet, on the subject's store."""
    if request.param == "real server":
        options = ServerOptions(
            host=REAL_SERVER.hostname or "",
            port=REAL_SERVER.port or 8123,
            username=unquote(REAL_SERVER.username or "default"),
            password=unquote(REAL_SERVER.password or ""),
            secure=REAL_SERVER.scheme == "https",
            database="sardonyx_contract",
        )
        return lambda: ServerEngine(options)
    if request.param == "server":
        process: ClickHouseProcess = request.getfixturevalue("server")
        return lambda: ServerEngine(process.options())
    shared: EmbeddedEngine = request.getfixturevalue("shared_engine")
    return lambda: EmbeddedEngine(shared._path, shared._options)


@pytest.fixture
async def open_another(make_engine: Callable[[], Engine]) -> AsyncIterator[OpenAnother]:
    """Opens one more engine object on the subject's store."""
    async with AsyncExitStack() as stack:

        async def another() -> Engine:
            engine = make_engine()
            await engine.open()
            stack.push_async_callback(engine.close)
            return engine

        yield another


@pytest.fixture
async def subject(open_another: OpenAnother) -> Engine:
    """An opened engine with the schema and without rows."""
    engine = await open_another()
    await migrations.apply(engine)
    await empty_tables(engine)
    return engine
