"""The server stops while somebody looks, and comes back."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.running_server import RunningServer, running_server
from tests.e2e.visitor import Visitor, picture


def test_the_page_says_so_keeps_what_it_has_and_recovers(
    visitor: Visitor, server: RunningServer, tmp_path: Path
) -> None:
    visitor.expected += ["Failed to load resource", "ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING"]
    page = visitor.open()
    spans = page.get_by_role("group", name="Spans")
    expect(spans).to_contain_text("per second")
    server.stop()
    expect(page.get_by_text("Server not answering, trying again")).to_be_visible()
    expect(page.get_by_text("connection lost, trying again")).to_be_visible()
    expect(spans).to_contain_text("per second")
    picture(page, "server-gone")

    with running_server(tmp_path / "data", http_port=urlsplit(server.url).port):
        expect(page.get_by_text("Server not answering, trying again")).to_be_hidden()
        expect(page.get_by_text("live ·")).to_be_visible()
