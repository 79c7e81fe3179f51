"""Series of OTLP's delta temporality: every sample is an increase since the one before."""

import pytest

from tests.unit.query.promql.conftest import Metrics


@pytest.fixture
async def mixed(metrics: Metrics) -> Metrics:
    times = range(-570, 30, 30)
    await metrics.add("calls", {"kind": "delta"}, [(at, 6) for at in times], delta=True)
    await metrics.add("calls", {"kind": "total"}, [(at, 1000 + 6 * i) for i, at in enumerate(times)])
    return metrics


async def test_increase_is_the_sum_of_the_window(mixed: Metrics) -> None:
    assert await mixed.at("increase(calls[5m])") == pytest.approx({"{kind=delta}": 60, "{kind=total}": 60})


async def test_rate_is_the_sum_per_second(mixed: Metrics) -> None:
    assert await mixed.at("rate(calls[5m])") == pytest.approx({"{kind=delta}": 0.2, "{kind=total}": 0.2})


async def test_rates_of_both_kinds_add_up(mixed: Metrics) -> None:
    assert await mixed.at("sum(rate(calls[5m]))") == pytest.approx({"": 0.4})


async def test_irate_is_the_last_increase_over_its_time(mixed: Metrics) -> None:
    assert await mixed.at("irate(calls[5m])") == pytest.approx({"{kind=delta}": 0.2, "{kind=total}": 0.2})


async def test_one_increase_is_enough(metrics: Metrics) -> None:
    await metrics.add("calls", {}, [(-10, 7)], delta=True)
    assert await metrics.at("increase(calls[1m])") == {"": 7}


async def test_smaller_increase_is_no_reset(metrics: Metrics) -> None:
    await metrics.add("calls", {}, [(-50, 9), (-30, 2), (-10, 5)], delta=True)
    assert await metrics.at("increase(calls[1m])") == {"": 16}


async def test_other_functions_take_the_samples_as_they_are(mixed: Metrics) -> None:
    assert await mixed.at('sum_over_time(calls{kind="delta"}[5m])') == {"{kind=delta}": 60}
    assert await mixed.at('calls{kind="delta"}') == {"calls{kind=delta}": 6}
