"""Whether a selector means a label set, without asking the store."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from sardonyx.query.promql.tree import Matcher, Selector


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether all matchers of one of its alternatives hold; `__name__` is one of the labels."""
    return any(all(_holds(matcher, labels) for matcher in matchers) for matchers in selector.alternatives)


def _holds(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.name, "")
    if matcher.op in ("=", "!="):
        return (value == matcher.value) == (matcher.op == "=")
    return (_pattern(matcher.value).fullmatch(value) is not None) == (matcher.op == "=~")


@lru_cache(maxsize=1024)
def _pattern(text: str) -> Any:
    re2: Any = import_module("re2")  # google-re2, loaded only where a pattern is met
    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    return re2.compile(text, options)
