"""Other people's services, played by a stand-in: their calls, their status pages, their quotas."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from sardonyx.collectors.probes import provider
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.provider_calls import PROVIDERS
from sardonyx.collectors.probes.provider_pages import Page, read_page
from sardonyx.collectors.probes.provider_quota import account_of, limits_of
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import ProviderCheck
from sardonyx.outgoing.guard import Guard

KEY = "sk-test"


@dataclass
class _StandIn:
    """Answers every path alike; a request without the key gets 401."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        has_key = any(KEY in value for value in request.headers.values())
        self.asked.append((request.path, has_key))
        if not has_key and self.status == 200 and not request.path.endswith("summary.json"):
            return web.json_response({"error": "no key"}, status=401)
        return web.json_response(self.body, status=self.status, headers=self.headers)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        runner = web.ServerRunner(web.Server(self.answer))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    provider._KEPT.calls.clear()
    provider._KEPT.pages.clear()


async def _probed(guard: Guard, url: str, name: str = "openai", **check: object) -> ProbeResult:
    wanted = ProviderCheck.model_validate({"provider": name, "url": url, "status_page": False, **check})
    return await provider.probe(wanted, ProbeContext("m1", 2.0, guard))


@pytest.mark.parametrize("name", sorted(PROVIDERS.keys() - {"statuspage"}))
async def test_every_provider_is_called_with_its_key_and_reached_without(guard: Guard, name: str) -> None:
    there = _StandIn(body={"ok": True})
    async with there.running() as url:
        assert (await _probed(guard, url, name, api_key=KEY)).outcome == "up"
        assert (await _probed(guard, url, name)).outcome == "up"
    path = PROVIDERS[name].path.partition("?")[0]
    assert there.asked == [(path, True), (path, False)]


async def test_quota_and_limits_are_figures_and_conditions(guard: Guard) -> None:
    there = _StandIn(headers={"x-ratelimit-limit-requests": "500", "x-ratelimit-remaining-requests": "7"})
    async with there.running() as url:
        result = await _probed(guard, url, api_key=KEY, degraded_unless=["remaining > 10"])
    assert (result.outcome, result.message) == ("degraded", "remaining > 10: is 7")
    assert result.figures["ratelimit_remaining_requests"] == 7


@pytest.mark.parametrize(
    ("status", "body", "outcome", "message"),
    [
        (401, {}, "down", "openai refuses the key (401)"),
        (429, {}, "degraded", "openai: the quota is used up (429)"),
        (503, {}, "down", "openai answered 503"),
        (404, {}, "down", "openai answered 404 to a call with the key"),
    ],
)
async def test_answers_are_judged(
    guard: Guard, status: int, body: dict[str, object], outcome: str, message: str
) -> None:
    async with _StandIn(status, body).running() as url:
        result = await _probed(guard, url, api_key=KEY)
    assert (result.outcome, result.message) == (outcome, message)


async def test_slack_says_no_with_a_200(guard: Guard) -> None:
    async with _StandIn(body={"ok": False, "error": "token_revoked"}).running() as url:
        result = await _probed(guard, url, "slack", api_key=KEY)
    assert (result.outcome, result.message) == ("down", "slack refuses the token: token_revoked")


async def test_calls_with_the_key_are_spread_over_the_day_and_their_verdict_stays(guard: Guard) -> None:
    there = _StandIn(status=401)
    async with there.running() as url:
        for _ in range(3):
            assert (await _probed(guard, url, api_key=KEY, daily_calls_max=1)).message == "openai refuses the key (401)"
        await _probed(guard, url, api_key=KEY, daily_calls_max=0)
    assert [has_key for _, has_key in there.asked] == [True, False, False, False]


@pytest.mark.parametrize(
    ("indicator", "outcome"), [("none", "up"), ("maintenance", "up"), ("minor", "degraded"), ("critical", "down")]
)
async def test_a_status_page_alone_is_a_monitor(guard: Guard, indicator: str, outcome: str) -> None:
    incidents = [{"name": "Slow answers", "status": "investigating"}, {"name": "Old", "status": "resolved"}]
    there = _StandIn(body={"status": {"indicator": indicator}, "incidents": incidents})
    async with there.running() as url:
        result = await _probed(guard, url, "statuspage")
    assert result.outcome == outcome
    assert there.asked[0][0] == "/api/v2/summary.json"
    if outcome != "up":
        assert result.message == "127.0.0.1 says: Slow answers"


