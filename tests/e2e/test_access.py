"""From the first start to signing in: the way every operator goes once."""

import re

from playwright.sync_api import expect

from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import Visitor, accessibility_findings, picture

PASSWORD = "banded stone, warm and old"


def test_the_set_up_link_makes_an_administrator_who_signs_out_and_in_again(
    visitor: Visitor, server: RunningServer
) -> None:
    # Browsers report every refused request; two refusals are what this journey is about.
    visitor.expected += [r"status of 401", r"status of 422"]
    page = visitor.open(server.setup_path)
    expect(page.get_by_role("heading", name="Create the administrator")).to_be_visible()
    assert accessibility_findings(page) == []
    page.get_by_label("Your name").fill("Alice")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create and sign in").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    # A search is a POST: with a session cookie it needs the CSRF token, and it must come through.
    with page.expect_response(re.compile("/rest/logs/search")) as answer:
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Logs").click()
    assert answer.value.ok
    expect(page.get_by_role("alert")).to_have_count(0)

    page.get_by_role("button", name="Account: Alice").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Sardonyx")).to_be_visible()
    picture(page, "sign-in")

    # Somebody with a link signs in and sees what the link says.
    other = visitor.open("/?from=now-3h")
    other.get_by_label("Email").fill("alice@example.com")
    other.get_by_label("Password").fill("not the password")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("status")).to_be_visible()
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_title("Time range ( T )")).to_contain_text("Last 3 hours")

    used = visitor.open(server.setup_path)
    expect(used.get_by_text("Sardonyx is set up already")).to_be_visible()
