"""Rules for logs in a configuration: what can't be used keeps the server from starting, with the key, the value and what may be."""

from typing import Any

import pytest

from sardonyx.assembly.log_rules import LogRulesError, handling_of
from sardonyx.config import Settings
from sardonyx.config.logs import LogHandlingSettings


def settings(**logs: Any) -> Settings:
    return Settings(logs=LogHandlingSettings.model_validate(logs))


def test_every_pattern_that_is_none_is_named() -> None:
    parse = [
        {"name": "a", "pattern": "%{IPP:client}"},
        {"name": "b", "pattern": "%{IP:client}", "services": ["web"]},
        {"name": "c", "kind": "regex", "pattern": "(?P<n>a(?=b))"},
        {"name": "d", "kind": "regex", "pattern": "(a)(?P<n>b)"},
        {"name": "e", "pattern": "no field"},
        {"name": "f", "pattern": "%{IP:x} %{IP:x}"},
        {"name": "g", "pattern": "%{INT:x:money}"},
    ]
    with pytest.raises(LogRulesError) as caught:
        handling_of(settings(parse_rules=parse, sampling=[{"name": "s", "keep": 0, "pattern": "("}]))
    said = str(caught.value)
    assert [mistake.split(" = ")[0] for mistake in caught.value.mistakes] == [
        *(f"logs.parse_rules[{index}].pattern" for index in (0, 2, 3, 4, 5, 6)), "logs.sampling[0].pattern",
    ]  # fmt: skip
    assert said.startswith("7 mistakes in the rules for logs:")
    assert "did you mean IP" in said
    assert "allowed are int, float" in said


def test_rules_are_taken_in_order_with_names_for_those_without() -> None:
    handling = handling_of(
        settings(
            minimum_level=[{"level": "WARN", "services": ["noisy-*"]}, {"level": "INFO", "name": "all"}],
            sampling=[{"name": "health", "keep": 0, "contains": "GET /health"}],
            late_after="1h",
        )
    )
    assert [rule.name for rule in handling.keeping.levels] == ["below_warn", "all"]
    assert handling.keeping.outcomes == "['stored', 'dropped', 'dropped', 'dropped']"
    assert handling.late_after.total_seconds() == 3600


def test_rules_that_count_together_have_different_names() -> None:
    with pytest.raises(ValueError, match="must have different names; used twice: below_warn"):
        settings(minimum_level=[{"level": "WARN"}], sampling=[{"name": "below_warn", "keep": 0}])
