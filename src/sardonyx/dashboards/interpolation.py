"""Variables in queries, as Grafana reads them: `$name`, `${name}`, `${name:format}`, `${name.field}` and `[[name]]`.

One rule for all texts; docs/dashboards.md has the table of formats, which the pages follow too. A name nobody knows stays as
it is written: it may be a legend's or PromQL's own.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

ALL = "$__all"
SCRAPE_INTERVAL_MS = 15_000
_VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::(\w+))?\]\]")
_ESCAPED = re.compile(r"[\\^$*+?.()|{}\[\]/]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen for a variable. `several`: it may have more than one value, so PromQL matches it as a pattern.

    `options` are all choices, for All without an `all_value`; `all_value` stands for All as it is written.
    """

    values: Sequence[str]
    several: bool = False
    options: Sequence[str] = ()
    all_value: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a panel is drawn for: its range and the step its points have."""

    start_ms: int
    end_ms: int
    step_ms: int


def built_in(at: Moment, scrape_interval_ms: int = SCRAPE_INTERVAL_MS) -> dict[str, str]:
    """The variables every query has."""
    range_ms = at.end_ms - at.start_ms
    rate_ms = max(at.step_ms + scrape_interval_ms, 4 * scrape_interval_ms)
    return {
        "__interval": duration(at.step_ms),
        "__interval_ms": str(at.step_ms),
        "__rate_interval": duration(rate_ms),
        "__rate_interval_ms": str(rate_ms),
        "__range": f"{round(range_ms / 1000)}s",
        "__range_s": str(round(range_ms / 1000)),
        "__range_ms": str(range_ms),
        "__from": str(at.start_ms),
        "__to": str(at.end_ms),
    }


def duration(milliseconds: int) -> str:
    """As PromQL writes it: `15s`, `1m`, `500ms`."""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if milliseconds and milliseconds % size == 0:
            return f"{milliseconds // size}{unit}"
    return f"{milliseconds}ms"


def names_in(text: str) -> set[str]:
    """The variables a text names."""
    return {found[1] or found[2] or found[4] for found in _VARIABLE.finditer(text)}


def interpolated(text: str, chosen: Mapping[str, Chosen], given: Mapping[str, str], *, default: str = "promql") -> str:
    """The text with its variables put in; `default` is the format where none is written: `promql` or `raw`."""

    def put(found: re.Match[str]) -> str:
        name, how = found[1] or found[2] or found[4], found[3] or found[5] or ""
        if name in given:
            return _moment(name, given[name], how)
        if name not in chosen:
            return found[0]
        return _formatted(chosen[name], how or default)

    return _VARIABLE.sub(put, text)


def _formatted(chosen: Chosen, how: str) -> str:
    values = list(chosen.values)
    if ALL in values:
        if chosen.all_value:
            return chosen.all_value
        if not chosen.options:
            return ".*"
        values = list(chosen.options)
    if how == "promql":
        return _promql(values, several=chosen.several)
    return FORMATS.get(how, FORMATS["glob"])(values)


def _promql(values: Sequence[str], *, several: bool) -> str:
    """In quotes of a PromQL string: patterns where several may be chosen, else the text itself."""
    if not several:
        return ",".join(value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    escaped = [re.sub(r"[\\^$*+?.()|{}\[\]\"]", _promql_escape, value) for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def _promql_escape(found: re.Match[str]) -> str:
    if found[0] == "\\":
        return "\\\\\\\\"
    return '\\"' if found[0] == '"' else f"\\\\{found[0]}"


def _regex(values: Sequence[str]) -> str:
    escaped = [_ESCAPED.sub(lambda found: f"\\{found[0]}", value) for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def _one_or(values: Sequence[str], several: Callable[[Sequence[str]], str]) -> str:
    return values[0] if len(values) == 1 else several(values)


FORMATS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "raw": ",".join,
    "text": " + ".join,
    "csv": ",".join,
    "pipe": "|".join,
    "regex": _regex,
    "glob": lambda values: _one_or(values, lambda several: "{" + ",".join(several) + "}"),
    "json": lambda values: json.dumps(values if len(values) != 1 else values[0], ensure_ascii=False),
    "doublequote": lambda values: ",".join('"' + value.replace('"', '\\"') + '"' for value in values),
    "singlequote": lambda values: ",".join("'" + value.replace("'", "\\'") + "'" for value in values),
    "sqlstring": lambda values: ",".join("'" + value.replace("'", "''") + "'" for value in values),
    "percentencode": lambda values: quote(
        _one_or(values, lambda several: "{" + ",".join(several) + "}"), safe="-_.!~*'()"
    ),
}
"""How several values are written, by the word after the colon; one not known here is `glob`, as in Grafana."""


def _moment(name: str, value: str, how: str) -> str:
    """`${__from:date}` and its like; without a format the milliseconds."""
    if name not in ("__from", "__to") or not how.startswith("date"):
        return value
    at = datetime.fromtimestamp(int(value) / 1000, UTC)
    if how == "date:seconds":
        return str(int(value) // 1000)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
