"""The routes of the rules for log records; what they find is found by the engine."""

from datetime import UTC, datetime
from typing import Any

from sardonyx.logs.rules import LogRules
from sardonyx.logs.rules_api import LogRulesResponse, RuleTried, build_router
from sardonyx.processors.parsing.keeping import Keeping, MinimumLevel, Sampling
from sardonyx.processors.parsing.rules import ParseRule
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.pipelines.log_handling import LogHandling
from tests.support.callers import client, make_app

PATTERN = r"^%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{IP:client.address} %{GREEDYDATA:message}"
HANDLING = LogHandling(
    (ParseRule("own", PATTERN, services=("a*",)),),
    Keeping(
        (MinimumLevel("below_info", "INFO", environments=("prod",)),), (Sampling("health", 0, contains="/health"),)
    ),
)


async def tried(engine: EmbeddedEngine, **body: Any) -> tuple[int, Any]:
    async with client(make_app(build_router(LogRules(engine, HANDLING)))) as http:
        answer = await http.post("/rest/logs/rules/try", json=body)
    return answer.status_code, answer.json()


async def test_the_rules_are_shown(engine: EmbeddedEngine) -> None:
    async with client(make_app(build_router(LogRules(engine, HANDLING)))) as http:
        shown = LogRulesResponse.model_validate((await http.get("/rest/logs/rules")).json())
    assert [(rule.name, rule.fields) for rule in shown.parse] == [
        ("own", ["time", "level", "client.address", "message"])
    ]
    assert [(rule.name, rule.level, rule.environments) for rule in shown.minimum_levels] == [
        ("below_info", "INFO", ["prod"])
    ]
    assert [(rule.name, rule.keep, rule.contains) for rule in shown.sampling] == [("health", 0, "/health")]
    assert "TIMESTAMP_ISO8601" in shown.named_patterns


async def test_a_pattern_is_tried_as_lines_are_read(engine: EmbeddedEngine) -> None:
    lines = ["2026-11-18T11:06:40.5Z warn 10.1.2.3 it's \\ 'so'", '{"msg":"unlike it","k":"v"}', ""]
    for body in ({"pattern": PATTERN}, {"name": "own"}):
        status, answer = await tried(engine, lines=lines, **body)
        assert status == 200
        found = RuleTried.model_validate(answer)
        assert found.error is None
        first, second, empty = found.lines
        assert (first.matched, first.fields, first.level, first.body) == (
            True, {"client.address": "10.1.2.3"}, "WARN", "it's \\ 'so'",
        )  # fmt: skip
        assert first.time == datetime(2026, 11, 18, 11, 6, 40, 500_000, UTC)
        assert (second.matched, second.fields, second.body, second.time) == (False, {"k": "v"}, "unlike it", None)
        assert not empty.matched


async def test_a_pattern_that_is_none_is_answered_with_what_is_allowed(engine: EmbeddedEngine) -> None:
    _, answer = await tried(engine, pattern="%{NUMBR:n}", lines=["1"])
    assert "did you mean NUMBER?" in answer["error"]
    assert answer["lines"] == []
    _, answer = await tried(engine, pattern="(?P<n>", kind="regex", lines=["1"])
    assert "RE2" in answer["error"]


async def test_a_request_that_says_neither_or_both_is_refused(engine: EmbeddedEngine) -> None:
    assert (await tried(engine, lines=["x"]))[0] == 422
    assert (await tried(engine, lines=["x"], name="own", pattern="x"))[0] == 422
    assert (await tried(engine, lines=["x"], name="nobody"))[0] == 404
    assert (await tried(engine, lines=["x"] * 201, name="own"))[0] == 422
