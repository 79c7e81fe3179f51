"""Saved searches through the front door: whose they are, who sees them, who may change them."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.access import audit
from sardonyx.searches import service
from sardonyx.searches.api import build_router
from sardonyx.searches.service import SavedSearches
from sardonyx.state import Database
from sardonyx.web import problem
from tests.support.people import TESTER, add_people, make_access, make_app, sign_in

SEARCHES = "/rest/saved-searches"
SLOW = {"name": "Slow pages", "signal": "traces", "query": "duration:>1s", "columns": ["service", "attr.url"]}


@pytest.fixture
async def app(db: Database) -> FastAPI:
    access = make_access(db)
    await add_people(access, "alice", "bob", "charlie")
    made = make_app(access)
    made.include_router(build_router(SavedSearches(db)))
    problem.install(made)
    return made


async def saved(browser: httpx.AsyncClient, **wish: object) -> dict[str, object]:
    answer = await browser.post(SEARCHES, json={**SLOW, **wish})
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def names(browser: httpx.AsyncClient) -> list[str]:
    return [one["name"] for one in (await browser.get(SEARCHES)).json()["items"]]


async def actions(db: Database) -> list[tuple[str, str]]:
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=100, reader=TESTER)
    found = [(entry.action, entry.actor.name) for entry in page.items if entry.action.startswith("saved_search.")]
    return found[::-1]


async def test_what_is_saved_comes_back_as_it_was(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    made = await saved(bob)
    (listed,) = (await bob.get(SEARCHES)).json()["items"]
    assert listed == made
    assert {name: made[name] for name in SLOW} == SLOW
    assert (made["owner"], made["shared"], made["may_change"]) == ("Bob", False, True)


async def test_a_private_search_does_not_exist_for_others_administrators_included(app: FastAPI, db: Database) -> None:
    bob, alice, charlie = [await sign_in(app, name) for name in ("bob", "alice", "charlie")]
    made = await saved(bob)
    for other in (alice, charlie):
        assert await names(other) == []
        assert (await other.patch(f"{SEARCHES}/{made['id']}", json={"name": "x"})).status_code == 404
        assert (await other.delete(f"{SEARCHES}/{made['id']}")).status_code == 404
    assert await names(bob) == ["Slow pages"]
    assert await actions(db) == []


async def test_a_shared_search_is_seen_by_all_and_changed_by_its_owner_and_administrators(
    app: FastAPI, db: Database
) -> None:
    bob, alice, charlie = [await sign_in(app, name) for name in ("bob", "alice", "charlie")]
    path = f"{SEARCHES}/{(await saved(bob, shared=True))['id']}"
    (seen,) = (await charlie.get(SEARCHES)).json()["items"]
    assert (seen["owner"], seen["may_change"]) == ("Bob", False)
    refused = await charlie.patch(path, json={"name": "Mine"})
    assert (refused.status_code, (await charlie.delete(path)).status_code) == (403, 403)
    assert "only Bob and administrators" in refused.json()["detail"]
    changed = (await alice.patch(path, json={"query": "duration:>2s"})).json()
    assert (changed["query"], changed["name"], changed["owner"]) == ("duration:>2s", "Slow pages", "Bob")
    assert (await bob.patch(path, json={"shared": False})).json()["shared"] is False
    assert await names(charlie) == []
    assert (await bob.delete(path)).status_code == 204
    assert await names(bob) == []
    assert await actions(db) == [
        ("saved_search.create", "Bob"), ("saved_search.change", "Alice"), ("saved_search.change", "Bob"),
    ]  # fmt: skip
    assert (await audit.verify(db)).ok


async def test_deleting_a_shared_search_is_audited(app: FastAPI, db: Database) -> None:
    bob = await sign_in(app, "bob")
    made = await saved(bob, shared=True)
    assert (await bob.delete(f"{SEARCHES}/{made['id']}")).status_code == 204
    assert (await actions(db))[-1] == ("saved_search.delete", "Bob")


@pytest.mark.parametrize(
    ("wish", "status", "kind"),
    [
        ({"query": "level:wran", "signal": "logs"}, 400, "search-syntax"),
        ({"name": "  "}, 422, "validation-failed"),
        ({"name": ""}, 422, "validation-failed"),
        ({"query": "a\x00b"}, 422, "validation-failed"),
        ({"signal": "metrics"}, 422, "validation-failed"),
        ({"columns": ["x"] * 51}, 422, "validation-failed"),
        ({"colour": "red"}, 422, "validation-failed"),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, dict) else str(part),
)
async def test_what_cannot_be_saved_is_refused(app: FastAPI, wish: dict[str, object], status: int, kind: str) -> None:
    bob = await sign_in(app, "bob")
    answer = await bob.post(SEARCHES, json={**SLOW, **wish})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, kind)
    assert await names(bob) == []


async def test_a_change_is_checked_like_a_new_one(app: FastAPI) -> None:
    bob = await sign_in(app, "bob")
    path = f"{SEARCHES}/{(await saved(bob))['id']}"
    await saved(bob, name="Other")
    assert (await bob.patch(path, json={"query": "duration:>5"})).status_code == 400
    assert (await bob.patch(path, json={"name": "Other"})).status_code == 409
    assert (await bob.patch(path, json={"signal": "logs"})).status_code == 422
    assert (await bob.get(SEARCHES)).json()["items"][1]["query"] == "duration:>1s"


async def test_a_name_is_unique_among_ones_own_of_a_signal(app: FastAPI) -> None:
    bob, charlie = await sign_in(app, "bob"), await sign_in(app, "charlie")
    await saved(bob)
    await saved(bob, signal="logs", query="")
    await saved(charlie)
    answers = await asyncio.gather(*(bob.post(SEARCHES, json=SLOW | {"name": "New"}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_searches_are_not_kept_without_end(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_PER_OWNER", 2)
    bob = await sign_in(app, "bob")
    for name in ("one", "two"):
        await saved(bob, name=name)
    assert (await bob.post(SEARCHES, json=SLOW)).status_code == 409
