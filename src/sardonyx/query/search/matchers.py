"""One value in one field → SQL. Every function returns an expression that is 0 or 1, never NULL, so that NOT is exact."""

import ipaddress
import re
from collections.abc import Callable

from sardonyx.query.search import regex, times, values
from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.fields import Attribute, Column, Kind, Signal
from sardonyx.query.search.levels import level_condition, level_name_condition
from sardonyx.query.search.text import contains, like, words_in
from sardonyx.query.search.tree import Comparison, Interval, Phrase, Regex, Value, Word
from sardonyx.query.statement import Binder

_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})
# Words that look like ids are also looked for in the id columns; long ones in the attributes' values too, where the
# bloom filters find them. Short words would hit so many places that the maps had to be read.
_ID = re.compile(r"(?=[\w.:-]*\d)(?=[\w.:-]*[A-Za-z])[\w.:-]{5,64}|\d{8,64}", re.ASCII)
_LONG_ID = 16


def words_condition(value: Value, signal: Signal, binder: Binder) -> str:
    """A value without a field: in the signal's text, and for id-like words in ids too."""
    if isinstance(value, Comparison | Interval):  # the tokenizer makes these behind a field only
        raise _unfit(value, "a comparison needs a field", "write field:>value")
    if isinstance(value, Word) and value.is_any:
        return "1"
    if not signal.text:
        raise _unfit(value, f"{signal.name} have no text to search", "name a field: service:shop")
    parts = [_text(column, value, binder) for column in signal.text]
    if isinstance(value, Word) and not value.has_wildcard and _ID.fullmatch(value.text):
        bound = binder.bind(value.text)
        parts += [
            f"{column} = {binder.bind(value.text.lower()) if column in ('TraceId', 'SpanId') else bound}"
            for column in signal.ids
        ]
        if len(value.text) >= _LONG_ID:
            parts.append(f"has(mapValues({signal.maps['record']}), {bound})")
    return _any(parts)


def column_condition(column: Column, name: str, value: Value, binder: Binder) -> str:
    """A value in a column, matched as its kind says."""
    return _BY_KIND[column.kind](column, name, value, binder)


def attribute_condition(attribute: Attribute, value: Value, signal: Signal, binder: Binder) -> str:
    """A value in an attribute: in any of its places."""
    if not attribute.places:
        return "0"
    if isinstance(value, Word) and value.is_any:
        return _any([f"mapContains({column}, {binder.bind(key)})" for column, key in attribute.places])
    expressions = [f"{column}[{binder.bind(key)}]" for column, key in attribute.places]
    if isinstance(value, Word | Phrase) and not value.text:
        return "(" + " AND ".join(f"{expression} = ''" for expression in expressions) + ")"
    if isinstance(value, Comparison | Interval):
        render = _ordering(attribute.name, value, signal, binder)
        return _any([render(expression) for expression in expressions])
    return _any([_equal(expression, value, binder) for expression in expressions])


def _exact(column: Column, name: str, value: Value, binder: Binder) -> str:
    if isinstance(value, Word) and value.is_any:
        return f"{column.sql} != ''"
    if isinstance(value, Comparison | Interval):
        return _compared(column.sql, [(operator, binder.bind(text)) for operator, text in _bounds(value)], "!= ''")
    return _equal(column.sql, value, binder)


def _equal(expression: str, value: Word | Phrase | Regex, binder: Binder) -> str:
    if isinstance(value, Regex):
        return f"match({expression}, {_pattern(value, binder)})"
    if isinstance(value, Word) and value.has_wildcard:
        return f"{expression} ILIKE {binder.bind(like(value.parts))}"
    equal = f"{expression} = {binder.bind(value.text)}"
    if net := values.network(value.text):
        return f"({equal} OR {_in_network(expression, net, binder)})"
    return equal


def _in_network(expression: str, net: values.Network, binder: Binder) -> str:
    low, high = net.network_address, net.broadcast_address
    if isinstance(net, ipaddress.IPv4Network):
        bounds = f"{binder.bind(int(low), 'UInt32')} AND {binder.bind(int(high), 'UInt32')}"
        return f"ifNull(IPv4StringToNumOrNull({expression}) BETWEEN {bounds}, 0)"
    bounds = f"toIPv6({binder.bind(str(low))}) AND toIPv6({binder.bind(str(high))})"
    return f"ifNull({_ipv6(expression)} BETWEEN {bounds}, 0)"


