"""The rules that come with Sardonyx: each fires where it should and stays silent where it should, here and in promtool."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest

from sardonyx.alerting.rule_files import RuleFileError, read_rule_file
from sardonyx.alerting.shipped import shipped_files
from sardonyx.alerting.sources import RuleSettings, load
from sardonyx.alerting.unit_tests import read_test_file, run_tests
from sardonyx.alerting.unit_tests.models import RuleTestFile

TESTS = sorted((Path(__file__).parents[2] / "golden" / "shipped_rules").glob("*.test.yml"))
ALERTS = {
    rule.name: rule
    for file in shipped_files()
    for group in read_rule_file(file).groups
    for rule in group.rules
    if rule.alert
}
_TOLD = ("summary", "description")


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
async def test_each_fires_where_it_should_and_only_there(path: Path) -> None:
    assert await run_tests(path, read_test_file(path), cast("Any", None)) == []


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_sees_it_alike() -> None:
    done = subprocess.run(["promtool", "test", "rules", *map(str, TESTS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _sources(test: RuleTestFile) -> set[str]:
    """What the input series are named after."""
    series = " ".join(one.series for run in test.tests for one in run.input_series)
    return set(re.findall(r'(?:instance|job|service_name)="([^"]+)"', series))


def test_each_has_a_case_in_which_it_fires_and_one_in_which_it_is_silent() -> None:
    fires, silent = set[str](), set[str]()
    for path in TESTS:
        test = read_test_file(path)
        sources = _sources(test)
        for asked in (one for run in test.tests for one in run.alert_rule_test):
            found = {value for alert in asked.exp_alerts for value in alert.exp_labels.values()}
            if any(source.partition(" ")[0] == asked.alertname for source in found):
                fires.add(asked.alertname)
            if {source for source in sources if source.startswith(f"{asked.alertname}:")} - found:
                silent.add(asked.alertname)
    assert (set(ALERTS) - fires, set(ALERTS) - silent) == (set(), set())


@pytest.mark.parametrize("name", sorted(ALERTS))
def test_each_says_how_bad_it_is_what_is_wrong_and_what_to_do(name: str) -> None:
    rule = ALERTS[name]
    assert rule.labels["severity"] in ("critical", "warning", "info", "{{ $labels.severity }}")
    assert tuple(rule.annotations) == _TOLD
    assert all(rule.annotations[key] for key in _TOLD)
    assert "{{" in rule.annotations["summary"] or name == "SardonyxConfigurationNotUsed"


def test_each_stands_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
    records = {rule.name for file in shipped_files() for group in read_rule_file(file).groups for rule in group.rules}
    assert {name for name in records if f"`{name}`" not in page} == set()


def test_names_are_used_once() -> None:
    groups = load(RuleSettings(shipped=True)).groups
    alerts = [rule.alert for group in groups for rule in group.rules if rule.alert]
    assert sorted(alerts) == sorted(ALERTS)
    assert len({group.key for group in groups}) == len(groups)


def test_single_ones_can_be_left_out() -> None:
    groups = load(RuleSettings(shipped=True, disabled=["NginxDown", "NginxDropsConnections", "RedisEvicts"])).groups
    names = {rule.name for group in groups for rule in group.rules}
    assert not {"NginxDown", "NginxDropsConnections", "RedisEvicts"} & names
    assert "nginx" not in {group.name for group in groups}, "a group without rules is none"
    assert "redis" in {group.name for group in groups}
    assert next(group.file for group in groups if group.name == "redis") == "sardonyx/infrastructure/rules/redis.yml"


def test_leaving_out_what_is_not_there_is_refused() -> None:
    with pytest.raises(RuleFileError) as refused:
        load(RuleSettings(shipped=True, disabled=["RedisEvict"]))
    assert refused.value.problems == (
        "alerting.disabled_rules: no shipped rule is named RedisEvict; is RedisEvicts meant?",
    )
