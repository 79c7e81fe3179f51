"""Windows are open on the left and closed on the right, as in Prometheus 3, where 2.x closed both."""

import pytest

from tests.unit.query.promql.conftest import Metrics

MINUTELY = [(60 * i, 10 * i) for i in range(-20, 11)]


@pytest.fixture
async def minutely(metrics: Metrics) -> Metrics:
    await metrics.add("c", {}, MINUTELY)
    return metrics


async def test_sample_on_the_left_edge_is_outside(minutely: Metrics) -> None:
    assert await minutely.at("count_over_time(c[5m])") == {"": 5}


async def test_rate_over_one_spacing_has_one_sample_and_so_no_answer(minutely: Metrics) -> None:
    assert await minutely.at("rate(c[1m])") == {}


async def test_increase_is_extrapolated_to_the_whole_window(minutely: Metrics) -> None:
    assert await minutely.at("increase(c[5m])", 600) == {"": pytest.approx(50)}


async def test_sample_as_old_as_the_lookback_is_too_old(minutely: Metrics) -> None:
    assert await minutely.at("c", 899.999) == {"c": 100}
    assert await minutely.at("c", 900) == {}


async def test_subquery_leaves_out_the_step_on_its_left_edge(minutely: Metrics) -> None:
    assert await minutely.at("count_over_time(c[5m:1m])") == {"": 5}


async def test_range_ends_with_its_last_whole_step(minutely: Metrics) -> None:
    assert await minutely.over("c", 0, 150, 60) == {"c": [(0, 0), (60, 10), (120, 20)]}
