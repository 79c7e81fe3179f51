"""Rules and alerts in the shapes of Prometheus' API. Source: Prometheus 3, "HTTP API", rules and alerts."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sardonyx.alerting.evaluation.alert import Alert
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group, RuleOf
from sardonyx.alerting.service import alerts_of
from sardonyx.query.scope import AccessScope

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = "0001-01-01T00:00:00Z"


def group_view(group: Group, rules: Sequence[RuleOf], scope: AccessScope, *, with_alerts: bool) -> dict[str, Any]:
    """A group with some of its rules."""
    told, status = group.definition, group.status
    return {
        "name": told.name,
        "file": told.file,
        "rules": [rule_view(rule, scope, with_alerts=with_alerts) for rule in rules],
        "interval": seconds(told.interval_ms),
        "limit": told.limit,
        "evaluationTime": status.seconds,
        "lastEvaluation": time_text(status.evaluated_at_ms),
    }


def rule_view(rule: RuleOf, scope: AccessScope, *, with_alerts: bool) -> dict[str, Any]:
    """A rule; `type` tells its kind."""
    status = rule.status
    error = {"lastError": status.error} if status.error else {}
    common = {
        "health": status.health,
        **error,
        "evaluationTime": status.seconds,
        "lastEvaluation": time_text(status.evaluated_at_ms),
        "type": rule.kind,
    }
    if not isinstance(rule, AlertingRule):
        labels = {"labels": dict(rule.labels)} if rule.labels else {}
        return {"name": rule.name, "query": rule.expr, **labels, **common}
    alerts = {"alerts": [alert_view(alert) for alert in alerts_of(rule, scope)]} if with_alerts else {}
    return {
        "state": rule.state.value,
        "name": rule.name,
        "query": rule.expr,
        "duration": seconds(rule.hold_ms),
        "keepFiringFor": seconds(rule.keep_firing_ms),
        "labels": dict(rule.labels),
        "annotations": dict(rule.annotations),
        **alerts,
        **common,
    }


def alert_view(alert: Alert) -> dict[str, Any]:
    """An alert."""
    since = alert.keep_firing_since_ms
    kept = {} if since is None else {"keepFiringSince": time_text(since)}
    return {
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
        "state": alert.state.value,
        "activeAt": time_text(alert.active_at_ms),
        **kept,
        "value": exponent_text(alert.value),
    }


def seconds(milliseconds: int) -> float | int:
    """Whole seconds as an int."""
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def time_text(milliseconds: int | None) -> str:
    """RFC 3339, without zeros at the end; None is the time Go begins with."""
    if milliseconds is None:
        return _NEVER
    at = _EPOCH + timedelta(milliseconds=milliseconds)
    fraction = f".{milliseconds % 1000:03d}".rstrip("0") if milliseconds % 1000 else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def exponent_text(value: float) -> str:
    """The shortest text with an exponent that reads back as the same float: 0.5 → 5e-01."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    exact = Decimal(repr(value)).normalize()
    sign, digits, _ = exact.as_tuple()
    figures = "".join(map(str, digits))
    exponent = exact.adjusted() if value else 0
    mantissa = figures[0] + (f".{figures[1:]}" if len(figures) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
