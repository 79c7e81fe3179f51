"""What Prometheus' API tells of scraping, as promtool, its pages and Grafana read it."""

from typing import Any

import pytest

from tests.support.callers import client, make_app, seeing
from tests.support.prometheus_api import NODE, WEB, Scraped, api, two_pools


async def ask(path: str, scraped: Scraped | None = None, *services: str, **params: Any) -> Any:
    router = api(scraped=scraped or two_pools())
    app = make_app(router, seeing(*services)) if services else make_app(router)
    async with client(app) as http:
        return (await http.get(f"/api/v1/{path}", params=params)).json()


async def test_a_target_is_told_as_prometheus_tells_it() -> None:
    found = (await ask("targets"))["data"]["activeTargets"]
    assert found[0] == {
        "discoveredLabels": {"__address__": "a:9100", "job": "node"},
        "labels": NODE,
        "scrapePool": "node",
        "scrapeUrl": "http://a:9100/metrics",
        "globalUrl": "http://host-a:9100/metrics",
        "lastError": "",
        "lastScrape": "2023-11-14T22:15:00.250000Z",
        "lastScrapeDuration": 0.012,
        "health": "up",
        "scrapeInterval": "15s",
        "scrapeTimeout": "10s",
    }
    assert (found[1]["health"], found[1]["lastScrape"]) == ("unknown", "0001-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("params", "active", "dropped", "counts"),
    [
        ({}, 2, 1, {"node": 0, "web": 1}),
        ({"state": "any"}, 2, 1, {"node": 0, "web": 1}),
        ({"state": "active"}, 2, 0, None),
        ({"state": "dropped"}, 0, 1, {"node": 0, "web": 1}),
        ({"scrapePool": "node"}, 1, 0, {"node": 0}),
        ({"scrapePool": "nothing"}, 0, 0, {}),
    ],
    ids=["all", "any", "active", "dropped", "one pool", "no such pool"],
)
async def test_targets_are_chosen_by_state_and_pool(
    params: dict[str, str], active: int, dropped: int, counts: dict[str, int] | None
) -> None:
    data = (await ask("targets", **params))["data"]
    assert (len(data["activeTargets"]), len(data["droppedTargets"])) == (active, dropped)
    assert data["droppedTargetCounts"] == counts


async def test_pools_are_told_by_name() -> None:
    assert (await ask("scrape_pools"))["data"] == {"scrapePools": ["node", "web"]}
    assert (await ask("scrape_pools", Scraped()))["data"] == {"scrapePools": []}


async def test_a_scope_hides_other_targets_and_all_that_was_dropped() -> None:
    data = (await ask("targets", None, "shop"))["data"]
    assert [target["labels"] for target in data["activeTargets"]] == [NODE]
    assert data["droppedTargets"] == []
    assert (await ask("scrape_pools", None, "shop"))["data"] == {"scrapePools": ["node"]}
    assert {row["target"]["job"] for row in (await ask("targets/metadata", None, "web"))["data"]} == {"web"}


async def test_metadata_of_every_target() -> None:
    assert (await ask("targets/metadata"))["data"] == [
        {"target": NODE, "metric": "node_load1", "type": "gauge", "help": "Load.", "unit": ""},
        {"target": NODE, "metric": "node_odd", "type": "unknown", "help": "", "unit": ""},
        {"target": WEB, "metric": "http_requests", "type": "counter", "help": "Requests.", "unit": "requests"},
    ]


@pytest.mark.parametrize(
    ("params", "metrics"),
    [
        ({"match_target": '{job="web"}'}, ["http_requests"]),
        ({"match_target": '{job!="web",instance=~"a.*"}'}, ["node_load1", "node_odd"]),
        ({"match_target": '{job=~".+",instance!~"a.*"}'}, ["http_requests"]),
        ({"limit": "1"}, ["node_load1", "node_odd"]),
    ],
    ids=["equal", "several", "not matching", "a limit ends with its target"],
)
async def test_metadata_is_chosen_by_target(params: dict[str, str], metrics: list[str]) -> None:
    assert [row["metric"] for row in (await ask("targets/metadata", **params))["data"]] == metrics


async def test_metadata_of_one_metric_does_not_repeat_its_name() -> None:
    (row,) = (await ask("targets/metadata", metric="node_load1"))["data"]
    assert row == {"target": NODE, "type": "gauge", "help": "Load.", "unit": ""}
    assert (await ask("targets/metadata", metric="nothing"))["data"] == []


async def test_a_wrong_target_selector_is_named() -> None:
    answer = await ask("targets/metadata", match_target="up+1")
    assert answer["errorType"] == "bad_data"
    assert answer["error"].startswith('invalid parameter "match_target": ')


async def test_no_alertmanager_is_told_of_alerts() -> None:
    assert (await ask("alertmanagers"))["data"] == {"activeAlertmanagers": [], "droppedAlertmanagers": []}
