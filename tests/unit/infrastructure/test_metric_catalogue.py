"""The catalogue of metrics: what is listed, filtered, described; and what stays hidden."""

from typing import Any

import httpx
import pytest

from sardonyx.infrastructure.metrics.api import build_router
from sardonyx.infrastructure.metrics.examples import examples
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.query.metrics.one_metric import MetricLabel
from sardonyx.query.promql.parser import parse
from sardonyx.storage.engine import Engine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.unit.infrastructure.stored_series import keep_family, keep_samples, keep_series


@pytest.fixture
async def stored(engine: Engine) -> Engine:
    shop = {"job": "web/shop", "service_name": "shop"}
    await keep_series(engine, "requests_total", [{**shop, "instance": f"i{n}", "code": "200"} for n in range(4)])
    await keep_series(engine, "requests_total", {"job": "bank", "service_name": "bank", "code": "500"})
    await keep_series(engine, "latency_seconds_bucket", [{**shop, "le": le} for le in ("0.1", "+Inf")])
    await keep_series(engine, "latency_seconds_count", shop)
    await keep_series(engine, "queue_length", {"job": "bank", "service_name": "bank"})
    await keep_series(engine, "queue_count", {"job": "bank", "service_name": "bank"})
    await keep_series(engine, "old_metric", shop, first_s=90_000, last_s=80_000)
    await keep_family(engine, "requests", "counter", "Requests answered.")
    await keep_family(engine, "latency_seconds", "histogram", "How long they took.", "seconds")
    await keep_family(engine, "queue", "gauge", "Not what queue_count counts.")
    await keep_samples(engine, "requests_total", every_s=30)
    return engine


async def ask(engine: Engine, path: str, *, services: tuple[str, ...] = (), **params: Any) -> httpx.Response:
    app = make_app(build_router(MetricCatalogue(engine)), seeing(*services) if services else CALLER)
    async with client(app) as http:
        return await http.get(f"/rest/infrastructure/{path}", params=params)


async def listed(engine: Engine, *, services: tuple[str, ...] = (), **params: Any) -> dict[str, Any]:
    answer = await ask(engine, "metrics", services=services, **params)
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["metrics"]}


async def test_metrics_alive_in_the_range_are_listed_with_most_series_first(stored: Engine) -> None:
    found = await listed(stored)
    assert list(found) == [
        "requests_total",
        "latency_seconds_bucket",
        "latency_seconds_count",
        "queue_count",
        "queue_length",
    ]
    assert [one["series"] for one in found.values()] == [5, 2, 1, 1, 1]
    assert "old_metric" in await listed(stored, start="now-1d")


async def test_a_metric_is_described_by_its_family(stored: Engine) -> None:
    found = await listed(stored)
    described = {name: (one["type"], one["type_guessed"], one["unit"], one["help"]) for name, one in found.items()}
    latency = ("histogram", False, "seconds", "How long they took.")
    assert described == {
        "requests_total": ("counter", False, "", "Requests answered."),
        "latency_seconds_bucket": latency,
        "latency_seconds_count": latency,
        "queue_count": ("", False, "", ""),  # a gauge named queue has no count
        "queue_length": ("", False, "", ""),
    }


async def test_a_type_nobody_told_follows_from_the_name(engine: Engine) -> None:
    await keep_series(engine, "hits_total", {"job": "a"})
    found = (await listed(engine))["hits_total"]
    assert (found["type"], found["type_guessed"]) == ("counter", True)


async def test_who_sends_a_metric_and_how_often(stored: Engine) -> None:
    found = (await listed(stored))["requests_total"]
    assert [(one["label"], one["value"], one["series"]) for one in found["senders"]] == [
        ("instance", "i0", 1),
        ("instance", "i1", 1),
        ("instance", "i2", 1),
        ("job", "web/shop", 4),
        ("job", "bank", 1),
        ("service_name", "shop", 4),
        ("service_name", "bank", 1),
    ]
    assert found["sender_counts"][0] == {"label": "instance", "values": 4}
    assert found["samples_per_day"] == 5 * 2880
    assert (await listed(stored))["queue_length"]["samples_per_day"] is None


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"query": "QUEUE"}, ["queue_count", "queue_length"]),
        ({"query": "took latency count"}, ["latency_seconds_count"]),
        ({"type": "counter"}, ["requests_total"]),
        ({"source": "bank"}, ["queue_count", "queue_length", "requests_total"]),
        ({"source": "i3"}, ["requests_total"]),
        ({"source": "500"}, []),
        ({"query": "%"}, []),
    ],
    ids=["word", "words of name and help", "type", "job", "instance", "another label's value", "no pattern"],
)
async def test_metrics_are_found(stored: Engine, params: dict[str, str], names: list[str]) -> None:
    assert sorted(await listed(stored, **params)) == names


