"""People through the front door."""

import asyncio

import httpx
import pytest

from sardonyx.access import Access, Conflict
from sardonyx.access.authenticate import LOOPBACK_ADMIN
from sardonyx.access.users import NewUser
from sardonyx.state import Database
from tests.support.people import PASSWORD, TESTER, add_people, client, make_access, make_app, sign_in


async def _id_of(browser: httpx.AsyncClient, name: str) -> str:
    users = (await browser.get("/rest/users")).json()["items"]
    found: str = next(user["id"] for user in users if user["email"].startswith(name))
    return found


async def test_an_administrator_adds_changes_and_deletes(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    wish = {"email": " Eve@Example.org ", "name": "Eve", "password": PASSWORD, "roles": ["viewer"], "services": ["a"]}
    made = await alice.post("/rest/users", json=wish)
    assert made.status_code == 201, made.text
    assert made.json()["email"] == "eve@example.org"
    assert "password" not in made.text
    path = f"/rest/users/{made.json()['id']}"
    changed = await alice.patch(path, json={"roles": ["editor"], "services": None, "name": "Evelyn"})
    assert (changed.json()["roles"], changed.json()["services"], changed.json()["name"]) == (["editor"], None, "Evelyn")
    assert (await alice.get(path)).json() == changed.json()
    assert (await alice.delete(path)).status_code == 204
    assert (await alice.get(path)).status_code == 404


async def test_why_a_user_was_deleted_is_in_the_audit_trail(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice", "bob")
    alice = await sign_in(make_app(access), "alice")
    bob = await _id_of(alice, "bob")
    gone = await alice.delete(f"/rest/users/{bob}", params={"reason": "left the company"})
    assert gone.status_code == 204, gone.text
    entries = (await alice.get("/rest/audit", params={"action": "user.delete"})).json()["items"]
    assert [(entry["object"], entry["details"]["reason"]) for entry in entries] == [(f"user:{bob}", "left the company")]


async def test_an_address_can_be_used_once(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    wish = NewUser("ALICE@example.org", "Other", PASSWORD, ["viewer"])
    with pytest.raises(Conflict, match="already"):
        await access.users.create(wish, giver=LOOPBACK_ADMIN, actor=TESTER)


async def test_of_two_creating_the_same_address_at_once_one_wins(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    wish = NewUser("twin@example.org", "Twin", PASSWORD, ["viewer"])
    outcomes = await asyncio.gather(
        *(access.users.create(wish, giver=LOOPBACK_ADMIN, actor=TESTER) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": "a\x00@b"}, "email"),
        ({"name": ""}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "password12345"}, "password"),
        ({"roles": ["emperor"]}, "roles"),
        ({"roles": []}, "roles"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_refuses_wrong_values_naming_the_field(db: Database, wrong: dict[str, object], field: str) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    alice = await sign_in(make_app(access), "alice")
    wish = {"email": "eve@example.org", "name": "Eve", "password": PASSWORD, "roles": ["viewer"]} | wrong
    answer = await alice.post("/rest/users", json=wish)
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_changed_role_takes_effect_in_a_running_session(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice", "bob")
    alice, bob = await sign_in(app, "alice"), await sign_in(app, "bob")
    assert (await bob.get("/rest/users")).status_code == 403
    bob_id = await _id_of(alice, "bob")
    await alice.patch(f"/rest/users/{bob_id}", json={"roles": ["admin"]})
    assert (await bob.get("/rest/users")).status_code == 200
    await alice.patch(f"/rest/users/{bob_id}", json={"roles": ["viewer"], "services": ["web"]})
    assert (await bob.get("/rest/users")).status_code == 403
    assert (await bob.get("/rest/session")).json()["principal"]["services"] == ["web"]


async def test_a_change_made_by_another_process_is_seen_when_the_cache_ends(db: Database) -> None:
    here, there = make_access(db, cache_seconds=0.0), make_access(db)
    app = make_app(here)
    await add_people(here, "alice", "bob")
    bob = await sign_in(app, "bob")
    user = next(user for user in await there.users.all() if user.name == "Bob")
    await there.users.update(user.id, {"disabled": True}, giver=LOOPBACK_ADMIN, actor=TESTER)
    assert (await bob.get("/rest/roles")).status_code == 401


async def test_a_disabled_user_is_out_at_once_and_cannot_come_back_in(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice", "bob")
    alice, bob = await sign_in(app, "alice"), await sign_in(app, "bob")
    assert (await bob.get("/rest/roles")).status_code == 200
    await alice.patch(f"/rest/users/{await _id_of(alice, 'bob')}", json={"disabled": True})
    assert (await bob.get("/rest/roles")).status_code == 401
    again = await client(app).post("/rest/session", json={"email": "bob@example.org", "password": PASSWORD})
    assert again.status_code == 401


async def _alone(access: Access) -> str:
    await add_people(access, "alice", "bob")
    return next(user.id for user in await access.users.all() if user.name == "Alice")


@pytest.mark.parametrize("change", [{"roles": ["viewer"]}, {"disabled": True}])
async def test_the_last_administrator_stays(db: Database, change: dict[str, object]) -> None:
    access = make_access(db)
    alice = await _alone(access)
    with pytest.raises(Conflict, match="last administrator"):
        await access.users.update(alice, change, giver=LOOPBACK_ADMIN, actor=TESTER)
    with pytest.raises(Conflict, match="last administrator"):
        await access.users.delete(alice, giver=LOOPBACK_ADMIN, actor=TESTER)
    assert (await access.users.get(alice)).roles == ["admin"]


async def test_two_administrators_cannot_remove_each_other_at_once(db: Database) -> None:
    access = make_access(db)
    alice = await _alone(access)
    bob = next(user.id for user in await access.users.all() if user.name == "Bob")
    await access.users.update(bob, {"roles": ["admin"]}, giver=LOOPBACK_ADMIN, actor=TESTER)
    outcomes = await asyncio.gather(
        access.users.delete(alice, giver=LOOPBACK_ADMIN, actor=TESTER),
        access.users.update(bob, {"roles": ["viewer"]}, giver=LOOPBACK_ADMIN, actor=TESTER),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert any("admin" in user.roles for user in await access.users.all())


async def test_the_first_user_must_be_an_administrator(db: Database) -> None:
    access = make_access(db)
    with pytest.raises(Conflict, match="first user"):
        await access.users.create(
            NewUser("bob@example.org", "Bob", PASSWORD, ["editor"]), giver=LOOPBACK_ADMIN, actor=TESTER
        )


async def test_an_administrator_sets_a_password_and_the_users_sessions_end(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice", "bob")
    alice, bob = await sign_in(app, "alice"), await sign_in(app, "bob")
    path = f"/rest/users/{await _id_of(alice, 'bob')}"
    assert (await alice.put(f"{path}/password", json={"password": "eight dry otters sleeping"})).status_code == 204
    assert (await bob.get("/rest/roles")).status_code == 401
    login = {"email": "bob@example.org", "password": "eight dry otters sleeping"}
    assert (await client(app).post("/rest/session", json=login)).status_code == 201
    assert len((await alice.get(f"{path}/sessions")).json()["items"]) == 1
    assert (await alice.delete(f"{path}/sessions")).status_code == 204
    assert (await alice.get(f"{path}/sessions")).json()["items"] == []


async def test_roles_are_listed_with_what_they_may(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    alice = await sign_in(make_app(access), "alice")
    roles = {role["name"]: role for role in (await alice.get("/rest/roles")).json()["items"]}
    assert list(roles) == ["viewer", "editor", "responder", "deployer", "product", "security", "admin"]
    assert {"logs:read"} <= {permission["name"] for permission in roles["viewer"]["permissions"]}
    assert all(permission["sentence"] for permission in roles["admin"]["permissions"])
