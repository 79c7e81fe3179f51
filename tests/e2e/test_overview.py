"""The overview under the eyes of somebody who was told that everything is slow."""

import pytest
from playwright.sync_api import expect

from tests.e2e import slowed_platform
from tests.e2e.running_server import RunningServer
from tests.e2e.slowed_platform import Past
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture


@pytest.fixture(scope="module")
def past(server: RunningServer) -> Past:
    return slowed_platform.tell(server)


def test_says_who_is_slow_and_who_merely_waits_and_two_clicks_show_a_line_of_the_slow_trace(
    visitor: Visitor, past: Past
) -> None:
    page = visitor.open(past.path("/"))
    trouble = page.get_by_role("list", name="What was wrong then").get_by_role("listitem")
    expect(trouble).to_have_count(1)
    expect(trouble).to_contain_text("core is slow")
    expect(trouble).to_contain_text("Its own work got slower, most of it in POST /search.")
    expect(trouble).to_contain_text("Waiting for it:web")

    trouble.get_by_role("link", name="Its log lines").click()
    line = page.get_by_role("option").filter(has_text=slowed_platform.WARNING)
    expect(line).to_have_count(1)
    line.click()
    expect(page.get_by_role("complementary", name="Log record")).to_contain_text(slowed_platform.WARNING)


def test_puts_the_service_at_fault_first_and_leads_to_it(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/"))
    rows = page.get_by_role("table", name="Services, worst first").locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("slow")
    expect(rows.nth(0)).to_contain_text("2.8.0")
    expect(rows.nth(1)).to_contain_text("waits for core")
    expect(page.get_by_role("link", name="Log errors")).to_contain_text("48")
    rows.nth(0).get_by_role("link", name="core", exact=True).click()
    expect(page.get_by_role("list", name="What is wrong with core")).to_contain_text("core is slow")


def test_takes_one_line_when_nothing_is_wrong(visitor: Visitor, past: Past) -> None:
    page = visitor.open(past.path("/", before_trouble=True))
    expect(page.get_by_text("Nothing was wrong")).to_be_visible()
    expect(page.get_by_role("region", name="What was wrong then")).to_have_count(0)
    picture(page, "overview-calm")


def test_tells_how_to_send_data_where_there_is_none(visitor: Visitor) -> None:
    page = visitor.open("/?from=now-9d&to=now-8d")
    expect(page.get_by_text("No service has sent anything in this time range")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Send your data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send your data")


@pytest.mark.parametrize(
    ("scheme", "size", "name"),
    [("light", WIDE, "overview-light"), ("dark", WIDE, "overview-dark"), ("light", PHONE, "overview-phone")],
    ids=["light", "dark", "phone"],
)
def test_can_be_read_by_everybody(visitor: Visitor, past: Past, scheme: str, size: tuple[int, int], name: str) -> None:
    page = visitor.open(past.path("/"), size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(page.get_by_role("list", name="What was wrong then")).to_be_visible()
    expect(page.get_by_role("img", name="Latency p95 by service")).to_be_visible()
    expect(page.get_by_role("table", name="Services, worst first")).to_be_visible()
    picture(page, name)
    assert accessibility_findings(page) == []
    assert page.get_by_role("main").evaluate("main => main.scrollWidth") <= size[0]
