"""Conditions on times: `timestamp:>now-15m`, `timestamp:2026-11-22` (all of that day, UTC), `received_at:[… TO …]`.

A time is ISO-8601 or relative to the moment the search is read.
"""

import re
import time

from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.tree import Comparison, Interval, Phrase, Regex, Value, Word
from sardonyx.query.statement import Binder
from sardonyx.query.time_range import NS, TimeRangeError, parse_time

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"now([+-].*)?|\d{4}-\d\d-\d\d([T ].*)?", re.ASCII)
_EXAMPLE = "an ISO-8601 time or one relative to now: {name}:>now-15m, {name}:[2026-11-22 TO 2026-11-23]"


def moment(text: str) -> tuple[int, int] | None:
    """The nanoseconds a time stands for, first and behind the last: a day, a second, or less when it has a fraction. None when
    the text is no time."""
    if not _TIME.fullmatch(text):
        return None
    try:
        first = parse_time(text, time.time_ns())
    except TimeRangeError:
        return None
    if _DAY.fullmatch(text):
        return first, first + 86_400 * NS
    return first, first + (NS if "." not in text and first % NS == 0 else 1)


def bounds_ns(value: Comparison | Interval) -> list[tuple[str, int]] | None:
    """The comparisons a value stands for, each with nanoseconds; None when a bound is no time."""
    wanted: list[tuple[str, str]]
    if isinstance(value, Comparison):
        wanted = [(value.operator, value.text)]
    else:
        low = (">=" if value.includes_low else ">", value.low)
        high = ("<=" if value.includes_high else "<", value.high)
        wanted = [(operator, text) for operator, text in (low, high) if text != "*"]
    found: list[tuple[str, int]] = []
    for operator, text in wanted:
        span = moment(text)
        if span is None:
            return None
        # Behind a day means behind its last moment, up to a day includes all of it.
        found.append({">": (">=", span[1]), "<=": ("<", span[1])}.get(operator, (operator, span[0])))
    return found


def time_condition(expression: str, name: str, value: Value, binder: Binder) -> str:
    """A condition on a DateTime64 expression that is never NULL."""
    if isinstance(value, Word) and value.is_any:
        return "1"
    bounds: list[tuple[str, int]] | None = None
    if isinstance(value, Comparison | Interval):
        bounds = bounds_ns(value)
    elif isinstance(value, Word | Phrase) and (span := moment(value.text)):
        bounds = [(">=", span[0]), ("<", span[1])]
    if bounds is None or isinstance(value, Regex):
        hint = _EXAMPLE.format(name=name)
        raise SearchSyntaxError(f"{name} is a time", value.span.position, value.span.length, hint)
    return compared(expression, bounds, binder)


def compared(expression: str, bounds: list[tuple[str, int]], binder: Binder) -> str:
    """The comparisons of a DateTime64 expression, joined."""
    parts = [f"{expression} {operator} fromUnixTimestamp64Nano({binder.bind(ns, 'Int64')})" for operator, ns in bounds]
    return "(" + " AND ".join(parts) + ")" if parts else "1"
