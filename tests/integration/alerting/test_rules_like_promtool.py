"""Rules give what they give in Prometheus: promtool's unit tests hold, and fail, on both sides."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sardonyx.alerting.templates import Sample, expand_alert_template
from sardonyx.alerting.templates.values import AlertData
from sardonyx.alerting.unit_tests import read_test_file, run_tests
from sardonyx.storage.embedded import EmbeddedEngine
from tests.integration.alerting.promtool import promtool
from tests.integration.alerting.templates import TEMPLATES

SCENARIOS = Path(__file__).parent / "scenarios"
WRITTEN = yaml.safe_load((SCENARIOS / "tests.yml").read_text())
NAMES = [test["name"] for test in WRITTEN["tests"]]


def _write(folder: Path, test: dict[str, Any]) -> Path:
    (folder / "rules.yml").write_text((SCENARIOS / "rules.yml").read_text())
    file = folder / "tests.yml"
    file.write_text(yaml.safe_dump({**WRITTEN, "tests": [test]}))
    return file


def _spoiled(test: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The test with all of its expectations made wrong, and how many they are."""
    wrong = copy.deepcopy(test)
    samples, alerts = wrong.get("promql_expr_test", []), wrong.get("alert_rule_test", [])
    for expected in samples:
        expected["exp_samples"] = [*expected.get("exp_samples", []), {"labels": 'too{many="1"}', "value": 1}]
    for expected in alerts:
        expected["exp_alerts"] = [] if expected.get("exp_alerts") else [{"exp_labels": {"too": "many"}}]
    return wrong, len(samples) + len(alerts)


@pytest.mark.parametrize("name", NAMES)
async def test_a_scenario_holds_on_both_sides(name: str, tmp_path: Path, engine: EmbeddedEngine) -> None:
    file = _write(tmp_path, next(test for test in WRITTEN["tests"] if test["name"] == name))
    assert promtool("test", "rules", "tests.yml", folder=tmp_path)[0] == 0
    assert await run_tests(file, read_test_file(file), engine) == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_spoiled_scenario_fails_on_both_sides(name: str, tmp_path: Path, engine: EmbeddedEngine) -> None:
    wrong, expectations = _spoiled(next(test for test in WRITTEN["tests"] if test["name"] == name))
    file = _write(tmp_path, wrong)
    code, said = promtool("test", "rules", "tests.yml", folder=tmp_path)
    assert (code, len(re.findall(r"^ {4}(?:expr|alertname): ", said, re.M))) == (1, expectations), said
    assert len(await run_tests(file, read_test_file(file), engine)) == expectations


def test_templates_expand_as_in_prometheus(tmp_path: Path) -> None:
    """One alert with a template in each annotation; promtool compares what we made of them with what it makes of them."""
    ours = {f"a{number}": _expanded(text) for number, text in enumerate(TEMPLATES)}
    annotations = {f"a{number}": text for number, text in enumerate(TEMPLATES)}
    rule = {"alert": "A", "expr": "up", "annotations": annotations}
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": [rule]}]}))
    series = {'up{instance="a:9100",job="api"}': "1234567.891", 'few{n="a"}': "1.5", 'few{n="b"}': "2"}
    alerts = [{"exp_labels": {"instance": "a:9100", "job": "api"}, "exp_annotations": ours}]
    test = {
        "interval": "1m",
        "external_labels": {"dc": "eu"},
        "external_url": "http://prometheus.example",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [{"eval_time": "0m", "alertname": "A", "exp_alerts": alerts}],
    }
    (tmp_path / "tests.yml").write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "tests": [test]}))
    code, said = promtool("test", "rules", "tests.yml", folder=tmp_path)
    assert code == 0, said


def _expanded(text: str) -> str:
    labels = {"__name__": "up", "instance": "a:9100", "job": "api"}
    data = AlertData(labels, {"dc": "eu"}, "http://prometheus.example", 1234567.891)
    few = [Sample({"__name__": "few", "n": name}, value) for name, value in (("a", 1.5), ("b", 2.0))]
    answers = {
        "sort(few)": few,
        "none": [],
        "1 + 1": [Sample({}, 2.0)],
        "sum(": "1:5: parse error: unclosed left parenthesis",
    }
    return expand_alert_template(text, "A", data, answers=answers, external_url=data.ExternalURL, now_ms=0)[0]
