"""The list of services and the page of one."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import slowed_platform
from tests.e2e.running_server import RunningServer
from tests.e2e.slowed_platform import Past
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture


@pytest.fixture(scope="module")
def past(server: RunningServer) -> Past:
    return slowed_platform.tell(server)


def test_a_filtered_list_is_the_same_after_a_reload_and_leads_to_the_service(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/services"))
    rows = page.get_by_role("table", name="Services").locator("tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("searchbox", name="Filter services").fill("we")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("7.0.1")
    rows.get_by_role("link", name="web", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("web")


def test_the_columns_sort(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/services"))
    rows = page.get_by_role("table", name="Services").locator("tbody tr")
    expect(rows.first).to_contain_text("slow")
    by_name = page.get_by_role("button", name="Service", exact=True)
    by_name.click()
    expect(rows.first).to_contain_text("2.8.0")
    by_name.click()
    expect(rows.first).to_contain_text("7.0.1")


def test_tells_what_a_service_does_whom_it_waits_for_and_who_waits_for_it(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/services/web"))
    spent = page.get_by_role("list", name="Time per request")
    expect(spent.get_by_role("listitem").first).to_contain_text(re.compile(r"^core.*9\d"))
    expect(spent).to_contain_text("Its own work")
    expect(page.get_by_role("table", name="Operations").locator("tbody tr").first).to_contain_text("GET /ask")
    expect(page.get_by_role("table", name="Versions")).to_contain_text("7.0.1")

    spent.get_by_role("link", name="core").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("core")
    expect(page.get_by_role("table", name="Callers").locator("tbody tr")).to_contain_text("web")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("core")
    expect(page.get_by_role("list", name="What is wrong with core")).to_contain_text("Its own work got slower")


def test_an_error_opens_as_a_record_and_a_slow_trace_as_a_trace(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/services/core"))
    page.get_by_role("list", name="Newest error records").get_by_role("link").first.click()
    expect(page.get_by_role("complementary", name="Log record")).to_contain_text(slowed_platform.ERROR)
    page.go_back()
    slowest = page.get_by_role("table", name="Slowest traces").get_by_role("link").first
    href = slowest.get_attribute("href")
    assert href is not None
    assert re.match(r"/traces/[0-9a-f]{32}\?", href)


def test_says_that_a_service_sent_nothing(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/services/nobody"))
    expect(page.get_by_text("nobody has sent nothing in this time range")).to_be_visible()


@pytest.mark.parametrize("path", ["/services", "/services/core"], ids=["list", "one"])
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", WIDE), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_can_be_read_by_everybody(visitor: Visitor, past: Past, path: str, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open(past.path(path), size=size, scheme=scheme)  # type: ignore[arg-type]
    table = "Services" if path == "/services" else "Slowest traces"
    expect(page.get_by_role("table", name=table, exact=True).locator("tbody tr").first).to_be_visible()
    picture(page, f"{path.strip('/').replace('/', '-')}-{'phone' if size == PHONE else scheme}")
    assert accessibility_findings(page) == []
