"""Files of rule tests: what can't be read is told with its place. What they do is compared with promtool elsewhere."""

from pathlib import Path
from typing import Any, cast

import pytest

from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.unit_tests import read_test_file, run_tests
from sardonyx.alerting.unit_tests.series import BadSeries, labels_of, values_of


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 2.5 -3 1e2 .5", [1.0, 2.5, -3.0, 100.0, 0.5]),
        ("1+2x3", [1.0, 3.0, 5.0, 7.0]),
        ("10-5x2", [10.0, 5.0, 0.0]),
        ("-1-1x1", [-1.0, -2.0]),
        ("7x2", [7.0, 7.0, 7.0]),
        ("_ 1 _x3 2", [None, 1.0, None, None, None, 2.0]),
        ("Inf -Inf", [float("inf"), float("-inf")]),
        ("", []),
    ],
)
def test_values_have_a_notation(text: str, values: list[float | None]) -> None:
    assert values_of(text) == values


@pytest.mark.parametrize("text", ["x", "1+x2", "1..2", "1x99999999", "_x99999999", "{{schema:1}}"])
def test_values_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadSeries):
        values_of(text)


@pytest.mark.parametrize("text", ['up{a=~"b"}', "up[5m]", "1", "up offset 5m"])
def test_a_series_is_a_name_and_labels(text: str) -> None:
    with pytest.raises(BadSeries, match="is not a series"):
        labels_of(text)
    assert labels_of('up{a="b",c=""}') == {"__name__": "up", "a": "b"}


def _file(folder: Path, text: str) -> Path:
    (folder / "rules.yml").write_text("groups: []\n")
    (folder / "tests.yml").write_text(text)
    return folder / "tests.yml"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tests: [", "tests.yml:2:1: is not YAML: did not find expected node content"),
        (
            "tests:\n- interval: 5\n",
            "tests.yml:2:13: tests[0].interval: must be a duration such as 30s, 1m30s or 2h, not '5'",
        ),
        ("tests:\n- foo: 5\n", "tests.yml:2:8: tests[0].foo: Extra inputs are not permitted"),
    ],
    ids=["yaml", "duration", "key"],
)
def test_a_file_that_is_none_is_refused(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as refused:
        read_test_file(_file(tmp_path, text))
    assert str(refused.value) == f"{tmp_path}/{told}"


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (
            "{name: a, input_series: [{series: up, values: x}]}",
            "a: 'x' is no value: 1, 1+2x3, 1x3, _, _x3 and stale are",
        ),
        ("{promql_expr_test: [{expr: 'sum(', eval_time: 1m}]}", "test 1: 1:5: parse error: unclosed left parenthesis"),
        (
            "{promql_expr_test: [{expr: 'up[5m]', eval_time: 1m}]}",
            "test 1: up[5m] at 60 s: rule result is not a vector or scalar",
        ),
        (
            "{promql_expr_test: [{expr: vector(1), eval_time: 1m}]}",
            "test 1: vector(1) at 60 s: expected nothing, got {} 1.0",
        ),
        (
            "{alert_rule_test: [{alertname: A, eval_time: 1m, exp_alerts: [{exp_labels: {a: b}}]}]}",
            'test 1: alerts A at 60 s: expected {a="b", alertname="A"} {}, got none',
        ),
    ],
    ids=["values", "expr", "matrix", "samples", "alerts"],
)
async def test_what_does_not_hold_is_told(test: str, said: str, tmp_path: Path) -> None:
    file = _file(tmp_path, f"rule_files: [rules.yml]\ntests:\n- {test}\n")
    assert await run_tests(file, read_test_file(file), cast("Any", None)) == [said]


async def test_rule_files_must_be_there(tmp_path: Path) -> None:
    file = _file(tmp_path, "rule_files: [none-*.yml]\n")
    with pytest.raises(RuleFileError, match=r"rule_files: no file matches none-\*\.yml"):
        await run_tests(file, read_test_file(file), cast("Any", None))
