"""A field's value as SQL, for grouping and measuring: the names are those of the search language."""

from sardonyx.query.logs.columns import LEVEL
from sardonyx.query.search.fields import LOGS, Attribute, Kind, Signal
from sardonyx.query.statement import Binder

_TEXT_CHARACTERS = 500
_NO_TEXT = frozenset({Kind.NUMBER, Kind.TIME, Kind.DURATION, Kind.FLAG, Kind.LIST})


def text_of(field: str, binder: Binder, signal: Signal = LOGS) -> str:
    """The value as a String expression over the signal's table, '' where a record has none. Levels are spelt TRACE … FATAL; of
    messages only the beginning counts; an attribute is taken from the first of its places that has it."""
    target = signal.resolve(field)
    if target is None:
        return "''"
    if isinstance(target, Attribute):
        return _first([f"{column}[{binder.bind(key)}]" for column, key in target.places])
    if target.kind is Kind.LEVEL:
        return LEVEL
    if target.kind is Kind.TEXT:
        return f"substringUTF8({target.sql}, 1, {_TEXT_CHARACTERS})"
    return f"toString({target.sql})" if target.kind in _NO_TEXT else target.sql


def number_of(field: str, binder: Binder) -> str:
    """The value as a Nullable(Float64) expression; NULL where it is no finite number."""
    number = f"toFloat64OrNull(toString({text_of(field, binder)}))"
    return f"if(ifNull(isFinite({number}), 0), {number}, NULL)"


def _first(expressions: list[str]) -> str:
    if len(expressions) < 2:
        return expressions[0] if expressions else "''"
    tests = ", ".join(f"{expression} != '', {expression}" for expression in expressions[:-1])
    return f"multiIf({tests}, {expressions[-1]})"
