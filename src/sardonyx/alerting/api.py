"""Route: rules and alerts for our own pages."""

import math
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from sardonyx.access.permissions import Principal, requires
from sardonyx.alerting.evaluation.alert import Alert, AlertState
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group, RuleOf
from sardonyx.alerting.models import (
    AlertView,
    NoDataView,
    RuleGroupView,
    RuleKind,
    RulesResponse,
    RuleView,
    SearchOfRule,
    SilentSourceView,
)
from sardonyx.alerting.no_data.sightings import Missing
from sardonyx.alerting.search_rules.rule import SearchRule
from sardonyx.alerting.service import RuleFilter, RulesService, alerts_of
from sardonyx.query.scope import AccessScope

Reader = Annotated[Principal, Depends(requires("alerts:read"))]


def build_router(service: RulesService) -> APIRouter:
    """Rules with their alerts."""
    router = APIRouter(prefix="/rest/alerting", tags=["alerting"])

    @router.get("/rules", response_model=RulesResponse)
    async def rules(
        principal: Reader,
        kind: Annotated[RuleKind | None, Query(description="Of this kind only.")] = None,
    ) -> RulesResponse:
        """Every group with its rules, how they are evaluated, and the alerts the caller may see."""
        scope = AccessScope(principal.services, principal.environments)
        found, _ = service.rules(RuleFilter(kind=kind or "", searches=True))
        loaded_at, error = service.loaded
        groups = [
            _group(service, group, seen, scope)
            for group, several in found
            if (seen := [rule for rule in several if _is_seen(rule, scope)])
        ]
        return RulesResponse(
            groups=groups,
            no_data=_by_source(groups),
            loaded_at=None if loaded_at is None else datetime.fromtimestamp(loaded_at, UTC),
            load_error=error,
        )

    return router


def _group(service: RulesService, group: Group, rules: list[RuleOf], scope: AccessScope) -> RuleGroupView:
    told, status = group.definition, group.status
    return RuleGroupView(
        file=told.file,
        name=told.name,
        interval_seconds=told.interval_ms / 1000,
        query_offset_seconds=told.offset_ms / 1000,
        limit=told.limit,
        evaluated_at=_moment(status.evaluated_at_ms),
        evaluation_seconds=status.seconds,
        iterations=status.iterations,
        missed_iterations=status.missed,
        evaluations=status.evaluations,
        failures=status.failures,
        rules=[_rule(service, rule, scope) for rule in rules],
    )


def _is_seen(rule: RuleOf, scope: AccessScope) -> bool:
    return not isinstance(rule, SearchRule) or scope.covers(rule.condition.scope)


def _rule(service: RulesService, rule: RuleOf, scope: AccessScope) -> RuleView:
    alerting = rule if isinstance(rule, AlertingRule) else None
    silent = service.no_data(rule, scope)
    alerts = (
        [_alert(alert, lacks_data=service.lacks_data(alerting, alert)) for alert in alerts_of(rule, scope)]
        if alerting
        else []
    )
    return RuleView(
        kind=rule.kind,
        search=_search(rule) if isinstance(rule, SearchRule) else None,
        name=rule.name,
        expr=rule.expr,
        labels=dict(rule.labels),
        annotations=dict(alerting.annotations) if alerting else {},
        for_seconds=alerting.hold_ms / 1000 if alerting else 0,
        keep_firing_for_seconds=alerting.keep_firing_ms / 1000 if alerting else 0,
        state=_state(alerting, alerts, silent=bool(silent)) if alerting else None,
        no_data=[_silent(one) for one in silent],
        health=rule.status.health,
        error=rule.status.error,
        evaluated_at=_moment(rule.status.evaluated_at_ms),
        evaluation_seconds=rule.status.seconds,
        alerts=alerts,
    )


def _search(rule: SearchRule) -> SearchOfRule:
    told = rule.condition
    return SearchOfRule(
        id=rule.rule_id, signal=told.signal, query=told.query, field=told.group_by, label=told.group_label
    )


def _state(
    rule: AlertingRule, alerts: list[AlertView], *, silent: bool
) -> Literal["inactive", "no_data", "pending", "firing"]:
    if rule.state is AlertState.FIRING and not any(alert.state == "firing" for alert in alerts) and silent:
        return "no_data"
    return "no_data" if rule.state is AlertState.INACTIVE and silent else rule.state.value


def _silent(one: Missing) -> NoDataView:
    job, instance = one.source
    since = datetime.fromtimestamp(one.since_ms / 1000, UTC)
    return NoDataView(job=job, instance=instance, metric=one.metric, since=since)


def _by_source(groups: list[RuleGroupView]) -> list[SilentSourceView]:
    found: dict[tuple[str, str], SilentSourceView] = {}
    for rule in (rule for group in groups for rule in group.rules):
        for one in rule.no_data:
            named = SilentSourceView(job=one.job, instance=one.instance, since=one.since, rules=[])
            source = found.setdefault((one.job, one.instance), named)
            source.rules.append(rule.name)
            source.since = min(source.since, one.since)
    return [found[source] for source in sorted(found)]


def _alert(alert: Alert, *, lacks_data: bool) -> AlertView:
    firing: Literal["no_data", "firing"] = "no_data" if lacks_data else "firing"
    return AlertView(
        labels=dict(alert.labels),
        annotations=dict(alert.annotations),
        state=firing if alert.state is AlertState.FIRING else "pending",
        value=alert.value if math.isfinite(alert.value) else None,
        active_at=datetime.fromtimestamp(alert.active_at_ms / 1000, UTC),
        fired_at=_moment(alert.fired_at_ms),
        keep_firing_since=_moment(alert.keep_firing_since_ms),
    )


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
