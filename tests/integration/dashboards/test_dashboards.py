"""Dashboards through the front door: saving, versions, who may, files, import and export."""

import json
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from sardonyx.access import audit
from sardonyx.dashboards.models import DashboardRow
from sardonyx.state import Database
from tests.support.people import TESTER, sign_in

DASHBOARDS = "/rest/dashboards"
SHOP: dict[str, Any] = {
    "uid": "shop",
    "title": "Shop",
    "sections": [
        {"panels": [{"id": 1, "type": "stat", "title": "Orders", "queries": [{"ref": "A", "text": "orders"}]}]}
    ],
}


async def stored(browser: httpx.AsyncClient, **wish: object) -> dict[str, Any]:
    answer = await browser.post(DASHBOARDS, json={"dashboard": {**SHOP, **wish}, "message": "first"})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def change(browser: httpx.AsyncClient, title: str, base: int) -> httpx.Response:
    body = {"dashboard": {**SHOP, "title": title}, "base_version": base, "message": f"called {title}"}
    return await browser.put(f"{DASHBOARDS}/shop", json=body)


async def listed(browser: httpx.AsyncClient, uid: str) -> dict[str, Any] | None:
    items = (await browser.get(DASHBOARDS)).json()["items"]
    return next((one for one in items if one["uid"] == uid), None)


async def actions(db: Database) -> list[tuple[str, str]]:
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=100, reader=TESTER)
    found = [(entry.action, entry.actor.name) for entry in page.items if entry.action.startswith("dashboard.")]
    return found[::-1]


async def test_what_is_saved_comes_back_and_every_version_is_kept(app: FastAPI, db: Database) -> None:
    bob = await sign_in(app, "bob")
    made = await stored(bob)
    assert (made["version"], made["updated_by"], made["origin"]) == (1, "Bob", "stored")
    assert made["dashboard"]["sections"][0]["panels"][0]["queries"][0]["text"] == "orders"
    assert (await change(bob, "Our shop", 1)).json()["version"] == 2
    versions = (await bob.get(f"{DASHBOARDS}/shop/versions")).json()["items"]
    assert [(one["version"], one["message"], one["saved_by"]) for one in versions] == [
        (2, "called Our shop", "Bob"), (1, "first", "Bob"),
    ]  # fmt: skip
    assert (await bob.get(f"{DASHBOARDS}/shop/versions/1")).json()["title"] == "Shop"
    restored = await bob.post(f"{DASHBOARDS}/shop/restore", json={"version": 1, "base_version": 2})
    assert (restored.json()["version"], restored.json()["dashboard"]["title"]) == (3, "Shop")
    assert (await bob.delete(f"{DASHBOARDS}/shop")).status_code == 204
    assert (await bob.get(f"{DASHBOARDS}/shop")).status_code == 404
    assert await actions(db) == [
        ("dashboard.create", "Bob"),
        *[("dashboard.change", "Bob")] * 2,
        ("dashboard.delete", "Bob"),
    ]


async def test_of_two_changes_that_began_from_one_version_the_second_is_refused(app: FastAPI) -> None:
    bob, alice = await sign_in(app, "bob"), await sign_in(app, "alice")
    await stored(bob)
    assert (await change(alice, "Hers", 1)).status_code == 200
    refused = await change(bob, "His", 1)
    assert refused.status_code == 409
    assert "Alice saved version 2 meanwhile" in refused.json()["detail"]
    assert (await bob.get(f"{DASHBOARDS}/shop")).json()["dashboard"]["title"] == "Hers"


async def test_a_viewer_reads_and_stars_but_does_not_write(app: FastAPI) -> None:
    bob, charlie = await sign_in(app, "bob"), await sign_in(app, "charlie")
    await stored(bob)
    assert (await charlie.get(f"{DASHBOARDS}/shop")).status_code == 200
    assert (await charlie.post(DASHBOARDS, json={"dashboard": SHOP})).status_code == 403
    assert (await change(charlie, "Mine", 1)).status_code == 403
    assert (await charlie.delete(f"{DASHBOARDS}/shop")).status_code == 403
    assert (await charlie.post(f"{DASHBOARDS}/import", json={"document": SHOP, "dry_run": True})).status_code == 403
    assert (await charlie.put(f"{DASHBOARDS}/shop/star", json={"starred": True})).status_code == 204
    his, hers = await listed(charlie, "shop"), await listed(bob, "shop")
    assert his is not None
    assert hers is not None
    assert (his["starred"], hers["starred"]) == (True, False)


