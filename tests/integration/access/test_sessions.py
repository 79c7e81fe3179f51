"""Signing in, staying in, getting out."""

import pytest
from sqlalchemy import select

from sardonyx.access.models import SessionRow, UserRow
from sardonyx.access.presented import COOKIE
from sardonyx.access.settings import HashCost
from sardonyx.state import Database
from tests.support.people import PASSWORD, Clock, add_people, client, make_access, make_app, sign_in

LOGIN = {"email": "Alice@Example.org", "password": PASSWORD}


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    app = make_app(access)
    cookie = (await client(app).post("/rest/session", json=LOGIN)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    behind_tls = client(app, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in (await behind_tls.post("/rest/session", json=LOGIN)).headers["set-cookie"]


async def test_the_situation_tells_pages_what_they_need(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    stranger = client(app)
    assert (await stranger.get("/rest/session")).json() == {
        "signed_in": False,
        "setup_required": True,
        "principal": None,
        "csrf_token": None,
    }
    await add_people(access, "alice", "charlie")
    charlie = await sign_in(app, "charlie")
    seen = (await charlie.get("/rest/session")).json()
    assert seen["signed_in"]
    assert not seen["setup_required"]
    assert seen["principal"]["name"] == "Charlie"
    assert seen["principal"]["services"] == ["onyx-core"]
    assert "logs:read" in seen["principal"]["permissions"]
    assert seen["csrf_token"] == charlie.headers["X-CSRF-Token"]


async def test_only_a_hash_of_the_cookie_is_stored(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    browser = await sign_in(make_app(access), "alice")
    secret = browser.cookies[COOKIE].rpartition("_")[2]
    async with db.reading() as session:
        row = (await session.scalars(select(SessionRow))).one()
        assert secret not in " ".join(str(getattr(row, column.key)) for column in SessionRow.__table__.columns)


async def test_signing_out_ends_the_session_on_the_server(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    stolen = alice.cookies[COOKIE]
    answer = await alice.delete("/rest/session")
    assert answer.status_code == 204
    assert COOKIE not in alice.cookies
    thief = client(app, headers={"Cookie": f"{COOKIE}={stolen}"})
    assert (await thief.get("/rest/users")).status_code == 401


async def test_an_idle_session_ends_and_a_used_one_does_not(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    for _ in range(4):
        clock.forward(hours=11)
        assert (await alice.get("/rest/users")).status_code == 200
    clock.forward(hours=12)
    assert (await alice.get("/rest/users")).status_code == 401


async def test_even_a_used_session_ends_at_its_absolute_age(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    for _ in range(14 * 4 - 1):
        clock.forward(hours=6)
        assert (await alice.get("/rest/roles")).status_code == 200
    clock.forward(hours=6)
    assert (await alice.get("/rest/roles")).status_code == 401


async def test_sessions_are_listed_with_their_browser_and_can_be_ended_from_another(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice")
    here = await sign_in(app, "alice")
    there = client(app, "198.51.100.9", headers={"User-Agent": "Lynx\x1b[31m"})
    await there.post("/rest/session", json=LOGIN)
    assert (await there.get("/rest/roles")).status_code == 200
    listed = (await here.get("/rest/account/sessions")).json()["items"]
    assert sorted(item["current"] for item in listed) == [False, True]
    other = next(item for item in listed if not item["current"])
    assert other["address"] == "198.51.100.9"
    assert other["user_agent"].startswith("Lynx")
    assert "\x1b" not in other["user_agent"]
    assert (await here.delete(f"/rest/account/sessions/{other['id']}")).status_code == 204
    assert (await there.get("/rest/roles")).status_code == 401
    assert (await here.get("/rest/roles")).status_code == 200


async def test_nobody_ends_somebody_elses_session_as_his_own(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice", "bob")
    alice, bob = await sign_in(app, "alice"), await sign_in(app, "bob")
    alices = (await alice.get("/rest/account/sessions")).json()["items"][0]["id"]
    assert (await bob.delete(f"/rest/account/sessions/{alices}")).status_code == 404
    assert (await alice.get("/rest/roles")).status_code == 200


async def test_changing_the_password_ends_the_other_sessions_only(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice")
    here, there = await sign_in(app, "alice"), await sign_in(app, "alice")
    assert (await there.get("/rest/roles")).status_code == 200
    change = {"current_password": PASSWORD, "new_password": "eight dry otters sleeping"}
    assert (await here.put("/rest/account/password", json=change)).status_code == 204
    assert (await here.get("/rest/roles")).status_code == 200
    assert (await there.get("/rest/roles")).status_code == 401
    assert (await client(app).post("/rest/session", json=LOGIN)).status_code == 401
    new = {"email": "alice@example.org", "password": "eight dry otters sleeping"}
    assert (await client(app).post("/rest/session", json=new)).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current_password": "wrong wrong wrong", "new_password": "eight dry otters sleeping"}, "current_password"),
        ({"current_password": PASSWORD, "new_password": "short"}, "password"),
        ({"current_password": PASSWORD, "new_password": "alice@example.org"}, "password"),
    ],
)
async def test_a_refused_password_change_changes_nothing(db: Database, change: dict[str, str], field: str) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    here, there = await sign_in(app, "alice"), await sign_in(app, "alice")
    refused = await here.put("/rest/account/password", json=change)
    assert refused.status_code == 422
    assert field in refused.text
    assert (await there.get("/rest/roles")).status_code == 200
    assert (await client(app).post("/rest/session", json=LOGIN)).status_code == 201


async def test_a_token_has_no_session_or_password(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    local = client(app, "127.0.0.1", headers={"Host": "localhost"})
    change = {"current_password": PASSWORD, "new_password": "eight dry otters sleeping"}
    assert (await local.put("/rest/account/password", json=change)).status_code == 403
    assert (await local.get("/rest/account/sessions")).status_code == 403
    assert (await local.delete("/rest/session")).status_code == 403


async def test_a_hash_of_an_older_cost_is_renewed_at_login(db: Database) -> None:
    await add_people(make_access(db), "alice")
    stronger = make_access(db, hash_cost=HashCost(2, 16, 1))

    async def stored() -> str | None:
        async with db.reading() as session:
            return (await session.scalars(select(UserRow.password_hash))).one()

    before = await stored()
    await sign_in(make_app(stronger), "alice")
    after = await stored()
    assert before is not None
    assert after is not None
    assert "m=8,t=1" in before
    assert "m=16,t=2" in after
    await sign_in(make_app(stronger), "alice")
    assert await stored() == after


async def test_housekeeping_deletes_what_is_over_and_nothing_else(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    await sign_in(app, "alice")
    clock.forward(hours=13)
    alice = await sign_in(app, "alice")
    await access.housekeeping()
    async with db.reading() as session:
        assert len((await session.scalars(select(SessionRow))).all()) == 1
    assert (await alice.get("/rest/roles")).status_code == 200
