"""Dashboards: looked at, made, brought along from Grafana, and changed by two people at once."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import nginx_metrics
from tests.e2e.running_server import RunningServer
from tests.e2e.visitor import PHONE, WIDE, Visitor, accessibility_findings, picture

TEXT = {"id": 1, "type": "text", "title": "Hello", "grid": {"w": 6, "h": 4}, "options": {"content": "Good morning"}}
FIGURE = {
    "id": 2,
    "type": "stat",
    "title": "Open",
    "grid": {"x": 6, "w": 6, "h": 4},
    "queries": [{"ref": "A", "text": "sum(nginx_connections_active)", "instant": True}],
}
FROM_GRAFANA = {
    "title": "Old friend",
    "uid": "old-friend",
    "schemaVersion": 39,
    "panels": [
        {
            "id": 1,
            "type": "timeseries",
            "title": "Requests",
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
            "datasource": {"type": "prometheus", "uid": "p"},
            "targets": [{"refId": "A", "expr": "sum by (instance) (rate(nginx_http_requests_total[1m]))"}],
            "fieldConfig": {"defaults": {"unit": "reqps"}, "overrides": []},
        },
        {"id": 2, "type": "geomap", "title": "Where from", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}},
    ],
}
REFUSED = r"status of 409"


@pytest.fixture(scope="module", autouse=True)
def web_servers(server: RunningServer) -> None:
    nginx_metrics.send(server)


def panel(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def search_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def stored(server: RunningServer, uid: str, *panels: dict[str, Any]) -> None:
    """Store a dashboard with these panels."""
    dashboard = {"uid": uid, "title": uid.title(), "sections": [{"panels": list(panels)}]}
    answer = httpx.post(f"{server.url}/rest/dashboards", json={"dashboard": dashboard}, timeout=60)
    assert answer.status_code == 201, answer.text


def places(server: RunningServer, uid: str) -> dict[int, dict[str, int]]:
    """Where its panels stand as it is stored."""
    found = httpx.get(f"{server.url}/rest/dashboards/{uid}", timeout=60).raise_for_status().json()["dashboard"]
    return {one["id"]: one["grid"] for section in found["sections"] for one in section["panels"]}


def test_a_shipped_dashboard_appears_with_its_metrics_and_shows_what_is_chosen(visitor: Visitor) -> None:
    page = visitor.open("/dashboards")
    expect(page.get_by_role("link", name="PostgreSQL", exact=True)).to_have_count(0)
    page.get_by_role("searchbox", name="Search dashboards").fill("stub_status")
    picture(page, "dashboards-list-light")
    assert accessibility_findings(page) == []
    page.get_by_role("link", name="nginx", exact=True).click()
    requests = panel(page, "Requests").first
    expect(requests).to_contain_text("5 req/s")
    expect(page.get_by_role("img", name=re.compile("^Requests, .*web-2"))).to_be_visible()
    page.get_by_role("button", name="Server: All").click()
    page.get_by_role("combobox", name="Search Server").fill("web-1")
    page.get_by_role("option", name="web-1").click()
    page.keyboard.press("Escape")
    expect(requests).to_contain_text("2 req/s")
    assert search_of(page)["var-instance"] == "web-1"
    picture(page, "dashboard-light")
    assert accessibility_findings(page) == []
    requests.hover()
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Back")).to_be_visible()
    page.reload()
    expect(panel(page, "Requests")).to_contain_text("2 req/s")
    page.keyboard.press("Escape")
    expect(panel(page, "Connections")).to_be_visible()


def test_it_reads_in_the_dark_on_a_phone_and_on_a_wall(visitor: Visitor) -> None:
    for size, scheme, name in ((WIDE, "dark", "dashboard-dark"), (PHONE, "light", "dashboard-phone")):
        page = visitor.open("/dashboards/sardonyx-nginx", size=size, scheme=scheme)  # type: ignore[arg-type]
        expect(panel(page, "Requests").first).to_contain_text("5 req/s")
        picture(page, name)
        assert accessibility_findings(page) == []
    wall = visitor.open("/dashboards/sardonyx-nginx?kiosk")
    expect(panel(wall, "Requests").first).to_contain_text("5 req/s")
    expect(wall.get_by_role("navigation", name="Main")).to_have_count(0)
    wall.keyboard.press("Escape")
    expect(wall.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_dashboard_is_made_arranged_saved_and_there_again(visitor: Visitor, server: RunningServer) -> None:
    page = visitor.open("/dashboards")
    expect(page.get_by_role("button", name="New", exact=True)).to_be_visible()
    page.keyboard.press("n")
    page.get_by_role("textbox", name="Title").fill("Mine")
    page.keyboard.press("Enter")
    for kind in ("Text", "Figure"):
        page.get_by_role("button", name="Add panel").first.click()
        page.get_by_role("menuitem", name=kind).click()
        page.get_by_role("button", name="Back").click()
    uid = urlsplit(page.url).path.removeprefix("/dashboards/")
    first, second = page.locator('[data-panel="1"]'), page.locator('[data-panel="2"]')
    box = first.locator("header").bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 100)
    page.mouse.move(box["x"] + 200 + 4 * (box["width"] + 10) / 12, box["y"] + 15)
    page.mouse.up()
    second.get_by_role("button", name="Move panel 2").press("Shift+ArrowRight")
    second.get_by_role("button", name="Move panel 2").press("ArrowLeft")
    corner = second.bounding_box()
    assert corner
    page.mouse.move(corner["x"] + corner["width"] - 5, corner["y"] + corner["height"] - 5)
    page.mouse.down()
    page.mouse.move(corner["x"] + corner["width"] - 5, corner["y"] + corner["height"] - 5 + 2 * 38)
    page.mouse.up()
    picture(page, "dashboard-editing-light")
    assert accessibility_findings(page) == []
    page.keyboard.press("Control+s")
    page.get_by_role("textbox", name="What changed, and why").fill("arranged")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    kept = places(server, uid)
    assert kept == {1: {"x": 4, "y": 0, "w": 12, "h": 4}, 2: {"x": 11, "y": 4, "w": 5, "h": 6}}
    page.reload()
    expect(second).to_be_visible()
    page.get_by_role("button", name="More of this dashboard").click()
    page.get_by_role("menuitem", name="Versions").click()
    versions = page.get_by_role("list", name="Versions")
    expect(versions).to_contain_text("arranged")
    versions.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("No panels yet")).to_be_visible()


def test_what_grafana_exported_shows_its_notes_before_it_is_taken(visitor: Visitor) -> None:
    page = visitor.open("/dashboards?open=import")
    page.get_by_role("textbox", name="The dashboard as JSON").fill(json.dumps(FROM_GRAFANA))
    page.get_by_role("button", name="See what becomes of it").click()
    expect(page.get_by_text("Old friend", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Not carried over")).to_contain_text("geomap")
    picture(page, "dashboard-import-light")
    assert accessibility_findings(page) == []
    page.get_by_role("button", name="Import", exact=True).last.click()
    expect(page).to_have_url(re.compile("/dashboards/old-friend"))
    expect(page.get_by_role("img", name=re.compile("^Requests, .*web-1"))).to_be_visible()


def test_two_people_who_change_one_dashboard_lose_nothing(visitor: Visitor, server: RunningServer) -> None:
    visitor.expected.append(REFUSED)
    stored(server, "shared", TEXT, FIGURE)
    page = visitor.open("/dashboards/shared?edit=1")
    expect(panel(page, "Open")).to_contain_text("5")
    page.get_by_role("button", name="Move Open").press("ArrowRight")
    theirs = {"uid": "shared", "title": "Shared", "sections": [{"panels": [TEXT]}]}
    body = {"dashboard": theirs, "base_version": 1, "message": "less is more"}
    assert httpx.put(f"{server.url}/rest/dashboards/shared", json=body, timeout=60).status_code == 200
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Save", exact=True).last.click()
    dialog = page.get_by_role("dialog", name="Somebody else saved meanwhile")
    expect(dialog).to_contain_text("less is more")
    picture(page, "dashboard-conflict-light")
    dialog.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text("Saved as version 3")).to_be_visible()
    assert places(server, "shared")[2]["x"] == 7
