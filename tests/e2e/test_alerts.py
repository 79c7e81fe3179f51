"""From a search to an alert: what it would have done, that it fires, where it leads, and how its rule is changed."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.otlp_json import Line, send_lines
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture

MINUTE = 60 * 10**9
BURSTS = (240, 120)
"""Two hours and four hours ago, in minutes; a third one is now."""
REFUSED = 12
# A rule is evaluated as soon as it is kept, then once a minute.
EVALUATED_MS = 75_000


@pytest.fixture(scope="module")
def logs(server: RunningServer) -> str:
    """The page of a search that finds three bursts of refused orders in a day, the last one still in any window."""
    now = time.time_ns()
    times = [now - minutes * MINUTE for minutes in BURSTS] + [now - MINUTE]
    refused = [Line(f"order {n} refused", at + n * 10**9, "ERROR") for at in times for n in range(REFUSED)]
    send_lines(server, "checkout", refused)
    send_lines(server, "checkout", [Line("order placed", now - n * MINUTE) for n in range(30)])
    send_lines(server, "basket", [Line("order 1 refused", now - MINUTE, "ERROR")])
    return "/explore/logs?query=refused&from=now-6h"


def chosen(page: Page, field: str, option: str) -> None:
    page.get_by_role("combobox", name=field, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_search_becomes_a_rule_that_says_what_it_would_have_done_and_fires(visitor: Visitor, logs: str) -> None:
    page = visitor.open(logs)
    page.get_by_role("button", name="Alert on this").click()
    verdict = page.get_by_role("region", name="The last 24 hours").get_by_role("status")
    expect(verdict).to_have_text("Would have fired 3 times in the last 24 h")
    page.get_by_label("Threshold").fill("40")
    expect(verdict).to_have_text("Would not have fired in the last 24 h")
    page.get_by_label("Threshold").fill("5")
    expect(verdict).to_have_text("Would have fired 3 times in the last 24 h")
    page.get_by_label("Name", exact=True).fill("Orders refused")
    page.get_by_role("combobox", name="Count each value of").fill("service")
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="The last 24 hours")).not_to_have_attribute("aria-busy", "true")
    chosen(page, "Window", "10m")
    expect(page.get_by_role("img", name=re.compile("Counted in each 10m"))).to_be_visible()
    expect(verdict).to_have_text("Would have fired 3 times in the last 24 h")
    picture(page, "alert-rule-light")
    assert accessibility_findings(page) == []
    page.get_by_role("button", name="Create rule").click()
    expect(page.get_by_text("Rule Orders refused is saved")).to_be_visible()

    page.keyboard.press("g")
    page.keyboard.press("a")
    alert = page.get_by_role("option").filter(has_text="log records of checkout in 10m")
    expect(alert).to_contain_text("firing", timeout=EVALUATED_MS)
    alert.click()
    shown = page.get_by_role("complementary", name="Alert")
    expect(shown).to_contain_text(re.compile(r"12 log records of checkout in 10m, more than 5"))
    picture(page, "alerts-light")
    assert accessibility_findings(page) == []
    phone = visitor.open("/alerts", size=PHONE)
    expect(phone.get_by_role("option").filter(has_text="log records of checkout")).to_be_visible()
    picture(phone, "alerts-phone")
    assert accessibility_findings(phone) == []
    shown.get_by_role("link", name="Its query").click()
    expect(page).to_have_url(re.compile(r"query=refused(\+|%20)service(:|%3A)checkout"))


def test_a_rule_is_switched_off_changed_and_deleted_where_all_rules_are(visitor: Visitor, logs: str) -> None:
    page = visitor.open(logs, scheme="dark")
    page.get_by_role("button", name="Alert on this").click()
    page.get_by_label("Name", exact=True).fill("No order at all")
    chosen(page, "Compared", "none")
    page.get_by_role("button", name="Create rule").click()
    expect(page.get_by_text("Rule No order at all is saved")).to_be_visible()

    page.goto(visitor.url + "/alerts?view=rules")
    rule = page.get_by_role("table", name="Search rules").get_by_role("row").filter(has_text="No order at all")
    expect(rule).to_contain_text("none in 5m")
    rule.click()
    page.get_by_label("Evaluate this rule").uncheck()
    page.get_by_role("button", name="Save changes").click()
    expect(rule).to_contain_text("off")
    picture(page, "alerts-rules-dark")
    assert accessibility_findings(page) == []
    rule.click()
    page.get_by_role("button", name="Delete rule").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(rule).to_have_count(0)
