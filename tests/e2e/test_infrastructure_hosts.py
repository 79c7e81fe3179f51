"""The pages of hosts, containers, network and capacity: what is wrong, since when, who ate the memory, and how to begin."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import container_metrics, node_metrics
from tests.e2e.running_server import RunningServer, running_server
from tests.e2e.schemes import in_both_schemes
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("e2e") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def now_s(server: RunningServer) -> int:
    """When the newest samples were taken."""
    now = node_metrics.send(server)
    node_metrics.send_probes(server, now)
    container_metrics.send(server, now)
    return now


def _at(now_s: int, seconds: int = 3600) -> str:
    """The range that ends with the newest samples, as the URL holds it."""
    return f"from={(now_s - seconds) * 1000}&to={now_s * 1000}"


def _rows(page: Page, table: str) -> Locator:
    return page.get_by_role("table", name=table, exact=True).locator("tbody tr")


def test_the_overview_says_what_is_wrong_and_who_fell_silent(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure?{_at(now_s)}")
    expect(page).to_have_url(re.compile("/infrastructure/hosts"))
    hosts = _rows(page, "Hosts")
    expect(hosts).to_have_count(2)
    expect(hosts.nth(0)).to_contain_text("No data since")
    web = hosts.filter(has_text="web-1")
    expect(web).to_contain_text("1 alert fires +1")
    expect(web).to_contain_text("full in 5 h")
    expect(web).to_contain_text("75 %")
    expect(web).to_contain_text("25 %")
    page.get_by_role("group", name="State").get_by_role("button", name="Silent 1").click()
    expect(hosts).to_have_count(1)
    page.reload()
    expect(hosts).to_have_count(1)
    page.get_by_role("group", name="State").get_by_role("button", name="All 2").click()
    page.get_by_role("searchbox", name="Filter by name").fill("WEB")
    expect(hosts).to_have_count(1)
    page.get_by_role("button", name="As a grid").click()
    expect(page.get_by_role("list", name="Hosts").get_by_role("listitem")).to_contain_text("full in 5 h")
    page.get_by_role("list", name="Hosts").get_by_role("link").click()
    expect(page.get_by_role("list", name="State of web")).to_be_visible()


def test_a_host_tells_when_its_disk_is_full_and_who_ate_the_memory(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/hosts/web?{_at(now_s)}")
    state = page.get_by_role("list", name="State of web")
    expect(state).to_contain_text("/ 90 % full, full in 5 h")
    root = _rows(page, "File systems").filter(has_text="/dev/sda1")
    expect(root).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d5 h"))
    expect(_rows(page, "File systems").filter(has_text="/data")).to_contain_text("not filling")
    page.get_by_role("group", name="Largest first by").get_by_role("button", name="Memory").click()
    processes = _rows(page, "Processes")
    expect(processes.first).to_contain_text("api")
    expect(processes.filter(has_text="batch")).to_contain_text("2.79 GiB")  # the most it had
    began, ended = node_metrics.SPIKE
    within = now_s - (began + ended) // 2
    page.goto(f"{visitor.url}/infrastructure/hosts/web?{_at(now_s)}&by=memory&at={within}")
    expect(processes.first).to_contain_text("batch")
    page.get_by_role("button", name="Show the whole time range").click()
    expect(processes.first).to_contain_text("api")


def test_a_moment_in_a_chart_leads_to_its_processes_and_logs(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/hosts/web?{_at(now_s)}")
    chart = page.get_by_role("img", name=re.compile("^Load "))
    chart.click(position={"x": 260, "y": 60})
    expect(page.get_by_role("link", name="Log records around it")).to_be_visible()
    page.get_by_role("link", name="Processes at this moment").click()
    expect(page).to_have_url(re.compile(r"/hosts/web\?.*at=\d+"))
    expect(page.get_by_role("button", name="Show the whole time range")).to_be_visible()


def test_containers_show_who_is_near_the_limit_and_why_one_ended(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/containers?{_at(now_s)}")
    shop = _rows(page, "Containers of shop")
    expect(shop).to_have_count(3)
    expect(shop.first).to_contain_text("killed for want of memory")
    expect(shop.filter(has_text="shop-api-1")).to_contain_text("memory 90 % of its limit")
    page.get_by_role("group", name="State").get_by_role("button", name=re.compile("^Running")).click()
    expect(shop).to_have_count(2)
    shop.filter(has_text="shop-api-1").click()
    drawer = page.get_by_role("complementary", name="Container")
    expect(drawer.get_by_role("img", name=re.compile("^Memory"))).to_be_visible()
    expect(drawer.get_by_role("link", name="Logs")).to_have_attribute("href", re.compile("container.name.*shop-api-1"))
    picture(page, "infrastructure-containers-light")
    assert accessibility_findings(page) == []


def test_the_network_matrix_shows_what_is_lost_on_the_way(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/network?{_at(now_s)}")
    expect(page.get_by_role("list", name="State of the network")).to_contain_text("sardonyx → db loses 10 %")
    page.get_by_role("button", name="sardonyx to db: 2 ms").click()
    drawer = page.get_by_role("complementary", name="Pair")
    expect(drawer).to_contain_text("timeout")
    expect(drawer.get_by_role("img", name=re.compile("^Round trip"))).to_be_visible()
    page.get_by_role("group", name="Metric").get_by_role("button", name="Loss").click()
    expect(page.get_by_role("button", name="sardonyx to db: 10 %")).to_be_visible()
    page.reload()
    expect(drawer).to_contain_text("TCP connect")
    picture(page, "infrastructure-network-light")
    assert accessibility_findings(page) == []


def test_capacity_says_what_can_not_be_told(visitor: Visitor, now_s: int) -> None:
    page = visitor.open("/infrastructure/capacity?past=1d")
    disk = _rows(page, "Resources").filter(has_text="/dev/sda1")
    expect(disk).to_contain_text("93.1 GiB")
    expect(disk).to_contain_text("can’t tell")
    page.get_by_role("slider", name="Growth of the load in percent").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("growth=35"))
    picture(page, "infrastructure-capacity-light")
    assert accessibility_findings(page) == []


def test_both_pages_of_hosts_can_be_used_by_everybody(visitor: Visitor, now_s: int) -> None:
    page = visitor.open(f"/infrastructure/hosts?{_at(now_s)}")
    expect(_rows(page, "Hosts")).to_have_count(2)
    in_both_schemes(page, "infrastructure-hosts")
    page.emulate_media(color_scheme="light")
    page.goto(f"{visitor.url}/infrastructure/hosts/web?{_at(now_s)}")
    expect(_rows(page, "File systems")).to_have_count(2)
    expect(page.get_by_role("img", name=re.compile("^Network trouble"))).to_be_visible()
    in_both_schemes(page, "infrastructure-host")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    picture(page, "infrastructure-host-phone")
