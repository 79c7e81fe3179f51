"""What the rule engine says of itself: read off the groups when somebody asks for /metrics."""

from collections.abc import Iterator, Sequence

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.search_rules.runner import SearchRuleRunner

_BY_GROUP = ("rule_group",)


class RuleCollector(Collector):
    """The groups' figures, labelled with file and name as Prometheus does: `rules.yml;api`; of searches `searches;NAME`."""

    def __init__(self, manager: RuleManager, searches: SearchRuleRunner | None = None) -> None:
        self._manager = manager
        self._searches = searches

    def collect(self) -> Iterator[Metric]:
        """All families."""
        groups = [*self._manager.groups, *(self._searches.groups if self._searches else ())]
        yield from (_counter(*about, groups) for about in _COUNTERS)
        yield from (_gauge(*about, groups) for about in _GAUGES)
        yield GaugeMetricFamily(
            "sardonyx_rules_last_reload_successful",
            "Whether what runs is what the rule files say (1) or they can't be used (0).",
            value=float(not self._manager.status.error),
        )
        yield CounterMetricFamily(
            "sardonyx_rule_samples_lost",
            "Samples of rules that couldn't be written.",
            value=self._manager.status.lost,
        )
        yield _alerts(groups)
        yield self._no_data(self._manager.groups)

    def _no_data(self, groups: Sequence[Group]) -> GaugeMetricFamily:
        """Rules that lack nothing have no sample."""
        family = GaugeMetricFamily(
            "sardonyx_rule_no_data",
            "Sources that no longer give what an alerting rule needs.",
            labels=(*_BY_GROUP, "rule"),
        )
        for group in groups:
            for rule in group.rules:
                if isinstance(rule, AlertingRule) and (silent := self._manager.no_data.no_data(rule)):
                    family.add_metric([_name(group), rule.name], len(silent))
        return family


def _name(group: Group) -> str:
    return f"{group.definition.file};{group.definition.name}"


def _counter(name: str, told: str, field: str, groups: Sequence[Group]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, told, labels=_BY_GROUP)
    for group in groups:
        family.add_metric([_name(group)], getattr(group.status, field))
    return family


def _gauge(name: str, told: str, field: str, groups: Sequence[Group]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=_BY_GROUP)
    for group in groups:
        value = getattr(group.status, field)
        family.add_metric([_name(group)], (value or 0) / 1000 if field == "evaluated_at_ms" else value)
    return family


def _alerts(groups: Sequence[Group]) -> GaugeMetricFamily:
    counts = {"pending": 0, "firing": 0}
    for group in groups:
        for rule in group.rules:
            for alert in rule.alerts if isinstance(rule, AlertingRule) else ():
                counts[alert.state.value] += 1
    family = GaugeMetricFamily("sardonyx_alerts", "Alerts of rules, by state.", labels=("state",))
    for state, count in counts.items():
        family.add_metric([state], count)
    return family


_COUNTERS = (
    ("sardonyx_rule_group_iterations", "Evaluations of the group.", "iterations"),
    ("sardonyx_rule_group_iterations_missed", "Evaluations missed because one before took too long.", "missed"),
    ("sardonyx_rule_evaluations", "Evaluations of the group's rules.", "evaluations"),
    ("sardonyx_rule_evaluation_failures", "Evaluations of the group's rules that failed.", "failures"),
)
_GAUGES = (
    ("sardonyx_rule_group_last_duration_seconds", "How long the last evaluation took.", "seconds"),
    ("sardonyx_rule_group_last_evaluation_timestamp_seconds", "When the last evaluation was due.", "evaluated_at_ms"),
    ("sardonyx_rule_group_last_evaluation_samples", "Samples the last evaluation wrote.", "samples"),
)
