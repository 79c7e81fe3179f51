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
    panel = page.get_by_role("region", name="Send your data")
    expect(panel).to_contain_text("Waiting for the first record")
    expect(panel).to_contain_text(server.otlp_http)
    picture(page, "first-start")
    assert accessibility_findings(page) == []

    panel.get_by_text("curl", exact=True).click()
    command = panel.locator("code").inner_text()
    subprocess.run(["bash", "-c", f"{command} --fail --silent --show-error"], check=True)

    lines = page.get_by_role("listbox", name="Newest log lines")
    expect(lines).to_contain_text("hello from curl")
    expect(page.get_by_role("row", name=re.compile("my-service"))).to_be_visible()
    expect(panel).to_be_hidden()
