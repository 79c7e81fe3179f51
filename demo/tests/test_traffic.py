import asyncio
import json
from collections import Counter

import httpx

from sardonyx_demo.traffic.generator import MOST_AT_ONCE, Traffic

URLS = {"suna": "http://suna", "onyx-core": "http://onyx-core"}


class Services:
    """Answers as the services would, and keeps what it was asked. `gate` holds answers back until it is set."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.unknown_sessions = 0
        self.is_down = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        user = request.headers["user-agent"]
        self.asked.append((user, request.method, request.url.path))
        if self.is_down:
            raise httpx.ConnectError("refused", request=request)
        await self.gate.wait()
        if request.url.path == "/login":
            body = json.loads(request.content)
            name = body["email"].partition("@")[0]
            if body["password"] != f"{name}-likes-onyx":
                return httpx.Response(401)
            return httpx.Response(200, json={"session_id": f"s-{name}", "token": f"t-{name}"})
        if request.url.path.startswith("/api/") and not request.headers.get("authorization", "").startswith(
            "Bearer t-"
        ):
            self.unknown_sessions += 1
        return httpx.Response(200, json={})


async def visits(services: Services, seed: int, requests: int) -> Traffic:
    """Let traffic flow until this many requests were due; pauses take one turn of the loop."""
    due = 0
    enough = asyncio.Event()

    async def sleep(_: float) -> None:
        nonlocal due
        due += 1
        if due > requests:
            enough.set()
            await asyncio.Event().wait()
        for _ in range(20):  # the answer of the mock transport comes within a few turns
            await asyncio.sleep(0)

    async with httpx.AsyncClient(transport=httpx.MockTransport(services)) as client:
        traffic = Traffic(client, URLS, 5, seed, sleep)
        async with traffic.running():
            await enough.wait()
    return traffic


async def test_same_seed_gives_the_same_requests() -> None:
    first, second, other = Services(), Services(), Services()
    await visits(first, 1, 200)
    await visits(second, 1, 200)
    await visits(other, 2, 200)
    assert first.asked == second.asked != other.asked


async def test_people_log_in_before_they_chat_and_use_everything() -> None:
    services = Services()
    traffic = await visits(services, 1, 1500)
    used = Counter(path.rpartition("/")[0] if "/sessions/" in path else path for _, _, path in services.asked)
    assert set(used) == {"/", "/login", "/api/chat", "/api/sessions", "/api/agents/run", "/documents"}
    assert used["/api/chat"] > 2 * used["/login"] > used["/api/agents/run"]
    assert services.unknown_sessions == 0
    assert len({user for user, _, _ in services.asked}) == 10
    assert traffic.counts["2xx"] > 50 * traffic.counts["4xx"] > 0


async def test_never_more_than_the_limit_at_once() -> None:
    services = Services()
    services.gate.clear()
    traffic = await visits(services, 1, MOST_AT_ONCE + 25)
    assert len(services.asked) == MOST_AT_ONCE
    assert traffic.counts["skipped"] == 25


async def test_unreachable_service_does_not_end_the_traffic() -> None:
    services = Services()
    services.is_down = True
    traffic = await visits(services, 1, 20)
    assert traffic.counts == {"unreachable": 20}
