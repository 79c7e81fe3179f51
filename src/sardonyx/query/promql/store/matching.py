"""Label matchers → a condition on `metric_series`. Values are bound, never written into the text."""

import re

from sardonyx.query.promql.tree import Matcher, Selector
from sardonyx.query.promql.values import METRIC_NAME
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder, Condition

SERVICE_LABEL = "service_name"
ENVIRONMENT_LABEL = "deployment_environment_name"

# Alternatives without any character that means something in a regular expression: looked up instead of matched.
_PLAIN_ALTERNATIVES = re.compile(r"[A-Za-z0-9_:/ -]+(?:\|[A-Za-z0-9_:/ -]+)*")


def series_condition(selector: Selector, scope: AccessScope, prefix: str = "m") -> Condition:
    """Which rows of metric_series the selector means, within what `scope` may see."""
    binder = Binder(prefix)
    groups = [
        " AND ".join(_matcher(matcher, binder) for matcher in alternative) or "1"
        for alternative in selector.alternatives
    ]
    parts = [f"({groups[0]})" if len(groups) == 1 else "(" + " OR ".join(f"({group})" for group in groups) + ")"]
    for label, allowed in ((SERVICE_LABEL, scope.services), (ENVIRONMENT_LABEL, scope.environments)):
        if allowed is not None:
            parts.append(f"{_label(label, binder)} IN {binder.bind(sorted(allowed), 'Array(String)')}")
    return Condition(" AND ".join(parts), binder.params)


def _label(name: str, binder: Binder) -> str:
    return "MetricName" if name == METRIC_NAME else f"Labels[{binder.bind(name)}]"


def _matcher(matcher: Matcher, binder: Binder) -> str:
    label = _label(matcher.name, binder)
    if matcher.op in ("=", "!="):
        return f"{label} {matcher.op} {binder.bind(matcher.value)}"
    negated = "NOT " if matcher.op == "!~" else ""
    if _PLAIN_ALTERNATIVES.fullmatch(matcher.value):
        return f"{label} {negated}IN {binder.bind(matcher.value.split('|'), 'Array(String)')}"
    return f"{negated}match({label}, {binder.bind(f'^(?s:{matcher.value})$')})"
