"""A search rule, ready to be evaluated: a group of its own with one rule in it."""

from dataclasses import dataclass, field
from typing import Any

from sardonyx.alerting.evaluation.alerting import ALERT_NAME
from sardonyx.alerting.evaluation.definition import GroupDefinition
from sardonyx.alerting.evaluation.outputs import METRIC_NAME
from sardonyx.alerting.evaluation.texts import Surroundings
from sardonyx.alerting.search_rules.condition import WORDS, Condition, duration_text
from sardonyx.alerting.search_rules.models import SearchRuleRow
from sardonyx.query.promql.store.matching import SERVICE_LABEL
from sardonyx.query.scope import AccessScope

FILE = "searches"
"""What stands for the file's name in groups and metrics."""

RESERVED_LABELS = frozenset({METRIC_NAME, ALERT_NAME, "alertstate", "severity", "signal"})
"""Labels of ours: no group can have them."""

_SHORTEST_INTERVAL_SECONDS, _LONGEST_INTERVAL_SECONDS = 10, 60
_PER_WINDOW = 10


@dataclass(frozen=True, slots=True)
class SearchGroup(GroupDefinition):
    """Equal ones are the same rule, which goes on undisturbed."""

    rule_id: str
    condition: Condition
    hold_ms: int
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)


def condition_of(row: SearchRuleRow) -> Condition:
    """The row's condition, under its scope."""
    fields: dict[str, Any] = {
        name: getattr(row, name) for name in ("signal", "query", "op", "threshold", "window_seconds", "group_by")
    }
    return Condition(**fields, scope=scope_of_row(row))


def scope_of_row(row: SearchRuleRow) -> AccessScope:
    """Of whom changed it last."""
    return AccessScope(*(None if one is None else frozenset(one) for one in (row.services, row.environments)))


def definition_of(row: SearchRuleRow) -> SearchGroup:
    """The group of a rule. Raises SearchSyntaxError for one that a former version could read."""
    condition = condition_of(row)
    named = condition.service
    service = {SERVICE_LABEL: literal(named)} if named and condition.group_label != SERVICE_LABEL else {}
    described = {"description": literal(row.description)} if row.description else {}
    return SearchGroup(
        file=FILE,
        name=row.name,
        interval_ms=interval_seconds(row.window_seconds) * 1000,
        offset_ms=0,
        limit=0,
        rules=(),
        surroundings=Surroundings(),
        rule_id=row.id,
        condition=condition,
        hold_ms=row.for_seconds * 1000,
        labels={"severity": row.severity, "signal": row.signal, **service},
        annotations={"summary": summary(condition), **described},
    )


def interval_seconds(window_seconds: int) -> int:
    """How often a rule is evaluated: ten times in its window, every ten seconds at most, once a minute at least."""
    return min(max(window_seconds // _PER_WINDOW, _SHORTEST_INTERVAL_SECONDS), _LONGEST_INTERVAL_SECONDS)


def summary(condition: Condition) -> str:
    """The annotation of its alerts, a template: `14 log records of checkout in 5m, more than 10`."""
    of = f" of {{{{ $labels.{condition.group_label} }}}}" if condition.group_by else ""
    told = f"{WORDS[condition.signal]}{of} in {duration_text(condition.window_seconds)}"
    if condition.op == "absent":
        return f"No {told}"
    kind = "fewer" if condition.wants_few else "more"
    return f'{{{{ printf "%.0f" $value }}}} {told}, {kind} than {condition.threshold}'


def literal(text: str) -> str:
    """A template that gives the text as it is: people's words are no programs."""
    return text.replace("{{", '{{"{{"}}')
