"""An alerting rule: each series of its expression is an alert that waits, fires and resolves. Source: Prometheus, rules."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Literal

from sardonyx.alerting.evaluation.alert import Alert, AlertState, Pairs
from sardonyx.alerting.evaluation.outputs import (
    METRIC_NAME,
    EvaluationFailed,
    Output,
    Query,
    Result,
    pairs,
    refuse_repeated,
)
from sardonyx.alerting.evaluation.status import RuleStatus
from sardonyx.alerting.evaluation.texts import AlertTexts, Surroundings

ALERT_NAME = "alertname"
ALERT_STATE = "alertstate"
ALERTS = "ALERTS"
ALERTS_FOR_STATE = "ALERTS_FOR_STATE"
RESOLVED_KEPT_MS = 15 * 60_000
"""A resolved alert is kept this long, so that whoever was told of it hears of its end, also after a failure."""


Held = Callable[["AlertingRule", Collection[Pairs], Query, int], Awaitable[Collection[Pairs]]]
"""(rule, firing alerts its expression doesn't give any more, query, instant) → those that lack their data, and so go on."""


class AlertingRule:
    """`active` holds the alerts by their labels; `restored` says that their states are known from before a restart, or
    that there was nothing to restore: before, nothing is written that would overwrite what is to be restored."""

    kind: Literal["alerting"] = "alerting"

    def __init__(
        self,
        name: str,
        expr: str,
        labels: Mapping[str, str],
        annotations: Mapping[str, str],
        *,
        hold_ms: int = 0,
        keep_firing_ms: int = 0,
        surroundings: Surroundings | None = None,
        restored: bool = True,
    ) -> None:
        self.name = name
        self.expr = expr
        self.labels = labels
        self.annotations = annotations
        self.hold_ms = hold_ms
        self.keep_firing_ms = keep_firing_ms
        self.restored = restored
        self.status = RuleStatus()
        self.active: dict[Pairs, Alert] = {}
        self.held: Held | None = None
        self._texts = AlertTexts(name, surroundings or Surroundings())

    @property
    def alerts(self) -> list[Alert]:
        """The alerts that are pending or firing."""
        return [alert for alert in self.active.values() if alert.state is not AlertState.INACTIVE]

    @property
    def state(self) -> AlertState:
        """The highest state of its alerts."""
        states = {alert.state for alert in self.active.values()}
        return next((one for one in (AlertState.FIRING, AlertState.PENDING) if one in states), AlertState.INACTIVE)

    async def evaluate(self, at_ms: int, query: Query, *, limit: int = 0, offset_ms: int = 0) -> Sequence[Output]:
        """The series about its alerts at `at_ms`. Raises PromqlError, EvaluationFailed; then no state has changed, but
        for a limit passed: all alerts are dropped, as upstream does."""
        found = await query(self.expr, at_ms - offset_ms)
        given = [await self._alert(one, at_ms, query) for one in found]
        refuse_repeated((alert.labels for alert in given), "alert")
        for alert in given:
            self._keep(alert)
        labels = {alert.labels for alert in given}
        current = self._advance(labels, await self._without_data(labels, query, at_ms - offset_ms), at_ms)
        if 0 < limit < len(current):
            for alert in current:
                alert.state, alert.resolved_at_ms = AlertState.INACTIVE, at_ms
            self.active = {}
            raise EvaluationFailed(f"exceeded limit of {limit} with {len(current)} alerts")
        return [output for alert in current for output in self._outputs(alert)] if self.restored else []

    async def _alert(self, one: Result, at_ms: int, query: Query) -> Alert:
        texts = self._texts.of(one, at_ms, query)
        labels = {name: value for name, value in one.labels.items() if name != METRIC_NAME}
        for name, text in self.labels.items():
            labels[name] = await texts.expanded(text)
        labels[ALERT_NAME] = self.name
        annotations = {name: await texts.expanded(text) for name, text in self.annotations.items()}
        return Alert(pairs(labels), annotations, one.value, at_ms)

    def _keep(self, alert: Alert) -> None:
        known = self.active.get(alert.labels)
        if known is None or known.state is AlertState.INACTIVE:
            self.active[alert.labels] = alert
        else:
            known.value, known.annotations = alert.value, alert.annotations

    async def _without_data(self, given: Collection[Pairs], query: Query, at_ms: int) -> Collection[Pairs]:
        """The firing alerts that are not given only because there is nothing to tell by."""
        ending = [
            labels for labels, one in self.active.items() if one.state is AlertState.FIRING and labels not in given
        ]
        return await self.held(self, ending, query, at_ms) if ending and self.held is not None else ()

    def _advance(self, given: Collection[Pairs], held: Collection[Pairs], at_ms: int) -> list[Alert]:
        """Bring every alert to its state at `at_ms`; those pending or firing."""
        current = []
        for labels, alert in list(self.active.items()):
            if labels in given or labels in held:
                alert.keep_firing_since_ms = None
            elif not self._kept_firing(alert, at_ms):
                self._end(alert, at_ms)
                continue
            current.append(alert)
            if alert.state is AlertState.PENDING and at_ms - alert.active_at_ms >= self.hold_ms:
                alert.state, alert.fired_at_ms = AlertState.FIRING, at_ms
        return current

    def _kept_firing(self, alert: Alert, at_ms: int) -> bool:
        if alert.state is not AlertState.FIRING or not self.keep_firing_ms:
            return False
        if alert.keep_firing_since_ms is None:
            alert.keep_firing_since_ms = at_ms
        return at_ms - alert.keep_firing_since_ms < self.keep_firing_ms

    def _end(self, alert: Alert, at_ms: int) -> None:
        over = alert.resolved_at_ms is not None and at_ms - alert.resolved_at_ms > RESOLVED_KEPT_MS
        if alert.state is AlertState.PENDING or over:
            del self.active[alert.labels]
        if alert.state is not AlertState.INACTIVE:
            alert.state, alert.resolved_at_ms = AlertState.INACTIVE, at_ms

    def _outputs(self, alert: Alert) -> list[Output]:
        labels = dict(alert.labels)
        alerts = {**labels, METRIC_NAME: ALERTS, ALERT_NAME: self.name, ALERT_STATE: alert.state.value}
        for_state = {**labels, METRIC_NAME: ALERTS_FOR_STATE, ALERT_NAME: self.name}
        return [(pairs(alerts), 1.0), (pairs(for_state), float(alert.active_at_ms // 1000))]
