"""States of alerts after a restart, from the series ALERTS_FOR_STATE. Source: Prometheus, `RestoreForState`.

An alert that was pending goes on from where it was, the time we were away not counted; one that was firing fires again. None
that waits at all fires sooner than `GRACE_MS` after the start.
"""

import math
from collections.abc import Awaitable, Callable, Mapping

from sardonyx.alerting.evaluation.alert import Alert, Pairs
from sardonyx.alerting.evaluation.alerting import AlertingRule

OUTAGE_TOLERANCE_MS = 3_600_000
"""States older than this are forgotten."""
GRACE_MS = 600_000
"""The least an alert waits after a restart; rules whose `for` is shorter are not restored."""

LastStates = Callable[[str, int, int], Awaitable[Mapping[Pairs, tuple[int, float]]]]
"""(alert's name, after, until) → by labels without the metric's name: the last sample's time (ms) and value (epoch seconds),
NaN where the series ended."""


async def restore(rule: AlertingRule, at_ms: int, last_states: LastStates) -> None:
    """Give the rule's alerts their states of before. Raises PromqlError: then it is still to be done."""
    if rule.hold_ms >= GRACE_MS and rule.active:
        states = await last_states(rule.name, at_ms - OUTAGE_TOLERANCE_MS, at_ms)
        for labels, alert in rule.active.items():
            if labels in states:
                _restore(alert, *states[labels], rule.hold_ms, at_ms)
    rule.restored = True


def _restore(alert: Alert, seen_ms: int, since_seconds: float, hold_ms: int, at_ms: int) -> None:
    if math.isnan(since_seconds):
        return
    since_ms = int(since_seconds) * 1000
    left_ms = hold_ms - (seen_ms - since_ms)
    if left_ms <= 0:
        alert.active_at_ms = since_ms
    elif left_ms < GRACE_MS:
        alert.active_at_ms = at_ms - hold_ms + GRACE_MS
    else:
        alert.active_at_ms = since_ms + at_ms - seen_ms
