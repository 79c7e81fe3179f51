"""Prometheus' HTTP API as its clients use it: Grafana's first calls, forms, time notations, refusals."""

import time
from typing import Any

import httpx
import pytest

from sardonyx.infrastructure.prometheus.params import read_duration, read_time
from sardonyx.storage.engine import Engine
from sardonyx.storage.series import series_id_sql
from tests.support.callers import client, make_app, seeing
from tests.support.prometheus_api import api

NOW = int(time.time()) // 60 * 60


async def store(engine: Engine, name: str, labels: dict[str, str], points: dict[int, float]) -> None:
    """Samples by seconds before NOW."""
    pairs = "arrayZip({names:Array(String)}, {texts:Array(String)})"
    everything = {"__name__": name, **labels}
    series = {"name": name, "names": list(labels), "texts": list(labels.values())}
    identity = series_id_sql("arrayZip({all_names:Array(String)}, {all_texts:Array(String)})")
    ids = {"all_names": list(everything), "all_texts": list(everything.values())}
    await engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) "
        f"SELECT {{name:String}}, {identity}, CAST({pairs}, 'Map(String, String)'), now64(3), now64(3)",
        {**series, **ids},
    )
    for before, value in points.items():
        await engine.execute(
            f"INSERT INTO metric_samples SELECT {identity}, fromUnixTimestamp64Milli({{at:Int64}}), {{value:Float64}}",
            {**ids, "at": (NOW - before) * 1000, "value": value},
        )


@pytest.fixture
async def stored(engine: Engine) -> Engine:
    await store(engine, "up", {"job": "shop", "service_name": "shop"}, {90: 1, 30: 1})
    await store(engine, "up", {"job": "db", "service_name": "db"}, {90: 1, 30: 0})
    await store(engine, "requests_total", {"job": "shop", "service_name": "shop"}, {90: 10, 30: 40})
    await engine.execute(
        "INSERT INTO metric_metadata (Family, Type, Unit, Help, LastSeen) "
        "VALUES ('requests_total', 'counter', '', 'Requests.', now64(3))"
    )
    return engine


async def ask(engine: Engine, path: str, *, services: tuple[str, ...] = (), **params: Any) -> httpx.Response:
    router = api(engine)
    app = make_app(router, seeing(*services)) if services else make_app(router)
    async with client(app) as http:
        return await http.get(f"/api/v1/{path}", params={name.rstrip("_"): value for name, value in params.items()})


async def test_grafana_tests_its_data_source(stored: Engine) -> None:
    async with client(make_app(api(stored))) as http:
        tested = await http.post("/api/v1/query", data={"query": "1+1", "time": "4"})
        build = await http.get("/prometheus/api/v1/status/buildinfo")
    assert tested.json() == {"status": "success", "data": {"resultType": "scalar", "result": [4, "2"]}}
    assert build.json()["data"]["version"].startswith("3.")
    assert "features" not in build.json()["data"]


async def test_an_instant_query_answers_a_vector(stored: Engine) -> None:
    answer = (await ask(stored, "query", query="up == 0", time=NOW)).json()
    metric = {"__name__": "up", "job": "db", "service_name": "db"}
    assert answer["data"] == {"resultType": "vector", "result": [{"metric": metric, "value": [NOW, "0"]}]}


async def test_a_range_query_answers_points_at_its_steps(stored: Engine) -> None:
    asked = {"query": 'up{job="db"}', "start": NOW - 60, "end": NOW, "step": "30s"}
    (series,) = (await ask(stored, "query_range", **asked)).json()["data"]["result"]
    assert series["values"] == [[NOW - 60, "1"], [NOW - 30, "0"], [NOW, "0"]]


async def test_a_range_selector_answers_the_samples_themselves(stored: Engine) -> None:
    answer = (await ask(stored, "query", query='requests_total{job="shop"}[5m]', time=NOW)).json()
    assert answer["data"]["resultType"] == "matrix"
    assert answer["data"]["result"][0]["values"] == [[NOW - 90, "10"], [NOW - 30, "40"]]


async def test_parameters_of_a_post_may_stand_in_its_address(stored: Engine) -> None:
    async with client(make_app(api(stored))) as http:
        answer = await http.post(
            "/api/v1/query?query=up&time=" + str(NOW), headers={"Content-Type": "application/json"}
        )
    assert len(answer.json()["data"]["result"]) == 2


@pytest.mark.parametrize(
    ("path", "params", "status", "kind", "text"),
    [
        ("query", {"query": "sum("}, 400, "bad_data", "parse error"),
        ("query", {"query": "up", "time": "soon"}, 400, "bad_data", 'cannot parse "soon" to a valid timestamp'),
        ("query_range", {"query": "up", "start": "10", "end": "5", "step": "1"}, 400, "bad_data", "end timestamp"),
        ("query_range", {"query": "up", "start": "0", "end": "50000", "step": "1"}, 400, "bad_data", "11,000 points"),
        ("query_range", {"query": "up", "start": "0", "end": "5"}, 400, "bad_data", '"step"'),
        ("query", {"query": "up + on(service_name) up{job=~'.+'} * on() up"}, 422, "execution", "many-to-many"),
        ("series", {}, 400, "bad_data", "no match[] parameter provided"),
        ("series", {"match[]": "sum(up)"}, 400, "bad_data", "instant vector selector"),
        ("labels", {"limit": "-1"}, 400, "bad_data", '"limit"'),
    ],
    ids=["syntax", "time", "backwards", "resolution", "no-step", "matching", "no-match", "no-selector", "limit"],
)
async def test_says_what_is_wrong(
    stored: Engine, path: str, params: dict[str, str], status: int, kind: str, text: str
) -> None:
    async with client(make_app(api(stored))) as http:
        answer = await http.get(f"/api/v1/{path}", params={**({"time": str(NOW)} if path == "query" else {}), **params})
    body = answer.json()
    assert (answer.status_code, body["status"], body["errorType"]) == (status, "error", kind)
    assert text in body["error"]


