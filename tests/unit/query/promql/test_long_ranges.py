"""Queries answered from rollups, beside the same queries answered from the samples."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from sardonyx.query.promql import VectorAnswer
from sardonyx.query.promql.long.functions import ROLLED, STANDS
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.query.promql.conftest import Metrics
from tests.unit.query.promql.rolled_series import (
    END,
    FROM_ROLLUPS,
    FROM_SAMPLES,
    HOUR,
    START,
    assert_same,
    dataset,
    kept_for,
    over,
    store,
)


@pytest.fixture(scope="module")
def metrics(shared_engine: EmbeddedEngine) -> Iterator[Metrics]:
    async def emptied() -> None:
        for table in (
            "metric_samples",
            "metric_series",
            "metric_rollups",
            "metric_rolled_buckets",
            "metric_late_buckets",
        ):
            await shared_engine.execute(f"TRUNCATE TABLE {table}")

    asyncio.run(emptied())
    yield asyncio.run(store(shared_engine))
    asyncio.run(emptied())


SELECTOR = '{__name__=~"counter|quiet|gappy|gauge|ending|odd|sparse|increases", job=~".*"}'


@pytest.mark.parametrize("function", sorted(ROLLED))
@pytest.mark.parametrize("window", ["5m", "1h"])
@pytest.mark.parametrize("step", [300, 3600])
async def test_windows_of_whole_buckets_are_as_from_samples(
    metrics: Metrics, function: str, window: str, step: int
) -> None:
    for name in (*dataset(random.Random(5)), "increases"):
        expr = f"{function}({name}[{window}])"
        wanted = await over(metrics, expr, START, END + HOUR, step)
        found = await over(metrics, expr, START, END + HOUR, step, raw_kept_ms=60_000)
        assert_same(found, wanted, 1e-6 if function.startswith("std") else 1e-9)


async def test_instant_selectors_at_whole_buckets_are_as_from_samples(metrics: Metrics) -> None:
    for expr in (SELECTOR, "timestamp(gappy)", f"{SELECTOR} offset 25m"):
        for step in (300, 1800):
            wanted = await over(metrics, expr, START, END + HOUR, step)
            assert any(wanted.values())
            assert_same(await over(metrics, expr, START, END + HOUR, step, raw_kept_ms=60_000), wanted)


@pytest.mark.parametrize("function", ["increase", "avg_over_time", "max_over_time"])
async def test_both_sides_of_the_border_are_one_answer(metrics: Metrics, function: str) -> None:
    expr = f"sum by (job) ({function}(counter[15m])) + {function}(gauge[10m] offset 5m)"
    wanted = await over(metrics, expr, START + HOUR, END, 300)
    border = kept_for(START + 3 * HOUR)
    assert_same(await over(metrics, expr, START + HOUR, END, 300, raw_kept_ms=border), wanted)


async def test_series_of_one_side_of_the_border_are_there(metrics: Metrics) -> None:
    wanted = await over(metrics, "ending", START, END, 300)
    for hours in (1, 2, 4):
        found = await over(metrics, "ending", START, END, 300, raw_kept_ms=kept_for(START + hours * HOUR))
        assert_same(found, wanted)


async def test_windows_that_cut_buckets_begin_and_end_with_the_bucket_before(metrics: Metrics) -> None:
    for shift in (1, 140, 299):
        wanted = await over(metrics, "increase(counter[1h])", START + HOUR, END, 600)
        found = await over(metrics, "increase(counter[1h])", START + HOUR + shift, END + shift, 600, raw_kept_ms=60_000)
        (before,), (after,) = wanted.values(), found.values()
        assert [value for _, value in after] == pytest.approx([value for _, value in before])
        assert [at - shift * 1000 for at, _ in after] == [at for at, _ in before]


async def test_short_windows_become_one_bucket(metrics: Metrics) -> None:
    wanted = await over(metrics, "rate(counter[5m])", START + HOUR, END, 300)
    assert_same(await over(metrics, "rate(counter[1m])", START + HOUR, END, 300, raw_kept_ms=60_000), wanted)


@pytest.mark.parametrize("function", sorted(STANDS))
async def test_functions_that_need_every_sample_are_near(metrics: Metrics, function: str) -> None:
    calls = {
        "quantile_over_time": "quantile_over_time(0.5, gauge[2h])",
        "predict_linear": "predict_linear(counter[2h], 600)",
        "double_exponential_smoothing": "double_exponential_smoothing(gauge[2h], 0.5, 0.5)",
    }
    expr = calls.get(function, f"{function}(gauge[2h])")
    wanted = await over(metrics, expr, START + 2 * HOUR, END, 600)
    found = await over(metrics, expr, START + 2 * HOUR, END, 600, raw_kept_ms=60_000)
    assert found.keys() == wanted.keys()
    assert all(len(found[key]) == len(wanted[key]) for key in wanted)


async def test_instants_look_back_over_a_month_of_rollups(metrics: Metrics) -> None:
    answers = []
    for limits in (FROM_SAMPLES, FROM_ROLLUPS):
        answer = await metrics.promql.instant("sum_over_time(gauge[30d])", END + 600, AccessScope.ALL, limits)
        assert isinstance(answer, VectorAnswer)
        answers.append(float(answer.vector.values[0, 0]))
    assert answers[0] == pytest.approx(answers[1])


async def test_absence_over_long_windows_is_seen(metrics: Metrics) -> None:
    expr = "absent_over_time(ending[1h])"
    wanted = await over(metrics, expr, START, END, 300)
    assert any(wanted.values())
    assert_same(await over(metrics, expr, START, END, 300, raw_kept_ms=60_000), wanted)