@pytest.mark.parametrize("sort", ["series", "name"])
async def test_pages_follow_one_another(stored: Engine, sort: str) -> None:
    whole = list(await listed(stored, sort=sort))
    found: list[str] = []
    cursor = ""
    while True:
        answer = (await ask(stored, "metrics", sort=sort, limit=2, cursor=cursor)).json()
        assert answer["total"] == 5
        found += [one["name"] for one in answer["metrics"]]
        if (cursor := answer["next_cursor"]) is None:
            break
    assert found == whole


async def test_a_foreign_cursor_is_refused(stored: Engine) -> None:
    answer = await ask(stored, "metrics", cursor="x")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:sardonyx:problem:cursor")


async def test_what_the_caller_may_not_see_is_neither_listed_nor_counted(stored: Engine) -> None:
    found = await listed(stored, services=("bank",))
    assert {name: one["series"] for name, one in found.items()} == {
        "requests_total": 1,
        "queue_count": 1,
        "queue_length": 1,
    }
    assert {one["value"] for one in found["requests_total"]["senders"]} == {"bank"}
    assert (await ask(stored, "metrics/latency_seconds_count", services=("bank",))).status_code == 404


async def test_one_metric_with_its_labels(stored: Engine) -> None:
    found = (await ask(stored, "metrics/requests_total")).json()
    assert found["metric"]["series"] == 5
    labels = {one["name"]: one for one in found["labels"]}
    assert next(iter(labels)) == "instance"
    assert (labels["instance"]["values"], labels["instance"]["series"], labels["instance"]["series_without"]) == (
        4,
        4,
        2,
    )
    assert labels["code"]["top"] == [{"value": "200", "series": 4}, {"value": "500", "series": 1}]
    assert [one["query"] for one in found["examples"]] == [
        "sum(rate(requests_total[5m]))",
        "sum by (instance) (rate(requests_total[5m]))",
        "sum(increase(requests_total[1h]))",
    ]


async def test_a_metric_that_is_not_there_is_404(stored: Engine) -> None:
    answer = await ask(stored, "metrics/nothing")
    assert (answer.status_code, answer.json()["detail"]) == (404, "there is no metric 'nothing' in this range")


LABELS = [MetricLabel("user", 500, 500, 5, ()), MetricLabel("le", 10, 500, 50, ()), MetricLabel("path", 7, 500, 70, ())]


@pytest.mark.parametrize(
    ("name", "kind", "some"),
    [
        ("requests_total", "counter", "sum by (path) (rate(requests_total[5m]))"),
        ("latency_bucket", "histogram", "histogram_quantile(0.95, sum by (le) (rate(latency_bucket[5m])))"),
        ("latency", "histogram", "histogram_quantile(0.95, sum(rate(latency[5m])))"),
        ("size_sum", "summary", "sum(rate(size_sum[5m])) / sum(rate(size_count[5m]))"),
        ("build_info", "info", "count by (path) (build_info)"),
        ("load", "gauge", "avg by (path) (load)"),
        ("load", "", "topk(5, load)"),
        ('odd "name"', "gauge", 'topk(5, {"odd \\"name\\""})'),
    ],
    ids=["counter", "histogram", "native histogram", "summary", "info", "gauge", "unknown", "quoted"],
)
def test_examples_fit_the_type_and_are_promql(name: str, kind: str, some: str) -> None:
    queries = [one.query for one in examples(name, kind, "", LABELS)]
    assert some in queries
    for query in queries:
        parse(query)


@pytest.mark.parametrize("kind", ["counter", "histogram", "summary", "info", "gauge", ""])
def test_examples_without_labels_are_promql(kind: str) -> None:
    for one in examples("a_bucket", kind, "", []):
        parse(one.query)
