"""Functions every Go template has. `and` and `or` stop early: `execute` calls them. Source: Go, text/template."""

from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

from sardonyx.alerting.templates.errors import CallFailed
from sardonyx.alerting.templates.formatting import joined, printf, shown
from sardonyx.alerting.templates.signatures import Function
from sardonyx.alerting.templates.values import Moment, Sample, Span, Value, truth, type_name

_HTML = {'"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_NOT_COMPARABLE = "non-comparable types"
_DIFFERENT = "incompatible types for comparison"


def _kind(value: Value) -> str:
    """Kinds are compared with their own only. Raises CallFailed for what has none."""
    for kind, types in (("bool", bool), ("int", int), ("float", float), ("string", str), ("int", Span)):
        if isinstance(value, types):
            return kind
    raise CallFailed("invalid type for comparison")


def _plain(value: Value) -> Value:
    return round(value.seconds * 1e9) if isinstance(value, Span) else value


def _equal(first: Value, *others: Value) -> bool:
    if not others:
        raise CallFailed("missing argument for comparison")
    for other in others:
        if first is None or other is None:
            if first is None and other is None:
                return True
            continue
        if isinstance(first, Sample | Moment) or isinstance(other, Sample | Moment):
            if first is other:
                return True
            continue
        if isinstance(first, Mapping | list) or isinstance(other, Mapping | list):
            raise CallFailed(
                f"{_NOT_COMPARABLE} {shown(first)}: {type_name(first)}, {type_name(other)}: {shown(other)}"
            )
        if _kind(first) != _kind(other):
            raise CallFailed(_DIFFERENT)
        if _plain(first) == _plain(other):
            return True
    return False


def _less(first: Value, second: Value) -> bool:
    if _kind(first) != _kind(second):
        raise CallFailed(_DIFFERENT)
    if isinstance(first, bool):
        raise CallFailed("invalid type for comparison")
    return bool(_plain(first) < _plain(second))


def _less_or_equal(first: Value, second: Value) -> bool:
    return _less(first, second) or _equal(first, second)


def _length(of: Value) -> int:
    if isinstance(of, str):
        return len(of.encode())
    if isinstance(of, Mapping | list):
        return len(of)
    if of is None:
        raise CallFailed("len of nil pointer")
    raise CallFailed(f"len of type {type_name(of)}")


def _index(of: Value, *keys: Value) -> Value:
    for key in keys:
        if isinstance(of, Mapping):
            if not isinstance(key, str):
                raise CallFailed(f"value has type {type_name(key)}; should be string")
            of = of.get(key, "" if type_name(of) == "map[string]string" else None)
        elif isinstance(of, list | str):
            of = _item(of, key)
        elif of is None:
            raise CallFailed("index of untyped nil")
        else:
            raise CallFailed(f"can't index item of type {type_name(of)}")
    return of


def _item(of: list[Value] | str, key: Value) -> Value:
    items: list[Value] | bytes = of.encode() if isinstance(of, str) else of
    at = _whole(key)
    if not 0 <= at < len(items):
        raise CallFailed(f"error calling index: index out of range: {at}".removeprefix("error calling index: "))
    return items[at]


def _whole(key: Value) -> int:
    if isinstance(key, bool) or not isinstance(key, int):
        raise CallFailed(f"cannot index slice/array with type {type_name(key)}")
    return key


def _slice(of: Value, *bounds: Value) -> Value:
    if not isinstance(of, list | str):
        raise CallFailed(f"can't slice item of type {type_name(of)}")
    if len(bounds) > 2:
        raise CallFailed(f"too many slice indexes: {len(bounds)}")
    items: list[Value] | bytes = of.encode() if isinstance(of, str) else of
    at = [0, len(items)]
    for place, bound in enumerate(bounds):
        at[place] = _whole(bound)
        if not 0 <= at[place] <= len(items):
            raise CallFailed(f"index out of range: {at[place]}")
    if at[0] > at[1]:
        raise CallFailed(f"invalid slice index: {at[0]} > {at[1]}")
    cut = items[at[0] : at[1]]
    return cut.decode("utf-8", "replace") if isinstance(cut, bytes) else cut


def _escaping(table: Mapping[str, str]) -> Callable[..., str]:
    def escape(*values: Value) -> str:
        return "".join(table.get(character, character) for character in joined(values))

    return escape


def _call(of: Value, *_: Value) -> Value:
    raise CallFailed("call of nil" if of is None else f"non-function of type {type_name(of)}")


_ANY = ("any",)

BUILTINS: dict[str, Function] = {
    "and": Function(lambda *values: values[-1], ("any", "any"), variadic=True),
    "or": Function(lambda *values: values[-1], ("any", "any"), variadic=True),
    "not": Function(lambda value: not truth(value), ("any",)),
    "eq": Function(_equal, ("any", "any"), variadic=True),
    "ne": Function(lambda first, second: not _equal(first, second), ("any", "any")),
    "lt": Function(_less, ("any", "any")),
    "le": Function(_less_or_equal, ("any", "any")),
    "gt": Function(lambda first, second: not _less_or_equal(first, second), ("any", "any")),
    "ge": Function(lambda first, second: not _less(first, second), ("any", "any")),
    "len": Function(_length, ("any",)),
    "index": Function(_index, ("any", "any"), variadic=True),
    "slice": Function(_slice, ("any", "any"), variadic=True),
    "print": Function(lambda *values: joined(values), ("any",), variadic=True),
    "println": Function(lambda *values: " ".join(map(shown, values)) + "\n", ("any",), variadic=True),
    "printf": Function(lambda template, *values: printf(template, values), ("string", "any"), variadic=True),
    "html": Function(_escaping(_HTML), ("any",), variadic=True),
    "js": Function(_escaping(_JS), ("any",), variadic=True),
    "urlquery": Function(lambda *values: quote_plus(joined(values)), ("any",), variadic=True),
    "call": Function(_call, ("any", "any"), variadic=True),
}
