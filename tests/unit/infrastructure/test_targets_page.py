"""What the targets page is told, and its reload."""

from dataclasses import replace
from typing import Any

from sardonyx.access.principal import Principal
from sardonyx.infrastructure.targets.api import build_router
from sardonyx.infrastructure.targets.service import NoScraping, Scraping, Targets
from tests.support.callers import CALLER, client, make_app
from tests.support.prometheus_api import NODE, two_pools

READER = replace(CALLER, permissions=frozenset({"infrastructure:read"}))
ADMIN = replace(CALLER, permissions=frozenset({"infrastructure:read", "settings:write"}))


async def ask(scraping: Scraping, who: Principal = READER, path: str = "", method: str = "GET") -> Any:
    async with client(make_app(build_router(Targets(scraping)), who)) as http:
        answer = await http.request(method, f"/rest/infrastructure/targets{path}")
        return answer.status_code if answer.is_error else answer.json()


async def test_a_pool_tells_its_targets_problems_and_what_was_dropped() -> None:
    web, node = (await ask(two_pools()))["pools"]
    assert (web["name"], web["problems"], web["dropped_total"]) == ("web", ["dns: no answer"], 1)
    assert web["dropped"] == [{"discovered_labels": {"__address__": "c:80", "job": "web"}}]
    (target,) = node["active"]
    assert target == {
        "labels": NODE,
        "discovered_labels": {"__address__": "a:9100", "job": "node"},
        "url": "http://a:9100/metrics",
        "global_url": "http://host-a:9100/metrics",
        "health": "up",
        "last_error": "",
        "last_scrape": "2023-11-14T22:15:00.250000Z",
        "last_duration_seconds": 0.012,
        "interval_seconds": 15.0,
        "timeout_seconds": 10.0,
        "samples": 30,
        "samples_after_relabelling": 28,
        "series_added": 3,
        "body_bytes": 4096,
    }


async def test_a_target_that_was_not_scraped_yet_has_no_figures() -> None:
    (target,) = (await ask(two_pools()))["pools"][0]["active"]
    assert target["health"] == "unknown"
    figures = (
        "last_scrape",
        "last_duration_seconds",
        "samples",
        "samples_after_relabelling",
        "series_added",
        "body_bytes",
    )
    assert [target[name] for name in figures] == [None] * len(figures)


async def test_the_configuration_is_told_with_what_is_wrong() -> None:
    scraped = two_pools()
    scraped.now = replace(scraped.now, config_ok=False, config_error="a: bad\nb: bad", config_unused=("alerting",))
    assert (await ask(scraped))["configuration"] == {
        "path": "/etc/p.yml",
        "loaded_at": "2023-11-14T22:14:10Z",
        "ok": False,
        "problems": ["a: bad", "b: bad"],
        "unused": ["alerting"],
    }


async def test_without_a_configuration_there_is_nothing() -> None:
    nothing = {"path": None, "loaded_at": None, "ok": True, "problems": [], "unused": []}
    assert await ask(NoScraping()) == {"configuration": nothing, "pools": []}


async def test_a_scope_shows_its_own_targets_only() -> None:
    (pool,) = (await ask(two_pools(), replace(READER, services=frozenset({"shop"}))))["pools"]
    assert ([target["labels"] for target in pool["active"]], pool["dropped_total"]) == ([NODE], 0)


async def test_an_administrator_reloads_and_sees_what_came_of_it() -> None:
    scraped = two_pools()
    assert len((await ask(scraped, ADMIN, "/reload", "POST"))["pools"]) == 2
    scraped.problem = "a: bad"
    assert len((await ask(scraped, ADMIN, "/reload", "POST"))["pools"]) == 2
    assert scraped.reloads == 2
    assert await ask(scraped, READER, "/reload", "POST") == 403
    assert scraped.reloads == 2
