"""The contract of health endpoints: what keeps it passes every rule, and every way to break it is told with what to change."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.access.authenticate import LOOPBACK_ADMIN
from sardonyx.config.sections import OutgoingSettings
from sardonyx.health import api_conformance, conformance
from sardonyx.health.conformance import RuleResult, Seen
from sardonyx.outgoing.guard import Guard
from sardonyx_sdk.health import Health, HealthMiddleware, Observation, check

CHECK = {"status": "pass", "componentType": "datastore", "time": "2026-01-02T03:04:05.678+00:00"}
HEADERS = {"content-type": "application/health+json", "cache-control": "no-store"}
Answer = Callable[[str, str], Seen]


def body(**fields: Any) -> bytes:
    return json.dumps({"status": "pass", **fields}).encode()


def good(method: str, path: str) -> Seen:
    checks = {} if path == "/live" else {"checks": {"orders:responseTime": [CHECK]}}
    return Seen(200, HEADERS, b"" if method == "HEAD" else body(**checks), 0.002)


async def failed(answer: Answer) -> set[tuple[str, str]]:
    """(rule, endpoint) of all that did not pass."""

    async def fetch(method: str, url: str) -> Seen:
        assert url.startswith("http://shop.test/")
        return answer(method, url.removeprefix("http://shop.test"))

    results = await conformance.check("http://shop.test/", fetch)
    assert all(bool(result.change) != result.passed for result in results)
    return {(result.name, result.endpoint) for result in results if not result.passed}


def only(path: str, seen: Seen, method: str = "GET") -> Answer:
    return lambda asked, at: seen if (asked, at) == (method, path) else good(asked, at)


@pytest.mark.parametrize("answer", [None, Observation("fail", "gone")], ids=["well", "failing"])
async def test_endpoints_of_the_sdk_pass_every_rule(answer: Observation | None) -> None:
    health = Health("shop", [check("orders", lambda: answer)], start_grace_seconds=0)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(HealthMiddleware(FastAPI(), health)))

    async def fetch(method: str, url: str) -> Seen:
        began = time.perf_counter()
        got = await client.request(method, url)
        return Seen(got.status_code, dict(got.headers), got.content, (time.perf_counter() - began) / 100)

    with health.running():
        await asyncio.to_thread(health.wait, 30)
        assert [result for result in await conformance.check("http://shop.test", fetch) if not result.passed] == []
    await client.aclose()


async def test_what_keeps_the_contract_passes() -> None:
    assert await failed(good) == set()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(only("/health", Seen(404, {}, b"no such page", 0.002)), {
            ("status code", "/health"), ("media type", "/health"), ("not cached by others", "/health"),
            ("body", "/health"), ("status and code agree", "/health"), ("HEAD", "/health"),
        }, id="nothing there"),
        pytest.param(only("/ready", Seen(200, {**HEADERS, "content-type": "application/json"}, body(), 0.002)),
                     {("media type", "/ready")}, id="media type"),
        pytest.param(only("/live", Seen(200, {**HEADERS, "cache-control": "max-age=60"}, body(), 0.002)),
                     {("not cached by others", "/live")}, id="cached by a proxy"),
        pytest.param(only("/ready", Seen(200, HEADERS, body(status="fail"), 0.002)),
                     {("status and code agree", "/ready")}, id="fails with 200"),
        pytest.param(only("/ready", Seen(200, HEADERS, body(status="ok"), 0.002)),
                     {("body", "/ready"), ("status and code agree", "/ready")}, id="other words"),
        pytest.param(only("/ready", Seen(200, HEADERS, b"[" * 100_000, 0.002)),
                     {("body", "/ready"), ("status and code agree", "/ready")}, id="hostile body"),
        pytest.param(only("/health", Seen(200, HEADERS, body(), 0.3)), {("quick", "/health")}, id="slow"),
        pytest.param(only("/ready", Seen(200, HEADERS, body(), 0.02)), {("answers from memory", "/ready")}, id="works"),
        pytest.param(only("/live", Seen(405, HEADERS, b"", 0.002), "HEAD"), {("HEAD", "/live")}, id="no HEAD"),
        pytest.param(only("/live", Seen(200, HEADERS, body(checks={"orders:responseTime": [CHECK]}), 0.002)),
                     {("looks at no dependency", "/live")}, id="checks in live"),
        pytest.param(only("/health", Seen(error="no answer within 5 s", seconds=5.0)),
                     {("status code", "/health")}, id="hangs"),
    ],
)  # fmt: skip
async def test_names_what_breaks_it(answer: Answer, expected: set[tuple[str, str]]) -> None:
    assert await failed(answer) == expected


@pytest.mark.parametrize(
    ("checks", "seen"),
    [
        ([], "checks is no object"),
        ({"a:b:c": [CHECK]}, "a:b:c has more than one colon"),
        ({"orders:responseTime": CHECK}, "orders:responseTime is no list of objects"),
        ({"orders:responseTime": ["pass"]}, "orders:responseTime: no object"),
        ({"orders:responseTime": [{**CHECK, "status": "up"}]}, "orders:responseTime: status 'up'"),
        ({"orders:responseTime": [{"status": "pass"}]}, "orders:responseTime: no componentType"),
        ({"orders:responseTime": [{**CHECK, "time": "yesterday"}]}, "orders:responseTime: time 'yesterday'"),
        ({"orders:responseTime": [{**CHECK, "time": "2026-01-02T03:04:05"}]}, "time '2026-01-02T03:04:05'"),
    ],
)
async def test_names_what_is_wrong_with_the_checks(checks: Any, seen: str) -> None:
    async def fetch(method: str, url: str) -> Seen:
        if method == "GET" and url.endswith("/health"):
            return Seen(200, HEADERS, body(checks=checks), 0.002)
        return good(method, "/ready")

    results = await conformance.check("http://shop.test", fetch)
    (found,) = [result for result in results if (result.name, result.endpoint) == ("checks", "/health")]
    assert not found.passed
    assert found.seen.endswith(seen)


async def test_live_that_falls_with_ready_is_told() -> None:
    def answer(method: str, path: str) -> Seen:
        return Seen(503, HEADERS, b"" if method == "HEAD" else body(status="fail"), 0.002)

    assert await failed(answer) == {("status code", "/live"), ("lives though not ready", "/live")}


async def test_check_that_runs_because_somebody_asks_is_told() -> None:
    asked = 0

    def answer(method: str, path: str) -> Seen:
        nonlocal asked
        asked += 1
        new = {**CHECK, "time": f"2026-01-02T03:04:{asked:02}Z"}
        if method == "GET" and path == "/health":
            return Seen(200, HEADERS, body(checks={"a:responseTime": [CHECK], "b:responseTime": [new]}), 0.002)
        return good(method, path)

    assert await failed(answer) == {("asking runs no check", "/health")}


class _Everybody:
    async def authenticate(self, request: object) -> object:
        return LOOPBACK_ADMIN


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    from sardonyx.web import problem

    app = FastAPI()
    app.state.access = _Everybody()
    guard = Guard.of(OutgoingSettings())
    app.include_router(api_conformance.build_router(guard))
    problem.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sardonyx.test") as made:
        yield made
    guard.close()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.test",
        "http://",
        "http://ann:secret@shop.test",
        "https://shop.test/?x=1",
        "http://169.254.169.254/latest",
    ],
)
async def test_refuses_addresses_it_will_not_call(client: httpx.AsyncClient, url: str) -> None:
    answer = await client.post("/rest/health/conformance", json={"url": url})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "url")


async def test_calls_a_real_service_and_says_what_it_saw(client: httpx.AsyncClient) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n" + b"x" * 300_000)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        got = (await client.post("/rest/health/conformance", json={"url": url + "/"})).json()
    assert (got["url"], got["passed"]) == (url, False)
    rules = {(rule["name"], rule["endpoint"]): RuleResult(**rule) for rule in got["rules"]}
    assert rules["status code", "/live"].seen == "the body is larger than 256 KiB"
    assert rules["status code", "/live"].change == "answer GET with 200"
