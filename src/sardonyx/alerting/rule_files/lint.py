"""What is allowed in rule files, but hardly meant. Source: promtool, `check rules --lint`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sardonyx.alerting.rule_files.models import RuleFile


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rules that write the same series: name and labels of the rule are the same."""

    name: str
    labels: Mapping[str, str]
    times: int


def duplicates(file: RuleFile) -> list[Duplicate]:
    """The rules a file has more than once, ordered by name."""
    counted = Counter(_keys(file))
    return [Duplicate(name, dict(labels), times) for (name, labels), times in sorted(counted.items()) if times > 1]


def _keys(file: RuleFile) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    for group in file.groups:
        for rule in group.rules:
            yield rule.name, tuple(sorted({**group.labels, **rule.labels}.items()))
