"""/rules, /alerts. Source: Prometheus 3, "HTTP API"."""

from starlette.responses import Response

from sardonyx.alerting.service import RuleFilter, RulesService, UnknownPage
from sardonyx.alerting.views import alert_view, group_view
from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.tree import Selector
from sardonyx.query.scope import AccessScope

_KINDS = {"": "", "alert": "alerting", "record": "recording"}
_BOOLS = {**dict.fromkeys(("1", "t", "true"), True), **dict.fromkeys(("0", "f", "false", ""), False)}


def add_to(endpoints: Endpoints, service: RulesService) -> None:
    """Serve rules with their alerts, and alerts alone."""

    async def rules(params: Parameters, scope: AccessScope) -> Response:
        return _rules(service, params, scope)

    async def alerts(_params: Parameters, scope: AccessScope) -> Response:
        return answers.success({"alerts": [alert_view(alert) for alert in service.alerts(scope)]})

    endpoints.add("/rules", rules, permission="alerts:read")
    endpoints.add("/alerts", alerts, permission="alerts:read")


def _rules(service: RulesService, params: Parameters, scope: AccessScope) -> Response:
    kind = params.text("type").lower()
    if kind not in _KINDS:
        raise BadParameter(f'invalid parameter "type": not supported value "{kind}"')
    exclude = params.text("exclude_alerts").lower()
    if exclude not in _BOOLS:
        raise BadParameter(f'invalid parameter "exclude_alerts": "{exclude}" is neither true nor false')
    most, page = _page(params)
    wanted = RuleFilter(
        _KINDS[kind],
        frozenset(params.all("rule_name[]")),
        frozenset(params.all("rule_group[]")),
        frozenset(params.all("file[]")),
        tuple(_selector(text) for text in params.all("match[]")),
    )
    try:
        found, following = service.rules(wanted, most=most, page=page)
    except UnknownPage:
        raise BadParameter(
            f"invalid parameter \"group_next_token\": invalid group_next_token '{page}'. were rule groups changed?"
        ) from None
    groups = [group_view(group, rules, scope, with_alerts=not _BOOLS[exclude]) for group, rules in found]
    token = {"groupNextToken": following} if following else {}
    return answers.success({"groups": groups, **token})


def _page(params: Parameters) -> tuple[int, str]:
    given, page = params.text("group_limit"), params.text("group_next_token")
    if page and not given:
        raise BadParameter('invalid parameter "group_limit": group_limit needs to be paired with group_next_token')
    most = params.count("group_limit")
    if given and not most:
        raise BadParameter('invalid parameter "group_limit": group_limit needs to be greater than 0')
    return most, page


def _selector(text: str) -> Selector:
    found = parse(text)
    if not isinstance(found, Selector):
        raise BadParameter(f'invalid parameter "match[]": "{text}" is not a series selector')
    return found
