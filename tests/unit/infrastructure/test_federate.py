"""/federate: the newest samples in the text format."""

import math
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sardonyx.infrastructure.prometheus.text_format import number, written
from sardonyx.query.metrics.latest import LatestSample
from sardonyx.storage.engine import Engine
from sardonyx.storage.series import STALE_MARKER_SQL, series_id_sql
from tests.support.callers import client, make_app, seeing
from tests.support.prometheus_api import Scraped, api, two_pools


async def store(engine: Engine, labels: dict[str, str], *samples: tuple[float, str]) -> None:
    """A series with samples of so many seconds ago; values are SQL."""
    own = {name: value for name, value in labels.items() if name != "__name__"}
    pairs = "arrayZip({names:Array(String)}, {texts:Array(String)})"
    identity = series_id_sql("arrayZip({all_names:Array(String)}, {all_texts:Array(String)})")
    ids = {"all_names": list(labels), "all_texts": list(labels.values())}
    await engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) "
        f"SELECT {{name:String}}, {identity}, CAST({pairs}, 'Map(String, String)'), now64(3), now64(3)",
        {"name": labels["__name__"], "names": list(own), "texts": list(own.values()), **ids},
    )
    for ago, value in samples:
        await engine.execute(
            f"INSERT INTO metric_samples SELECT {identity}, fromUnixTimestamp64Milli({{at:Int64}}), {value}",
            {**ids, "at": round((time.time() - ago) * 1000)},
        )


async def ask(engine: Engine, *selectors: str, scraped: Scraped | None = None, services: tuple[str, ...] = ()) -> str:
    router = api(engine, scraped)
    async with client(make_app(router, seeing(*services)) if services else make_app(router)) as http:
        answer = await http.get("/federate", params={"match[]": list(selectors)})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def without_times(text: str) -> list[str]:
    return [line if line.startswith("#") else line.rpartition(" ")[0] for line in text.splitlines()]


async def test_the_newest_sample_of_each_series_by_name(engine: Engine) -> None:
    await store(engine, {"__name__": "up", "job": "b", "instance": "x"}, (90, "0"), (30, "1"))
    await store(engine, {"__name__": "up", "job": "a", "instance": "y"}, (20, "0"))
    await store(engine, {"__name__": "bytes", "instance": "y"}, (20, "2305712"))
    await store(engine, {"__name__": "other", "instance": "y"}, (20, "1"))
    assert without_times(await ask(engine, "up", '{__name__="bytes"}', 'up{job="a"}')) == [
        "# TYPE bytes untyped",
        'bytes{instance="y"} 2.305712e+06',
        "# TYPE up untyped",
        'up{instance="x",job="b"} 1',
        'up{instance="y",job="a"} 0',
    ]


async def test_series_that_ended_or_went_silent_are_left_out(engine: Engine) -> None:
    await store(engine, {"__name__": "up", "job": "ended"}, (60, "1"), (30, STALE_MARKER_SQL))
    await store(engine, {"__name__": "up", "job": "silent"}, (400, "1"))
    await store(engine, {"__name__": "up", "job": "nan"}, (30, "nan"))
    assert without_times(await ask(engine, "up")) == ["# TYPE up untyped", 'up{job="nan",instance=""} NaN']


async def test_external_labels_are_added_where_there_are_none(engine: Engine) -> None:
    await store(engine, {"__name__": "up", "instance": "x"}, (30, "1"))
    await store(engine, {"__name__": "up", "region": "own"}, (30, "1"))
    assert without_times(await ask(engine, "up", scraped=two_pools()))[1:] == [
        'up{instance="x",region="eu"} 1',
        'up{region="own",instance=""} 1',
    ]


async def test_a_native_histogram_is_written_as_a_classic_one_without_buckets(engine: Engine) -> None:
    labels = {"__name__": "seconds", "job": "a", "instance": "x"}
    await store(engine, labels, (60, "7"))
    await store(engine, {**labels, "job": "b"}, (60, "7"))
    for ago, job, stale, floats in ((90, "a", 0, "[]"), (30, "a", 0, "[2.5, 0, 1.5, 1]"), (30, "ended", 1, "[]")):
        await store(engine, {**labels, "job": job})
        await engine.execute(
            "INSERT INTO metric_histograms (SeriesId, Timestamp, Count, Sum, Scale, PositiveCounts, Stale, FloatCounts) "
            f"SELECT SeriesId, now64(3) - {ago}, 3, 4.25, 0, [2, 1], {stale}, {floats} FROM metric_series "
            "WHERE MetricName = 'seconds' AND Labels['job'] = {job:String} LIMIT 1",
            {"job": job},
        )
    assert without_times(await ask(engine, "seconds")) == [
        "# TYPE seconds untyped",
        'seconds{instance="x",job="b"} 7',
        "# TYPE seconds histogram",
        'seconds_bucket{instance="x",job="a",le="+Inf"} 2.5',
        'seconds_sum{instance="x",job="a"} 4.25',
        'seconds_count{instance="x",job="a"} 2.5',
    ]


async def test_a_scope_hides_other_services(engine: Engine) -> None:
    await store(engine, {"__name__": "up", "service_name": "shop"}, (30, "1"))
    await store(engine, {"__name__": "up", "service_name": "db"}, (30, "1"))
    assert 'service_name="db"' not in await ask(engine, "up", services=("shop",))


async def test_nothing_chosen_is_an_empty_page(engine: Engine) -> None:
    assert await ask(engine) == ""


async def test_what_is_no_selector_is_refused(engine: Engine) -> None:
    async with client(make_app(api(engine))) as http:
        answer = await http.get("/federate", params={"match[]": "sum(up)"})
    assert answer.status_code == 400
    assert "instant vector selector" in answer.text


async def test_quoted_names_are_written_to_who_reads_them() -> None:
    sample = LatestSample({"__name__": "http.requests", "a b": 'x"\\\n'}, 1.0, 1000)
    assert list(written([sample], {})) == ['# TYPE http_requests untyped\nhttp_requests{a_b="x\\"\\\\\\n"} 1 1000\n']
    assert list(written([sample], {}, quoted=True)) == [
        '# TYPE "http.requests" untyped\n{"http.requests","a b"="x\\"\\\\\\n"} 1 1000\n'
    ]


def test_what_is_written_can_be_read() -> None:
    labels = {"__name__": "odd", "path": 'C:\\"x"\n', "empty": ""}
    (family,) = text_string_to_metric_families("".join(written([LatestSample(labels, 1.5, 1000)], {})))
    (sample,) = family.samples
    assert (sample.labels, sample.value, sample.timestamp) == ({"path": 'C:\\"x"\n'}, 1.5, 1.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (-3.5, "-3.5"), (100000.0, "100000"), (1000000.0, "1e+06"),
        (2305712.0, "2.305712e+06"), (0.0001, "0.0001"), (0.00001, "1e-05"), (1.79543754376e9, "1.79543754376e+09"),
        (1e100, "1e+100"), (5e-324, "5e-324"), (math.inf, "+Inf"), (-math.inf, "-Inf"), (math.nan, "NaN"), (-1e6, "-1e+06"),
    ],
    ids=str,
)  # fmt: skip
def test_numbers_are_written_as_go_writes_them(value: float, text: str) -> None:
    assert number(value) == text
