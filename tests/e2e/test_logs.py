"""Searching logs: somebody in trouble types, narrows down, opens a line and follows it to its trace."""

import re
import time
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.otlp_json import Line, send_lines, send_span
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture

ENTRIES = 10_000
PAGE_ROWS = 500
EVERY_ERROR = 50
TRACE_ID = "5b8efff798038103d269b633813fc60c"
SPAN_ID = "eee19b7ec3c1b174"
DECLINED = '{"error": {"code": "card_declined", "attempts": [1, 2, 3]}, "amount": 12.5}'
LOGS = "/explore/logs?from=now-1h"


@pytest.fixture(scope="module", autouse=True)
def records(server: RunningServer) -> None:
    """Ten thousand entries of a ledger, one in fifty an error, then a checkout whose failed line belongs to a trace."""
    now = time.time_ns()
    send_lines(
        server,
        "ledger",
        [
            Line(
                f"entry {i:05d} booked",
                now - 10**9 - (ENTRIES - i) * 50_000_000,
                "ERROR" if i % EVERY_ERROR == 0 else "INFO",
                {"region": "eu" if i % 4 else "us"},
            )
            for i in range(ENTRIES)
        ],
    )
    send_span(server, "checkout", "POST /checkout", TRACE_ID, SPAN_ID, now - 500_000_000)
    send_lines(
        server,
        "checkout",
        [
            Line("cart opened", now - 600_000_000, "DEBUG"),
            Line(DECLINED, now - 400_000_000, "ERROR", {"journey": "e2e", "tenant": "acme"}, TRACE_ID, SPAN_ID),
            Line("retry planned", now - 300_000_000, "WARN", {"tenant": "acme"}),
        ],
    )


def search_for(page: Page, text: str) -> None:
    """Type a search and press Enter, as on any page: `/` leads to the field."""
    expect(page.get_by_role("textbox", name="Search log records")).to_be_visible()
    page.keyboard.press("/")
    editor = page.locator('[contenteditable="true"][aria-label="Search log records"]')
    expect(editor).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def lines_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Log records").get_by_role("option")


def drawer_of(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Log record")


def test_a_search_is_typed_and_run_with_enter(visitor: Visitor) -> None:
    page = visitor.open(LOGS)
    expect(lines_of(page).filter(has_text="retry planned")).to_be_visible()
    search_for(page, "service:ledger level:error")
    expect(page.get_by_role("status").filter(has_text="200 records")).to_be_visible()
    expect(lines_of(page).first).to_contain_text("entry 09950 booked")
    expect(lines_of(page).first).to_contain_text("ERROR")
    expect(page).to_have_url(re.compile(r"query=service(:|%3A)ledger"))


def test_a_search_that_cannot_be_read_is_marked_and_explained_and_takes_nothing_away(visitor: Visitor) -> None:
    visitor.expected.append(r"status of 400")
    page = visitor.open(LOGS)
    expect(lines_of(page).first).to_be_visible()
    search_for(page, "level:error AND (")
    expect(page.get_by_role("search").locator("..").get_by_role("alert")).to_contain_text("( is never closed")
    expect(page.locator(".q-fault")).to_have_text("(")
    expect(lines_of(page).filter(has_text="retry planned")).to_be_visible()
    picture(page, "logs-unreadable")

    fresh = visitor.open(f"{LOGS}&query=level:error%20AND%20(")
    expect(fresh.get_by_text("Nothing was searched")).to_be_visible()
    expect(fresh.get_by_role("alert")).to_contain_text("( is never closed")


def test_a_value_of_a_field_narrows_the_search_and_is_taken_back(visitor: Visitor) -> None:
    page = visitor.open(LOGS)
    fields = page.get_by_role("complementary", name="Fields")
    value = fields.locator('[data-field="service"][data-value="checkout"]')
    value.get_by_role("button", name="checkout 3", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"query=service(:|%3A)checkout"))
    expect(lines_of(page)).to_have_count(3)
    expect(value).to_have_attribute("data-state", "in")
    value.get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile("query="))
    expect(lines_of(page).filter(has_text="booked").first).to_be_visible()


def test_dragging_over_the_histogram_zooms_and_back_undoes_it(visitor: Visitor) -> None:
    page = visitor.open(LOGS)
    chart = page.get_by_role("img", name=re.compile("Log records by level")).locator(".u-over")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 30, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=\d{13}&to=\d{13}"))
    expect(lines_of(page).filter(has_text="booked").first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("from=now-1h"))
    expect(lines_of(page).filter(has_text="retry planned")).to_be_visible()


