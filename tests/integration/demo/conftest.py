"""One demo per module of tests, sending to a stand-in collector."""

from collections.abc import Iterator

import pytest

from tests.integration.demo.collector import Collector
from tests.integration.demo.platform import Platform


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


@pytest.fixture(scope="module")
def platform(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with Platform(collector.url, tmp_path_factory.mktemp("data")) as running:
        yield running
