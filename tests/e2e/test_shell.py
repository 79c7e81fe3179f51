"""What stays on every page: the ways to all others, the keys, the colours, the time range."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.running_server import RunningServer, running_server
from tests.e2e.stored import wait_until_stored
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture

PASSWORD = "banded stone, warm and old"
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module", autouse=True)
def platform(server: RunningServer) -> Iterator[Sender]:
    """One service has reported before anybody looks."""
    with Sender(server, "checkout", "2.14.0") as checkout:
        for _ in range(5):
            checkout.span("POST /checkout")
            checkout.log("order placed")
        checkout.send()
        wait_until_stored(server)
        yield checkout


def palette(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search or jump to")).to_be_focused()


def test_the_palette_leads_to_a_service_by_a_few_letters(visitor: Visitor) -> None:
    page = visitor.open("/explore/logs")
    page.get_by_role("button", name="Search or jump to").click()
    field = page.get_by_role("combobox", name="Search or jump to")
    service = page.get_by_role("dialog").get_by_role("option", name="checkout").first
    expect(service).to_be_visible()
    picture(page, "palette")
    assert accessibility_findings(page) == []
    field.press_sequentially("chk")
    expect(service).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/services/checkout"))
    expect(page.get_by_role("heading", level=1)).to_have_text("checkout")


def test_the_palette_opens_a_pasted_trace_and_searches_logs_for_anything(visitor: Visitor) -> None:
    visitor.expected += [r"status of 404"]
    page = visitor.open()
    palette(page)
    page.keyboard.insert_text(f"00-{TRACE_ID}-00f067aa0ba902b7-01")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/traces/{TRACE_ID}.*span=00f067aa0ba902b7"))
    palette(page)
    page.keyboard.insert_text("gateway timeout")
    options = page.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.nth(0)).to_contain_text("Search logs for “gateway timeout”")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/explore/logs\?.*query=gateway"))


def test_escape_leaves_the_palette_and_the_keys_where_they_were_opened(visitor: Visitor) -> None:
    page = visitor.open()
    opener = page.get_by_role("button", name="Search or jump to")
    opener.click()
    expect(page.get_by_role("combobox", name="Search or jump to")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    keys = page.get_by_role("button", name="Keys of this page")
    keys.click()
    sheet = page.get_by_role("dialog", name="Keys of this page")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(keys).to_be_focused()


def test_two_keys_lead_to_a_page_and_the_question_mark_lists_all_keys(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    # Keys lead where the navigation leads: to what this person may see, which is known a moment after the frame is there.
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Logs")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logs")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys of this page")
    expect(sheet.get_by_role("region", name="Go to")).to_contain_text("Traces")
    expect(sheet.get_by_role("region", name="Everywhere")).to_contain_text("Light or dark")
    picture(page, "keys")
    assert accessibility_findings(page) == []


def test_colours_stay_as_chosen(visitor: Visitor) -> None:
    page = visitor.open()
    palette(page)
    page.keyboard.insert_text("dark colours")
    page.keyboard.press("Enter")
    root = page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


def test_back_undoes_a_zoom(visitor: Visitor) -> None:
    page = visitor.open("/explore/logs?from=now-1h&refresh=off")
    chart = page.get_by_role("img", name=re.compile("^Log records by level"))
    # Panels above take their final height with their answers: a drag wants a chart that stands still.
    page.wait_for_load_state("networkidle")
    chart.drag_to(chart, source_position={"x": 150, "y": 40}, target_position={"x": 300, "y": 40})
    expect(page).to_have_url(re.compile(r"from=\d{13}.*to=\d{13}"))
    page.go_back()
    expect(page).to_have_url(re.compile("from=now-1h"))
    expect(page.get_by_title("Time range ( T )")).to_contain_text("Last hour")


def test_a_phone_shows_every_page_without_sideways_scrolling(visitor: Visitor) -> None:
    page = visitor.open(size=PHONE)
    bar = page.get_by_role("navigation", name="Main")
    for name in ("Services", "Traces", "Logs", "Overview"):
        bar.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    bar.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Send data").click()
    expect(page).to_have_url(re.compile("/send"))


def test_a_page_that_is_none_leads_back(visitor: Visitor) -> None:
    page = visitor.open("/no/such/page")
    page.get_by_role("link", name="Go to the overview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_a_viewer_is_offered_nothing_of_an_administrator(browser: Browser, tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as own:
        _add_viewer(own)
        person = Visitor(browser, own.url, expected=[r"status of 401"])
        page = person.open("/settings/account")
        page.get_by_label("Email").fill("vera@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/settings/account"))
        palette(page)
        expect(page.get_by_role("option", name="Logs")).to_be_visible()
        page.keyboard.insert_text("token")
        expect(page.get_by_role("option", name="Search logs for “token”")).to_be_visible()
        expect(page.get_by_role("option", name=re.compile("API token"))).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Users")).to_have_count(0)
        person.close()
        assert person.complaints == []


def _add_viewer(server: RunningServer) -> None:
    token = server.setup_path.split("token=")[1]
    with httpx.Client(base_url=server.url) as admin:
        alice = {"token": token, "name": "Alice", "email": "alice@example.com", "password": PASSWORD}
        session = admin.post("/rest/setup", json=alice).raise_for_status().json()
        viewer = {"name": "Vera", "email": "vera@example.com", "password": PASSWORD, "roles": ["viewer"]}
        headers = {"X-CSRF-Token": session["csrf_token"]}
        admin.post("/rest/users", json=viewer, headers=headers).raise_for_status()
