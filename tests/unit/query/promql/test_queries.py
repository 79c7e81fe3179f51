"""What every query keeps to: the caller's scope, limits, and notes about what was left out."""

import math

import pytest

from sardonyx.query.promql import (
    BadRange,
    MatrixAnswer,
    QueryLimits,
    QueryTimedOut,
    SamplesAnswer,
    TooMuch,
    format_float,
)
from sardonyx.query.scope import AccessScope
from tests.unit.query.promql.conftest import NOON, Metrics

ALL = AccessScope.ALL


@pytest.fixture
async def two_services(metrics: Metrics) -> Metrics:
    for service in ("shop", "bank"):
        labels = {"service_name": service, "deployment_environment_name": "prod"}
        await metrics.add("calls", labels, [(at, at + 1000.0) for at in range(-300, 0, 30)])
    await metrics.add("calls", {"job": "node"}, [(-10, 5.0), (-5, 6.0)])
    return metrics


@pytest.mark.parametrize(
    "expr", ["calls", "calls offset 1s", "sum by (service_name) (rate(calls[5m]))", "rate(calls[5m])", "calls[5m]",
             "calls or calls", 'label_replace(calls, "a", "b", "", "")', "max_over_time(calls[5m:30s])",
             '{__name__=~"c.*" or service_name="bank"}'],
)  # fmt: skip
async def test_scope_hides_the_series_of_other_services(two_services: Metrics, expr: str) -> None:
    answer = await two_services.promql.instant(expr, NOON, AccessScope(services=frozenset({"shop"})))
    labels = answer.samples.labels if isinstance(answer, SamplesAnswer) else answer.vector.labels  # type: ignore[union-attr]
    assert {one.get("service_name") for one in labels} == {"shop"}


async def test_scope_of_nothing_sees_nothing(two_services: Metrics) -> None:
    assert await two_services.at("calls", scope=AccessScope(services=frozenset())) == {}
    assert await two_services.at("calls", scope=AccessScope(environments=frozenset({"test"}))) == {}


async def test_label_values_are_data(two_services: Metrics) -> None:
    assert await two_services.at('calls{job="\' OR 1=1 --"}') == {}
    assert await two_services.at('calls{job=~"no\'de|{x:String}"}') == {}


@pytest.mark.parametrize(
    ("limits", "words"),
    [(QueryLimits(max_series=2), "more than 2 series"), (QueryLimits(max_samples=5), "5 allowed"),
     (QueryLimits(max_cells=20), "20 values allowed")],
)  # fmt: skip
async def test_too_much_is_refused_with_figures(two_services: Metrics, limits: QueryLimits, words: str) -> None:
    with pytest.raises(TooMuch, match=words):
        await two_services.promql.range("rate(calls[5m])", NOON - 300, NOON, 10, ALL, limits)


async def test_time_limit_ends_a_query(two_services: Metrics) -> None:
    with pytest.raises(QueryTimedOut):
        await two_services.promql.instant("calls", NOON, ALL, QueryLimits(seconds=0))


@pytest.mark.parametrize(
    ("start", "end", "step", "words"),
    [(0, -1, 1, "end timestamp"), (0, 1, 0, "zero or negative"), (0, 1, -1, "zero or negative"),
     (0, 11_001, 1, "11,000 points"), (math.nan, 0, 1, "start"), (0, math.inf, 1, "end")],
)  # fmt: skip
async def test_ranges_without_sense_are_refused(
    metrics: Metrics, start: float, end: float, step: float, words: str
) -> None:
    with pytest.raises(BadRange, match=words):
        await metrics.promql.range("up", start, end, step, ALL)


async def test_range_query_of_a_range_vector_is_refused(metrics: Metrics) -> None:
    with pytest.raises(BadRange, match='"range vector"'):
        await metrics.promql.range("up[5m]", 0, 1, 1, ALL)


async def test_longest_range_allowed_is_answered(metrics: Metrics) -> None:
    answer = await metrics.promql.range("vector(1)", 0, 11_000, 1, ALL)
    assert isinstance(answer, MatrixAnswer)
    assert answer.vector.steps == 11_001


async def test_query_before_1970_finds_nothing(two_services: Metrics) -> None:
    assert await two_services.at("calls", -NOON - 5) == {}
    assert await two_services.at("rate(calls[5m])", -NOON + 5) == {}


async def test_of_two_samples_at_one_instant_one_is_taken(metrics: Metrics) -> None:
    await metrics.add("x", {}, [(-10, 1.0)])
    await metrics.add("x", {}, [(-10, 1.0)])
    assert await metrics.at("count_over_time(x[1m])") == {"": 1}


async def test_quantile_beyond_its_bounds_is_warned_of(two_services: Metrics) -> None:
    answer = await two_services.promql.instant("quantile(1.5, calls)", NOON, ALL)
    assert list(answer.warnings) == ["PromQL warning: quantile value should be between 0 and 1, got 1.5"]


async def test_statistics_count_the_samples_read(two_services: Metrics) -> None:
    answer = await two_services.promql.instant('calls{job="node"}', NOON, ALL)
    assert (answer.statistics.samples_read, answer.statistics.series) == (2, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (-0.0, "-0"), (1e7, "10000000"), (1e-7, "0.0000001"), (1.5e21, "1500000000000000000000"),
     (math.nan, "NaN"), (math.inf, "+Inf"), (-math.inf, "-Inf"), (123456.789, "123456.789"), (-1.25e-5, "-0.0000125")],
)  # fmt: skip
def test_numbers_are_written_without_exponents(value: float, text: str) -> None:
    assert format_float(value) == text
