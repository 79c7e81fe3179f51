"""Conditions: one readable line each, `FIELD OPERATOR VALUE`, such as `status == 2xx` or `body.items[0].state != failed`.

What a kind of check has seen is a mapping: numbers (`latency`, `certificate` and `lag` in seconds, `size` in bytes), texts, lists
(`answer`: one that fits is enough), mappings (`header`). `body.PATH` reads the text as JSON.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from sardonyx.collectors.probes.paths import MISSING, Document, steps_of
from sardonyx.collectors.probes.result import ConditionResult, Outcome
from sardonyx.config.units import parse_duration, parse_size

_LINE = re.compile(
    r"\s*(?P<field>[A-Za-z_]+(?:[.\[].*?)?)(?:\s*(?P<sign>==|!=|<=|>=|!~|~|<|>)\s*|\s+(?P<word>!?contains)\s+)(?P<value>.*?)\s*",
    re.DOTALL,
)
_CLASS = re.compile(r"[1-5]xx")
_QUOTED = re.compile(r"""(["'])(.*)\1""", re.DOTALL)
_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPPOSITE: Final = {"!=": "==", "!~": "~", "!contains": "contains"}
_DURATIONS: Final = frozenset({"latency", "certificate", "lag"})
_SIZES: Final = frozenset({"size"})
_SEEN_CHARACTERS = 200
_DAY_SECONDS = 86_400
_ALLOWED = (
    "must be FIELD OPERATOR VALUE, the operator one of == != < <= > >= ~ !~ contains !contains, such as `status == 200`, "
    "`latency < 500ms`, `body.status == ok` or `header.content-type contains json`"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was written, taken apart. `value` is a number for durations (seconds) and sizes (bytes)."""

    text: str
    field: str
    path: tuple[str | int, ...]
    operator: str
    value: str | float
    pattern: Any = None


@lru_cache(maxsize=8192)
def parse(text: str, fields: frozenset[str] | None = None) -> Condition:
    """A condition. Raises ValueError with what is allowed; `fields`: those this kind of check knows."""
    found = _LINE.fullmatch(text)
    if not found or not found["value"]:
        raise ValueError(f"{text!r}: {_ALLOWED}")
    root = re.split(r"[.\[]", found["field"], maxsplit=1)[0].lower()
    if fields is not None and root not in fields:
        raise ValueError(f"{text!r}: there is no {root!r} here; must be one of {', '.join(sorted(fields))}")
    try:
        path = steps_of(found["field"][len(root) :])
        if root == "header":
            path = tuple(str(step).lower() for step in path)
        sign = found["sign"] or found["word"]
        value = _value(root if not path else "", found["value"], sign)
        pattern = _pattern(str(value)) if sign in ("~", "!~") else None
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from error
    return Condition(text.strip(), root, path, sign, value, pattern)


def judge(
    conditions: Sequence[str], degraded_unless: Sequence[str], seen: Mapping[str, object]
) -> tuple[Outcome, tuple[ConditionResult, ...]]:
    """Whether what was seen is good, and each condition's own result. One that can't be read does not hold."""
    documents: dict[str, Document] = {}
    results = [
        _judged(text, degrades, seen, documents)
        for texts, degrades in ((conditions, False), (degraded_unless, True))
        for text in texts
    ]
    if all(result.held for result in results):
        return "up", tuple(results)
    return ("degraded" if all(r.held or r.degrades for r in results) else "down"), tuple(results)


def sentence(results: Sequence[ConditionResult]) -> str:
    """What did not hold, for a message: `status == 200: is 503`."""
    return "; ".join(f"{result.text}: is {result.seen}" for result in results if not result.held)


def _value(field: str, text: str, sign: str) -> str | float:
    if quoted := _QUOTED.fullmatch(text):
        return quoted[2]
    if sign in ("~", "!~", "contains", "!contains"):
        return text
    if field in _DURATIONS:
        if field == "lag" and text.isdigit():
            return float(text)
        return parse_duration(text).total_seconds()
    if field in _SIZES:
        return float(parse_size(text))
    return text


def _pattern(text: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise ValueError(f"no regular expression: {said.decode() if isinstance(said, bytes) else said}") from error


def _judged(text: str, degrades: bool, seen: Mapping[str, object], documents: dict[str, Document]) -> ConditionResult:
    try:
        condition = parse(text)
    except ValueError as error:
        return ConditionResult(text, False, str(error), degrades)
    value: object = seen.get(condition.field, MISSING)
    if condition.path:
        document = documents.setdefault(condition.field, Document(value))
        value = document.at(condition.path)
    return ConditionResult(condition.text, _holds(condition, value), _shown(condition, value), degrades)


def _holds(condition: Condition, value: object) -> bool:
    if value is MISSING:
        return condition.operator in _OPPOSITE
    sign = _OPPOSITE.get(condition.operator, condition.operator)
    several = value if isinstance(value, tuple) else (value,)
    return any(_fits(condition, sign, one) for one in several) != (condition.operator in _OPPOSITE)


def _fits(condition: Condition, sign: str, value: object) -> bool:
    if sign == "~":
        return condition.pattern.search(_text(value)) is not None
    if sign == "contains":
        if isinstance(value, list):
            return any(_equal(one, str(condition.value)) for one in value)
        return str(condition.value) in _text(value)
    if sign == "==":
        return _equal(value, condition.value)
    left, right = _number(value), _number(condition.value)
    return left is not None and right is not None and _ORDER[sign](left, right)


def _equal(value: object, wanted: str | float) -> bool:
    if isinstance(value, bool):
        return str(wanted).lower() == str(value).lower()
    if isinstance(value, int | float):
        if isinstance(wanted, str) and _CLASS.fullmatch(wanted):
            return int(value) // 100 == int(wanted[0])
        return _number(wanted) == value
    return _text(value) == str(wanted)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return Document.text_of(value)


def _span(seconds: float) -> str:
    if abs(seconds) < 1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:.3g} s" if abs(seconds) < _DAY_SECONDS else f"{seconds / _DAY_SECONDS:.1f} d"


def _shown(condition: Condition, value: object) -> str:
    if value is MISSING:
        return "missing"
    if isinstance(value, tuple):
        shown = ", ".join(_text(one) for one in value) or "nothing"
    elif isinstance(value, int | float) and not isinstance(value, bool) and not condition.path:
        if condition.field in _DURATIONS:
            return _span(float(value))
        shown = f"{value:g} bytes" if condition.field in _SIZES else f"{value:.15g}"
    else:
        shown = _text(value)
    return shown if len(shown) <= _SEEN_CHARACTERS else f"{shown[:_SEEN_CHARACTERS]}…"
