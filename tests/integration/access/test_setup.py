"""The first start."""

import asyncio
import re

import httpx
from fastapi import FastAPI

from sardonyx.access import Access, audit
from sardonyx.state import Database
from tests.support.people import PASSWORD, TESTER, client, make_access, make_app

ALICE = {"email": "alice@example.org", "name": "Alice", "password": PASSWORD}


async def _link(access: Access) -> str:
    token = await access.setup.link_token()
    assert token is not None
    return token


def _set_up(app: FastAPI, token: str, **changes: str) -> "asyncio.Future[httpx.Response]":
    return asyncio.ensure_future(client(app).post("/rest/setup", json=ALICE | {"token": token} | changes))


async def test_the_link_creates_the_first_administrator_and_signs_him_in(db: Database) -> None:
    access = make_access(db)
    browser = client(make_app(access))
    token = await _link(access)
    assert re.fullmatch(r"[A-Za-z0-9]{43}", token)
    done = await browser.post("/rest/setup", json=ALICE | {"token": token})
    assert done.status_code == 201, done.text
    assert done.json()["principal"]["roles"] == ["admin"]
    assert (await browser.get("/rest/users")).status_code == 200
    assert (await browser.get("/rest/session")).json()["setup_required"] is False


async def test_a_link_works_once_and_none_is_given_afterwards(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    first, second = await _link(access), await _link(access)
    assert (await _set_up(app, first)).status_code == 201
    for token in (first, second):
        assert (await _set_up(app, token, email="mallory@example.org")).status_code == 401
    assert await access.setup.link_token() is None
    assert [user.email for user in await access.users.all()] == ["alice@example.org"]


async def test_a_wrong_link_does_nothing(db: Database) -> None:
    access = make_access(db)
    await _link(access)
    assert (await _set_up(make_app(access), "x" * 43)).status_code == 401
    assert await access.users.all() == []


async def test_a_refused_password_leaves_the_link_valid(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    token = await _link(access)
    assert (await _set_up(app, token, password="short")).status_code == 422
    assert (await _set_up(app, token)).status_code == 201


async def test_the_link_of_an_earlier_start_still_works(db: Database) -> None:
    earlier = await _link(make_access(db))
    now = make_access(db)
    await _link(now)
    assert (await _set_up(make_app(now), earlier)).status_code == 201


async def test_of_many_using_links_at_once_one_wins(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    links = [await _link(access) for _ in range(4)]
    answers = await asyncio.gather(*(_set_up(app, link, email=f"u{n}@example.org") for n, link in enumerate(links * 2)))
    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert len(await access.users.all()) == 1


async def test_it_is_in_the_audit_chain_without_the_link(db: Database) -> None:
    access = make_access(db)
    token = await _link(access)
    await _set_up(make_app(access), token)
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=10, reader=TESTER)
    assert [entry.action for entry in reversed(page.items)] == [
        "setup.complete",
        "user.create",
        "session.login",
        "audit.read",
    ]
    assert token not in str(page)
    assert PASSWORD not in str(page)
