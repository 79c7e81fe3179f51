"""Prometheus' API over an engine, with a scrape manager and a server that hold what a test gives them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from fastapi import APIRouter

from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.state import ActiveTarget, DroppedTarget, Pool, ScrapeState, TargetFamily
from sardonyx.config import Settings
from sardonyx.infrastructure.prometheus.api import build_router
from sardonyx.infrastructure.prometheus.service import PrometheusService
from sardonyx.storage.engine import Engine

NODE = {"job": "node", "instance": "a:9100", "service_name": "shop"}
WEB = {"job": "web", "instance": "b:80", "service_name": "web"}


@dataclass
class Scraped:
    """A scrape manager at a standstill. `problem` makes the next reload fail."""

    now: ScrapeState = field(default_factory=ScrapeState)
    said: Sequence[TargetFamily] = ()
    problem: str = ""
    reloads: int = 0

    def state(self) -> ScrapeState:
        return self.now

    def families(self) -> Sequence[TargetFamily]:
        return self.said

    async def reload(self) -> None:
        self.reloads += 1
        if self.problem:
            raise ConfigError([self.problem])


@dataclass
class Server:
    """What the status endpoints ask of the server."""

    started_at: float = 1_700_000_000.0
    settings: Settings = field(default_factory=Settings)
    reload: Callable[[], Awaitable[None]] = Scraped().reload


@dataclass
class Readiness:
    ready: bool = True


def api(
    engine: Engine | None = None,
    scraped: Scraped | None = None,
    *,
    ready: bool = True,
    origins: frozenset[str] = frozenset(),
) -> APIRouter:
    """The router; without an engine only what needs none answers."""
    service = PrometheusService(cast("Engine", engine))
    manager = scraped or Scraped()
    return build_router(service, manager, Server(reload=manager.reload), Readiness(ready), origins)


def active(labels: dict[str, str], **more: object) -> ActiveTarget:
    """A target that was scraped with success, unless told otherwise."""
    address = labels["instance"]
    told: dict[str, object] = {
        "pool": labels["job"], "labels": labels, "discovered": {"__address__": address, "job": labels["job"]},
        "url": f"http://{address}/metrics", "global_url": f"http://host-{address}/metrics", "health": "up", "last_error": "",
        "last_scrape": 1_700_000_100.25, "last_duration": 0.012, "interval": 15.0, "timeout": 10.0, "samples": 30,
        "samples_after_relabelling": 28, "series_added": 3, "body_bytes": 4096,
    }  # fmt: skip
    return ActiveTarget(**{**told, **more})  # type: ignore[arg-type]


def two_pools() -> Scraped:
    """A node that is up, a web server that was never scraped, and one that relabelling dropped."""
    dropped = DroppedTarget("web", {"__address__": "c:80", "job": "web"})
    pools = (
        Pool("web", (active(WEB, health="unknown", last_scrape=None, last_duration=0.0),), (dropped,), 1, ("dns: no answer",)),
        Pool("node", (active(NODE),), (), 0),
    )  # fmt: skip
    said = (
        TargetFamily(NODE, "node_load1", "gauge", "Load.", ""),
        TargetFamily(NODE, "node_odd", "", "", ""),
        TargetFamily(WEB, "http_requests", "counter", "Requests.", "requests"),
    )
    text = "global: {external_labels: {region: eu}}\nscrape_configs: []\n"
    state = ScrapeState(pools, text, 1_700_000_050.0, config_path="/etc/p.yml", external_labels={"region": "eu"})
    return Scraped(state, said)