async def test_a_taken_uid_and_a_broken_dashboard_are_refused(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    await stored(bob)
    assert (await bob.post(DASHBOARDS, json={"dashboard": SHOP})).status_code == 409
    twice = {**SHOP, "uid": "other", "sections": [{"panels": SHOP["sections"][0]["panels"] * 2}]}
    refused = await bob.post(DASHBOARDS, json={"dashboard": twice})
    assert (refused.status_code, "used twice: 1" in refused.text) == (422, True)


async def test_shipped_ones_are_listed_unavailable_without_their_metrics_and_read_only(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    shipped = await listed(bob, "sardonyx-host")
    assert shipped is not None
    assert (shipped["origin"], shipped["available"], shipped["requires"]) == (
        "shipped",
        False,
        ["node_cpu_seconds_total"],
    )
    body = {"dashboard": {**SHOP, "uid": "sardonyx-host"}, "base_version": 1}
    refused = await bob.put(f"{DASHBOARDS}/sardonyx-host", json=body)
    assert (refused.status_code, "shipped" in refused.json()["detail"]) == (409, True)
    assert (await bob.delete(f"{DASHBOARDS}/sardonyx-host")).status_code == 409


async def test_files_are_listed_with_their_faults_and_followed_when_they_change(app: FastAPI, folder: Path) -> None:
    bob = await sign_in(app, "bob")
    (folder / "team").mkdir()
    file = folder / "team" / "shop.json"
    file.write_text(json.dumps(SHOP))
    (folder / "broken.json").write_text("{")
    found = (await bob.get(DASHBOARDS)).json()
    assert [(one["file"], "no JSON" in one["why"]) for one in found["faults"]] == [("broken.json", True)]
    shop = await listed(bob, "shop")
    assert shop is not None
    assert (shop["origin"], shop["folder"], shop["title"]) == ("file", "team", "Shop")
    assert (await change(bob, "Mine", 1)).status_code == 409
    file.write_text(json.dumps({**SHOP, "title": "Shop, from git"}))
    assert (await bob.get(f"{DASHBOARDS}/shop")).json()["dashboard"]["title"] == "Shop, from git"
    file.unlink()
    assert (await bob.get(f"{DASHBOARDS}/shop")).status_code == 404


async def test_a_grafana_document_is_shown_first_and_then_taken_with_its_notes(app: FastAPI, db: Database) -> None:
    bob = await sign_in(app, "bob")
    document = {
        "uid": "theirs",
        "title": "Theirs",
        "panels": [{"type": "geomap", "title": "Map", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 9}}],
    }
    shown = (await bob.post(f"{DASHBOARDS}/import", json={"document": document, "dry_run": True})).json()
    assert (shown["version"], shown["notes"][0]["panel"], shown["notes"][0]["what"]) == (
        None,
        "Map",
        "panel of type geomap",
    )
    assert await listed(bob, "theirs") is None
    assert (await bob.post(f"{DASHBOARDS}/import", json={"document": document})).json()["version"] == 1
    assert (await bob.post(f"{DASHBOARDS}/import", json={"document": document})).status_code == 409
    again = await bob.post(f"{DASHBOARDS}/import", json={"document": document, "overwrite": True})
    assert again.json()["version"] == 2
    out = (await bob.get(f"{DASHBOARDS}/theirs/export?format=grafana")).json()["document"]
    assert (out["schemaVersion"], out["panels"][0]["type"]) == (39, "text")
    ours = (await bob.get(f"{DASHBOARDS}/theirs/export")).json()["document"]
    copied = await bob.post(f"{DASHBOARDS}/import", json={"document": ours, "uid": "copy"})
    assert copied.json()["dashboard"] == {**shown["dashboard"], "uid": "copy"}
    assert await actions(db) == [("dashboard.import", "Bob")] * 3


async def test_one_that_can_not_be_read_is_named_and_hides_no_other(app: FastAPI, db: Database) -> None:
    bob = await sign_in(app, "bob")
    await stored(bob)
    await stored(bob, uid="newer")
    async with db.session() as session:
        await session.execute(
            update(DashboardRow).where(DashboardRow.uid == "newer").values(document={"uid": "newer", "colour": 1})
        )
    found = (await bob.get(DASHBOARDS)).json()
    assert [one["file"] for one in found["faults"]] == ["stored newer"]
    assert "shop" in {one["uid"] for one in found["items"]}


async def test_what_is_no_dashboard_is_refused_with_the_reason(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    refused = await bob.post(f"{DASHBOARDS}/import", json={"document": {"groups": []}})
    assert refused.status_code == 422
    assert "this is no dashboard" in refused.json()["detail"]
