"""Our native histograms beside those of a real Prometheus: the same at every point, to every bucket."""

import asyncio
from collections.abc import Iterator

import pytest

from sardonyx.storage.embedded import EmbeddedEngine
from tests.integration.promql.histogram_data import histogram_dataset, sliced_histograms
from tests.integration.promql.histogram_expressions import HISTOGRAM_EXPRESSIONS
from tests.integration.promql.test_like_prometheus import check, disagreements, load
from tests.support.prometheus import PrometheusProcess
from tests.support.remote_write import snappy, write_1

pytestmark = [pytest.mark.components, pytest.mark.slow]

_PARTS = 4


@pytest.fixture(scope="module")
def prometheus(shared_engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusProcess]:
    """A Prometheus that has the histograms, which the engine then has too."""
    folder = tmp_path_factory.mktemp("histograms")
    bodies = [snappy(write_1(piece)) for piece in sliced_histograms(histogram_dataset())]
    with PrometheusProcess(folder / "prometheus", features="native-histograms") as process:
        for body in bodies:
            process.write(body)
        asyncio.run(load(shared_engine, folder, bodies))
        yield process


@pytest.mark.parametrize("part", range(_PARTS))
async def test_histograms_are_those_of_prometheus(
    prometheus: PrometheusProcess, shared_engine: EmbeddedEngine, part: int
) -> None:
    expressions = list(HISTOGRAM_EXPRESSIONS[part::_PARTS])
    check(await disagreements(prometheus, shared_engine, expressions), expressions)
