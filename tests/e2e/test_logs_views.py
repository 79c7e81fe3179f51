"""Log records beyond the list: in tables, against another time, as files; what an exception looks like; who sent them."""

import csv
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.otlp_json import Line, send_lines
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture

MINUTE = 60 * 10**9
ORDERS = 300
EVERY_FAILURE = 10
STACK = """Traceback (most recent call last):
  File "/srv/venv/lib/python3.11/site-packages/starlette/routing.py", line 683, in __call__
    await self.middleware_stack(scope, receive, send)
  File "/srv/shop/cart.py", line 12, in add
    raise Full(item)
shop.cart.Full: no room for 3 items"""


@pytest.fixture(scope="module")
def logs(server: RunningServer) -> str:
    """The page of ten minutes of orders of which one in ten fails in the new region, and of one exception with its stack. In
    the ten minutes before, nothing fails and the region is not there."""
    now = time.time_ns()
    lines = []
    for i in range(ORDERS):
        failed = i % EVERY_FAILURE == 0
        taken = {"region": "new" if failed else "eu", "took_ms": str(900 if failed else 10 + i % 10)}
        lines.append(Line(f"order {i} placed", now - 9 * MINUTE + i * 10**9, "ERROR" if failed else "INFO", taken))
        lines.append(
            Line(f"order {i} placed", now - 19 * MINUTE + i * 10**9, "INFO", {"region": "eu", "took_ms": "15"})
        )
    send_lines(server, "shop", lines)
    exception = {"exception.type": "shop.cart.Full", "exception.stacktrace": STACK, "exception.message": "no room"}
    send_lines(server, "cart", [Line("request failed", now - MINUTE, "ERROR", exception)])
    return f"/explore/logs?from={(now - 10 * MINUTE) // 10**6}&to={now // 10**6}"


def view(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_records_become_patterns_and_a_table_that_lead_back_to_records(visitor: Visitor, logs: str) -> None:
    page = visitor.open(f"{logs}&query=service:shop&group=region")
    view(page, "Patterns")
    pattern = page.get_by_role("table", name="Patterns").locator("tbody tr")
    expect(pattern).to_have_count(1)
    expect(pattern).to_contain_text(re.compile(f"{ORDERS}.*order num placed"))
    picture(page, "logs-patterns")
    assert accessibility_findings(page) == []
    pattern.click()
    expect(page.get_by_role("status").filter(has_text=f"{ORDERS} records")).to_be_visible()
    expect(page).to_have_url(re.compile("order.placed"))

    view(page, "Table")
    rows = page.get_by_role("table", name="Groups").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("eu")
    expect(rows.first).to_contain_text("270")

    page.get_by_role("button", name="Show another measure").click()
    page.get_by_label("of the field").fill("took_ms")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"measures=count%2Cp95%3Atook_ms"))
    page.get_by_role("button", name="p95 took_ms", exact=True).click()
    expect(rows.first).to_contain_text("900 ms")
    picture(page, "logs-table")
    assert accessibility_findings(page) == []

    rows.first.get_by_role("button", name="new").click()
    expect(page).to_have_url(re.compile(r"region(:|%3A)new"))
    view(page, "Records")
    expect(page.get_by_role("status").filter(has_text=f"{ORDERS // EVERY_FAILURE} records")).to_be_visible()


def test_two_times_are_compared_and_what_is_new_leads_to_its_records(visitor: Visitor, logs: str) -> None:
    page = visitor.open(f"{logs}&query=service:shop&view=compare")
    region = page.get_by_role("region", name="attr.region")
    expect(region.get_by_role("button", name=re.compile("new.*new"))).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="300 records")).to_contain_text("against")
    picture(page, "logs-compare-light")
    page.emulate_media(color_scheme="dark")
    picture(page, "logs-compare-dark")
    assert accessibility_findings(page) == []
    region.get_by_role("button", name=re.compile("new.*new")).click()
    expect(page.get_by_role("status").filter(has_text="30 records")).to_be_visible()
    page.get_by_role("button", name="Time just before").click()
    page.get_by_role("button", name="Same time a day ago").click()
    expect(page).to_have_url(re.compile("against=day"))
    expect(page.get_by_role("status").filter(has_text="against 0")).to_be_visible()


