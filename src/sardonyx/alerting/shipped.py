"""The rules that come with Sardonyx: each capability keeps its own in a folder `rules`."""

import difflib
from collections.abc import Collection
from pathlib import Path

import sardonyx
from sardonyx.alerting.evaluation.definition import GroupDefinition, RuleSource, definitions
from sardonyx.alerting.rule_files import RuleFile, RuleFileError, read_rule_file

PACKAGE = Path(sardonyx.__file__).parent


def shipped_files() -> list[Path]:
    """The files, in order."""
    return sorted(PACKAGE.glob("*/rules/*.yml"))


def shipped_groups(disabled: Collection[str], interval_ms: int, external_url: str) -> list[GroupDefinition]:
    """The groups without the rules named in `disabled`; the file's name is that within the package, wherever it is installed.
    Raises RuleFileError for names that no rule has."""
    files = {path.relative_to(PACKAGE.parent): read_rule_file(path) for path in shipped_files()}
    names = {rule.name for file in files.values() for group in file.groups for rule in group.rules}
    if unknown := sorted(set(disabled) - names):
        raise RuleFileError([_unknown(name, names) for name in unknown])
    source = RuleSource((), interval_ms)
    found = [
        group
        for path, file in files.items()
        for group in definitions(path, _without(file, disabled), source, external_url)
    ]
    return [group for group in found if group.rules]


def _without(file: RuleFile, disabled: Collection[str]) -> RuleFile:
    groups = [
        group.model_copy(update={"rules": tuple(rule for rule in group.rules if rule.name not in disabled)})
        for group in file.groups
    ]
    return file.model_copy(update={"groups": tuple(groups)})


def _unknown(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    meant = f"; is {near[0]} meant?" if near else ""
    return f"alerting.disabled_rules: no shipped rule is named {name}{meant}"
