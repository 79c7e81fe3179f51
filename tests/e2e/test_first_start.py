"""A new server: what a person sees who has just started it."""

import re
import subprocess

from playwright.sync_api import expect

from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import Visitor, accessibility_findings, picture


def test_says_how_to_send_data_and_the_first_record_arrives_by_its_own_words(
    visitor: Visitor, server: RunningServer
) -> None:
    page = visitor.open()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Send data").click()
    expect(page.get_by_role("region", name="Waiting for the first event")).to_be_visible()
    guide = page.get_by_role("region", name="Paste this where your service starts")
    expect(guide).to_contain_text(server.otlp_http)
    picture(page, "first-start")
    assert accessibility_findings(page) == []

    guide.get_by_text("curl", exact=True).click()
    command = guide.locator("code").filter(has_text="curl").inner_text()
    subprocess.run(["bash", "-c", f"{command} --fail --silent --show-error"], check=True)

    received = page.get_by_role("region", name="Received")
    expect(received).to_contain_text("my-service")
    received.get_by_role("link", name="See the logs").click()
    expect(page.get_by_role("option", name=re.compile("hello from curl"))).to_be_visible()