async def test_series_labels_and_values(stored: Engine) -> None:
    found = (await ask(stored, "series", **{"match[]": "requests_total"})).json()["data"]
    assert found == [{"__name__": "requests_total", "job": "shop", "service_name": "shop"}]
    assert (await ask(stored, "labels")).json()["data"] == ["__name__", "job", "service_name"]
    assert (await ask(stored, "label/job/values")).json()["data"] == ["db", "shop"]
    assert (await ask(stored, "label/__name__/values", start=NOW - 3600, end=NOW)).json()["data"] == [
        "requests_total",
        "up",
    ]
    assert (await ask(stored, "label/job/values", **{"match[]": "requests_total"})).json()["data"] == ["shop"]
    assert (await ask(stored, "label/nothing/values")).json()["data"] == []


async def test_metadata_of_a_family(stored: Engine) -> None:
    answer = (await ask(stored, "metadata")).json()["data"]
    assert answer == {"requests_total": [{"type": "counter", "help": "Requests.", "unit": ""}]}


async def test_a_limit_cuts_and_says_so(stored: Engine) -> None:
    answer = (await ask(stored, "query", query="up", time=NOW, limit=1)).json()
    assert (len(answer["data"]["result"]), answer["warnings"]) == (1, ["results truncated due to limit"])


async def test_a_limit_cuts_lists_too_and_says_so(stored: Engine) -> None:
    for path, more in (("label/job/values", {}), ("labels", {}), ("series", {"match[]": "up"})):
        answer = (await ask(stored, path, limit=1, **more)).json()
        assert (len(answer["data"]), answer["warnings"]) == (1, ["results truncated due to limit"]), path
        assert "warnings" not in (await ask(stored, path, limit=9, **more)).json(), path


async def test_a_label_s_name_may_be_escaped(stored: Engine) -> None:
    assert (await ask(stored, "label/U__service__name/values")).json()["data"] == ["db", "shop"]
    assert (await ask(stored, "label/U__service_5f_name/values")).json()["data"] == ["db", "shop"]
    assert (await ask(stored, "label/U__service_xx_name/values")).json()["data"] == []


async def test_what_a_query_took_is_told_when_asked(stored: Engine) -> None:
    stats = (await ask(stored, "query", query="up", time=NOW, stats="all")).json()["data"]["stats"]
    assert stats["samples"]["totalQueryableSamples"] >= 2
    assert stats["timings"]["evalTotalTime"] > 0
    assert "stats" not in (await ask(stored, "query", query="up", time=NOW)).json()["data"]


async def test_a_caller_sees_his_own_services_only(stored: Engine) -> None:
    answer = (await ask(stored, "query", services=("shop",), query="up", time=NOW)).json()
    assert [one["metric"]["job"] for one in answer["data"]["result"]] == ["shop"]
    assert (await ask(stored, "label/job/values", services=("shop",))).json()["data"] == ["shop"]
    assert len((await ask(stored, "series", services=("shop",), **{"match[]": "up"})).json()["data"]) == 1


async def test_the_largest_metrics_are_told(stored: Engine) -> None:
    answer = (await ask(stored, "status/tsdb")).json()["data"]
    assert answer["seriesCountByMetricName"][0] == {"name": "up", "value": 2}
    assert {"name": "job", "value": 2} in answer["labelValueCountByLabelName"]
    # up and requests_total; two jobs, two services
    assert (answer["headStats"]["numSeries"], answer["headStats"]["numLabelPairs"]) == (3, 6)
    assert answer["headStats"]["minTime"] <= answer["headStats"]["maxTime"]


async def test_an_empty_store_has_no_series(engine: Engine) -> None:
    stats = (await ask(engine, "status/tsdb")).json()["data"]["headStats"]
    assert (stats["numSeries"], stats["numLabelPairs"]) == (0, 0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 15.0),
        ("1.5", 1.5),
        ("1h30m", 5400.0),
        ("2d", 172_800.0),
        ("250ms", 0.25),
        ("", None),
        ("5x", None),
        ("m5", None),
    ],
    ids=["number", "decimal", "compound", "days", "milliseconds", "empty", "unit", "order"],
)
def test_reads_durations(text: str, seconds: float | None) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4", 4.0),
        ("1795408950.953", 1795408950.953),
        ("2026-11-23T00:00:00Z", 1795392000.0),
        ("2026-11-23", None),
        ("x", None),
    ],
    ids=["number", "decimal", "rfc3339", "date", "word"],
)
def test_reads_times(text: str, seconds: float | None) -> None:
    assert read_time(text) == seconds