def test_a_line_opens_and_one_of_its_values_becomes_the_search(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=service:checkout")
    lines_of(page).filter(has_text="card_declined").click()
    drawer = drawer_of(page)
    expect(drawer.get_by_role("tree", name="the message")).to_contain_text("card_declined")
    expect(drawer.get_by_role("region", name="Lines around it")).to_contain_text("cart opened")
    row = drawer.locator('[data-field="tenant"]')
    row.hover()
    row.get_by_role("button", name="Only tenant: acme").click()
    expect(page).to_have_url(re.compile(r"query=service(:|%3A)checkout(\+|%20)tenant(:|%3A)acme"))
    expect(lines_of(page)).to_have_count(2)
    row.hover()
    row.get_by_role("button", name="Show tenant as a column").click()
    expect(page.get_by_role("button", name="Remove the column tenant").first).to_be_visible()
    expect(lines_of(page).first).to_contain_text("acme")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_a_line_leads_to_its_trace(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=service:checkout%20level:error")
    lines_of(page).first.click()
    drawer = drawer_of(page)
    expect(drawer).to_contain_text("POST /checkout")
    expect(drawer).to_contain_text("120 ms · 1 span · 1 service · 1 error")
    drawer.get_by_role("link", name="Open the trace").click()
    expect(page).to_have_url(re.compile(rf"/traces/{TRACE_ID}\?.*span={SPAN_ID}"))


def test_all_of_ten_thousand_lines_can_be_reached_by_scrolling(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=service:ledger")
    listbox = page.get_by_role("listbox", name="Log records")
    expect(listbox.get_by_role("option").first).to_contain_text("entry 09999 booked")
    for loaded in range(PAGE_ROWS, ENTRIES + 1, PAGE_ROWS):
        page.wait_for_function(
            "n => Number(document.querySelector('[role=option]')?.ariaSetSize) >= n", arg=loaded
        )  # pages are fetched ahead: two may arrive between two looks
        listbox.evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(listbox.get_by_role("option").filter(has_text="entry 00000 booked")).to_be_visible()
    assert listbox.get_by_role("option").count() < 100, "only what is in view may be on the page"


def test_a_link_to_an_open_record_shows_it_again_after_a_reload(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=service:ledger")
    lines_of(page).filter(has_text="entry 09990").click()
    expect(drawer_of(page)).to_contain_text("entry 09990 booked")
    expect(page).to_have_url(re.compile(r"sel=\d+-[0-9a-f]{16}"))
    page.reload()
    expect(drawer_of(page)).to_contain_text("entry 09990 booked")
    expect(page.get_by_role("option", selected=True)).to_contain_text("entry 09990")


def test_a_search_is_saved_opened_again_and_deleted(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=level:error&cols=region")
    expect(lines_of(page).first).to_be_visible()
    page.get_by_role("button", name="Saved searches").click()
    page.get_by_label("Name of the search").fill("Errors by region")
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("list", name="Saved searches")
    expect(saved.get_by_role("listitem")).to_contain_text("level:error")
    share = saved.get_by_role("button", name="Share Errors by region with everyone")
    share.click()
    expect(share).to_have_attribute("aria-pressed", "true")

    later = visitor.open(LOGS)
    later.get_by_role("button", name="Saved searches").click()
    later.get_by_role("button", name="Errors by region level:error").click()
    expect(later).to_have_url(re.compile(r"query=level(:|%3A)error.*cols=region|cols=region.*query=level(:|%3A)error"))
    expect(lines_of(later).filter(has_text="us").first).to_be_visible()
    later.get_by_role("button", name="Saved searches").click()
    later.get_by_role("button", name="Delete Errors by region").click()
    expect(later.get_by_text("No saved searches yet.")).to_be_visible()


def test_a_search_without_a_match_says_what_would_find_more(visitor: Visitor) -> None:
    page = visitor.open(f"{LOGS}&query=nothing-says-this%20service:checkout")
    expect(page.get_by_text("No record matches")).to_be_visible()
    picture(page, "logs-nothing")
    page.get_by_role("button", name=re.compile("Drop nothing-says-this")).click()
    expect(lines_of(page)).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visitor: Visitor, scheme: Literal["light", "dark"]) -> None:
    page = visitor.open(LOGS, scheme=scheme)
    expect(lines_of(page).first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Log records by level"))).to_be_visible()
    expect(page.get_by_role("complementary", name="Fields")).to_contain_text("ledger")
    picture(page, f"logs-{scheme}")
    lines_of(page).filter(has_text="card_declined").click()
    expect(drawer_of(page)).to_contain_text("tenant")
    expect(drawer_of(page)).to_contain_text("1 span")
    picture(page, f"logs-record-{scheme}")
    assert accessibility_findings(page) == []


def test_on_a_phone_the_page_does_not_scroll_sideways(visitor: Visitor) -> None:
    page = visitor.open(LOGS, size=PHONE)
    expect(lines_of(page).first).to_be_visible()
    picture(page, "logs-phone")
    assert accessibility_findings(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
