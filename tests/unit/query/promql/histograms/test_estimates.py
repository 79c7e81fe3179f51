"""Quantiles, fractions and deviations of native histograms, by the definitions of Prometheus 3."""

import math

import numpy as np
import pytest

from sardonyx.query.promql.histograms.estimate import counts_nan, fractions, quantiles, variances
from tests.support.native_histograms import Histogram, pool_of

BUCKETS = (2, 3, 0, 1, 4)  # (0.5, 1] (1, 2] (2, 4] (4, 8] (8, 16]
POSITIVE = Histogram(12, 100, BUCKETS, zero=2)
NEGATIVE = Histogram(12, 100, negative=BUCKETS, zero=2)
BOTH = Histogram(24, 100, BUCKETS, negative=BUCKETS, zero=4)
CUSTOM = Histogram(4, 5, (1, 2, 1), schema=-53, bounds=(5, 10))
NOTHING = Histogram()


def quantile(histogram: Histogram, wanted: float) -> float:
    return float(quantiles(pool_of(histogram), np.array([wanted]))[0])


def fraction(histogram: Histogram, lower: float, upper: float) -> float:
    return float(fractions(pool_of(histogram), np.array([lower]), np.array([upper]))[0])


@pytest.mark.parametrize(
    ("histogram", "wanted", "expected"),
    [
        (Histogram(4, 5, (1, 2, 1)), 0.5, math.sqrt(2)),
        (POSITIVE, 1, 16), (POSITIVE, 0.99, 8 * 2**0.97), (POSITIVE, 0.9, 8 * 2**0.7), (POSITIVE, 0.6, 4 * 2**0.2),
        (POSITIVE, 0.5, 2 ** (2 / 3)), (POSITIVE, 0.1, 0.0006), (POSITIVE, 0, 0),
        (NEGATIVE, 1, 0), (NEGATIVE, 0.99, -0.00006), (NEGATIVE, 0.9, -0.0006), (NEGATIVE, 0.5, -(2 ** (2 / 3))),
        (NEGATIVE, 0.1, -8 * 2**0.7), (NEGATIVE, 0, -16),
        (BOTH, 0.99, 8 * 2**0.94), (BOTH, 0.7, 2 ** (0.8 / 3)), (BOTH, 0.55, 0.0006), (BOTH, 0.5, 0), (BOTH, 0.45, -0.0006),
        (BOTH, 0.3, -(2 ** (0.8 / 3))), (BOTH, 0, -16),
        (Histogram(1, 0.25, zero=1, threshold=0.5), 0.5, 0),
        # Nothing between the buckets on both sides: the answer is where the next one begins.
        (Histogram(8, 0, (1, 2, 1), negative=(1, 2, 1)), 0.5, 0.5),
        (CUSTOM, 0.5, 7.5), (CUSTOM, 0.1, 2), (CUSTOM, 0.9, 10),
        (Histogram(4, 5, (4,), schema=-53, bounds=(-2, 10)), 0.5, -2),
        (POSITIVE, -1, -math.inf), (POSITIVE, 1.001, math.inf),
        (Histogram(5, 6, (0, 5), schema=-1), 0.5, 2), (Histogram(5, 4, (0, 5), schema=1), 0.5, 2**0.25),
    ],
)  # fmt: skip
def test_quantiles_lie_by_the_logarithm_within_exponential_buckets(
    histogram: Histogram, wanted: float, expected: float
) -> None:
    assert quantile(histogram, wanted) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("histogram", "wanted"), [(NOTHING, 0.5), (POSITIVE, math.nan)])
def test_there_is_no_quantile_of_nothing(histogram: Histogram, wanted: float) -> None:
    assert math.isnan(quantile(histogram, wanted))


@pytest.mark.parametrize(
    ("wanted", "expected"), [(1, math.nan), (0.81, math.nan), (0.8, 1), (0.4, 1 / math.sqrt(2))], ids=str
)
def test_what_is_no_number_lies_above_all_that_is(wanted: float, expected: float) -> None:
    fifth_nan = Histogram(15, math.nan, (12,))
    assert quantile(fifth_nan, wanted) == pytest.approx(expected, nan_ok=True)
    only_nan = Histogram(3, math.nan)
    assert math.isnan(quantile(only_nan, wanted))
    assert counts_nan(pool_of(fifth_nan, only_nan, POSITIVE)).tolist() == [True, True, False]
    assert fraction(fifth_nan, -math.inf, math.inf) == pytest.approx(0.8)
    assert fraction(only_nan, -math.inf, math.inf) == 0


