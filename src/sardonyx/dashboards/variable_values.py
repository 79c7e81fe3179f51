"""The choices of a query variable: `label_values(metric, label)` and its like, asked of the metrics under the caller's scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.query.metrics.catalogue import Range, SeriesCatalogue
from sardonyx.query.promql import InstantAnswer, Promql
from sardonyx.query.promql.errors import PromqlError
from sardonyx.query.promql.result import ScalarAnswer, VectorAnswer
from sardonyx.query.promql.values import Labels
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine

MAX_VALUES = 10_000
_LABEL_NAMES = re.compile(r"^label_names\(\s*(.*?)\s*\)$", re.DOTALL)
_LABEL_VALUES = re.compile(r"^label_values\(\s*(?:(.+),)?\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\)$", re.DOTALL)
_METRICS = re.compile(r"^metrics\(\s*(.+?)\s*\)$", re.DOTALL)
_QUERY_RESULT = re.compile(r"^query_result\(\s*(.+)\s*\)$", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_FORMS = "label_values(metric, label), label_values(label), label_names(), metrics(pattern), query_result(expression)"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown and what it stands for."""

    text: str
    value: str


class VariableValues:
    """Evaluates them."""

    def __init__(self, engine: Engine) -> None:
        self._catalogue = SeriesCatalogue(engine)
        self._promql = Promql(engine)

    async def of(self, query: str, regex: str, sort: str, span: TimeRange, scope: AccessScope) -> list[Choice]:
        """The choices, at most MAX_VALUES. Raises ValidationFailed for a query or pattern that can't be read."""
        pattern = _compiled(regex)
        try:
            found = await self._asked(query.strip(), span, scope)
        except PromqlError as error:
            raise _wrong("query", str(error)) from None
        return _sorted(_matching(found, pattern), sort)[:MAX_VALUES]

    async def _asked(self, query: str, span: TimeRange, scope: AccessScope) -> Sequence[str]:
        within = Range(span.start_ns // 1_000_000, span.end_ns // 1_000_000)
        if found := _LABEL_NAMES.match(query):
            selectors = [found[1]] if found[1] else []
            return await self._catalogue.label_names(selectors, within, scope, MAX_VALUES)
        if found := _LABEL_VALUES.match(query):
            selectors = [found[1].strip()] if found[1] else []
            return await self._catalogue.label_values(found[2], selectors, within, scope, MAX_VALUES)
        if found := _METRICS.match(query):
            named = _compiled(found[1])
            names = await self._catalogue.label_values("__name__", [], within, scope)
            return [name for name in names if named is None or named.search(name)]
        if found := _QUERY_RESULT.match(query):
            return _shown(await self._promql.instant(found[1], span.end_ns / 1e9, scope))
        raise _wrong("query", f"can't be read; a variable asks {_FORMS}")


def _shown(answer: InstantAnswer) -> list[str]:
    """As Grafana lists them: `name{label="value"} value time`."""
    if isinstance(answer, ScalarAnswer):
        return [f"{answer.value:g} {answer.time_ms}"]
    if not isinstance(answer, VectorAnswer):
        raise _wrong("query", "query_result takes an expression that gives a vector or a number")
    values = answer.vector.values[:, 0]
    return [
        f"{_series(labels)} {float(value):g} {answer.time_ms}"
        for labels, value in zip(answer.vector.labels[:MAX_VALUES], values, strict=False)
    ]


def _series(labels: Labels) -> str:
    inside = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()) if name != "__name__")
    return f"{labels.get('__name__', '')}{{{inside}}}"


def _compiled(pattern: str) -> Any:
    """The pattern, ours (searched anywhere) or in Grafana's slashes, or None; linear in time whatever it says."""
    if not pattern:
        return None
    slashed = re.fullmatch(r"/(.*)/([a-z]*)", pattern, re.DOTALL)
    wanted = f"{'(?i)' if 'i' in slashed[2] else ''}{slashed[1]}" if slashed else pattern
    re2: Any = import_module("re2")  # google-re2, loaded only where a pattern is met
    try:
        return re2.compile(wanted.replace("(?<", "(?P<"))
    except re2.error as error:
        raise _wrong("regex", f"can't be read: {error}") from None


def _matching(found: Sequence[str], pattern: Any) -> list[Choice]:
    """What the pattern takes of each; groups named `text` and `value` may differ, else the first group counts."""
    if pattern is None:
        return [Choice(one, one) for one in found]
    kept: dict[str, Choice] = {}
    for one in found:
        match = pattern.search(one)
        if match is None:
            continue
        named = match.groupdict()
        groups = match.groups()
        value = named.get("value") or (groups[0] if groups and "text" not in named else None) or named.get("text")
        value = one[match.start() : match.end()] if value is None and not groups else value
        if value:
            kept.setdefault(value, Choice(named.get("text") or value, value))
    return list(kept.values())


def _sorted(choices: list[Choice], sort: str) -> list[Choice]:
    descending = sort.endswith("descending")
    if sort.startswith("alphabetical"):
        return sorted(choices, key=lambda one: (one.text.lower(), one.text), reverse=descending)
    if sort.startswith("numerical"):
        return sorted(choices, key=_number, reverse=descending)
    return choices


def _number(choice: Choice) -> tuple[int, str]:
    found = _NUMBER.search(choice.text)
    return (int(found[0][:18]) if found else -1, choice.text)


def _wrong(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(FieldError(field, message))
