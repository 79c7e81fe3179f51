"""Wrong, stolen, foreign and malformed credentials."""

import pytest

from sardonyx.access import credentials, tokens
from sardonyx.access.presented import COOKIE
from sardonyx.state import Database
from tests.support.people import PASSWORD, TESTER, add_people, client, make_access, make_app, sign_in

LOGIN = {"email": "alice@example.org", "password": PASSWORD}


@pytest.mark.parametrize("address", ["203.0.113.7", "127.0.0.1"])
@pytest.mark.parametrize(
    "authorization",
    ["Bearer nonsense", f"Bearer {credentials.issue('sdx').text}", "Basic YTpi", "Bearer ", "Negotiate abc", "\xff"],
    ids=["nonsense", "unknown token", "basic", "empty", "another scheme", "not ASCII"],
)
async def test_wrong_credentials_are_401_with_a_challenge_even_from_this_machine(
    db: Database, authorization: str, address: str
) -> None:
    app = make_app(make_access(db))
    headers = {"Authorization": authorization.encode("latin-1"), "Host": "localhost"}
    answer = await client(app, address).get("/rest/users", headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_right_id_with_a_wrong_secret_is_refused_also_from_a_warm_cache(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    made = await tokens.create_token(db, role="admin", name="t", actor=TESTER)
    good = client(app, headers={"Authorization": f"Bearer {made.token_text}"})
    assert (await good.get("/rest/users")).status_code == 200
    forged = f"sdx_{made.id}_{credentials.random_text()}"
    bad = client(app, headers={"Authorization": f"Bearer {forged}"})
    assert (await bad.get("/rest/users")).status_code == 401


async def test_a_stolen_cookie_changes_nothing_without_the_csrf_token(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    thief = client(app, headers={"Cookie": f"{COOKIE}={alice.cookies[COOKIE]}"})
    for method, path, body in (
        ("POST", "/rest/tokens", {"name": "mine", "role": "admin"}),
        ("POST", "/rest/users", LOGIN | {"name": "M", "roles": ["admin"]}),
        ("DELETE", "/rest/session", None),
    ):
        answer = await thief.request(method, path, json=body)
        assert answer.status_code == 403
        assert answer.json()["type"] == "cross-site-refused"
    assert await tokens.list_tokens(db, "api") == []
    assert (await alice.get("/rest/users")).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_another_sites_page_is_refused_even_with_the_token(db: Database, headers: dict[str, str]) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    answer = await alice.post("/rest/tokens", json={"name": "mine", "role": "admin"}, headers=headers)
    assert answer.status_code == 403
    assert (await client(app).post("/rest/session", json=LOGIN, headers=headers)).status_code == 403
    token = await access.setup.link_token()
    assert token is None
    setup = {"token": "x" * 43, "name": "M"} | LOGIN
    assert (await client(app).post("/rest/setup", json=setup, headers=headers)).status_code == 403


async def test_a_form_of_another_site_cannot_sign_a_browser_in(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await client(app).post(
            "/rest/session",
            content=b'{"email":"alice@example.org","password":"seven wet badgers dancing"}',
            headers={"Content-Type": content_type},
        )
        assert answer.status_code == 422


async def test_a_trusted_origin_may(db: Database) -> None:
    access = make_access(db, trusted_origins=frozenset({"https://status.example.org"}))
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    headers = {"Origin": "https://status.example.org", "Sec-Fetch-Site": "cross-site"}
    assert (await alice.post("/rest/tokens", json={"name": "x", "role": "viewer"}, headers=headers)).status_code == 201


async def test_a_cookie_planted_before_login_is_worth_nothing_after_it(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice")
    planted = credentials.issue("sds").text
    victim = client(app)
    victim.cookies.set(COOKIE, planted)
    answer = await victim.post("/rest/session", json=LOGIN)
    assert answer.status_code == 201
    assert planted not in answer.headers["set-cookie"]
    attacker = client(app, headers={"Cookie": f"{COOKIE}={planted}"})
    assert (await attacker.get("/rest/users")).status_code == 401


async def test_signing_in_again_rotates_and_ends_the_session_before(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    app = make_app(access)
    await add_people(access, "alice")
    browser = await sign_in(app, "alice")
    old = browser.cookies[COOKIE]
    assert (await browser.get("/rest/users")).status_code == 200
    answer = await browser.post("/rest/session", json=LOGIN)
    assert answer.status_code == 201
    assert f"{COOKIE}={old}" not in answer.headers["set-cookie"]
    attacker = client(app, headers={"Cookie": f"{COOKIE}={old}"})
    assert (await attacker.get("/rest/users")).status_code == 401


async def test_nobody_gives_away_more_than_he_has(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    narrow = await tokens.create_token(db, role="admin", name="team", services=["web"], actor=TESTER)
    team = client(app, headers={"Authorization": f"Bearer {narrow.token_text}"})
    wish = {"name": "x", "role": "admin"}
    assert (await team.post("/rest/tokens", json=wish)).status_code == 403
    assert (await team.post("/rest/tokens", json=wish | {"services": ["web", "db"]})).status_code == 403
    assert (await team.post("/rest/tokens", json=wish | {"services": ["web"]})).status_code == 201
    assert (await team.post("/rest/ingest-keys", json={"name": "k"})).status_code == 403
    assert (await team.post("/rest/ingest-keys", json={"name": "k", "services": ["web"]})).status_code == 201
    alice = (await team.get("/rest/users")).json()["items"][0]["id"]
    new = {"password": "eight dry otters sleeping"}
    assert (await team.put(f"/rest/users/{alice}/password", json=new)).status_code == 403
    assert (await team.patch(f"/rest/users/{alice}", json={"name": "Mallory"})).status_code == 403
    assert (await team.delete(f"/rest/users/{alice}")).status_code == 403
    assert (await team.delete(f"/rest/users/{alice}/sessions")).status_code == 403
