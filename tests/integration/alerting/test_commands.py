"""The commands about rules, as a person types them."""

import subprocess
import sys
from pathlib import Path

SCENARIOS = Path(__file__).parent / "scenarios"


def _run(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "sardonyx", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def test_rule_tests_hold_or_are_told(tmp_path: Path) -> None:
    fine, bad = str(SCENARIOS / "tests.yml"), tmp_path / "bad.yml"
    bad.write_text("tests:\n- promql_expr_test: [{expr: 1 + 1, eval_time: 0m, exp_samples: [{value: 3}]}]\n")
    assert _run("test", "rules", fine) == (0, f"Unit testing: {fine}\n  SUCCESS\n\n")
    code, said = _run("test", "rules", fine, str(bad))
    assert code == 1
    assert "test 1: 1 + 1 at 0 s: expected {} 3.0, got {} 2.0" in said


def test_checking_a_configuration_checks_its_rule_files(tmp_path: Path) -> None:
    config, rules = tmp_path / "sardonyx.yaml", tmp_path / "rules.yml"
    config.write_text(f"alerting:\n  rule_files: [{tmp_path}/*.yml]\n")
    rules.write_text("groups:\n- name: g\n  rules:\n  - {record: a, expr: up}\n")
    assert _run("check", "config", str(config)) == (0, f"{config}: fine\n1 rule file: fine, 1 rule in 1 group\n")
    rules.write_text("groups:\n- name: g\n  rules:\n  - {record: a, expr: sum(}\n")
    code, said = _run("check", "config", str(config))
    assert code == 1
    assert f"{rules}:4:23: groups[0] (group g).rules[0] (record a).expr: could not parse expression" in said
