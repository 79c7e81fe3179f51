"""Guessing passwords."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from sardonyx.access.authenticate import LOOPBACK_ADMIN
from sardonyx.access.models import LoginAttemptsRow
from sardonyx.access.passwords import Passwords
from sardonyx.state import Database
from tests.support.people import PASSWORD, TESTER, Clock, add_people, client, make_access, make_app, sign_in


def _guess(
    app: FastAPI, name: str = "alice", password: str = "a wrong guess", address: str = "203.0.113.7"
) -> "asyncio.Future[httpx.Response]":
    body = {"email": f"{name}@example.org", "password": password}
    return asyncio.ensure_future(client(app, address).post("/rest/session", json=body))


async def test_delays_grow_and_say_how_long(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    assert [(await _guess(app)).status_code for _ in range(5)] == [401] * 5
    waits = []
    for _ in range(6):
        refused = await _guess(app)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.forward(seconds=waits[-1])
        assert (await _guess(app)).status_code == 401
    assert waits == [2, 4, 8, 16, 32, 64]


async def test_the_delay_has_a_ceiling(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    for number in range(25):
        await _guess(app, address=f"198.51.100.{number}")
        clock.forward(minutes=15)
    await _guess(app)
    assert int((await _guess(app)).headers["Retry-After"]) == 900


async def test_while_blocked_even_the_right_password_waits_and_knocking_does_not_lengthen_it(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    for _ in range(5):
        await _guess(app)
    for _ in range(10):
        assert (await _guess(app, password=PASSWORD)).status_code == 429
    clock.forward(seconds=2)
    assert (await _guess(app, password=PASSWORD)).status_code == 201


async def test_success_forgives_the_account(db: Database) -> None:
    access = make_access(db, Clock())
    app = make_app(access)
    await add_people(access, "alice")
    for _ in range(3):
        for _ in range(4):
            assert (await _guess(app)).status_code == 401
        assert (await _guess(app, password=PASSWORD)).status_code == 201


async def test_many_guesses_at_once_are_counted_one_by_one(db: Database) -> None:
    access = make_access(db, Clock())
    app = make_app(access)
    await add_people(access, "alice")
    answers = await asyncio.gather(*(_guess(app) for _ in range(30)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [401] * 5 + [429] * 25


async def test_one_address_cannot_try_one_password_on_everybody(db: Database) -> None:
    access = make_access(db, Clock())
    app = make_app(access)
    await add_people(access, "alice")
    statuses = [(await _guess(app, f"user{number}")).status_code for number in range(25)]
    assert statuses == [401] * 20 + [429] * 5
    assert (await _guess(app, "alice", PASSWORD, "198.51.100.1")).status_code == 201


async def test_a_restart_forgives_nothing(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    await add_people(access, "alice")
    for _ in range(5):
        await _guess(make_app(access))
    assert (await _guess(make_app(make_access(db, clock)))).status_code == 429


async def test_a_day_later_all_is_forgotten(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    app = make_app(access)
    await add_people(access, "alice")
    for _ in range(5):
        await _guess(app)
    clock.forward(hours=25)
    assert [(await _guess(app)).status_code for _ in range(5)] == [401] * 5
    clock.forward(hours=25)
    await access.housekeeping()
    async with db.reading() as session:
        assert (await session.execute(select(LoginAttemptsRow))).first() is None


async def test_unknown_users_and_wrong_passwords_look_and_cost_the_same(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice", "bob")
    bob = next(user.id for user in await access.users.all() if user.name == "Bob")
    await access.users.update(bob, {"disabled": True}, giver=LOOPBACK_ADMIN, actor=TESTER)
    verified: list[bytes] = []
    real = Passwords._verify

    def count(self: Passwords, stored: str, password: bytes) -> bool:
        assert stored.startswith("$argon2id$v=19$m=8,t=1,p=1$")
        verified.append(password)
        return real(self, stored, password)

    monkeypatch.setattr(Passwords, "_verify", count)
    bodies = []
    for name in ("alice", "nobody", "bob", "not an address \x00"):
        before = len(verified)
        answer = await _guess(app, name)
        assert answer.status_code == 401
        assert len(verified) == before + 1
        bodies.append(answer.json())
    assert all(body == bodies[0] for body in bodies)


async def test_guessing_the_present_password_of_a_stolen_session_is_slowed_too(db: Database) -> None:
    access = make_access(db, Clock())
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    change = {"current_password": "a wrong guess", "new_password": "eight dry otters sleeping"}
    statuses = [(await alice.put("/rest/account/password", json=change)).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
