"""Conditions on levels: by severity, not by spelling. `level:>=warn` is everything from severity number 13."""

import difflib

from sardonyx.processors.enrichment import LEVEL_NUMBERS
from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.tree import Comparison, Interval, Phrase, Regex, Value, Word
from sardonyx.query.search.values import LEVELS, level_numbers
from sardonyx.query.statement import Binder

_LOWEST, _HIGHEST = 1, 24


class NotInRanges(ValueError):
    """The severities asked for are not whole levels, so counts by level can't answer."""


def level_condition(column: str, name: str, value: Value, binder: Binder) -> str:
    """A condition on a column of severity numbers."""
    low, high = severity_range(name, value)
    return f"{column} BETWEEN {binder.bind(low, 'UInt8')} AND {binder.bind(high, 'UInt8')}"


def level_name_condition(column: str, name: str, value: Value, binder: Binder) -> str:
    """A condition on a column of level names. Raises NotInRanges when the severities are no whole levels."""
    low, high = severity_range(name, value)
    wanted = [level for start, level in zip(range(1, 25, 4), LEVELS, strict=True) if low <= start and start + 3 <= high]
    whole = (high - max(low, 1) + 1 == 4 * len(wanted)) if high else not wanted
    if not whole and low <= high:
        raise NotInRanges
    if low == 0:
        wanted.append("")
    return f"{column} IN {binder.bind(wanted, 'Array(String)')}"


def severity_range(name: str, value: Value) -> tuple[int, int]:  # noqa: PLR0911 - one line a case
    """The lowest and highest severity number meant, 0 being unknown; low > high means none at all."""
    match value:
        case Word() if value.is_any:
            return _LOWEST, _HIGHEST
        case Word() | Phrase():
            return _numbers(name, value.text, value)
        case Comparison(">"):
            return _numbers(name, value.text, value)[1] + 1, _HIGHEST
        case Comparison(">="):
            return max(_numbers(name, value.text, value)[0], _LOWEST), _HIGHEST
        case Comparison("<"):
            return _LOWEST, max(_numbers(name, value.text, value)[0] - 1, 0)
        case Comparison():
            return _LOWEST, _numbers(name, value.text, value)[1]
        case Interval():
            low = (_LOWEST, _LOWEST) if value.low == "*" else _numbers(name, value.low, value)
            high = (_HIGHEST, _HIGHEST) if value.high == "*" else _numbers(name, value.high, value)
            return low[0] if value.includes_low else low[1] + 1, high[1] if value.includes_high else max(high[0] - 1, 0)
        case Regex():
            raise SearchSyntaxError(
                f"{name} is compared by severity, not as text", value.span.position, value.span.length,
                f"write {name}:>=warn or {name}:(info OR error)",
            )  # fmt: skip


def _numbers(name: str, text: str, value: Value) -> tuple[int, int]:
    found = level_numbers(text)
    if found is None:
        near = difflib.get_close_matches(text.upper(), [*LEVELS, *LEVEL_NUMBERS], n=1)
        meant = f"did you mean {near[0].lower()}? " if near else ""
        hint = f"{meant}levels are {', '.join(level.lower() for level in LEVELS)}, unknown"
        raise SearchSyntaxError(f"{text!r} is no {name}", value.span.position, value.span.length, hint)
    return found