def _ordering(name: str, value: Comparison | Interval, signal: Signal, binder: Binder) -> Callable[[str], str]:
    """How an attribute is compared: as numbers, durations in the unit its name ends with, times, addresses, or as text."""
    texts = [text for _, text in _bounds(value)]
    if all(values.number(text) is not None for text in texts):
        bounds = [(operator, binder.bind(values.number(text), "Float64")) for operator, text in _bounds(value)]
        return lambda expression: _number_within(expression, bounds)
    if all(values.duration_ns(text) is not None for text in texts):
        unit = next((ns for suffix, ns in values.UNIT_OF_SUFFIX.items() if name.lower().endswith(suffix)), None)
        if unit is None:
            nearest = signal.nearest(name)
            hint = f"did you mean {nearest}?" if nearest else "compare with a plain number"
            raise _unfit(value, f"the unit of {name} is not known, so {texts[0]} can't be compared with it", hint)
        scaled = [
            (operator, binder.bind((values.duration_ns(text) or 0) / unit, "Float64"))
            for operator, text in _bounds(value)
        ]
        return lambda expression: _number_within(expression, scaled)
    if (moments := times.bounds_ns(value)) is not None:
        return lambda expression: (
            f"ifNull({times.compared(f'parseDateTime64BestEffortOrNull({expression}, 9)', moments, binder)}, 0)"
        )
    if addresses := _addresses(texts):
        within = [(operator, address) for (operator, _), address in zip(_bounds(value), addresses, strict=True)]
        return lambda expression: _address_within(expression, within, binder)
    bound_texts = [(operator, binder.bind(text)) for operator, text in _bounds(value)]
    return lambda expression: _compared(expression, bound_texts, "!= ''")


def _addresses(texts: list[str]) -> list[values.Address]:
    """The texts as addresses of one kind; none when they are something else."""
    found = [address for text in texts if (address := values.address(text)) is not None]
    return found if len(found) == len(texts) and len({address.version for address in found}) == 1 else []


def _address_within(expression: str, bounds: list[tuple[str, values.Address]], binder: Binder) -> str:
    if isinstance(bounds[0][1], ipaddress.IPv4Address):
        numbers = [(operator, binder.bind(int(address), "UInt32")) for operator, address in bounds]
        return f"ifNull({_compared(f'IPv4StringToNumOrNull({expression})', numbers, '')}, 0)"
    texts = [(operator, f"toIPv6({binder.bind(str(address))})") for operator, address in bounds]
    return f"ifNull({_compared(_ipv6(expression), texts, '')}, 0)"


def _ipv6(expression: str) -> str:
    # Without a colon an IPv4 address, or no text at all, would be one too.
    return f"toIPv6OrNull(if(position({expression}, ':') > 0, {expression}, NULL))"


def _number_within(expression: str, bounds: list[tuple[str, str]]) -> str:
    number = f"toFloat64OrNull({expression})"
    return f"ifNull({_compared(number, bounds, '')}, 0)"


def _compared(expression: str, bounds: list[tuple[str, str]], guard: str) -> str:
    parts = [f"{expression} {guard}"] if guard else []
    parts += [f"{expression} {operator} {bound}" for operator, bound in bounds]
    return "(" + " AND ".join(parts) + ")" if parts else "1"


def _bounds(value: Comparison | Interval) -> list[tuple[str, str]]:
    if isinstance(value, Comparison):
        return [(value.operator, value.text)]
    low = [(">=" if value.includes_low else ">", value.low)] if value.low != "*" else []
    high = [("<=" if value.includes_high else "<", value.high)] if value.high != "*" else []
    return low + high


def _text(column: Column, value: Word | Phrase | Regex, binder: Binder) -> str:
    if isinstance(value, Regex):
        return f"match({column.sql}, {_pattern(value, binder)})"
    if column.kind is Kind.TEXT:
        return words_in(column.sql, value, binder)
    return contains(column.sql, value, binder)


def _text_field(column: Column, name: str, value: Value, binder: Binder) -> str:
    if isinstance(value, Comparison | Interval):
        raise _unfit(value, f"{name} is text and can't be compared", f"write {name}:word or {name}:/pattern/")
    if isinstance(value, Word) and value.is_any:
        return f"{column.sql} != ''"
    return _text(column, value, binder)


