"""A real Prometheus federates from us, and scrapes what we scrape: both sides tell the same of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.prometheus_api.conftest import Served
from tests.support.prometheus import PrometheusProcess
from tests.support.waiting import eventually

pytestmark = pytest.mark.components

CONFIGURATION = """
global: {{scrape_interval: 1s, external_labels: {{region: eu}}}}
scrape_configs:
- job_name: shop
  basic_auth: {{username: u, password: hunter2}}
  static_configs: [{{targets: ['{target}'], labels: {{env: test}}}}]
- job_name: sardonyx
  honor_labels: true
  metrics_path: /prometheus/federate
  params: {{'match[]': ['{{job="shop"}}', 'http_requests_total']}}
  basic_auth: {{username: prometheus, password: {token}}}
  static_configs: [{{targets: ['{address}']}}]
"""


@pytest.fixture(scope="module")
def prometheus(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusProcess]:
    address = served.url.removeprefix("http://")
    configuration = CONFIGURATION.format(target=served.target, token=served.token, address=address)
    folder: Path = tmp_path_factory.mktemp("prometheus")
    with PrometheusProcess(folder, configuration) as running:
        eventually(lambda: all(target["health"] == "up" for target in targets(running)) and len(targets(running)) == 2)
        yield running


def targets(prometheus: PrometheusProcess) -> list[dict[str, Any]]:
    _, answer = prometheus.get("targets", state="active")
    assert not [target["lastError"] for target in answer["data"]["activeTargets"] if target["lastError"]]
    return list(answer["data"]["activeTargets"])


def test_what_we_federate_is_what_prometheus_stores(served: Served, prometheus: PrometheusProcess) -> None:
    eventually(lambda: prometheus.get("query", query='http_requests_total{region="eu"}')[1]["data"]["result"])
    _, theirs = prometheus.get("query", query='sum by (instance, code) (http_requests_total{region="eu"})')
    with served.client() as http:
        ours = http.get("/api/v1/query", params={"query": "sum by (instance, code) (http_requests_total)"}).json()
    assert values(theirs) == values(ours) != {}


def values(answer: Any) -> dict[tuple[str, str], str]:
    return {(row["metric"]["instance"], row["metric"]["code"]): row["value"][1] for row in answer["data"]["result"]}


def test_both_tell_the_same_of_the_target_both_scrape(served: Served, prometheus: PrometheusProcess) -> None:
    (theirs,) = [target for target in targets(prometheus) if target["scrapePool"] == "shop"]
    with served.client() as http:
        (ours,) = http.get("/api/v1/targets", params={"scrapePool": "shop"}).json()["data"]["activeTargets"]
    moving = {"lastScrape", "lastScrapeDuration"}
    assert {name: ours[name] for name in ours.keys() - moving} == {
        name: theirs[name] for name in theirs.keys() - moving
    }


def test_both_federate_the_same_page(served: Served, prometheus: PrometheusProcess) -> None:
    asked = {"match[]": '{__name__=~"shop_open|up",job="shop",region=""}'}
    theirs = httpx.get(f"{prometheus.url}/federate", params=asked)
    with served.client() as http:
        ours = http.get("/federate", params=asked)
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    assert without_times(ours.text) == without_times(theirs.text)
    assert len(ours.text.splitlines()) == 4


def without_times(page: str) -> list[str]:
    return [line if line.startswith("#") else line.rpartition(" ")[0] for line in page.splitlines()]
