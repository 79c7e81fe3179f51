"""A status page as its visitors see it, in a real browser: without scripts, in both schemes, on a phone, and with a keyboard."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture
from tests.support.ports import free_port
from tests.support.waiting import eventually

_STATUS = "/rest/health/status-pages/onyx"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """Something that answers 200; its address."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def api(server: RunningServer, service: str) -> Iterator[httpx.Client]:
    """The administrator's API. There is a page: chat is up, search down, and people have posted."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        chat = _monitor(client, "chat", service)
        search = _monitor(client, "search", f"http://127.0.0.1:{free_port()}/")
        page = {
            "slug": "onyx",
            "title": "Onyx status",
            "description": "What works, what doesn't, and what we do about it.",
            "brand": {"colour": "#8a2f1c", "footer": "Onyx, Berlin", "home_url": "https://onyx.example"},
            "components": [
                {"name": "Chat", "description": "Ask and answer, agents, files", "monitors": [chat]},
                {"name": "Search", "description": "Documents and connectors", "monitors": [search]},
            ],
        }
        assert client.post("/rest/health/status-pages", json=page).status_code == 201
        post = {"title": "Search is not available", "text": "The index is being rebuilt.", "components": ["search"]}
        planned = {
            "kind": "maintenance", "title": "Upgrade of the database", "state": "scheduled", "components": ["chat"],
            "text": "Chat is read-only for ten minutes.", "starts_at": "2099-05-01T20:00:00Z", "ends_at": "2099-05-01T21:00:00Z",
        }  # fmt: skip
        past = {"title": "Chat answered slowly", "text": "A disk was full. It has more room now.", "state": "resolved"}
        for one in (post, planned, past):
            assert client.post(f"{_STATUS}/posts", json=one).status_code == 201
        eventually(lambda: client.get(_STATUS).json()["state"] == "partial_outage", seconds=60)
        yield client


def _monitor(client: httpx.Client, name: str, url: str) -> str:
    check = {"kind": "http", "url": url}
    spec = {"name": name, "check": check, "interval": "2s", "timeout": "2s", "attempts": 1, "group": "Front"}
    made = client.post("/rest/health/monitors", json={"spec": spec})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.mark.parametrize(
    ("name", "options"),
    [("light", {}), ("dark", {"scheme": "dark"}), ("phone", {"size": PHONE})],
    ids=["light", "dark", "phone"],
)
def test_the_page_passes_the_accessibility_check(
    visitor: Visitor, api: httpx.Client, name: str, options: dict[str, Any]
) -> None:
    page = visitor.open("/status/onyx", **options)
    expect(page.get_by_role("heading", level=1)).to_have_text("Onyx status")
    expect(page.get_by_text("Some systems are down")).to_be_visible()
    expect(page.get_by_role("heading", name="Search is not available")).to_be_visible()
    bars = page.get_by_role("img", name="Last 90 days")
    expect(bars).to_have_count(2)
    assert page.evaluate("document.scripts.length") == 0
    picture(page, f"status-page-{name}")
    assert accessibility_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_history_and_forms_are_reached_by_keyboard(visitor: Visitor, api: httpx.Client) -> None:
    page = visitor.open("/status/onyx")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="Chat answered slowly")).to_be_visible()
    assert accessibility_findings(page) == []
    page.get_by_role("link", name="Onyx status").click()
    _subscribe(page, "https://hooks.example.org/onyx")
    expect(page.get_by_role("heading", name="Please confirm")).to_be_visible()
    assert accessibility_findings(page) == []
    subscribers = api.get(f"{_STATUS}/subscribers").json()["subscribers"]
    assert [(one["address"], one["confirmed_at"]) for one in subscribers] == [("https://hooks.example.org/onyx", None)]


def test_it_stands_without_scripts_under_its_own_policy(
    browser: Browser, server: RunningServer, api: httpx.Client
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{server.url}/status/onyx")
        expect(page.get_by_text("Some systems are down")).to_be_visible()
        expect(page.locator("body")).to_have_css("border-top-width", "4px")
        page.get_by_text("Webhook or RSS").click()
        expect(page.get_by_label("Address that is called with JSON")).to_be_visible()
        assert complaints == []


def test_the_report_of_the_month_is_there(api: httpx.Client) -> None:
    def report() -> dict[str, Any]:
        return {one["name"]: one for one in api.get("/rest/health/sla").json()["monitors"]}

    eventually(lambda: report()["chat"]["p95_seconds"])
    found = report()
    assert found["chat"]["availability"] == 1
    assert found["search"]["availability"] < 1
    assert api.get("/rest/health/sla.pdf").content.startswith(b"%PDF-")


def _subscribe(page: Page, address: str) -> None:
    page.get_by_text("Webhook or RSS").click()
    page.get_by_label("Address that is called with JSON").fill(address)
    page.get_by_role("button", name="Subscribe").click()
