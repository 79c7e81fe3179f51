"""A search rule at work: an alerting rule whose expression is a search."""

from collections.abc import Sequence

from sardonyx.alerting.evaluation.alert import Alert, AlertState, Pairs
from sardonyx.alerting.evaluation.alerting import ALERT_NAME, AlertingRule
from sardonyx.alerting.evaluation.outputs import EvaluationFailed, Output, Query, Result
from sardonyx.alerting.search_rules.counting import count_breaches
from sardonyx.alerting.search_rules.definition import SearchGroup
from sardonyx.alerting.search_rules.memory import AlertMemory, Remembered
from sardonyx.query.search import SearchSyntaxError
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

SILENT_GIVEN_UP_MS = 24 * 3_600_000
"""A group that has been silent for so long is no longer waited for."""


class SearchRule(AlertingRule):
    """Remembers its alerts after every evaluation that matters: what changed, what is pending, and, where records are waited
    for, when we last looked: the time we were away is no silence of others."""

    def __init__(self, told: SearchGroup, memory: AlertMemory, before: Remembered | None, started_ms: int) -> None:
        super().__init__(
            told.name,
            told.condition.text,
            told.labels,
            told.annotations,
            hold_ms=told.hold_ms,
        )
        self.rule_id = told.rule_id
        self.condition = told.condition
        self._memory = memory
        self._kept = True
        self._away = (before.evaluated_at_ms, started_ms) if before else None
        if before:
            self._go_on(before, started_ms)

    async def evaluate(self, at_ms: int, query: Query, *, limit: int = 0, offset_ms: int = 0) -> Sequence[Output]:
        """See AlertingRule."""
        before = self._states()
        outputs = await super().evaluate(at_ms, query, limit=limit, offset_ms=offset_ms)
        now = self._states()
        waiting = AlertState.PENDING in now.values() or self.condition.wants_few
        if now != before or waiting or not self._kept:
            self._kept = await self._memory.keep(self.rule_id, self.active.values(), at_ms)
        return outputs

    async def results(self, engine: Engine, at_ms: int) -> Sequence[Result]:
        """The groups that breach the condition at an instant, each as a series. Raises EvaluationFailed."""
        condition, label = self.condition, self.condition.group_label
        known = self._waited_for(at_ms) if condition.wants_few and label else []
        try:
            found = await count_breaches(engine, condition, self._window(at_ms), known)
        except (StorageError, SearchSyntaxError) as error:
            raise EvaluationFailed(str(error)) from error
        counts = {one.group: one.records for one in found}
        counts |= {group: 0 for group in known if group not in counts}
        breaching = {group: records for group, records in counts.items() if condition.is_breached_by(records)}
        return [Result({label: group} if label else {}, float(records)) for group, records in breaching.items()]

    def _window(self, at_ms: int) -> TimeRange:
        length = self.condition.window_seconds * 1000
        start = at_ms - length
        if self._away and self.condition.wants_few and start < self._away[1]:
            since, until = self._away
            start = min(start, since - (length - (at_ms - until)))
        return TimeRange(max(0, start) * 1_000_000, at_ms * 1_000_000)

    def _waited_for(self, at_ms: int) -> list[str]:
        """Groups with an alert: they may have been silent for longer than groups are looked for."""
        label = self.condition.group_label
        waited = (alert for alert in self.alerts if at_ms - alert.active_at_ms < SILENT_GIVEN_UP_MS)
        return [group for alert in waited if (group := dict(alert.labels).get(label))]

    def _states(self) -> dict[Pairs, AlertState]:
        return {labels: alert.state for labels, alert in self.active.items()}

    def _go_on(self, before: Remembered, started_ms: int) -> None:
        """Take over the alerts of before, unless name or labels of the rule have changed. Time away is no time pending."""
        own = {(ALERT_NAME, self.name), *((name, self.labels[name]) for name in ("severity", "signal"))}
        away_ms = max(0, started_ms - before.evaluated_at_ms)
        for alert in before.alerts:
            if own <= set(alert.labels):
                self.active[alert.labels] = _moved(alert, away_ms)


def _moved(alert: Alert, away_ms: int) -> Alert:
    if alert.state is AlertState.PENDING:
        alert.active_at_ms += away_ms
    return alert
