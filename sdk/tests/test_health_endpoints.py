"""The endpoints in FastAPI, Starlette, Flask, plain ASGI and plain WSGI: the same answers everywhere."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import fastapi
import flask
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from collector import Collector
from sardonyx_sdk.health import (
    Health,
    HealthMiddleware,
    HealthWSGIMiddleware,
    Observation,
    Paths,
    add_health,
    check,
    drain_on_signal,
    http,
)
from test_health import until

Client = Callable[..., Awaitable[httpx.Response]]
FAILED = Observation("fail", "gone")


async def bare_asgi(scope: Any, receive: Any, send: Any) -> None:
    await PlainTextResponse("the application")(scope, receive, send)


def bare_wsgi(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("content-type", "text/plain")])
    return [b"the application"]


def starlette() -> Starlette:
    async def home(request: Any) -> PlainTextResponse:
        return PlainTextResponse("the application")

    return Starlette(routes=[Route("/", home)])


def fast() -> fastapi.FastAPI:
    app = fastapi.FastAPI()
    app.get("/", response_class=PlainTextResponse)(lambda: "the application")
    return app


def of_flask() -> flask.Flask:
    app = flask.Flask("shop")
    app.get("/")(lambda: "the application")
    return app


def asgi_client(app: Any) -> Client:
    async def ask(method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.test") as client:
            return await client.request(method, path, headers=headers)

    return ask


def wsgi_client(app: Any) -> Client:
    async def ask(method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        with httpx.Client(transport=httpx.WSGITransport(app), base_url="http://shop.test") as client:
            return await asyncio.to_thread(client.request, method, path, headers=headers)

    return ask


def added(app: Any, health: Health) -> Any:
    add_health(app, health)
    return app


SERVED: dict[str, Callable[[Health], Client]] = {
    "FastAPI": lambda health: asgi_client(added(fast(), health)),
    "Starlette": lambda health: asgi_client(added(starlette(), health)),
    "ASGI": lambda health: asgi_client(HealthMiddleware(bare_asgi, health)),
    "Flask": lambda health: wsgi_client(added(of_flask(), health)),
    "WSGI": lambda health: wsgi_client(HealthWSGIMiddleware(bare_wsgi, health)),
}


@pytest.fixture
def health() -> Iterator[Health]:
    made = Health("shop", [check("orders", lambda: None), check("search", lambda: FAILED, critical=False)])
    yield made
    made.stop()


@pytest.fixture(params=list(SERVED))
def ask(request: pytest.FixtureRequest, health: Health) -> Client:
    return SERVED[request.param](health)


async def settled(health: Health) -> None:
    await asyncio.to_thread(until, lambda: health.ready().status == 200 and b"gone" in health.ready().body)


async def test_answers_in_every_framework(ask: Client, health: Health) -> None:
    assert (await ask("GET", "/")).text == "the application"
    await settled(health)
    for path, status in (("/live", "pass"), ("/ready", "warn"), ("/health", "warn")):
        answer = await ask("GET", path)
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert answer.headers["content-type"] == "application/health+json"
        assert answer.headers["cache-control"] == "no-store"
        head = await ask("HEAD", path)
        assert (head.status_code, head.content) == (200, b"")
        assert abs(int(head.headers["content-length"]) - len(answer.content)) < 8  # ages have grown
        refused = await ask("POST", path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    health.drain()
    assert [(await ask("GET", path)).status_code for path in ("/live", "/ready", "/health")] == [200, 503, 200]


async def test_paths_can_be_changed(health: Health) -> None:
    ask = asgi_client(HealthMiddleware(bare_asgi, health, Paths("/livez", "/readyz", "/healthz")))
    assert (await ask("GET", "/livez")).json()["status"] == "pass"
    assert (await ask("GET", "/live")).text == "the application"
    with pytest.raises(ValueError, match="must differ"):
        HealthMiddleware(bare_asgi, health, Paths(live="/ready"))


async def test_answers_below_the_path_it_is_mounted_at(health: Health) -> None:
    app = Starlette(routes=[Mount("/shop", app=HealthMiddleware(bare_asgi, health))])
    assert (await asgi_client(app)("GET", "/shop/live")).json()["serviceId"] == "shop"


def test_says_how_to_wrap_what_it_does_not_know(health: Health) -> None:
    with pytest.raises(TypeError, match="HealthMiddleware"):
        add_health(object(), health)


async def test_checks_live_as_long_as_the_application(health: Health) -> None:
    events: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        events.append(f"started {health.is_started}")
        await send({"type": "lifespan.startup.complete"})
        events.append(f"after it {health.is_started}")
        await receive()
        events.append(f"shutdown {health.is_draining} {health.is_started}")
        await send({"type": "lifespan.shutdown.complete"})

    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        events.append(message["type"])

    await HealthMiddleware(app, health)({"type": "lifespan"}, receive, send)
    assert events == [
        "started False",
        "lifespan.startup.complete",
        "after it True",
        "shutdown True True",
        "lifespan.shutdown.complete",
    ]
    assert not health.is_started


@pytest.mark.parametrize("framework", ["FastAPI", "Flask"])
async def test_leaves_a_span_only_where_somebody_traces(
    configure: Any, collector: Collector, health: Health, framework: str
) -> None:
    import sardonyx_sdk

    configure(instrument=["fastapi", "flask"])
    ask = SERVED[framework](health)
    await ask("GET", "/ready")
    await ask("GET", "/live", {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert await asyncio.to_thread(sardonyx_sdk.flush)
    assert [span.name for span in collector.spans if span.kind == 2] == ["GET /live"]


class Ring:
    """Services on real ports, each of which asks the next; one has a database of its own that is gone."""

    def __init__(self, size: int, broken: int, path: str) -> None:
        from wsgiref.simple_server import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            def log_message(self, *_: object) -> None:
                return

        self._servers = [make_server("127.0.0.1", 0, bare_wsgi, handler_class=Quiet) for _ in range(size)]
        ports = [server.server_port for server in self._servers]
        self.healths = []
        for number, server in enumerate(self._servers):
            following = ports[(number + 1) % size]
            database = check("database", lambda fails=number == broken: FAILED if fails else None)
            peer = http("next", f"http://127.0.0.1:{following}{path}", interval_seconds=0.02, timeout_seconds=10)
            self.healths.append(Health(f"s{number}", [database, peer], start_grace_seconds=0))
            server.set_app(HealthWSGIMiddleware(bare_wsgi, self.healths[-1]))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        for health in self.healths:
            health.stop()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def all_have_asked(self) -> bool:
        return all(b"starting" not in h.ready().body and h.health().body.count(b'"time"') == 2 for h in self.healths)


@pytest.mark.parametrize("path", ["/live", "/ready", "/health"])
def test_failure_of_one_does_not_cascade_whatever_the_others_ask(path: str) -> None:
    ring = Ring(4, broken=2, path=path)
    try:
        until(ring.all_have_asked)
        settled = ("pass", "pass") if path == "/live" else ("pass", "warn")
        until(lambda: json.loads(ring.healths[1].ready().body)["status"] == settled[1])
        assert [health.ready().status for health in ring.healths] == [200, 200, 503, 200]
        assert [health.live().status for health in ring.healths] == [200] * 4
        # Degraded is an answer below 400, so it stops with the neighbour.
        assert json.loads(ring.healths[0].ready().body)["status"] == "pass"
    finally:
        ring.close()


def test_signal_drains_first_and_ends_later(health: Health) -> None:
    ended = threading.Event()
    before = signal.signal(signal.SIGUSR1, lambda *_: ended.set())
    try:
        drain_on_signal(health, 0.01, signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGUSR1)
        until(lambda: health.is_draining)
        assert ended.wait(30)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_second_signal_ends_at_once(health: Health) -> None:
    ended = threading.Event()
    before = signal.signal(signal.SIGUSR1, lambda *_: ended.set())
    try:
        drain_on_signal(health, 3600, signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        assert not ended.is_set()
        signal.raise_signal(signal.SIGUSR1)
        assert ended.is_set()
    finally:
        signal.signal(signal.SIGUSR1, before)
