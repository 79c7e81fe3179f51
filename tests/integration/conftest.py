"""One running server per module of tests, with every door on a free port."""

from collections.abc import Iterator

import pytest

from tests.support.server_process import ServerProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data = tmp_path_factory.mktemp("server") / "data"
    options = ("--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0")
    with ServerProcess(data, *options, env={"SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms"}) as running:
        yield running
