"""The settings under the hands of an administrator, and what somebody without the role sees of them."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.telemetry import Sender
from tests.e2e.visitor import Visitor, accessibility_findings, picture

PASSWORD = "banded stone, warm and old"
ADMIN = "alice@example.com"
VIEWER = "victor@example.com"
SECTIONS = {
    "account": "Account",
    "users": "Users",
    "roles": "Roles",
    "tokens": "API tokens",
    "ingest-keys": "Ingest keys",
    "audit": "Audit trail",
    "sources": "Sources",
    "storage": "Storage",
    "masking": "Masking",
    "erasures": "Erasures",
}


@pytest.fixture(scope="module", autouse=True)
def people(server: RunningServer) -> None:
    """An administrator and a viewer; a service that has reported."""
    with httpx.Client(base_url=server.url, timeout=60) as anybody:
        token = server.setup_path.partition("token=")[2]
        admin = {"token": token, "name": "Alice", "email": ADMIN, "password": PASSWORD}
        made = anybody.post("/rest/setup", json=admin)
        assert made.status_code == 201, made.text
        viewer = {"name": "Victor", "email": VIEWER, "password": PASSWORD, "roles": ["viewer"]}
        added = anybody.post("/rest/users", json=viewer, headers={"X-CSRF-Token": made.json()["csrf_token"]})
        assert added.status_code == 201, added.text
    with Sender(server, "checkout") as checkout:
        checkout.span("POST /checkout")
        checkout.log("order placed")
        checkout.send()


def _sign_in(visitor: Visitor, path: str, email: str = ADMIN, scheme: str = "light") -> Page:
    visitor.expected += [r"status of 401"]  # Before signing in, everything is refused.
    page = visitor.open(path, scheme=scheme)  # type: ignore[arg-type]
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Settings")).to_be_visible()
    return page


def test_a_token_made_on_the_page_opens_the_api(visitor: Visitor, server: RunningServer) -> None:
    page = _sign_in(visitor, "/settings/tokens")
    page.get_by_role("button", name="New token").click()
    page.get_by_role("textbox", name="Name").fill("grafana")
    page.get_by_role("button", name="Create token").click()
    secret = page.get_by_test_id("secret").inner_text()
    headers = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{server.url}/rest/services", headers=headers, timeout=60).status_code == 200
    assert httpx.get(f"{server.url}/rest/users", headers=headers, timeout=60).status_code == 403
    page.get_by_role("button", name="Done, I have it").click()
    expect(page.get_by_test_id("secret")).to_have_count(0)
    expect(page.get_by_role("table", name="API tokens")).to_contain_text("grafana")


def test_an_ingest_key_sends_and_says_what_is_not_enforced(visitor: Visitor, server: RunningServer) -> None:
    page = _sign_in(visitor, "/settings/ingest-keys?open=new")
    expect(page.get_by_text("Beyond the rate senders have to wait")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("checkout in production")
    page.get_by_role("button", name="Create key").click()
    secret = page.get_by_test_id("secret").inner_text()
    headers = {"X-Sardonyx-Key": secret}
    sent = httpx.post(f"{server.otlp_http}/v1/logs", json={"resourceLogs": []}, headers=headers, timeout=60)
    assert sent.status_code == 200, sent.text


def test_a_viewer_is_offered_no_administration(visitor: Visitor) -> None:
    page = _sign_in(visitor, "/settings/users", VIEWER)
    expect(page.get_by_text("Users is not open to your role")).to_be_visible()
    sections = page.get_by_role("navigation", name="Settings")
    expect(sections.get_by_role("link", name="Account")).to_be_visible()
    for name in ("Users", "Roles", "API tokens", "Ingest keys", "Audit trail"):
        expect(sections.get_by_role("link", name=name)).to_have_count(0)


def test_the_audit_trail_shows_who_did_what_and_that_nobody_changed_it(visitor: Visitor) -> None:
    page = _sign_in(visitor, "/settings/audit")
    added = page.get_by_role("table", name="Audit entries").get_by_role("row").filter(has_text="user: create").first
    expect(added).to_contain_text("Alice")
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.get_by_text("as they were written")).to_be_visible()


def test_masking_marks_what_it_takes_out(visitor: Visitor) -> None:
    page = _sign_in(visitor, "/settings/masking")
    page.get_by_role("textbox", name="Text", exact=True).fill("😀 write to ann@example.com today")
    page.get_by_role("textbox", name="Attributes").fill("user.password=hunter2")
    page.get_by_role("button", name="Mask it").click()
    outcome = page.get_by_role("status", name="What masking does")
    expect(outcome.locator("mark")).to_have_text(["ann@example.com", "hunter2"])
    expect(outcome).to_contain_text("write to [redacted:email] today")
    picture(page, "settings-masking-tried")
    assert accessibility_findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_section(visitor: Visitor, scheme: str) -> None:
    page = _sign_in(visitor, "/settings/account", scheme=scheme)
    findings = {}
    for section, title in SECTIONS.items():
        page.get_by_role("navigation", name="Settings").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", name=title, level=2, exact=True).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.locator("main [class*=skeleton]")).to_have_count(0)
        picture(page, f"settings-{section}-{scheme}")
        if found := accessibility_findings(page):
            findings[section] = found
    assert findings == {}
