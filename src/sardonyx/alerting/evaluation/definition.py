"""What a group is made from: equal definitions are the same group, which a reload leaves running."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.canonical import canonical
from sardonyx.alerting.evaluation.recording import RecordingRule
from sardonyx.alerting.evaluation.texts import Surroundings
from sardonyx.alerting.rule_files import Rule, RuleFile


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where rule files are named, with what counts for those that say nothing else."""

    files: tuple[Path, ...]
    interval_ms: int
    offset_ms: int = 0
    external_labels: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class GroupDefinition:
    """A group with all defaults filled in; labels of the group are in its rules."""

    file: str
    name: str
    interval_ms: int
    offset_ms: int
    limit: int
    rules: tuple[Rule, ...]
    surroundings: Surroundings

    @property
    def key(self) -> tuple[str, str]:
        """Which group it is, whatever its rules."""
        return self.file, self.name


def definitions(path: Path, file: RuleFile, source: RuleSource, external_url: str) -> list[GroupDefinition]:
    """The groups of a file."""
    around = Surroundings(source.external_labels or {}, external_url)
    return [
        GroupDefinition(
            file=str(path),
            name=group.name,
            interval_ms=round(group.interval * 1000) or source.interval_ms,
            offset_ms=source.offset_ms if group.query_offset is None else round(group.query_offset * 1000),
            limit=group.limit,
            rules=tuple(rule.model_copy(update={"labels": {**group.labels, **rule.labels}}) for rule in group.rules),
            surroundings=around,
        )
        for group in file.groups
    ]


def rules_of(definition: GroupDefinition, *, restored: bool) -> list[RecordingRule | AlertingRule]:
    """The rules, ready to be evaluated. `restored`: there is no state of before to look for."""
    return [_rule(rule, definition.surroundings, restored=restored) for rule in definition.rules]


def _rule(rule: Rule, surroundings: Surroundings, *, restored: bool) -> RecordingRule | AlertingRule:
    expr = canonical(rule.expr)
    if rule.record:
        return RecordingRule(rule.record, expr, rule.labels)
    return AlertingRule(
        rule.alert,
        expr,
        rule.labels,
        rule.annotations,
        hold_ms=round(rule.hold_seconds * 1000),
        keep_firing_ms=round(rule.keep_firing_seconds * 1000),
        surroundings=surroundings,
        restored=restored,
    )
