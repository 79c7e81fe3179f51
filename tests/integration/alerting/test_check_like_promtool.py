"""`sardonyx check rules` and `promtool check rules` come to the same verdict on the same files."""

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from sardonyx.alerting.rule_files import RuleFileError, read_rules
from sardonyx.cli.app import app
from tests.integration.alerting.promtool import promtool
from tests.integration.alerting.rule_file_corpus import BAD, GOOD, HEAD
from tests.integration.alerting.templates import LATER_WORDS, UNREADABLE


def _verdicts(folder: Path, text: str) -> tuple[bool, bool]:
    (folder / "rules.yml").write_text(text)
    theirs, _ = promtool("check", "rules", "--lint=none", "rules.yml", folder=folder)
    return theirs == 0, CliRunner().invoke(app, ["check", "rules", str(folder / "rules.yml")]).exit_code == 0


def test_promtool_takes_the_good_files(tmp_path: Path) -> None:
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    code, said = promtool("check", "rules", "--lint=none", *GOOD, folder=tmp_path)
    assert code == 0, said


@pytest.mark.parametrize("name", GOOD)
def test_we_take_a_good_file(name: str) -> None:
    read_rules(GOOD[name].removeprefix("\ufeff"), name)


@pytest.mark.parametrize("name", BAD)
def test_both_refuse_a_bad_file(name: str, tmp_path: Path) -> None:
    assert _verdicts(tmp_path, BAD[name]) == (False, False)


def test_both_say_the_same_of_templates_that_are_none(tmp_path: Path) -> None:
    annotations = {f"x{number}": text for number, text in enumerate(UNREADABLE)}
    rule = {"alert": "A", "expr": "up", "annotations": annotations}
    content = yaml.safe_dump({"groups": [{"name": "g", "rules": [rule]}]})
    (tmp_path / "rules.yml").write_text(content)
    _, said = promtool("check", "rules", "rules.yml", folder=tmp_path)
    with pytest.raises(RuleFileError) as refused:
        read_rules(content, "rules.yml")
    theirs, ours = _by_annotation(said), _by_annotation(str(refused.value))
    for number, text in enumerate(UNREADABLE):
        name = f"x{number}"
        assert (theirs.get(name), ours.get(name)) == LATER_WORDS.get(text, (theirs.get(name), theirs.get(name))), text
    assert len(ours) > 40


def _by_annotation(said: str) -> dict[str, str]:
    return dict(re.findall(r'annotation "(x\d+)": (template: .*)', said))


def test_rules_that_are_there_twice_are_named_and_can_fail_the_check(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(HEAD + "  - {record: a, expr: up, labels: {x: y}}\n" * 2)
    theirs, _ = promtool("check", "rules", "--lint-fatal", "rules.yml", folder=tmp_path)
    ours = CliRunner().invoke(app, ["check", "rules", "--lint-fatal", str(file)])
    assert (theirs, ours.exit_code) == (3, 3)
    assert "a is there 2 times with the same labels\n    x: y\n" in ours.output
    lenient = CliRunner().invoke(app, ["check", "rules", str(file)])
    assert lenient.exit_code == 0
    assert "SUCCESS: 2 rules in 1 group" in lenient.output
    assert "times" not in CliRunner().invoke(app, ["check", "rules", "--no-lint", str(file)]).output
