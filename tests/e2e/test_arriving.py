"""What is arriving: the first page under the eyes of somebody who sends and watches."""

import re
from collections.abc import Iterator

import pytest
from opentelemetry._logs import SeverityNumber
from playwright.sync_api import expect

from tests.e2e.running_server import RunningServer
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture


@pytest.fixture(scope="module", autouse=True)
def platform(server: RunningServer) -> Iterator[Sender]:
    """Three services have reported before anybody looks; one of them is in trouble."""
    with (
        Sender(server, "checkout", "2.14.0") as checkout,
        Sender(server, "catalog", "1.9.3") as catalog,
        Sender(server, "frontend", "7.0.1") as frontend,
    ):
        for i in range(40):
            checkout.span("POST /checkout", failed=i % 8 == 0)
            catalog.span("GET /products")
            frontend.span("GET /")
            catalog.log(f"cache hit key=product:{i}", SeverityNumber.DEBUG)
            frontend.log(f"GET /products/{i} 200")
        checkout.log("payment declined: gateway timeout after 3000 ms", SeverityNumber.ERROR)
        for sender in (checkout, catalog, frontend):
            sender.send()
        yield checkout


def test_shows_what_arrived_and_the_new_as_it_arrives(visitor: Visitor, platform: Sender) -> None:
    page = visitor.open()
    table = page.get_by_role("region", name="Services, worst first")
    first = table.locator("tbody tr").first
    expect(first).to_contain_text("checkout")
    expect(first).to_contain_text("12.5 %")
    expect(first).to_contain_text("2.14.0")
    expect(first).to_contain_text("1 error")
    tail = page.get_by_role("listbox", name="Newest log lines")
    expect(tail).to_contain_text("payment declined: gateway timeout")
    expect(page.get_by_role("img", name=re.compile("Log records by level, totals: .*error 1"))).to_be_visible()

    platform.log("a line that came while you looked")
    platform.send()
    expect(tail.get_by_role("option").first).to_contain_text("a line that came while you looked")
    expect(page.get_by_role("group", name="Log records")).to_contain_text("per second")


def test_a_paused_tail_stands_still_and_counts_what_waits(visitor: Visitor, platform: Sender) -> None:
    page = visitor.open()
    tail = page.get_by_role("listbox", name="Newest log lines")
    expect(tail.get_by_role("option").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^live · "))).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    platform.log("one while paused")
    platform.log("two while paused")
    platform.send()
    expect(page.get_by_role("button", name="2 new")).to_be_visible()
    expect(tail).not_to_contain_text("while paused")
    page.get_by_role("button", name="2 new").click()
    expect(tail.get_by_role("option").first).to_contain_text("two while paused")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_a_log_line_opens_with_everything_it_holds(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("option").filter(has_text="payment declined").first.click()
    detail = page.get_by_role("complementary", name="Log record")
    expect(detail).to_contain_text("payment declined: gateway timeout after 3000 ms")
    expect(detail).to_contain_text("journey")
    picture(page, "log-detail")
    page.get_by_role("listbox", name="Newest log lines").press("Escape")
    expect(detail).to_be_hidden()


def test_dragging_over_a_chart_zooms_the_page_and_back_undoes_it(visitor: Visitor) -> None:
    page = visitor.open("/?from=now-1h")
    chart = page.get_by_role("img", name=re.compile("Log records by level")).locator(".u-over")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=\d{13}&to=\d{13}"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"from=now-1h"))
    expect(page.get_by_title("Time range ( T )")).to_contain_text("Last hour")


def test_a_copied_link_shows_the_same_range_and_a_bad_one_says_so(visitor: Visitor) -> None:
    page = visitor.open("/?from=now-6h&refresh=off&tz=utc")
    expect(page.get_by_title("Time range ( T )")).to_contain_text("Last 6 hours")
    expect(page.get_by_title("Time range ( T )")).to_contain_text("UTC")
    page.reload()
    expect(page.get_by_title("Time range ( T )")).to_contain_text("Last 6 hours")
    expect(page.get_by_role("button", name="Auto refresh: off")).to_be_visible()

    bad = visitor.open("/?from=last-tuesday")
    expect(bad.get_by_text("“last-tuesday” is not a time")).to_be_visible()
    expect(bad.get_by_title("Time range ( T )")).to_contain_text("Last 15 minutes")


def test_the_range_is_chosen_by_preset_and_by_date(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_title("Time range ( T )").click()
    page.get_by_role("button", name="Last 3 hours").click()
    expect(page).to_have_url(re.compile("from=now-3h"))
    page.get_by_title("Time range ( T )").click()
    page.get_by_role("textbox", name="From").fill("2026-01-31 14:00")
    page.get_by_role("textbox", name="To").fill("2026-01-31 15:00")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_title("Time range ( T )")).to_contain_text("2026-01-31 14:00:00 – 15:00:00")
    expect(page.get_by_text("No log records in this time range")).to_be_visible()


def test_the_colour_scheme_is_chosen_once_and_kept(visitor: Visitor) -> None:
    page = visitor.open(scheme="light")
    root = page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    page.get_by_role("button", name="Colour scheme: System").click()
    page.get_by_role("menuitem", name="Dark").click()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


def test_an_address_without_a_page_says_so(visitor: Visitor) -> None:
    page = visitor.open("/no/such/page")
    expect(page.get_by_text("There is no page at this address")).to_be_visible()
    page.get_by_role("link", name="See what is arriving").click()
    expect(page.get_by_role("heading", name="What is arriving")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visitor: Visitor, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open(size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Log records by level"))).to_be_visible()
    picture(page, f"arriving-{scheme}-{size[0]}")
    assert accessibility_findings(page) == []
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, "the page itself must not scroll sideways"


def test_a_chart_can_be_read_as_a_table(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Show Log records by level as a table").click()
    table = page.get_by_role("region", name="Log records by level as a table")
    expect(table.get_by_role("columnheader", name="error")).to_be_visible()
    assert accessibility_findings(page) == []
