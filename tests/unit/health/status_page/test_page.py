"""A page as its visitors get it: what it shows, what it never shows, and how it is served."""

import base64
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from tests.support.health import ALICE, CHARLIE
from tests.unit.health.status_page.telling import Told

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>&amp;'
SVG = "data:image/svg+xml;base64," + base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()


async def test_shows_components_and_what_happens_to_them(told: Told) -> None:
    await told.make()
    page = (await told.get("/status/onyx")).text
    assert "All systems operational" in page
    assert page.count(">Operational</b>") == 2
    await told.home.tell("search", "down")
    await told.parts.boards.refresh()
    page = (await told.get("/status/onyx")).text
    assert "Some systems are down" in page
    assert ">Outage</b>" in page
    assert "no answer" not in page  # what a monitor says is for those who sign in
    assert "127.0.0.1" not in page


async def test_what_people_write_is_never_html(told: Told) -> None:
    component = {"id": "c", "name": EVIL[:80], "description": EVIL, "group": EVIL[:80]}
    await told.make(title=EVIL, description=EVIL, components=[component], brand={"footer": EVIL})
    post = {"title": EVIL, "text": EVIL, "components": ["c"]}
    assert (await told.post("/rest/health/status-pages/onyx/posts", json=post)).status_code == 201
    for path in ("", "/history", "/feed.rss", "/badge/c.svg"):
        found = (await told.get(f"/status/onyx{path}")).text
        assert "<script" not in found, path
        assert "<img src=x" not in found, path
    ET.fromstring((await told.get("/status/onyx/feed.rss")).content)
    ET.fromstring((await told.get("/status/onyx/badge/c.svg")).content)


async def test_needs_no_script_and_lets_none_run(told: Told) -> None:
    await told.make(brand={"colour": "#8a2f1c"})
    answer = await told.get("/status/onyx")
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "#8a2f1c" in style
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_forty_components_and_long_posts_stay_below_50_kilobytes(told: Told) -> None:
    ids = [one.id for one in told.home.health.watched()]
    components = [{"name": f"Component number {n}", "description": "x" * 80, "monitors": ids} for n in range(40)]
    await told.make(components=components)
    for number in range(12):
        post = {"title": f"Post {number}", "text": "é" * 3000, "state": "resolved" if number else "investigating"}
        await told.post("/rest/health/status-pages/onyx/posts", json=post)
    answer = await told.get("/status/onyx")
    assert len(answer.content) < 50_000
    assert "/status/onyx/history" in answer.text