@pytest.mark.parametrize(
    ("histogram", "lower", "upper", "expected"),
    [
        (POSITIVE, 0, math.inf, 1), (POSITIVE, -math.inf, 0, 0), (POSITIVE, -0.001, 0, 0), (POSITIVE, 0, 0.001, 1 / 6),
        (POSITIVE, 0, 0.0005, 1 / 12), (POSITIVE, 1, 2, 0.25), (POSITIVE, 0, 1.5, (4 + 3 * math.log2(1.5)) / 12),
        (POSITIVE, 1.5, 2, 3 * math.log2(2 / 1.5) / 12), (POSITIVE, 0, 6, (7 + math.log2(1.5)) / 12),
        (POSITIVE, -2, -1, 0), (POSITIVE, 42, 3, 0), (POSITIVE, 42, 42, 0), (POSITIVE, -math.inf, math.inf, 1),
        (NEGATIVE, 0, math.inf, 0), (NEGATIVE, -math.inf, 0, 1), (NEGATIVE, -0.0005, 0, 1 / 12), (NEGATIVE, -2, -1, 0.25),
        (NEGATIVE, -2, -1.5, 3 * math.log2(2 / 1.5) / 12), (NEGATIVE, -math.inf, -6, (4 + math.log2(8 / 6)) / 12),
        (BOTH, 0, math.inf, 0.5), (BOTH, -0.0005, 0.0005, 1 / 12), (BOTH, -2, -1, 0.125),
        (CUSTOM, 5, 10, 0.5), (CUSTOM, 0, 7.5, 0.5), (CUSTOM, -math.inf, 2.5, 0.125), (CUSTOM, 20, math.inf, 0.25),
    ],
)  # fmt: skip
def test_fractions(histogram: Histogram, lower: float, upper: float, expected: float) -> None:
    assert fraction(histogram, lower, upper) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("histogram", "bounds"),
    [(NOTHING, (0, 8)), (POSITIVE, (math.nan, 1)), (POSITIVE, (1, math.nan))],
    ids=["0", "1", "2"],
)
def test_there_is_no_fraction_of_nothing(histogram: Histogram, bounds: tuple[float, float]) -> None:
    assert math.isnan(fraction(histogram, *bounds))


@pytest.mark.parametrize("value", [0.0002, 0.7, 1.3, 5, 11])
def test_a_fraction_is_the_quantile_the_other_way_round(value: float) -> None:
    assert quantile(POSITIVE, fraction(POSITIVE, -math.inf, value)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("histogram", "deviation"),
    [
        (Histogram(4, 10, (1, 0, 0, 0, 1, 0, 0, 1, 1), schema=2), 1.0787993180043811),
        (Histogram(10, 10, (1, 2, 3, 4), schema=8), 0.0048960313898237465),
        (Histogram(10, -112946, negative=(0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 3, 0, 0, 0, 1, 0, 0, 1)), 27556.344499842),
        (Histogram(10, -100, negative=(0, 0, 0, 0, 10)), abs(-math.sqrt(8 * 16) + 10)),
        (Histogram(2, 8, (1, 1), schema=-53, bounds=(2, 4, 6), offset=1), 1),
        (Histogram(4, math.inf, (4,)), math.inf),
        (Histogram(4, math.nan, (4,)), math.nan),
    ],
    ids=["four", "fine", "negative", "ten times", "custom", "infinite", "nan"],
)
def test_observations_are_taken_to_lie_in_the_middle_of_their_buckets(histogram: Histogram, deviation: float) -> None:
    assert math.sqrt(variances(pool_of(histogram))[0]) == pytest.approx(deviation, nan_ok=True)


def test_many_histograms_are_looked_at_at_once() -> None:
    pool = pool_of(POSITIVE, NOTHING, NEGATIVE, CUSTOM, BOTH)
    wanted = np.full(5, 0.9)
    alone = [quantile(one, 0.9) for one in (POSITIVE, NOTHING, NEGATIVE, CUSTOM, BOTH)]
    assert quantiles(pool, wanted).tolist() == pytest.approx(alone, nan_ok=True)
