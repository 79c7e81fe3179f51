"""A small app around a router, with callers who hold what a test gives them."""

from dataclasses import replace

import httpx
from fastapi import APIRouter, FastAPI
from fastapi.requests import HTTPConnection

from sardonyx.access.principal import Principal
from sardonyx.web import problem

CALLER = Principal(
    "user",
    "1",
    "Alice",
    frozenset({"viewer"}),
    frozenset({"logs:read", "traces:read", "services:read", "metrics:read"}),
)


class Everyone:
    """Access control that takes every request for `principal`'s."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    async def authenticate(self, request: HTTPConnection) -> Principal:
        return self.principal


def make_app(router: APIRouter, principal: Principal = CALLER) -> FastAPI:
    """An app with this router and our problem documents."""
    app = FastAPI()
    app.state.access = Everyone(principal)
    app.include_router(router)
    problem.install(app)
    return app


def client(app: FastAPI) -> httpx.AsyncClient:
    """Speaks to the app without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sardonyx")


def seeing(*services: str) -> Principal:
    """A caller whose scope is these services."""
    return replace(CALLER, services=frozenset(services))
