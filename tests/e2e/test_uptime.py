"""Uptime: a monitor is tried and made, its outage shows live with evidence and as one incident, and so does its end."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.running_server import RunningServer
from tests.e2e.stoppable import Stoppable
from tests.e2e.visitor import PHONE, Visitor, accessibility_findings, picture
from tests.support.waiting import eventually


@pytest.fixture
def shop() -> Iterator[Stoppable]:
    service = Stoppable()
    yield service
    service.stop()


def _watch(server: RunningServer, name: str, check: dict[str, object], **more: object) -> str:
    spec = {"name": name, "check": check, "interval": "1s", "timeout": "1s", **more}
    answer = httpx.post(f"{server.url}/rest/health/monitors", json={"spec": spec}, timeout=60).raise_for_status()
    return str(answer.json()["id"])


def _is(server: RunningServer, monitor_id: str, state: str) -> bool:
    answer = httpx.get(f"{server.url}/rest/health/monitors/{monitor_id}", timeout=60).raise_for_status()
    return bool(answer.json()["state"] == state)


def _row(page: Page, name: str) -> Locator:
    named = page.get_by_text(name, exact=True)
    return page.get_by_role("listbox", name="Monitors").get_by_role("option").filter(has=named)


def test_a_monitor_says_what_it_would_find_before_it_is_saved(visitor: Visitor, shop: Stoppable) -> None:
    page = visitor.open("/uptime/new?kind=http")
    page.get_by_label("Name", exact=True).fill("Front door")
    page.get_by_label("Address", exact=True).fill(shop.url)
    page.get_by_label("Every", exact=True).fill("1s")
    must = page.get_by_role("region", name="What must hold")
    must.get_by_role("button", name="body.status == ok").click()
    condition = must.get_by_label("What must hold, condition 1")
    condition.fill("body.status is ok")
    expect(must).to_contain_text("FIELD OPERATOR VALUE")
    condition.fill("body.status == closed")
    page.get_by_role("button", name="Try it").click()
    tried = page.get_by_role("region", name="Tried")
    expect(tried).to_contain_text("Down")
    expect(tried.get_by_role("list", name="Conditions")).to_contain_text("did not hold")
    condition.fill("body.status == ok")
    page.get_by_role("button", name="Try it").click()
    expect(tried).to_contain_text("Up")
    page.get_by_role("button", name="YAML").click()
    expect(page.get_by_label("YAML")).to_contain_text("- body.status == ok")
    page.get_by_role("button", name="Form").click()
    assert accessibility_findings(page) == []
    picture(page, "uptime-form-light")
    page.get_by_role("button", name="Watch it").click()
    expect(page.get_by_role("heading", name="Front door", level=2)).to_be_visible()
    page.get_by_role("tab", name="Monitors").click()
    expect(_row(page, "Front door")).to_contain_text("Up")


def test_an_outage_shows_live_with_evidence_as_one_incident_and_so_does_its_end(
    visitor: Visitor, server: RunningServer, shop: Stoppable
) -> None:
    check = {"kind": "http", "url": shop.url, "conditions": ["status == 200"]}
    checkout = _watch(server, "Checkout", check, group="shop", service="checkout")
    basket = _watch(server, "Basket", check, group="shop", depends_on=["Checkout"])
    eventually(lambda: _is(server, checkout, "up") and _is(server, basket, "up"), seconds=60)
    board = visitor.open("/uptime?group=shop")
    expect(_row(board, "Checkout")).to_contain_text("Up")
    expect(_row(board, "Basket")).to_contain_text("Up")

    shop.stop()
    try:
        eventually(lambda: _is(server, checkout, "down") and _is(server, basket, "down"), seconds=60)
        expect(_row(board, "Checkout")).to_contain_text("Down")
        expect(_row(board, "Checkout")).to_contain_text("refused the connection")
        expect(_row(board, "Basket")).to_contain_text("explained by Checkout")
        expect(board.get_by_role("listbox", name="Monitors")).to_contain_text("Needs attention")
        assert accessibility_findings(board) == []
        picture(board, "uptime-board-light")
        board.emulate_media(color_scheme="dark")
        picture(board, "uptime-board-dark")
        _row(board, "Checkout").click()
        board.get_by_role("complementary", name="Monitor").get_by_role("link", name="Open").click()
        evidence = board.get_by_role("region", name="The check that failed")
        expect(evidence).to_contain_text("refused the connection")
        expect(evidence).to_contain_text("What had changed")
        picture(board, "uptime-monitor-dark")

        phone = visitor.open("/incidents", size=PHONE)
        incidents = phone.get_by_role("list", name="Incidents").get_by_role("link")
        incident = incidents.filter(has_text="Checkout is down")
        expect(incident).to_have_count(1)
        expect(incidents.filter(has_text="Basket is down")).to_have_count(0)
        incident.click()
        timeline = phone.get_by_role("list", name="Timeline")
        expect(timeline).to_contain_text("Basket")
        phone.get_by_role("button", name="Acknowledge").click()
        expect(timeline).to_contain_text("Acknowledged")
        phone.get_by_label("Note").fill("The cable was out")
        phone.get_by_role("button", name="Add note").click()
        expect(timeline).to_contain_text("The cable was out")
        assert accessibility_findings(phone) == []
        picture(phone, "incident-phone-light")
    finally:
        shop.start()
    expect(timeline).to_contain_text("Resolved")
    board.get_by_role("tab", name="Monitors").click()
    expect(_row(board, "Checkout")).to_contain_text("Up")
    expect(_row(board, "Basket")).to_contain_text("Up")


def test_a_job_tells_of_itself_where_its_page_says(visitor: Visitor, server: RunningServer) -> None:
    _watch(server, "Nightly backup", {"kind": "heartbeat", "schedule": "0 3 * * *"})
    page = visitor.open("/uptime/heartbeats")
    page.get_by_role("row").filter(has_text="Nightly backup").click()
    job = page.get_by_role("complementary", name="Heartbeat")
    address = job.get_by_text(re.compile(r"/ping/")).first
    expect(address).to_be_visible()
    assert httpx.post(address.inner_text(), content="dumped 14 tables", timeout=60).status_code == 200
    expect(job.get_by_role("list", name="Last runs")).to_contain_text("dumped 14 tables", timeout=40_000)
    expect(page.get_by_role("row").filter(has_text="Nightly backup")).to_contain_text("Up", timeout=40_000)
    assert accessibility_findings(page) == []


def test_maintenance_a_status_page_and_the_month_are_made_where_they_are_looked_for(
    visitor: Visitor, server: RunningServer
) -> None:
    _watch(server, "Mailer", {"kind": "http", "url": f"{server.url}/live"})
    page = visitor.open("/uptime/maintenance?open=new")
    form = page.get_by_role("complementary", name="Maintenance window")
    form.get_by_label("Name", exact=True).fill("Move of the mailer")
    form.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("table", name="Maintenance windows")).to_contain_text("Move of the mailer")
    assert accessibility_findings(page) == []

    page.get_by_role("tab", name="Status pages").click()
    page.get_by_role("button", name="New status page").click()
    made = page.get_by_role("complementary", name="Status page")
    made.get_by_label("Title").fill("Mail status")
    made.get_by_label("Name of component 1").fill("Sending")
    made.get_by_role("combobox", name="Monitors of component 1").click()
    page.get_by_role("option", name="Mailer").click()
    page.keyboard.press("Escape")
    made.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("table", name="Status pages")).to_contain_text("/status/mail-status")
    assert accessibility_findings(page) == []

    page.get_by_role("tab", name="Reports").click()
    expect(page.get_by_role("table", name="Service levels")).to_contain_text("Mailer")
    assert accessibility_findings(page) == []
    picture(page, "uptime-reports-light")
