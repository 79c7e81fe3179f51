"""Named people and an app around access control.

Alice is the administrator, Bob an editor, Charlie a viewer who may see one service only, Rita responds, Dora deploys,
Paul looks at the product, Sam at security. Mallory is nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from sardonyx.access import Access, AccessError, AccessSettings, Actor
from sardonyx.access.api import build_router
from sardonyx.access.authenticate import LOOPBACK_ADMIN
from sardonyx.access.settings import HashCost
from sardonyx.access.users import NewUser
from sardonyx.state import Database, StateUnavailable

PASSWORD = "seven wet badgers dancing"
TESTER = Actor("system", "test", "test")
# Argon2 at its cheapest: the cost is the library's business, not these tests'.
CHEAP = HashCost(iterations=1, memory_kib=8, lanes=1)
REMOTE = "203.0.113.7"

PEOPLE = {
    "alice": NewUser("alice@example.org", "Alice", PASSWORD, ["admin"]),
    "bob": NewUser("bob@example.org", "Bob", PASSWORD, ["editor"]),
    "charlie": NewUser("charlie@example.org", "Charlie", PASSWORD, ["viewer"], services=["onyx-core"]),
    "rita": NewUser("rita@example.org", "Rita", PASSWORD, ["responder"]),
    "dora": NewUser("dora@example.org", "Dora", PASSWORD, ["deployer"]),
    "paul": NewUser("paul@example.org", "Paul", PASSWORD, ["product"]),
    "sam": NewUser("sam@example.org", "Sam", PASSWORD, ["security"]),
}


@dataclass
class Clock:
    """A wall clock that only moves when told to."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


def make_access(db: Database, clock: Callable[[], datetime] | None = None, **settings: object) -> Access:
    """Access control with cheap hashing and, unless told otherwise, no cache."""
    chosen = AccessSettings(**{"hash_cost": CHEAP, "cache_seconds": 0.0, **settings})  # type: ignore[arg-type]
    return Access(db, chosen, now=clock) if clock is not None else Access(db, chosen)


def make_app(access: Access) -> FastAPI:
    """An app with the access routes; refusals answer with status, kind and headers, as `web.problem` does."""
    app = FastAPI()
    app.state.access = access
    app.include_router(build_router(access))
    app.add_exception_handler(AccessError, _refused)
    app.add_exception_handler(StateUnavailable, _away)
    return app


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AccessError)
    return JSONResponse({"type": error.kind, "detail": str(error)}, error.status, error.headers)


def _away(_request: Request, error: Exception) -> Response:
    assert isinstance(error, StateUnavailable)
    return JSONResponse({"detail": str(error)}, 503, {"Retry-After": str(error.retry_after)})


async def add_people(access: Access, *names: str) -> None:
    """Create some of the people (all, when none is named). Alice comes first: the first user must be an administrator."""
    for name in names or PEOPLE:
        await access.users.create(PEOPLE[name], giver=LOOPBACK_ADMIN, actor=TESTER)


def client(app: FastAPI, address: str = REMOTE, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """A client whose requests come from an address; its cookies are its own."""
    transport = httpx.ASGITransport(app, client=(address, 40_000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://sardonyx.test", headers=headers)


async def sign_in(app: FastAPI, name: str, address: str = REMOTE) -> httpx.AsyncClient:
    """A signed-in browser of one of the people; it sends the CSRF token as our pages do."""
    browser = client(app, address)
    answer = await browser.post("/rest/session", json={"email": PEOPLE[name].email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return browser
