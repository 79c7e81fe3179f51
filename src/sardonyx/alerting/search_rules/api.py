"""Routes: search rules, and how often one would have fired."""

import time
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, check, requires
from sardonyx.alerting.search_rules.condition import Condition
from sardonyx.alerting.search_rules.definition import condition_of, interval_seconds
from sardonyx.alerting.search_rules.models import SearchRuleRow
from sardonyx.alerting.search_rules.preview import preview
from sardonyx.alerting.search_rules.runner import SearchRuleRunner
from sardonyx.alerting.search_rules.schemas import (
    PreviewRequest,
    PreviewResponse,
    PreviewSeriesView,
    SearchCondition,
    SearchRuleInput,
    SearchRuleList,
    SearchRuleView,
)
from sardonyx.alerting.search_rules.service import SearchRules
from sardonyx.answers import QueryStats, scope_of, stats_since
from sardonyx.query.time_range import TimeRange, TimeRangeError
from sardonyx.storage.engine import Engine

Reader = Annotated[Principal, Depends(requires("alerts:read"))]
Writer = Annotated[Principal, Depends(requires("alerts:write"))]
_LONGEST_PAST_SECONDS = 7 * 86_400

RuleId = Annotated[str, Path(pattern=r"^[a-z0-9]{1,40}$")]


def build_router(rules: SearchRules, engine: Engine) -> APIRouter:
    """List, keep, change, delete, preview. Each needs the permission to read the rule's signal, too."""
    router = APIRouter(prefix="/rest/alerting/search-rules", tags=["alerting"])

    @router.get("")
    async def list_search_rules(principal: Reader) -> SearchRuleList:
        """The search rules within the caller's scope, those not enabled too."""
        return SearchRuleList(items=[view_of(row, rules.runner) for row in await rules.seen_by(principal)])

    @router.post("", status_code=201)
    async def create_search_rule(body: SearchRuleInput, principal: Writer, request: Request) -> SearchRuleView:
        """Keep a rule; it is evaluated from now on."""
        check(principal, f"{body.signal}:read")
        return view_of(await rules.create(body, principal, actor_of(principal, request)), rules.runner)

    @router.post("/preview")
    async def preview_search_rule(body: PreviewRequest, principal: Reader) -> PreviewResponse:
        """How often it would have fired in a range, the last 24 hours if nothing else is said."""
        check(principal, f"{body.signal}:read")
        started = time.perf_counter()
        past = TimeRange.parse(body.start, body.end)
        if past.seconds > _LONGEST_PAST_SECONDS:
            raise TimeRangeError("a rule can be tried on 7 days at most", field="start")
        fields = body.model_dump(include=set(SearchCondition.model_fields) - {"for_seconds"})
        found = await preview(engine, Condition(**fields, scope=scope_of(principal)), body.for_seconds, past)
        return PreviewResponse(
            start=found.start_s,
            end=found.end_s,
            step_seconds=found.step_seconds,
            times=found.times,
            groups=found.groups,
            series=[PreviewSeriesView.model_validate(one) for one in found.series],
            stats=QueryStats(**stats_since(started, found.rows_read, found.bytes_read)),
        )

    @router.put("/{rule_id}")
    async def change_search_rule(
        rule_id: RuleId, body: SearchRuleInput, principal: Writer, request: Request
    ) -> SearchRuleView:
        """Replace a rule; its alerts go on unless its name, signal or severity is another one."""
        check(principal, f"{body.signal}:read")
        return view_of(await rules.change(rule_id, body, principal, actor_of(principal, request)), rules.runner)

    @router.delete("/{rule_id}", status_code=204)
    async def delete_search_rule(rule_id: RuleId, principal: Writer, request: Request) -> None:
        """Delete a rule; its alerts end."""
        await rules.delete(rule_id, principal, actor_of(principal, request))

    return router


def view_of(row: SearchRuleRow, runner: SearchRuleRunner | None) -> SearchRuleView:
    """A rule, and how it fares."""
    fields = {name: getattr(row, name) for name in SearchRuleView.model_fields if hasattr(row, name)}
    view = SearchRuleView(
        **fields,
        group_label=condition_of(row).group_label,
        interval_seconds=interval_seconds(row.window_seconds),
    )
    if runner is None or (rule := runner.rule(row.id)) is None:
        return view
    at_ms = rule.status.evaluated_at_ms
    view.state, view.health, view.error = rule.state.value, rule.status.health, rule.status.error
    view.evaluated_at = None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC)
    return view
