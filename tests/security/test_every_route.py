"""Every route of the whole application × every role: what is declared is what happens."""

import httpx
from fastapi import FastAPI

from sardonyx.access import tokens
from sardonyx.access.catalogue import ROLES
from sardonyx.access.routes import permission_matrix, undeclared_routes
from sardonyx.state import Database
from sardonyx.web.openapi import unstarted_app
from tests.support.people import TESTER, client, make_access

# Tried by tests/security/access with signed-in people; here the rest of the application.
_ACCESS_ROUTES = ("/rest/setup", "/rest/session", "/rest/account", "/rest/users", "/rest/roles", "/rest/tokens",
                  "/rest/ingest-keys", "/rest/audit")  # fmt: skip
_BODIES = {"/rest/logs/context": {"id": "1-0000000000000000"}}


async def _callers(app: FastAPI, db: Database) -> dict[str, httpx.AsyncClient]:
    callers = {"anonymous": client(app)}
    for role in ROLES:
        made = await tokens.create_token(db, role=role, name=role, actor=TESTER)
        callers[role] = client(app, headers={"Authorization": f"Bearer {made.token_text}"})
    key = await tokens.create_ingest_key(db, name="k", actor=TESTER)
    callers["ingest"] = client(app, headers={"Authorization": f"Bearer {key.token_text}"})
    return callers


def test_every_route_declares_what_it_needs() -> None:
    assert undeclared_routes(unstarted_app(make_access(None))) == []  # type: ignore[arg-type]


async def test_each_role_may_exactly_what_the_routes_declare(db: Database) -> None:
    app = unstarted_app(make_access(db))
    callers = await _callers(app, db)
    matrix = {
        (method, path): row
        for (method, path), row in permission_matrix(app).items()
        if not path.startswith(_ACCESS_ROUTES) and not all(row.values()) and method != "WEBSOCKET"
    }
    assert {path for _, path in matrix} >= {"/v1/logs", "/rest/logs/search", "/rest/traces/{trace_id}", "/rest/status"}
    wrong = []
    for (method, path), row in matrix.items():
        for name, allowed in row.items():
            # Nothing stands behind the routes: whoever is let in gets a failure, an empty answer or a validation error.
            answer = await callers[name].request(
                method, path.replace("{trace_id}", "1" * 32), json=_BODIES.get(path, {}) if method == "POST" else None
            )
            if (answer.status_code in (401, 403)) is allowed:
                wrong.append(f"{name} {method} {path}: {answer.status_code}")
    assert wrong == []


async def test_a_caller_from_elsewhere_without_credentials_is_told_what_to_send(db: Database) -> None:
    app = unstarted_app(make_access(db))
    for method, path in (("POST", "/v1/logs"), ("POST", "/rest/logs/search"), ("GET", "/rest/status")):
        answer = await client(app).request(method, path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "Authorization: Bearer" in answer.json()["detail"]
