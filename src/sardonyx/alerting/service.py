"""What the API asks of rules and alerts, within what the caller may see."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sardonyx.alerting.evaluation.alert import Alert
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group, RuleOf
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.no_data.sightings import Missing
from sardonyx.alerting.search_rules.rule import SearchRule
from sardonyx.alerting.search_rules.runner import SearchRuleRunner
from sardonyx.query.promql.selecting import selects
from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL
from sardonyx.query.promql.tree import Selector
from sardonyx.query.scope import AccessScope


class UnknownPage(Exception):
    """The token of a page names no group; the groups may have changed since."""


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Which rules are wanted; empty means any. `kind` is alerting or recording. `searches`: rules that are searches, too, which
    Prometheus' API has no words for."""

    kind: str = ""
    rules: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    selectors: tuple[Selector, ...] = ()
    searches: bool = False

    def takes(self, rule: RuleOf) -> bool:
        """Whether the rule is wanted. Labels whose values are templates match nothing."""
        if (self.kind and rule.kind != self.kind) or (self.rules and rule.name not in self.rules):
            return False
        labels = {name: value for name, value in rule.labels.items() if "{{" not in value}
        return not self.selectors or any(selects(selector, labels) for selector in self.selectors)


class RulesService:
    """Reads what the manager runs, and `searches`; without them there are no rules."""

    def __init__(self, manager: RuleManager | None = None, searches: SearchRuleRunner | None = None) -> None:
        self._manager = manager
        self.searches = searches

    @property
    def loaded(self) -> tuple[float | None, str]:
        """When the rule files were read (epoch seconds), and why they can't be used as they are now."""
        return (self._manager.status.loaded_at, self._manager.status.error) if self._manager else (None, "")

    def rules(
        self, wanted: RuleFilter, *, most: int = 0, page: str = ""
    ) -> tuple[list[tuple[Group, list[RuleOf]]], str]:
        """Groups that have wanted rules, by file and name, and the token of the next page. Raises UnknownPage."""
        found: list[tuple[Group, list[RuleOf]]] = []
        started = not page
        for group in sorted(self._groups(wanted), key=lambda one: one.definition.key):
            started = started or page_token(group) == page
            rules = self._rules_of(group, wanted) if started else []
            if not rules:
                continue
            if most and len(found) == most:
                return found, page_token(group)
            found.append((group, rules))
        if not started:
            raise UnknownPage(page)
        return found, ""

    def alerts(self, scope: AccessScope) -> list[Alert]:
        """All alerts that are pending or firing."""
        return [
            alert
            for group, rules in self.rules(RuleFilter(kind="alerting", searches=True))[0]
            for rule in rules
            for alert in alerts_of(rule, scope)
        ]

    def no_data(self, rule: RuleOf, scope: AccessScope) -> list[Missing]:
        """The sources that no longer give what an alerting rule needs. None are told to callers with a limited scope."""
        if self._manager is None or not scope.is_everything:
            return []
        if not isinstance(rule, AlertingRule) or isinstance(rule, SearchRule):
            return []
        return self._manager.no_data.no_data(rule)

    def lacks_data(self, rule: AlertingRule, alert: Alert) -> bool:
        """Whether an alert of the rule can't be told of any more."""
        if self._manager is None or isinstance(rule, SearchRule):
            return False
        return self._manager.no_data.has_no_data(rule, alert.labels)

    def _groups(self, wanted: RuleFilter) -> list[Group]:
        of_files = self._manager.groups if self._manager else ()
        of_searches = self.searches.groups if self.searches and wanted.searches else ()
        return [*of_files, *of_searches]

    def _rules_of(self, group: Group, wanted: RuleFilter) -> list[RuleOf]:
        told = group.definition
        if (wanted.groups and told.name not in wanted.groups) or (wanted.files and told.file not in wanted.files):
            return []
        return [rule for rule in group.rules if wanted.takes(rule)]


def page_token(group: Group) -> str:
    """Names a group in the token of a page."""
    told = group.definition
    return hashlib.sha1(f"{told.file};{told.name}".encode(), usedforsecurity=False).hexdigest()


def alerts_of(rule: RuleOf, scope: AccessScope) -> Sequence[Alert]:
    """The rule's pending and firing alerts that the caller may see, as he may see series with their labels."""
    if isinstance(rule, SearchRule) and scope.covers(rule.condition.scope):
        return rule.alerts
    return list(_seen(rule.alerts, scope)) if isinstance(rule, AlertingRule) else []


def _seen(alerts: Sequence[Alert], scope: AccessScope) -> Iterator[Alert]:
    for alert in alerts:
        labels = dict(alert.labels)
        bounds = ((SERVICE_LABEL, scope.services), (ENVIRONMENT_LABEL, scope.environments))
        if all(allowed is None or labels.get(name) in allowed for name, allowed in bounds):
            yield alert
