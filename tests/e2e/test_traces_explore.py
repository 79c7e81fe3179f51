"""Finding the trace that explains a complaint: by typing, by a field, by its place in the chart."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.stored import wait_until_stored
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture

# The server reports on itself as well, in another environment.
PATH = "/explore/traces?from=now-1h&to=now&query=env:test"
TRACE_URL = re.compile(r"/traces/[0-9a-f]{32}")


@pytest.fixture(scope="module", autouse=True)
def platform(server: RunningServer) -> Iterator[None]:
    """A shop that is fast but for one request, and an assistant that is slow and fails at times: 41 traces."""
    with Sender(server, "shop", "2.14.0") as shop, Sender(server, "assistant", "1.9.3") as assistant:
        for i in range(30):
            shop.lasting("GET /products", 0.02 + i * 0.001)
        for i in range(10):
            assistant.lasting("POST /answer", 1.5 + i * 0.1, failed=i % 5 == 0)
        shop.lasting("POST /checkout", 9)
        shop.send()
        assistant.send()
        wait_until_stored(server)
        yield


def traces(page: Page) -> Locator:
    return page.get_by_role("list", name="Traces", exact=True).get_by_role("link")


def search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    # A plain field until the editor has come: what fills it must not be cut off by the change.
    editor = page.get_by_role("textbox", name="Search traces").and_(page.locator("[contenteditable]"))
    expect(editor).to_be_focused()
    editor.fill(text)
    expect(editor).to_have_text(text)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"query={text.partition(':')[0]}"))


def test_typing_finds_the_slow_request_and_a_click_opens_it(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    expect(page.get_by_text("41 traces")).to_be_visible()
    search(page, "service:shop duration:>5s")
    expect(traces(page)).to_have_count(1)
    expect(traces(page)).to_contain_text("POST /checkout")
    expect(traces(page)).to_contain_text("9 s")
    expect(page).to_have_url(re.compile("query=service"))
    traces(page).click()
    expect(page).to_have_url(TRACE_URL)


def test_a_value_of_a_field_narrows_and_again_widens(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    status = page.get_by_role("complementary", name="Fields").get_by_role("button", name=re.compile("^error"))
    status.first.click()
    expect(traces(page)).to_have_count(2)
    expect(traces(page).first).to_contain_text("1 error")
    expect(page).to_have_url(re.compile("status%3Aerror|status:error"))
    page.go_back()
    expect(traces(page)).to_have_count(41)


def test_the_slowest_come_first_and_keys_walk_the_list(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    page.get_by_role("button", name="Slowest").click()
    expect(traces(page).first).to_contain_text("POST /checkout")
    expect(page).to_have_url(re.compile("sort=slowest"))
    page.reload()
    expect(traces(page).first).to_contain_text("POST /checkout")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(traces(page).nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(traces(page).nth(1)).not_to_be_focused()
    page.keyboard.press("j")
    expect(traces(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(TRACE_URL)


def test_a_rectangle_in_the_chart_becomes_the_search(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    chart = page.get_by_role("img", name=re.compile("^Durations of traces: 41, 2 failed, the slowest shop"))
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    # The upper half holds what took more than half a second, all of it newer than a few minutes.
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 2, steps=4)
    page.mouse.up()
    expect(traces(page)).to_have_count(11)
    asked = parse_qs(urlsplit(page.url).query)
    assert re.fullmatch(r"env:test duration:>=\d+(\.\d+)?m?s", asked["query"][0])
    assert 0 < int(asked["to"][0]) - int(asked["from"][0]) < 1_200_000


def test_a_search_that_finds_nothing_says_which_way_is_out(visitor: Visitor) -> None:
    page = visitor.open("/explore/traces?query=service:shop%20status:error")
    expect(page.get_by_text("No trace matches")).to_be_visible()
    page.get_by_role("button", name="Drop status:error").click()
    expect(traces(page)).to_have_count(31)


def test_a_search_that_cannot_be_read_leaves_the_traces_in_view(visitor: Visitor) -> None:
    visitor.expected.append("400|422")
    page = visitor.open(PATH)
    expect(traces(page)).to_have_count(41)
    search(page, "duration:>fast")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(traces(page)).to_have_count(41)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chart", ["scatter", "heatmap"])
def test_looks_right_and_is_accessible(visitor: Visitor, scheme: str, chart: str) -> None:
    size = WIDE if chart == "scatter" else PHONE
    page = visitor.open(f"{PATH}&chart={chart}", size=size, scheme="dark" if scheme == "dark" else "light")
    expect(traces(page)).to_have_count(41)
    expect(page.get_by_role("img", name=re.compile("^Durations of traces: 41"))).to_be_visible()
    picture(page, f"traces-{chart}-{scheme}")
    assert accessibility_findings(page) == []
    page.get_by_role("button", name="Show durations of traces as a table").click()
    expect(page.get_by_role("region", name="Durations of traces as a table")).to_be_visible()
    assert accessibility_findings(page) == []
