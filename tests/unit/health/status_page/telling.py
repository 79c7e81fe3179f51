"""A status page over a real house of monitors, with an outlet that keeps what it is given."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from sardonyx.access.principal import Principal
from sardonyx.health.status_page.boards import Boards
from sardonyx.health.status_page.pages import Pages
from sardonyx.health.status_page.parts import StatusParts, routers
from sardonyx.health.status_page.posts import Posts
from sardonyx.health.status_page.requests_limit import RequestsLimit
from sardonyx.health.status_page.subscribers import Subscribers
from sardonyx.notify.outbox import Outbox
from sardonyx.notify.outlet import Notification
from sardonyx.state.sealing import Sealer
from sardonyx.web import problem
from sardonyx.web.own_domains import OwnDomains
from tests.support.callers import Everyone
from tests.support.health import ALICE, House


@dataclass
class Kept:
    """An outlet that takes everything."""

    notes: list[Notification] = field(default_factory=list)

    async def send(self, notification: Notification) -> None:
        self.notes.append(notification)


@dataclass
class Told:
    """The parts, an app of all their routes, and what was sent."""

    home: House
    parts: StatusParts
    app: FastAPI
    mails: Kept
    calls: Kept
    outbox: Outbox

    def client(self, host: str = "sardonyx.test") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 4711))
        return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")

    def signed_in(self, principal: Principal | None) -> None:
        """Who the callers are from now on."""
        self.app.state.access = Everyone(principal) if principal else Nobody()

    async def make(self, **more: Any) -> dict[str, Any]:
        """A page with a component for each monitor there is."""
        components = [{"name": one.monitor.name, "monitors": [one.id]} for one in self.home.health.watched()]
        body = {"slug": "onyx", "title": "Onyx", "components": components, **more}
        async with self.client() as client:
            answer = await client.post("/rest/health/status-pages", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def get(self, path: str, **headers: str) -> httpx.Response:
        async with self.client() as client:
            return await client.get(path, headers=headers)

    async def post(self, path: str, **options: Any) -> httpx.Response:
        async with self.client() as client:
            return await client.post(path, **options)

    async def send(self) -> None:
        """Send all that is decided."""
        while await self.outbox.send_due():
            pass


class Nobody:
    async def authenticate(self, _request: Any) -> Principal:
        from sardonyx.access.errors import NotAuthenticated

        raise NotAuthenticated


@asynccontextmanager
async def telling(home: House, *, each: int = 12) -> AsyncIterator[Told]:
    mails, calls, sealer = Kept(), Kept(), Sealer(b"s" * 32)
    outbox = Outbox(home.db, {"email": mails, "public_webhook": calls}, now=lambda: home.at)

    def url_of(page: Any) -> str:
        return f"https://status.test/status/{page.spec.slug}"

    subscribers = Subscribers(home.db, outbox, sealer, b"l" * 32, url_of, now=lambda: home.at)
    pages = Pages(home.db, sealer, lambda: home.monitors.all, now=lambda: home.at)
    posts = Posts(home.db, subscribers, now=lambda: home.at)
    boards = Boards(pages, posts, subscribers, home.health, url_of, now=lambda: home.at)
    limit = RequestsLimit(each, 1000, 600.0, clock=lambda: home.monotonic)
    parts = StatusParts(pages, posts, subscribers, boards, limit)
    app = FastAPI()
    app.state.access = Everyone(ALICE)
    app.add_middleware(OwnDomains, slug_at=boards.slug_at)
    for router in routers(parts):
        app.include_router(router)
    problem.install(app)
    yield Told(home, parts, app, mails, calls, outbox)
