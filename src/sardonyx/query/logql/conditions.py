"""Label conditions as SQL over a label's text."""

from collections.abc import Callable

from sardonyx.query.logql import addresses, quantities
from sardonyx.query.logql.labels import COLUMNS, LEVEL_NAMES
from sardonyx.query.logql.tree import Both, IpComparison, LabelCondition, NumberComparison, TextComparison
from sardonyx.query.promql.tree import Matcher
from sardonyx.query.search.values import LEVELS, level_numbers
from sardonyx.query.statement import Binder

Value = Callable[[str], str]
"""The SQL of a label's text."""

_SQL_OPS = {"==": "=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_CONVERSIONS = {
    "number": quantities.number_sql,
    "duration": quantities.seconds_sql,
    "bytes": quantities.bytes_sql,
}


def matches(matcher: Matcher, value: Value, binder: Binder) -> str:
    """A text comparison; expressions are anchored at both ends."""
    text = value(matcher.name)
    if matcher.name in LEVEL_NAMES:
        return _level_matches(matcher, text, binder)
    if matcher.op in ("=", "!="):
        return f"{text} {matcher.op} {binder.bind(matcher.value)}"
    if alternatives := _plain_alternatives(matcher.value):
        wanted = binder.bind(alternatives, "Array(String)")
        return f"{'NOT ' if matcher.op == '!~' else ''}has({wanted}, {text})"
    sql = f"match({text}, {binder.bind(f'^(?s:{matcher.value})$')})"
    return f"NOT {sql}" if matcher.op == "!~" else sql


def indexed(matcher: Matcher, value: Value, binder: Binder) -> str:
    """`matches` for a selector over stored columns, with what lets the engine skip granules."""
    exact = matches(matcher, value, binder)
    if matcher.op != "=" or not matcher.value or matcher.name in COLUMNS or matcher.name in LEVEL_NAMES:
        return exact
    wanted = binder.bind(matcher.value)
    columns = ("mapValues(ResourceAttributes)", "mapValues(LogAttributes)")
    places = [f"has({column}, {wanted})" for column in columns]
    if matcher.name == "service":
        places.append(f"ServiceName = {wanted}")
    elif matcher.name in ("version", "service_version"):
        places.append(f"ServiceVersion = {wanted}")
    elif matcher.name in ("scope_name", "logger", "event_name"):
        return exact
    return f"({' OR '.join(places)}) AND {exact}"


def holds(condition: LabelCondition, value: Value, binder: Binder) -> str:
    """A label filter. What can't be converted passes: `fails` says which these are."""
    match condition:
        case Both(op=op, left=left, right=right):
            return f"({holds(left, value, binder)} {op.upper()} {holds(right, value, binder)})"
        case TextComparison(matcher=matcher):
            return matches(matcher, value, binder)
        case IpComparison(label=label, addresses=text, negated=negated):
            inner = addresses.is_among(value(label), text, binder)
            return f"({value(label)} != '' AND {'NOT ' if negated else ''}{inner})"
        case NumberComparison(label=label, op=op, kind=kind, value=number):
            text = value(label)
            compared = f"{_CONVERSIONS[kind](text)} {_SQL_OPS[op]} {binder.bind(number, 'Float64')}"
            return f"({text} != '' AND ifNull({compared}, 1))"


def fails(condition: LabelCondition, value: Value, binder: Binder) -> str | None:
    """Where a label can't be converted; None when nothing is."""
    match condition:
        case Both(left=left, right=right):
            both = [sql for side in (left, right) if (sql := fails(side, value, binder))]
            return f"({' OR '.join(both)})" if both else None
        case NumberComparison(label=label, kind=kind):
            text = value(label)
            return f"({text} != '' AND isNull({_CONVERSIONS[kind](text)}))"
        case _:
            return None


def _plain_alternatives(pattern: str) -> list[str] | None:
    """`api|web` as texts; None when the expression says more than that."""
    parts = pattern.split("|")
    plain = all(part and all(char.isalnum() or char in "_-/: " for char in part) for part in parts)
    return parts if plain else None


def _level_matches(matcher: Matcher, text: str, binder: Binder) -> str:
    negated = matcher.op in ("!=", "!~")
    if matcher.op in ("=~", "!~"):
        sql = f"match({text}, {binder.bind(f'^(?is:{matcher.value})$')})"
    else:
        wanted = sorted({matcher.value.lower(), _level_name(matcher.value)})
        sql = f"has({binder.bind(wanted, 'Array(String)')}, lower({text}))"
    return f"NOT {sql}" if negated else sql


def _level_name(text: str) -> str:
    numbers = level_numbers(text) if text else None
    if numbers is None or not numbers[0]:
        return "" if numbers else text.lower()
    return LEVELS[(numbers[0] - 1) // 4].lower()
