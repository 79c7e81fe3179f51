"""From nothing to the first record, by the words of the page."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.running_server import RunningServer
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture


def test_waits_until_the_command_of_the_page_was_run_and_says_what_came(
    visitor: Visitor, server: RunningServer
) -> None:
    page = visitor.open("/send?with=curl&service=first-one")
    expect(page.get_by_role("region", name="Waiting for the first event")).to_contain_text("Nothing from first-one")
    lines = page.get_by_label("curl: In a shell").locator("code")
    expect(lines).to_contain_text(server.otlp_http)
    subprocess.run(["bash", "-c", f"{lines.inner_text()} --fail --silent --show-error"], check=True)

    received = page.get_by_role("region", name="Received")
    expect(received).to_contain_text("first-one")
    received.get_by_role("link", name="See the logs").click()
    expect(page.get_by_role("option").filter(has_text="hello from curl").first).to_be_visible()


def test_says_that_a_service_with_the_stock_sdk_has_arrived(visitor: Visitor, server: RunningServer) -> None:
    page = visitor.open("/send?service=checkout")
    expect(page.get_by_text("Nothing from checkout")).to_be_visible()
    with Sender(server, "checkout") as checkout:
        checkout.span("POST /checkout")
        checkout.send()
    received = page.get_by_role("region", name="Received")
    expect(received).to_contain_text("checkout")
    expect(received.get_by_role("link", name="See the traces")).to_be_visible()


def test_a_key_made_in_place_is_in_the_lines_to_paste(visitor: Visitor, server: RunningServer) -> None:
    page = visitor.open("/send?with=curl&service=keyed")
    page.get_by_role("button", name="Make a key").click()
    lines = page.get_by_label("curl: In a shell").locator("code")
    expect(lines).to_contain_text(re.compile(r"X-Sardonyx-Key: sdi_\w+"))
    subprocess.run(["bash", "-c", f"{lines.inner_text()} --fail --silent --show-error"], check=True)
    expect(page.get_by_role("region", name="Received")).to_contain_text("keyed")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(visitor: Visitor, scheme: str, size: tuple[int, int]) -> None:
    page = visitor.open("/send", size=size, scheme=scheme)  # type: ignore[arg-type]
    expect(page.get_by_role("region", name="Waiting for the first event")).to_be_visible()
    picture(page, f"send-{scheme}-{size[0]}")
    assert accessibility_findings(page) == []
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not too_wide, "the page itself must not scroll sideways"
