"""The server stops while somebody looks, and comes back."""

import re
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
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Overview")
    figures = page.get_by_role("navigation", name="Main").get_by_text(re.compile(" memory · .* disk"))
    expect(figures).to_be_visible()
    server.stop()
    gone = page.get_by_text("Server not answering, trying again")
    expect(gone).to_be_visible()
    expect(heading).to_have_text("Overview")
    expect(figures).to_be_visible()
    picture(page, "server-gone")

    with running_server(tmp_path / "data", http_port=urlsplit(server.url).port):
        expect(gone).to_be_hidden()
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Logs").click()
        expect(heading).to_have_text("Logs")
        expect(page.get_by_role("alert")).to_have_count(0)
