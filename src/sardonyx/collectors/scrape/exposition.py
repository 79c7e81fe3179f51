"""Prometheus' text format 0.0.4 and OpenMetrics 1.0. Pure: text in, lines or BadExposition out.

Bulk and rules are apart. `quick` cuts all lines at their last blank, at the speed of C: a head that has been parsed once is a
series, and what follows must be a number. Any other line goes through `parse_line`, which knows all the rules.
Source: Prometheus' exposition formats page; OpenMetrics 1.0.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sardonyx.collectors.scrape.errors import BadExposition

Pairs = tuple[tuple[str, str], ...]

_BLANKS = r"[ \t]*"
_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_LABEL = rf"(?:[a-zA-Z_][a-zA-Z0-9_]*|{_QUOTED}){_BLANKS}={_BLANKS}{_QUOTED}"
_LABELS = rf"\{{{_BLANKS}(?:(?:{_LABEL}|{_QUOTED}){_BLANKS}(?:,{_BLANKS}|(?=\}})))*\}}"
_NUMBER = r"[^ \t\n{}]+"
_SERIES = rf"(?P<series>(?:{_NAME}{_BLANKS}(?:{_LABELS})?|{_LABELS}))"
_TEXT_LINE = re.compile(rf"{_BLANKS}{_SERIES}{_BLANKS}(?P<value>{_NUMBER})(?:[ \t]+(?P<at>{_NUMBER}))?[ \t]*")
_OPEN_LINE = re.compile(
    rf"{_SERIES} (?P<value>{_NUMBER})(?: (?P<at>{_NUMBER}))?"
    rf"(?: # (?P<exemplar>{_LABELS}) (?P<e_value>{_NUMBER})(?: (?P<e_at>{_NUMBER}))?)?"
)
_SERIES_NAME = re.compile(_NAME)
_EACH_LABEL = re.compile(rf"(?:({_NAME})|({_QUOTED})){_BLANKS}(?:={_BLANKS}({_QUOTED}))?{_BLANKS},?{_BLANKS}")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}
_FLOAT = re.compile(
    r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:inf|infinity)|nan", re.ASCII | re.IGNORECASE
)
_COMMENT = re.compile(r"#[ \t]*(HELP|TYPE|UNIT)[ \t]+([^ \t]+)(?:[ \t]+(.*))?")
_MS = 1000
MAX_EXEMPLAR = 128
OPEN_EOF = "# EOF"

TYPES = ("unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset")
_TEXT_TYPES = {"untyped": "unknown"} | {name: name for name in ("counter", "gauge", "histogram", "summary", "unknown")}
# What values may consist of so that Python reads them as Prometheus does: no underscores, blanks or other digits.
_PLAIN = b"0123456789+-.eENaInf"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An exemplar of a sample; `at_ms` is None where it has none of its own."""

    labels: Pairs
    value: float
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One sample line: the text of its series, value, explicit time, exemplar."""

    series: str
    value: float
    at_ms: int | None = None
    exemplar: Exemplar | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """What is said of a family."""

    type: str = "unknown"
    help: str = ""
    unit: str = ""


def quick(samples: Sequence[str]) -> tuple[list[str], list[str]]:
    """Every line cut at its last blank: heads and tails."""
    parts = [line.rpartition(" ") for line in samples]
    return [part[0] for part in parts], [part[2] for part in parts]


def split(text: str, *, openmetrics: bool) -> tuple[list[str], tuple[str, ...]]:
    """Sample lines and comment lines. Raises BadExposition for what no line may be."""
    lines = text.split("\n")
    if openmetrics:
        lines = _without_end(lines)
    samples = [line for line in lines if line and line[0] != "#"]
    comments = tuple([line for line in lines if line and line[0] == "#"])
    if openmetrics and len(samples) + len(comments) != len(lines):
        raise BadExposition("an empty line is not allowed in OpenMetrics")
    if not openmetrics:
        samples = [line for line in samples if not line.isspace()]
    return samples, comments


def parse_line(line: str, *, openmetrics: bool) -> Line:
    """Any sample line, by all the rules. Raises BadExposition."""
    found = (_OPEN_LINE if openmetrics else _TEXT_LINE).fullmatch(line)
    if found is None:
        raise BadExposition(f'expected a sample: metric{{label="value"}} number [time], got {line[:120]!r}')
    at, exemplar = found["at"], None
    if openmetrics and found["exemplar"] is not None:
        exemplar = _exemplar(found["exemplar"], found["e_value"], found["e_at"])
    return Line(
        found["series"].strip(),
        number(found["value"]),
        None if at is None else explicit_time(at, openmetrics=openmetrics),
        exemplar,
    )


def labels_of(series: str) -> Pairs:
    """The labels of a series' text, `__name__` first, empty values among them. Raises BadExposition."""
    name, brace, rest = series.partition("{")
    found: list[tuple[str, str]] = [("__name__", name.strip())] if name.strip() else []
    position, inside = 0, rest.rstrip()[:-1].strip(" \t") if brace else ""
    while position < len(inside):
        match = _EACH_LABEL.match(inside, position)
        if match is None or match.end() == position:
            raise BadExposition(f'expected label="value", got {inside[position : position + 60]!r}')
        plain, quoted, value = match.groups()
        if value is None:
            if found or plain:
                raise BadExposition(f'expected label="value" in {series[:120]!r}')
            found.append(("__name__", unquoted(quoted)))
        else:
            found.append((plain or unquoted(quoted), unquoted(value)))
        position = match.end()
    names = [label for label, _ in found]
    if len(set(names)) < len(names):
        raise BadExposition(f"a label name occurs twice in {series[:120]!r}")
    if not found or found[0][0] != "__name__" or not found[0][1] or "" in names:
        raise BadExposition(f"no metric name in {series[:120]!r}")
    return tuple(found)


