"""The live tail: watching a system while something is done to it."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from opentelemetry._logs import SeverityNumber
from playwright.sync_api import Locator, Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import Visitor, accessibility_findings, picture

LIVE = "/explore/logs?view=live"


@pytest.fixture(scope="module", autouse=True)
def checkout(server: RunningServer) -> Iterator[Sender]:
    """A service that has said something before anybody looks."""
    with Sender(server, "checkout") as sender:
        for i in range(60):
            sender.log(f"cart {i} opened")
        sender.send()
        yield sender


def follow(visitor: Visitor, path: str = LIVE, scheme: Literal["light", "dark"] = "light") -> tuple[Page, Locator]:
    """The tail, connected: what is sent from now on must arrive."""
    page = visitor.open(path, scheme=scheme)
    expect(page.get_by_text(re.compile(r"^Live\s*[\d.]"))).to_be_visible()
    tail = page.get_by_role("listbox", name="Live log records")
    return page, tail


def test_a_line_shows_the_moment_it_is_sent(visitor: Visitor, checkout: Sender) -> None:
    _page, tail = follow(visitor)
    expect(tail.get_by_role("option").first).to_contain_text("opened")
    checkout.log("a line that came while you looked")
    checkout.send()
    expect(tail.get_by_role("option").first).to_contain_text("a line that came while you looked")


def test_a_paused_tail_stands_still_and_counts_what_waits(visitor: Visitor, checkout: Sender) -> None:
    page, tail = follow(visitor)
    expect(tail.get_by_role("option").first).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    checkout.log("one while paused")
    checkout.log("two while paused")
    checkout.send()
    expect(page.get_by_role("button", name="2 new")).to_be_visible()
    expect(tail).not_to_contain_text("while paused")
    page.get_by_role("button", name="2 new").click()
    expect(tail.get_by_role("option").first).to_contain_text("while paused")
    expect(tail).to_contain_text("one while paused")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_whoever_scrolls_away_keeps_reading_where_they_are(visitor: Visitor, checkout: Sender) -> None:
    page, tail = follow(visitor)
    expect(tail.get_by_role("option").filter(has_text="opened").first).to_be_visible()
    tail.evaluate("box => { box.scrollTop = 400 }")
    checkout.log("far above what is being read")
    checkout.send()
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    assert tail.evaluate("box => box.scrollTop") == 400
    page.get_by_role("button", name="1 new").click()
    expect(tail.get_by_role("option").first).to_contain_text("far above what is being read")


def test_only_what_the_search_asks_for_is_followed(visitor: Visitor, checkout: Sender) -> None:
    _page, tail = follow(visitor, f"{LIVE}&query=level:error")
    checkout.log("all is well")
    checkout.log("payment declined", SeverityNumber.ERROR)
    checkout.send()
    expect(tail.get_by_role("option").first).to_contain_text("payment declined")
    expect(tail).not_to_contain_text("all is well")


def test_a_search_that_cannot_be_read_follows_nothing_and_says_why(visitor: Visitor) -> None:
    visitor.expected.append(r"status of 400")
    page = visitor.open(f"{LIVE}&query=level:")
    expect(page.get_by_role("alert")).to_contain_text("a value is missing after level:")
    expect(page.get_by_text("Nothing is followed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visitor: Visitor, scheme: Literal["light", "dark"]) -> None:
    page, tail = follow(visitor, scheme=scheme)
    expect(tail.get_by_role("option").first).to_be_visible()
    picture(page, f"tail-{scheme}")
    assert accessibility_findings(page) == []
