"""Points are written as Prometheus writes them, digit by digit."""

import json
import math
import random
import struct

import numpy as np
import pytest

from sardonyx.query.promql import format_float
from sardonyx.query.promql.points import Points

ODD = (0.0, -0.0, 1.0, -1.5, 1e21, 1e-7, 123456789012345680.0, math.nan, math.inf, -math.inf, 5e-324, 0.1, 10.0, 100.05)


def written(times: list[int], values: list[float]) -> list[list[object]]:
    text = bytes(Points().json(np.array(times, dtype=np.int64), np.array(values, dtype=np.float64)))
    return list(json.loads(text))


@pytest.mark.parametrize("values", [*([one] for one in ODD), list(ODD), [10.0, 100.05, 2.0, 7.25], []])
def test_values_are_those_of_one_at_a_time(values: list[float]) -> None:
    times = [1_435_781_430_781 + 1000 * n for n in range(len(values))]
    assert written(times, values) == [[at / 1000, format_float(one)] for at, one in zip(times, values, strict=True)]


def test_whole_seconds_have_no_point() -> None:
    assert bytes(Points().json(np.array([5000, 5001]), np.array([1.0, 2.0]))) == b'[[5,"1"],[5.001,"2"]]'


def test_series_with_other_times_keep_theirs() -> None:
    points = Points()
    points.json(np.array([1000, 2000]), np.array([1.0, 2.0]))
    assert bytes(points.json(np.array([2000, 3000]), np.array([3.0, 4.0]))) == b'[[2,"3"],[3,"4"]]'


def test_any_float_reads_back_as_itself() -> None:
    rng = random.Random(1)
    values = [struct.unpack("<d", rng.randbytes(8))[0] for _ in range(300)] + [
        rng.uniform(-1e6, 1e6) for _ in range(300)
    ]
    for several in (values, [one for one in values if 1e-4 < abs(one) < 1e15]):
        found = written(list(range(len(several))), several)
        assert [float(str(text)) for _, text in found] == pytest.approx(several, rel=0, abs=0, nan_ok=True)