async def test_is_not_sent_twice_and_not_rendered_for_its_clock_alone(told: Told) -> None:
    told.home.forward(minutes=1)
    await told.make()
    first = await told.get("/status/onyx")
    told.home.forward(minutes=2)
    await told.parts.boards.refresh()
    second = await told.get("/status/onyx", **{"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    await told.home.tell("search", "down")
    await told.parts.boards.refresh()
    third = await told.get("/status/onyx", **{"if-none-match": first.headers["etag"]})
    assert third.status_code == 200
    assert third.headers["cache-control"] == "public, max-age=5"


async def test_requests_touch_no_database(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    await told.make()

    def refuse(*_: object) -> Any:
        raise AssertionError("a request of a visitor asked the database")

    monkeypatch.setattr(type(told.home.db), "reading", refuse)
    monkeypatch.setattr(type(told.home.db), "session", refuse)
    for path in ("", "/history", "/feed.rss", "/summary.json", "/badge.svg", "/badge/chat.svg"):
        assert (await told.get(f"/status/onyx{path}")).status_code == 200, path
    assert (await told.get("/status/nobody")).status_code == 404


async def test_for_programs(told: Told) -> None:
    await told.make()
    await told.home.tell("search", "down")
    await told.parts.boards.refresh()
    answer = await told.get("/status/onyx/summary.json")
    summary = json.loads(answer.content)
    assert summary["status"] == {"state": "partial_outage", "description": "Some systems are down"}
    assert [(one["id"], one["state"]) for one in summary["components"]] == [
        ("chat", "operational"),
        ("search", "major_outage"),
    ]
    assert answer.headers["access-control-allow-origin"] == "*"
    badge = await told.get("/status/onyx/badge/search.svg")
    assert badge.headers["content-type"] == "image/svg+xml"
    assert "search: outage" in badge.text


async def test_own_domain_serves_its_page_and_nothing_else(told: Told) -> None:
    await told.make(domain="Status.Example.org")
    async with told.client("status.example.org:8443") as visitor:
        assert "All systems operational" in (await visitor.get("/")).text
        assert (await visitor.get("/status/onyx")).status_code == 200
        assert (await visitor.get("/feed.rss")).status_code == 200
        assert (await visitor.get("/badge/chat.svg")).status_code == 200
        for path in ("/rest/health/status-pages", "/status/other", "/rest", "/v1/logs", "/status/onyx/../../rest"):
            assert (await visitor.get(path)).status_code == 404, path
    assert (await told.get("/rest/health/status-pages")).status_code == 200


async def test_one_that_is_not_public_wants_a_login_or_its_link(told: Told) -> None:
    made = await told.make(public=False)
    told.signed_in(None)
    refused = await told.get("/status/onyx")
    assert refused.status_code == 401
    assert "chat" not in refused.text
    for path in ("summary.json", "feed.rss", "badge.svg", "history", "logo"):
        assert (await told.get(f"/status/onyx/{path}")).status_code == 401, path
    assert (await told.get("/status/onyx?key=wrong")).status_code == 401
    async with told.client() as visitor:
        opened = await visitor.get(made["secret_url"])
        assert (opened.status_code, opened.headers["location"]) == (303, "/status/onyx")
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "Path=/status/onyx" in cookie
        answer = await visitor.get("/status/onyx")
        assert "All systems operational" in answer.text
        assert answer.headers["cache-control"] == "private, no-cache"
    told.signed_in(replace(ALICE, roles=frozenset({"viewer"})))
    assert (await told.get("/status/onyx")).status_code == 200
    told.signed_in(CHARLIE)  # he sees one of its two monitors
    assert (await told.get("/status/onyx")).status_code == 404
    told.signed_in(ALICE)
    renewed = (await told.post("/rest/health/status-pages/onyx/secret")).json()
    told.signed_in(None)
    assert renewed["secret_url"] != made["secret_url"]
    assert (await told.get(made["secret_url"])).status_code == 401


async def test_logo_is_an_image_in_a_sandbox(told: Told) -> None:
    made = await told.make(brand={"logo": SVG})
    assert made["brand"]["logo"] == "/status/onyx/logo"
    answer = await told.get("/status/onyx/logo")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    async with told.client() as client:
        kept = await client.put("/rest/health/status-pages/onyx", json=_spec(made))
        assert kept.status_code == 200, kept.text
        assert (await client.get("/status/onyx/logo")).status_code == 200
        gone = await client.put("/rest/health/status-pages/onyx", json={**_spec(made), "brand": {}})
        assert gone.json()["brand"]["logo"] is None
        assert (await client.get("/status/onyx/logo")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told_of"),
    [
        ({"slug": "No Such"}, "slug"),
        ({"slug": "a/b"}, "slug"),
        ({"domain": "localhost"}, "domain"),
        ({"domain": "a b.example"}, "domain"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"brand": {"colour": "red;}"}}, "colour"),
        ({"brand": {"logo": "data:text/html;base64,PGI+"}}, "logo"),
        ({"brand": {"logo": "data:image/png;base64,PGI+"}}, "logo"),
        ({"brand": {"home_url": "javascript:alert(1)"}}, "home_url"),
        ({"components": [{"name": "a"}, {"name": "A"}]}, "different ids"),
        ({"components": [{"name": "a", "monitors": ["nobody"]}]}, "no monitors nobody"),
        ({"components": [{"name": "a"}] * 41}, "components"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
async def test_nonsense_is_refused(told: Told, wrong: dict[str, Any], told_of: str) -> None:
    answer = await told.post("/rest/health/status-pages", json={"slug": "s", "title": "S", **wrong})
    assert answer.status_code == 422
    assert told_of in answer.text


async def test_names_are_taken_once_and_only_those_who_see_all_make_pages(told: Told) -> None:
    await told.make(domain="status.example.org")
    assert (await told.post("/rest/health/status-pages", json={"slug": "onyx", "title": "x"})).status_code == 409
    other = {"slug": "other", "title": "x", "domain": "status.example.org"}
    assert (await told.post("/rest/health/status-pages", json=other)).status_code == 409
    told.signed_in(CHARLIE)
    assert (await told.post("/rest/health/status-pages", json={"slug": "mine", "title": "x"})).status_code == 403
    assert (await told.get("/rest/health/status-pages")).json() == {"pages": []}
    told.signed_in(ALICE)
    async with told.client() as client:
        assert (await client.delete("/rest/health/status-pages/onyx")).status_code == 204
        assert (await client.get("/status/onyx")).status_code == 404


async def test_maintenance_is_shown_while_planned(told: Told) -> None:
    await told.make()
    start = told.home.at.replace(hour=20)
    window = {
        "name": "Router",
        "monitors": ["chat"],
        "start": start.isoformat(),
        "end": start.replace(hour=21).isoformat(),
    }
    await told.home.maintenance.create(window, ALICE, ALICE.actor())
    await told.parts.boards.refresh()
    page = (await told.get("/status/onyx")).text
    assert "Planned maintenance" in page
    assert "Router" in page
    assert "1 May 2026, 20:00 UTC" in page


def _spec(made: dict[str, Any]) -> dict[str, Any]:
    answered = {"url", "secret_url", "state", "components_now", "open_posts", "drafts", "subscribers"}
    return {key: value for key, value in made.items() if key not in answered | {"updated_at", "updated_by"}}