def test_columns_are_moved_bars_coloured_by_a_field_and_the_search_taken_along(visitor: Visitor, logs: str) -> None:
    page = visitor.open(f"{logs}&query=service:shop%20placed%20level:error&cols=took_ms,region")
    line = page.get_by_role("listbox", name="Log records").get_by_role("option").first
    expect(line.locator("mark")).to_have_text("placed")
    page.get_by_role("button", name="Column region: move it with the arrow keys", exact=True).press("ArrowLeft")
    expect(page).to_have_url(re.compile("cols=region%2Ctook_ms"))
    expect(line).to_contain_text(re.compile("new.*900"))

    page.get_by_role("button", name="Colour the bars by a field").click()
    page.get_by_placeholder("Find a field").fill("region")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("by=region"))
    expect(page.get_by_role("list", name="Colours")).to_contain_text("new")

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    with download.value.path().open(newline="") as file:
        exported = list(csv.DictReader(file))
    assert len(exported) == ORDERS // EVERY_FAILURE
    assert list(exported[0]) == ["timestamp", "level", "service", "region", "took_ms", "message"]
    assert {row["region"] for row in exported} == {"new"}


def test_an_exception_is_read_without_its_libraries_and_leads_to_its_likes(visitor: Visitor, logs: str) -> None:
    page = visitor.open(f"{logs}&query=service:cart")
    page.get_by_role("listbox", name="Log records").get_by_role("option").first.click()
    drawer = page.get_by_role("complementary", name="Log record")
    stack = drawer.get_by_role("group", name="Stack trace")
    expect(stack).to_contain_text("/srv/shop/cart.py:12")
    expect(stack).not_to_contain_text("middleware_stack")
    stack.get_by_role("button", name="1 library frame").click()
    expect(stack).to_contain_text("routing.py:683")
    picture(page, "logs-exception")
    drawer.get_by_role("button", name="This exception").click()
    expect(page).to_have_url(re.compile(r"exception.type(:|%3A)shop.cart.Full"))
    expect(page.get_by_role("status").filter(has_text="1 record")).to_be_visible()
    expect(drawer).to_be_hidden()


def test_who_sent_is_accounted_for_and_a_pattern_is_tried(visitor: Visitor, logs: str) -> None:
    page = visitor.open("/explore/logs?from=now-1h&refresh=5s")
    page.get_by_role("link", name="Sources").click()
    table = page.get_by_role("table", name="Log sources")
    expect(table.get_by_role("row").filter(has_text="shop")).to_contain_text("600")
    expect(page.get_by_label("The sum")).to_contain_text("received")
    picture(page, "logs-sources")
    assert accessibility_findings(page) == []
    table.get_by_role("row").filter(has_text="cart").click()
    expect(page.get_by_role("complementary", name="Log source")).to_contain_text("OTLP over HTTP")
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Parse rules").click()
    page.get_by_label("Pattern", exact=True).fill("%{WORD:fruit} costs %{NUMBER:price}")
    page.get_by_label("Lines, at most 200").fill("pear costs 3\nnothing to see")
    page.get_by_role("button", name="Read the lines").click()
    expect(page.get_by_role("status").filter(has_text="1 of 2 lines match")).to_be_visible()
    expect(page.get_by_role("list", name="Lines read").get_by_role("listitem").first).to_contain_text("fruitpear")
    picture(page, "logs-rules")
    assert accessibility_findings(page) == []
    page.get_by_label("Pattern", exact=True).fill("%{NOSUCH:fruit}")
    page.get_by_role("button", name="Read the lines").click()
    expect(page.get_by_role("status").filter(has_text="NOSUCH")).to_be_visible()

    phone = visitor.open(f"{logs}&view=table", size=PHONE)
    expect(phone.get_by_role("table", name="Groups")).to_be_visible()
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
