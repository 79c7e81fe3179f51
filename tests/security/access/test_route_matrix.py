"""Every access route × every role, tried for real and compared with what the routes declare."""

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.access import tokens
from sardonyx.access.catalogue import ROLES
from sardonyx.access.routes import permission_matrix, undeclared_routes
from sardonyx.state import Database
from tests.support.people import PEOPLE, TESTER, add_people, client, make_access, make_app, sign_in

_FRAMEWORK = frozenset({"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"})
_BY_ROLE = {next(iter(person.roles)): name for name, person in PEOPLE.items()}
# What lets a request past validation, so that only the permission decides; ids that do not exist change nothing.
_BODIES = {
    ("PUT", "/rest/account/password"): {"current_password": "not the one", "new_password": "whatever it may be"},
    ("PUT", "/rest/users/{user_id}/password"): {"password": "eight dry otters sleeping"},
    ("POST", "/rest/users"): {"email": "x", "name": "x", "password": "x", "roles": ["viewer"]},
    ("PATCH", "/rest/users/{user_id}"): {"name": "x"},
    ("POST", "/rest/tokens"): {"name": "\n", "role": "viewer"},
    ("POST", "/rest/ingest-keys"): {"name": "\n"},
}


async def _try(who: httpx.AsyncClient, method: str, path: str) -> int:
    concrete = path.replace("{user_id}", "nobody").replace("{session_id}", "none").replace("{token_id}", "none")
    concrete = concrete.replace("{key_id}", "none")
    return (await who.request(method, concrete, json=_BODIES.get((method, path)))).status_code


async def _callers(app: FastAPI, db: Database) -> dict[str, httpx.AsyncClient]:
    callers = {role: await sign_in(app, _BY_ROLE[role]) for role in ROLES}
    key = await tokens.create_ingest_key(db, name="k", actor=TESTER)
    callers["ingest"] = client(app, headers={"Authorization": f"Bearer {key.token_text}"})
    callers["anonymous"] = client(app)
    return callers


def test_every_route_declares_what_it_needs() -> None:
    app = make_app(make_access(None))  # type: ignore[arg-type]
    assert undeclared_routes(app, _FRAMEWORK) == []


async def test_each_role_may_exactly_what_the_matrix_says(db: Database) -> None:
    access = make_access(db, login_free_failures_per_account=1000, login_free_failures_per_address=1000)
    app = make_app(access)
    await add_people(access)
    callers = await _callers(app, db)
    matrix = {key: row for key, row in permission_matrix(app).items() if key[1] not in _FRAMEWORK}
    assert len(matrix) >= 20
    wrong = []
    for (method, path), row in matrix.items():
        if (method, path) == ("DELETE", "/rest/session") or all(row.values()):
            continue  # signing out would end the callers; public routes have tests of their own
        for name, allowed in row.items():
            status = await _try(callers[name], method, path)
            refused = status in (401, 403)
            if refused is allowed:
                wrong.append(f"{name} {method} {path}: {status}")
    assert wrong == []


@pytest.mark.parametrize("name", ["bob", "charlie", "rita", "dora", "paul"])
async def test_nobody_but_administrators_and_security_sees_people_tokens_or_the_audit(db: Database, name: str) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access)
    browser = await sign_in(app, name)
    for path in ("/rest/users", "/rest/tokens", "/rest/ingest-keys", "/rest/audit", "/rest/audit/verification"):
        answer = await browser.get(path)
        assert answer.status_code == 403, path
        assert "roles with it" in answer.json()["detail"]
        assert "@example.org" not in answer.text
