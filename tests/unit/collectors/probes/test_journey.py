"""Journeys: cookies, values handed on, the step that failed, and nothing secret in what is kept."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.journey import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.validity import problems_of
from sardonyx.config.checks import JourneyCheck
from sardonyx.outgoing.guard import Guard
from tests.support.raw_server import http, request_of, talking

_SESSION, _TOKEN = "c00kie-of-ann", 'to"ken/7 7'


async def _shop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Logs in, shows an order to who has cookie and token, and repeats whatever it is sent when it refuses."""
    head = await request_of(reader)
    path = head.split(" ")[1]
    if path == "/login":
        body = json.dumps({"auth": {"token": _TOKEN}, "id": 7}).encode()
        writer.write(http(body, headers=f"Set-Cookie: session={_SESSION}; Path=/; HttpOnly\r\n"))
    elif path == "/orders/7?key=to%22ken%2F7%207" and f"Cookie: session={_SESSION}" in head:
        writer.write(http(b'{"items":[1,2]}'))
    else:
        writer.write(http(head.encode(), "403 Forbidden"))


@pytest.fixture
async def shop() -> AsyncIterator[str]:
    async with talking(_shop) as port:
        yield f"http://127.0.0.1:{port}"


def _journey(shop: str, *, path: str = "/orders/{{order}}?key={{token}}", **last: object) -> JourneyCheck:
    login = {
        "name": "log in",
        "url": f"{shop}/login",
        "method": "POST",
        "body": '{"user":"ann"}',
        "headers": {"X-Secret": "hush-hush"},
        "extract": {"token": "body.auth.token", "order": "body.id", "sid": "cookie.session"},
    }
    look = {"name": "look at an order", "url": f"{shop}{path}", **last}
    return JourneyCheck.model_validate({"steps": [login, look]})


async def _went(guard: Guard, check: JourneyCheck) -> ProbeResult:
    return await probe(check, ProbeContext("m1", 5.0, guard))


async def test_it_logs_in_and_hands_values_on(guard: Guard, shop: str) -> None:
    result = await _went(guard, _journey(shop, conditions=["status == 200", "body.items.length == 2"]))
    assert (result.outcome, result.message) == ("up", "")
    assert list(result.phases) == ["log in", "look at an order"]
    assert result.figures["journey_steps_done"] == 2


async def test_the_step_that_failed_is_named_and_every_step_is_told_without_secrets(guard: Guard, shop: str) -> None:
    result = await _went(guard, _journey(shop, path="/secret/{{token}}", headers={"X-Token": "{{token}}"}))
    assert (result.outcome, result.reason) == ("down", "status")
    assert result.message == "step 'look at an order': it answered 403"
    assert result.evidence is not None
    assert [step.split(" in ")[0] for step in result.evidence.steps] == [
        f"1. log in: POST {shop}/login: 200",
        f"2. look at an order: GET {shop}/secret/********: 403",
    ]
    for secret in (_SESSION, _TOKEN, "to%22ken", "hush-hush"):
        assert secret not in repr(result)


async def test_a_value_that_is_not_there_ends_the_journey(guard: Guard, shop: str) -> None:
    check = _journey(shop)
    first = check.steps[0].model_copy(update={"extract": {"token": "body.auth.nothing"}})
    result = await _went(guard, check.model_copy(update={"steps": (first, check.steps[1])}))
    assert (result.outcome, result.reason) == ("down", "condition")
    assert result.message == "step 'log in': its answer has no body.auth.nothing"


async def test_a_later_step_may_degrade(guard: Guard, shop: str) -> None:
    result = await _went(guard, _journey(shop, degraded_unless=["body.items.length > 5"]))
    assert (result.outcome, result.reason) == ("degraded", "condition")


def test_what_can_not_work_is_said_before_it_runs() -> None:
    check = JourneyCheck.model_validate(
        {
            "steps": [
                {"name": "a", "url": "http://127.0.0.1/{{later}}", "conditions": ["speed < 3"]},
                {"name": "b", "url": "http://127.0.0.1/", "extract": {"later": "somewhere"}},
            ]
        }
    )
    problems = problems_of(check)
    assert len(problems) == 3
    assert "there is no 'speed' here" in problems[0]
    assert "{{later}} is extracted by no step before" in problems[1]
    assert "must be body, body.PATH, header.NAME or cookie.NAME" in problems[2]