async def test_a_page_that_is_none_is_down_where_it_is_all_there_is(guard: Guard) -> None:
    async with _StandIn(body={"hello": 1}).running() as url:
        assert (await _probed(guard, url, "statuspage")).outcome == "down"
    assert (await _probed(guard, "", "statuspage")).reason == "protocol"


_GOOGLE = [
    {"external_desc": "Vertex Gemini API errors", "status_impact": "SERVICE_DISRUPTION",
     "affected_products": [{"title": "Vertex Gemini API"}]},
    {"external_desc": "Old", "end": "2026-01-01T00:00:00Z", "status_impact": "SERVICE_OUTAGE"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "about", "page"),
    [
        pytest.param({"status": {"indicator": "none"}, "incidents": []}, (), Page("operational"), id="statuspage"),
        pytest.param(
            {"status": {"indicator": "none"}, "scheduled_maintenances": [{"status": "in_progress"}]}, (),
            Page("maintenance"), id="statuspage in maintenance",
        ),
        pytest.param({"status": "ok", "active_incidents": []}, (), Page("operational"), id="slack"),
        pytest.param(
            {"status": "active", "active_incidents": [{"type": "outage", "title": "No messages", "status": "active"}]}, (),
            Page("critical", ("No messages",)), id="slack outage",
        ),
        pytest.param(_GOOGLE, ("gemini",), Page("major", ("Vertex Gemini API errors",)), id="google"),
        pytest.param(_GOOGLE, ("bigquery",), Page("operational"), id="google, of other products"),
        pytest.param(
            {"page": {"status": "HASISSUES"}, "activeIncidents": [{"name": "API", "impact": "PARTIALOUTAGE"}]}, (),
            Page("major", ("API",)), id="instatus",
        ),
    ],
)  # fmt: skip
def test_status_pages_of_every_form_are_read(document: object, about: tuple[str, ...], page: Page) -> None:
    assert read_page(json.dumps(document), about) == page


@pytest.mark.parametrize("text", ["", "<html>", "3", "{}", '{"status": 5}', '{"page": []}'])
def test_what_is_no_status_page_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (of json or ours)
        read_page(text)


@pytest.mark.parametrize(
    ("headers", "figures"),
    [
        ({"x-ratelimit-remaining-tokens": "150000"}, {"ratelimit_remaining_tokens": 150_000}),
        ({"anthropic-ratelimit-input-tokens-remaining": "9"}, {"ratelimit_remaining_input_tokens": 9}),
        ({"X-RateLimit-Remaining": "1, 1000"}, {"ratelimit_remaining_requests": 1000}),
        ({"ratelimit-limit": "100;w=60"}, {"ratelimit_limit_requests": 100}),
        ({"retry-after": "30"}, {"ratelimit_retry_after_seconds": 30}),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "x-ratelimit-reset-requests": "1s"}, {}),
    ],
    ids=["openai", "anthropic", "brave", "ietf", "retry", "others"],
)
def test_limits_are_read_from_headers(headers: dict[str, str], figures: dict[str, float]) -> None:
    assert limits_of(headers.items()) == figures


def test_accounts_tell_what_is_left() -> None:
    assert account_of("tavily", {"key": {"usage": 150, "limit": 1000}}) == {
        "quota_used": 150, "quota_limit": 1000, "quota_remaining": 850
    }  # fmt: skip
    assert account_of("serper", {"balance": 40}) == {"quota_remaining": 40}
    assert account_of("github", {"resources": {"core": {"limit": 60, "remaining": 58}}}) == {
        "ratelimit_limit_requests": 60, "ratelimit_remaining_requests": 58
    }  # fmt: skip
    assert account_of("serper", ["?"]) == {}