def _choice(column: Column, name: str, value: Value, binder: Binder) -> str:
    allowed = ", ".join(choice.lower() for choice in column.choices)
    if isinstance(value, Word) and value.is_any:
        return "1"
    if isinstance(value, Word | Phrase):
        for choice in column.choices:
            if choice.lower() == value.text.lower():
                return f"{column.sql} = {binder.bind(choice)}"
    raise _unfit(value, f"{name} has no such value", f"one of {allowed}")


def _number(column: Column, name: str, value: Value, binder: Binder) -> str:
    return _scalar(column, name, value, binder, values.number, "Float64", f"{name}:>10")


def _duration(column: Column, name: str, value: Value, binder: Binder) -> str:
    return _scalar(column, name, value, binder, _ns, "UInt64", f"with a unit: {name}:>500ms, {name}:[1s TO 2m]")


def _ns(text: str) -> int | None:
    return 0 if text == "0" else values.duration_ns(text)


def _scalar(
    column: Column,
    name: str,
    value: Value,
    binder: Binder,
    parse: Callable[[str], float | None],
    kind: str,
    example: str,
) -> str:
    if isinstance(value, Word) and value.is_any:
        return "1"
    if isinstance(value, Regex):
        raise _unfit(value, f"{name} is a number, not text", example)
    bounds = [("=", value.text)] if isinstance(value, Word | Phrase) else _bounds(value)
    parsed = [(operator, parse(text)) for operator, text in bounds]
    if any(found is None for _, found in parsed):
        raise _unfit(value, f"{name} can't be compared with this", example)
    return _compared(column.sql, [(operator, binder.bind(found, kind)) for operator, found in parsed], "")


def _hex_id(column: Column, name: str, value: Value, binder: Binder) -> str:
    if not isinstance(value, Word | Phrase) or (isinstance(value, Word) and value.has_wildcard):
        return _exact(column, name, value, binder)
    text = value.text.lower().replace("-", "")
    wanted = [text]
    if column.sql == "TraceId" and 0 < len(text) < 32:
        wanted.append(text.rjust(32, "0"))
    if len(wanted) == 1:
        return f"{column.sql} = {binder.bind(text)}"
    return f"{column.sql} IN ({', '.join(binder.bind(item) for item in wanted)})"


def _flag(column: Column, name: str, value: Value, binder: Binder) -> str:
    if isinstance(value, Word | Phrase):
        if isinstance(value, Word) and value.is_any:
            return "1"
        if value.text.lower() in _TRUE:
            return f"({column.sql})"
        if value.text.lower() in _FALSE:
            return f"(NOT ({column.sql}))"
    raise _unfit(value, f"{name} is true or false", f"{name}:true")


def _list(column: Column, name: str, value: Value, binder: Binder) -> str:
    if isinstance(value, Comparison | Interval):
        raise _unfit(value, f"{name} is text and can't be compared", f"write {name}:word or {name}:/pattern/")
    if isinstance(value, Word) and value.is_any:
        return f"notEmpty({column.sql})"
    return f"arrayExists(item -> {_equal('item', value, binder)}, {column.sql})"


def _time(column: Column, name: str, value: Value, binder: Binder) -> str:
    return times.time_condition(column.sql, name, value, binder)


def _level(column: Column, name: str, value: Value, binder: Binder) -> str:
    return level_condition(column.sql, name, value, binder)


def _level_name(column: Column, name: str, value: Value, binder: Binder) -> str:
    return level_name_condition(column.sql, name, value, binder)


_BY_KIND: dict[Kind, Callable[[Column, str, Value, Binder], str]] = {
    Kind.TEXT: _text_field,
    Kind.PLAIN_TEXT: _text_field,
    Kind.EXACT: _exact,
    Kind.CHOICE: _choice,
    Kind.LEVEL: _level,
    Kind.LEVEL_NAME: _level_name,
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.DURATION: _duration,
    Kind.HEX_ID: _hex_id,
    Kind.FLAG: _flag,
    Kind.LIST: _list,
}


def _pattern(value: Regex, binder: Binder) -> str:
    if problem := regex.problem(value.pattern):
        raise _unfit(value, f"this regular expression can't be used: {problem}", "quote it to search for the text")
    return binder.bind(value.pattern)


def _any(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def _unfit(value: Value, message: str, hint: str) -> SearchSyntaxError:
    return SearchSyntaxError(message, value.span.position, value.span.length, hint)
