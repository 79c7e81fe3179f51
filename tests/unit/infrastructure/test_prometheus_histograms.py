"""Native histograms in answers of Prometheus' HTTP API."""

from typing import Any

import pytest

from sardonyx.storage.engine import Engine
from tests.support.callers import client, make_app
from tests.support.prometheus_api import api
from tests.unit.infrastructure.test_prometheus_api import NOW, store


@pytest.fixture
async def stored(engine: Engine) -> Engine:
    """`took`: a float 60 s ago, histograms 30 s ago and now."""
    await store(engine, "took", {"job": "shop"}, {60: 1.5})
    for before, count in ((30, 3), (0, 6)):
        await engine.execute(
            "INSERT INTO metric_histograms (SeriesId, Timestamp, Count, Sum, ZeroThreshold, ZeroCount, PositiveOffset, "
            "PositiveCounts, NegativeOffset, NegativeCounts) SELECT SeriesId, fromUnixTimestamp64Milli({at:Int64}), "
            "{count:UInt64}, 2.5, 0.25, 1, 0, [{count:UInt64}, 0, 1], -1, [2] FROM metric_series WHERE MetricName = 'took'",
            {"at": (NOW - before) * 1000, "count": count},
        )
    return engine


async def result(engine: Engine, path: str, **params: Any) -> Any:
    async with client(make_app(api(engine))) as http:
        return (await http.get(f"/api/v1/{path}", params=params)).json()["data"]["result"]


def shown(count: int) -> dict[str, Any]:
    buckets = [[1, "-1", "-0.5", "2"], [3, "-0.25", "0.25", "1"], [0, "1", "2", str(count)], [0, "4", "8", "1"]]
    return {"count": str(count), "sum": "2.5", "buckets": buckets}


METRIC = {"__name__": "took", "job": "shop"}


async def test_a_vector_has_a_histogram_in_place_of_a_value(stored: Engine) -> None:
    assert await result(stored, "query", query="took", time=NOW) == [{"metric": METRIC, "histogram": [NOW, shown(6)]}]
    assert await result(stored, "query", query="took - took", time=NOW) == [
        {"metric": {"job": "shop"}, "histogram": [NOW, {"count": "0", "sum": "0"}]}
    ]


async def test_a_matrix_has_both_kinds_in_lists_of_their_own(stored: Engine) -> None:
    asked = {"query": "took", "start": NOW - 60, "end": NOW, "step": "30s"}
    expected = {
        "metric": METRIC,
        "values": [[NOW - 60, "1.5"]],
        "histograms": [[NOW - 30, shown(3)], [NOW, shown(6)]],
    }
    assert await result(stored, "query_range", **asked) == [expected]
    assert await result(stored, "query", query="took[2m]", time=NOW) == [expected]
    assert await result(stored, "query", query="took[50s]", time=NOW) == [
        {"metric": METRIC, "histograms": expected["histograms"]}
    ]