def families(comments: Sequence[str], *, openmetrics: bool) -> dict[str, Family]:
    """What HELP, TYPE and UNIT lines say. Raises BadExposition."""
    found: dict[str, dict[str, str]] = {}
    for line in comments:
        match = _COMMENT.fullmatch(line)
        if match is None:
            if openmetrics or re.match(r"#[ \t]*(TYPE|HELP)([ \t]|$)", line):
                raise BadExposition(f"expected HELP, TYPE or UNIT and a metric's name, got {line[:120]!r}")
            continue
        kind, name, rest = match[1].lower(), match[2], match[3] or ""
        if name.startswith('"'):
            name = unquoted(name)
        if kind == "type":
            rest = _type(rest.strip(), line, openmetrics=openmetrics)
        elif kind == "unit":
            if openmetrics and rest and not name.endswith(f"_{rest}"):
                raise BadExposition(f"the unit {rest[:40]!r} is not the end of the name {name[:80]!r}")
        elif kind == "help":
            rest = _ESCAPE.sub(
                lambda escape: _ESCAPES.get(escape[1], escape[0]) if openmetrics or escape[1] != '"' else escape[0],
                rest,
            )
        found.setdefault(name, {})[kind] = rest
    return {name: Family(**said) for name, said in found.items()}


def numbers(texts: Sequence[str]) -> list[float]:
    """Many values as Prometheus reads them. Raises BadExposition."""
    joined = "".join(texts)
    if joined.isascii() and not joined.encode().translate(None, _PLAIN):
        try:
            found = [float(text) for text in texts]
        except ValueError:
            pass  # some text is none; which one is told below
        else:
            # "+nan" is a number to Python only.
            return found if "+n" not in (low := joined.lower()) and "-n" not in low else [number(t) for t in texts]
    return [number(text) for text in texts]


def number(text: str) -> float:
    """A value as Prometheus reads it. Raises BadExposition."""
    if _FLOAT.fullmatch(text):
        return float(text)
    raise BadExposition(f"expected a number, got {text[:60]!r}")


def unquoted(text: str) -> str:
    """A quoted text's content. Raises BadExposition for an escape that is none."""
    if "\\" not in text:
        return text[1:-1]
    if any(escape not in _ESCAPES for escape in _ESCAPE.findall(text[1:-1])):
        raise BadExposition(f'escapes are \\\\, \\" and \\n, got {text[:60]}')
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], text[1:-1])


def _without_end(lines: list[str]) -> list[str]:
    end = len(lines) - 1 if lines[-1] == "" else len(lines)
    if end < 1 or lines[end - 1] != OPEN_EOF:
        raise BadExposition("data does not end with # EOF")
    return lines[: end - 1]


def _type(name: str, line: str, *, openmetrics: bool) -> str:
    known = {kind: kind for kind in TYPES} if openmetrics else _TEXT_TYPES
    if name not in known:
        raise BadExposition(f"invalid metric type {name[:40]!r} in {line[:120]!r}; allowed are {', '.join(known)}")
    return known[name]


def explicit_time(text: str, *, openmetrics: bool) -> int:
    """A line's own time, in milliseconds. Raises BadExposition."""
    if openmetrics:
        seconds = number(text)
        if not abs(seconds) <= 1e12:  # NaN neither
            raise BadExposition(f"expected a time in seconds, got {text[:40]!r}")
        return round(seconds * _MS)
    if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
        raise BadExposition(f"expected a time in whole milliseconds, got {text[:40]!r}")
    return int(text)


def _exemplar(labels: str, value: str, at: str | None) -> Exemplar:
    pairs = labels_of(f"e{labels}")[1:]
    if sum(len(name) + len(text) for name, text in pairs) > MAX_EXEMPLAR:
        raise BadExposition(f"an exemplar's labels have more than {MAX_EXEMPLAR} characters")
    return Exemplar(pairs, number(value), None if at is None else explicit_time(at, openmetrics=True))
