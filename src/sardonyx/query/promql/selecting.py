"""Whether a selector means a label set, without asking the store."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from sardonyx.query.promql.tree import Matcher, Selector


class BadPattern(Exception):
    """A regular expression that RE2 can't read."""


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether all matchers of one of its alternatives hold; `__name__` is one of the labels."""
    return any(
        all(holds(matcher, labels.get(matcher.name, "")) for matcher in matchers) for matchers in selector.alternatives
    )


def holds(matcher: Matcher, value: str) -> bool:
    """Whether a matcher holds for its label's value, '' where there is none. Raises BadPattern."""
    if matcher.op in ("=", "!="):
        return (value == matcher.value) == (matcher.op == "=")
    return (_pattern(matcher.value).fullmatch(value) is not None) == (matcher.op == "=~")


@lru_cache(maxsize=1024)
def _pattern(text: str) -> Any:
    re2: Any = import_module("re2")  # google-re2, loaded only where a pattern is met
    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        raise BadPattern(str(error)) from error
