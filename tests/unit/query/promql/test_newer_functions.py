"""Functions that Prometheus 2.42, which the integration tests compare with, does not have."""

import math

import pytest

from sardonyx.query.promql import ExecutionError
from tests.unit.query.promql.conftest import Metrics

FIVE = [(-50, 4.0), (-40, 1.0), (-30, 9.0), (-20, 1.0), (-10, 6.0)]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("first_over_time", 4.0),
        ("last_over_time", 6.0),
        ("mad_over_time", 3.0),
        ("ts_of_first_over_time", -50.0),
        ("ts_of_last_over_time", -10.0),
        ("ts_of_max_over_time", -30.0),
        ("ts_of_min_over_time", -20.0),
    ],
)
async def test_statistics_of_a_window(metrics: Metrics, function: str, expected: float) -> None:
    await metrics.add("x", {}, FIVE)
    (value,) = (await metrics.at(f"{function}(x[1m]){' - 1767268800' if function.startswith('ts_') else ''}")).values()
    assert value == pytest.approx(expected)


async def test_mad_of_a_window_with_nan_is_nan(metrics: Metrics) -> None:
    await metrics.add("x", {}, [*FIVE, (-5, math.nan)])
    assert math.isnan((await metrics.at("mad_over_time(x[1m])"))[""])


async def three(metrics: Metrics) -> Metrics:
    for number, value in ((10, 1.0), (9, 3.0), (2, 2.0)):
        await metrics.add("x", {"node": f"n{number}"}, [(-10, value)])
    return metrics


async def test_sort_by_label_counts_numbers_as_numbers(metrics: Metrics) -> None:
    await three(metrics)
    assert list(await metrics.at('sort_by_label(x, "node")')) == ["x{node=n2}", "x{node=n9}", "x{node=n10}"]
    assert list(await metrics.at('sort_by_label_desc(x, "node")')) == ["x{node=n10}", "x{node=n9}", "x{node=n2}"]


async def test_limitk_chooses_so_many_and_always_the_same(metrics: Metrics) -> None:
    await three(metrics)
    chosen = await metrics.at("limitk(2, x)")
    assert len(chosen) == 2
    assert chosen == await metrics.at("limitk(2, x)")


async def test_limit_ratio_and_its_complement_part_the_series(metrics: Metrics) -> None:
    for i in range(20):
        await metrics.add("y", {"i": str(i)}, [(-10, 1.0)])
    some, rest = await metrics.at("limit_ratio(0.4, y)"), await metrics.at("limit_ratio(-0.6, y)")
    assert not some.keys() & rest.keys()
    assert len(some) + len(rest) == 20


async def test_info_adds_the_labels_of_the_target(metrics: Metrics) -> None:
    await metrics.add("target_info", {"job": "api", "instance": "a", "version": "7", "zone": "z"}, [(-10, 1)])
    await metrics.add("up", {"job": "api", "instance": "a"}, [(-10, 1)])
    await metrics.add("up", {"job": "api", "instance": "b"}, [(-10, 1)])
    assert set(await metrics.at("info(up)")) == {"up{instance=a,job=api,version=7,zone=z}", "up{instance=b,job=api}"}
    assert set(await metrics.at('info(up, {version=~".+"})')) == {"up{instance=a,job=api,version=7}"}


async def test_histogram_fraction_of_classic_buckets(metrics: Metrics) -> None:
    for bound, count in (("1", 10), ("2", 30), ("+Inf", 40)):
        await metrics.add("h_bucket", {"le": bound}, [(-10, count)])
    assert await metrics.at("histogram_fraction(0, 1.5, h_bucket)") == {"": pytest.approx(0.5)}
    assert await metrics.at("histogram_fraction(2, +Inf, h_bucket)") == {"": pytest.approx(0.25)}


async def test_histogram_quantiles_gives_a_series_per_quantile(metrics: Metrics) -> None:
    for bound, count in (("1", 10), ("2", 30), ("+Inf", 30)):
        await metrics.add("h_bucket", {"le": bound}, [(-10, count)])
    found = await metrics.at('histogram_quantiles(h_bucket, "q", 0.5, 1)')
    assert found == pytest.approx({"{q=0.5}": 1.25, "{q=1}": 2.0})


async def test_two_samples_of_one_label_set_are_refused(metrics: Metrics) -> None:
    await metrics.add("a", {"job": "x"}, [(-10, 1)])
    await metrics.add("b", {"job": "x"}, [(-10, 1)])
    with pytest.raises(ExecutionError, match="same labelset"):
        await metrics.at('rate({job="x"}[1m]) or abs({job="x"})')


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("x + fill(0) y", {"{a=1}": 1.0, "{a=2}": 12.0, "{a=3}": 20.0}),
        ("x + fill_left(5) y", {"{a=2}": 12.0, "{a=3}": 25.0}),
        ("x + fill_right(5) y", {"{a=1}": 6.0, "{a=2}": 12.0}),
        ("x + fill(3) nothing", {"{a=1}": 4.0, "{a=2}": 5.0}),
    ],
)
async def test_fill_stands_in_for_a_missing_side(metrics: Metrics, expr: str, expected: dict[str, float]) -> None:
    for name, values in (("x", {"1": 1.0, "2": 2.0}), ("y", {"2": 10.0, "3": 20.0})):
        for label, value in values.items():
            await metrics.add(name, {"a": label}, [(-10, value)])
    assert await metrics.at(expr) == expected
