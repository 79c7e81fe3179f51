"""Rules of the configuration as the keeper takes them."""

from datetime import timedelta

import pytest

from sardonyx.assembly.retaining import retention_plan
from sardonyx.config import ConfigError, load_settings

DAY = timedelta(days=1)


def test_rules_and_ages_become_the_plan() -> None:
    rules = [
        {"name": "debug", "levels": ["DEBUG"], "keep": "3d"},
        {"name": "audit", "services": ["audit"], "keep": "730d"},
    ]
    settings = load_settings(None, {}, {"retention": {"rules": rules, "logs": {"cold": "60d"}}})
    plan = retention_plan(settings)
    assert (plan.archive_after, plan.total, plan.longest) == (60 * DAY, 365 * DAY, 730 * DAY)
    assert [(rule.name, rule.levels, rule.services) for rule in plan.rules] == [
        ("debug", ("DEBUG",), ()),
        ("audit", (), ("audit",)),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"name": "all", "keep": "3d"}, "name services, levels or environments"),
        ({"name": "x", "levels": ["debug"], "keep": "3d"}, "levels"),
        ({"name": "x", "services": ["a"], "keep": "1h"}, "between 1d and 100y"),
    ],
    ids=["of-all", "unknown-level", "too-short"],
)
def test_a_rule_that_cannot_be_is_refused(rule: dict[str, object], expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        load_settings(None, {}, {"retention": {"rules": [rule]}})
