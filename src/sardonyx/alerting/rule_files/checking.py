"""What must be true of a file beyond its shape. Yields problems with the path of what they are about.

Words are those of Prometheus 3. Source: Prometheus, model/rulefmt.
"""

from collections.abc import Iterator, Mapping

from sardonyx.alerting.rule_files.models import Rule, RuleFile, RuleGroup
from sardonyx.alerting.rule_files.names import METRIC_NAME, is_name, is_text
from sardonyx.alerting.rule_files.yaml_places import Path
from sardonyx.alerting.templates import TemplateError, check_alert_template
from sardonyx.query.promql import ParseError
from sardonyx.query.promql.parser import parse

Problem = tuple[Path, str]


def problems(file: RuleFile) -> Iterator[Problem]:
    """Everything wrong in a file."""
    seen: set[str] = set()
    for index, group in enumerate(file.groups):
        path: Path = ("groups", index)
        if not group.name:
            yield path, "Groupname must not be empty"
        if group.name in seen:
            yield (*path, "name"), f'groupname: "{group.name}" is repeated in the same file'
        seen.add(group.name)
        yield from _of_group(group, path)


def _of_group(group: RuleGroup, path: Path) -> Iterator[Problem]:
    yield from _labels(group.labels, (*path, "labels"))
    for index, rule in enumerate(group.rules):
        here = (*path, "rules", index)
        yield from _of_rule(rule, here)
        yield from _labels(rule.labels, (*here, "labels"))


def _of_rule(rule: Rule, path: Path) -> Iterator[Problem]:
    if rule.record and rule.alert:
        yield (*path, "alert"), "only one of 'record' and 'alert' must be set"
    if not rule.name:
        yield path, "one of 'record' or 'alert' must be set"
    if not rule.expr:
        yield (*path, "expr"), "field 'expr' must be set in rule"
    else:
        try:
            parse(rule.expr)
        except ParseError as error:
            yield (*path, "expr"), f"could not parse expression: {error}"
    if rule.record:
        yield from _of_recording(rule, path)
    for name in rule.annotations:
        if not is_name(name):
            yield (*path, "annotations", name), f"invalid annotation name: {name}"
    if rule.alert:
        yield from _templates(rule, path)


def _of_recording(rule: Rule, path: Path) -> Iterator[Problem]:
    for key, given in (
        ("annotations", bool(rule.annotations)),
        ("for", bool(rule.hold_seconds)),
        ("keep_firing_for", bool(rule.keep_firing_seconds)),
    ):
        if given:
            yield (*path, key), f"invalid field '{key}' in recording rule"
    if not is_name(rule.record):
        yield (*path, "record"), f"invalid recording rule name: {rule.record!r}"
    elif "{" in rule.record or "}" in rule.record:
        yield (
            (*path, "record"),
            f"braces present in the recording rule name; should it be in expr?: {rule.record}",
        )


def _labels(labels: Mapping[str, str], path: Path) -> Iterator[Problem]:
    for name, value in labels.items():
        if not is_name(name) or name == METRIC_NAME:
            yield (*path, name), f"invalid label name: {name}"
        if not is_text(value):
            yield (*path, name), f"invalid label value: {value!r}"


def _templates(rule: Rule, path: Path) -> Iterator[Problem]:
    for kind, key, texts in (("label", "labels", rule.labels), ("annotation", "annotations", rule.annotations)):
        for name, text in texts.items():
            try:
                check_alert_template(text, rule.alert)
            except TemplateError as error:
                yield (*path, key, name), f'{kind} "{name}": {error}'
