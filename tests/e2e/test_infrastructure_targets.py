"""The targets page: what a real prometheus.yml has scraped, why something is down, what discovery found, reading it again."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.exposing import exposing
from tests.e2e.running_server import RunningServer, free_port, running_server
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture
from tests.support.waiting import eventually

CONFIG = """\
global: {{scrape_interval: 3s, scrape_timeout: 3s}}
scrape_configs:
  - job_name: shop
    static_configs: [{{targets: ["{shop}"], labels: {{env: prod}}}}]
  - job_name: gone
    static_configs: [{{targets: ["{gone}"]}}]
  - job_name: found
    file_sd_configs: [{{files: [found.json]}}]
    relabel_configs:
      - {{source_labels: [team], regex: nobody, action: drop}}
"""


@dataclass(frozen=True)
class Scraped:
    """A configuration file, what stands in it, an address that answers and one where nobody does."""

    path: Path
    text: str
    shop: str
    gone: str


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    folder = tmp_path_factory.mktemp("prometheus")
    gone = f"127.0.0.1:{free_port()}"
    with exposing() as shop:
        found = [
            {"targets": [shop], "labels": {"team": "shop"}},
            {"targets": ["10.0.0.9:80"], "labels": {"team": "nobody"}},
        ]
        (folder / "found.json").write_text(json.dumps(found))
        file = Scraped(folder / "prometheus.yml", CONFIG.format(shop=shop, gone=gone), shop, gone)
        file.path.write_text(file.text)
        yield file


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, scraped: Scraped) -> Iterator[RunningServer]:
    """A server that scrapes; every target was scraped once."""
    settings = {
        "SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(scraped.path),
        "SARDONYX_COLLECTORS__HOST": "false",
        "SARDONYX_TELEMETRY__ENABLED": "false",
    }
    with running_server(tmp_path_factory.mktemp("e2e") / "data", settings=settings) as started:
        eventually(lambda: _scraped_all(started), seconds=60)
        yield started


def _scraped_all(server: RunningServer) -> bool:
    pools = httpx.get(f"{server.url}/rest/infrastructure/targets", timeout=60).raise_for_status().json()["pools"]
    targets = [target for pool in pools for target in pool["active"]]
    return len(targets) == 3 and all(target["health"] != "unknown" for target in targets)


def _rows(page: Page, table: str = "Targets") -> Locator:
    return page.get_by_role("table", name=table, exact=True).locator("tbody tr")


def test_says_why_a_target_is_down_and_opens_it(visitor: Visitor, scraped: Scraped) -> None:
    page = visitor.open("/infrastructure/targets")
    why = page.get_by_role("list", name="Why targets are down")
    expect(why.get_by_role("listitem")).to_have_count(1)
    expect(why).to_contain_text("connection refused")
    expect(_rows(page).first).to_contain_text("Down")
    why.get_by_role("button", name=f"gone {scraped.gone}").click()
    drawer = page.get_by_role("complementary", name="Target")
    expect(drawer.get_by_role("status").first).to_contain_text("connection refused")
    page.reload()
    expect(drawer).to_contain_text(f"http://{scraped.gone}/metrics")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_a_target_shows_its_labels_and_that_it_was_up(visitor: Visitor, scraped: Scraped) -> None:
    page = visitor.open("/infrastructure/targets?from=now-5m&to=now&refresh=5s")
    _rows(page).filter(has_text="shop").filter(has_text="env=").click()
    drawer = page.get_by_role("complementary", name="Target")
    expect(drawer.locator("dl[aria-label='Labels']")).to_contain_text("prod")
    expect(drawer.locator("dl[aria-label='Discovered labels']")).to_contain_text("__metrics_path__")
    expect(drawer.get_by_role("img", name=re.compile(r"^Up [\d.]+ % of the time"))).to_be_visible(timeout=60_000)


def test_a_narrowed_list_is_the_same_after_a_reload(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/targets")
    expect(_rows(page)).to_have_count(3)
    page.get_by_role("group", name="State").get_by_role("button", name="Up").click()
    expect(_rows(page)).to_have_count(2)
    page.get_by_role("searchbox", name="Filter by text").fill('team="shop"')
    expect(_rows(page)).to_have_count(1)
    page.reload()
    expect(_rows(page)).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("group", name="Jobs").get_by_role("button", name=re.compile("gone")).click()
    expect(_rows(page)).to_have_count(1)
    expect(_rows(page)).to_contain_text("Down")


def test_shows_what_relabelling_dropped_and_from_what(visitor: Visitor) -> None:
    page = visitor.open("/infrastructure/targets")
    page.get_by_role("group", name="View").get_by_role("button", name="Discovery").click()
    dropped = _rows(page, "Discovered").filter(has_text="Dropped")
    expect(dropped).to_have_count(1)
    dropped.click()
    changes = page.get_by_role("table", name="Labels before and after relabelling")
    expect(changes.get_by_role("row", name=re.compile("^team"))).to_contain_text("nobody")
    picture(page, "infrastructure-discovery")
    assert accessibility_findings(page) == []


def test_a_mistake_in_the_file_is_told_and_what_was_read_before_stays(visitor: Visitor, scraped: Scraped) -> None:
    page = visitor.open("/infrastructure/targets")
    state = page.get_by_role("region", name="Configuration")
    expect(state).to_contain_text("Configuration in force")
    try:
        scraped.path.write_text(scraped.text.replace("scrape_configs", "scrape_confgis"))
        state.get_by_role("button", name="Reload").click()
        expect(state).to_contain_text("Configuration refused")
        expect(state).to_contain_text("scrape_confgis")
        expect(_rows(page)).to_have_count(3)
    finally:
        scraped.path.write_text(scraped.text)
    state.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("Configuration read again")).to_be_visible()
    expect(state).to_contain_text("Configuration in force")


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_can_be_read_by_everybody(visitor: Visitor, scraped: Scraped, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open("/infrastructure/targets", size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(_rows(page).first).to_be_visible()
    picture(page, f"infrastructure-targets-{'phone' if size == PHONE else scheme}")
    assert accessibility_findings(page) == []
    _rows(page).filter(has_text="env=").click()
    expect(page.get_by_role("complementary", name="Target")).to_be_visible()
    picture(page, f"infrastructure-target-{'phone' if size == PHONE else scheme}")
    assert accessibility_findings(page) == []
