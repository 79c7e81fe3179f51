"""PostgreSQL goes away and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sardonyx.access import tokens
from sardonyx.state import Database, StateUnavailable
from tests.support.people import TESTER, add_people, client, make_access, make_app, sign_in
from tests.support.postgres import PostgresServer, start_server

pytestmark = pytest.mark.components


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    server = start_server()
    yield server
    server.destroy()


async def test_answers_503_while_it_is_away_and_recovers_by_itself(own_server: PostgresServer, tmp_path: Path) -> None:
    db = await Database.open(own_server.new_database(), folder=tmp_path)
    access = make_access(db)
    app = make_app(access)
    await add_people(access)
    browser = await sign_in(app, "alice")
    assert (await browser.get("/rest/users")).status_code == 200

    own_server.stop()
    for _ in range(2):
        away = await browser.get("/rest/users")
        assert away.status_code == 503
        assert int(away.headers["Retry-After"]) > 0
    login = await client(app).post("/rest/session", json={"email": "alice@example.org", "password": "whatever it is"})
    assert login.status_code == 503
    with pytest.raises(StateUnavailable):
        await db.ping()

    own_server.start()
    assert (await browser.get("/rest/users")).status_code == 200
    await db.close()


async def test_known_ingest_keys_go_on_working_but_users_do_not(own_server: PostgresServer, tmp_path: Path) -> None:
    db = await Database.open(own_server.new_database(), folder=tmp_path)
    access = make_access(db)  # nothing is cached: only the rule for outages can let the key through
    key = await tokens.create_ingest_key(db, name="shipper", actor=TESTER)
    token = await tokens.create_token(db, role="viewer", name="grafana", actor=TESTER)
    assert (await access.authenticate_text(key.token_text)).kind == "ingest"
    assert (await access.authenticate_text(token.token_text)).kind == "token"

    own_server.stop()
    assert (await access.authenticate_text(key.token_text)).permissions == {"ingest:write"}
    with pytest.raises(StateUnavailable):
        await access.authenticate_text(token.token_text)

    own_server.start()
    await tokens.revoke_token(db, key.id, kind="ingest", actor=TESTER)
    with pytest.raises(Exception, match="revoked"):
        await access.authenticate_text(key.token_text)
    await db.close()


async def test_a_connection_cut_inside_a_transaction_is_transient(own_server: PostgresServer, tmp_path: Path) -> None:
    db = await Database.open(own_server.new_database(), folder=tmp_path)
    with pytest.raises(StateUnavailable):  # noqa: PT012  (the block is the subject)
        async with db.session() as session:
            await session.execute(text("SELECT 1"))
            own_server.stop()
            await session.execute(text("SELECT 1"))
    own_server.start()
    await db.ping()
    await db.close()


async def test_opening_while_it_is_away_says_so(own_server: PostgresServer) -> None:
    url = own_server.new_database()
    own_server.stop()
    with pytest.raises(StateUnavailable, match="cannot be reached"):
        await Database.open(url)
