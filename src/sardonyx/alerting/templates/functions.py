"""Prometheus' template functions. Source: Prometheus, "Template reference"."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any
from urllib.parse import quote_plus, urlsplit

from sardonyx.alerting.templates.errors import CallFailed
from sardonyx.alerting.templates.humanize import (
    humanize,
    humanize_1024,
    humanize_duration,
    humanize_percentage,
    humanize_timestamp,
    to_float,
    to_time,
)
from sardonyx.alerting.templates.signatures import Function
from sardonyx.alerting.templates.tokens import quoted
from sardonyx.alerting.templates.values import Arguments, Sample, Span
from sardonyx.collectors.scrape.units import duration_seconds

_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))", re.ASCII)
Query = Callable[[str], Sequence[Sample]]


def functions(query: Query, external_url: str, now_ms: int) -> dict[str, Function]:
    """Prometheus' functions by name. `query` answers as of `now_ms` or raises QueryNeeded."""
    return {
        **_FIXED,
        "query": Function(lambda text: list(query(text)), ("string",)),
        "externalURL": Function(lambda: external_url),
        "pathPrefix": Function(lambda: urlsplit(external_url).path),
        "now": Function(lambda: now_ms / 1000),
    }


def _first(samples: list[Sample]) -> Sample:
    if not samples:
        raise CallFailed("first() called on vector with no elements")
    return samples[0]


def _compiled(pattern: str) -> Any:
    re2: Any = import_module("re2")  # google-re2, loaded only where a template needs it
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        words = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        raise CallFailed(f"error parsing regexp: {_in_go(words)}") from None


_GO_WORDS = {
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
}


def _in_go(words: str) -> str:
    """RE2's C++ words as Go's RE2 has them."""
    reason, colon, part = words.partition(": ")
    return f"{_GO_WORDS.get(reason, reason)}: `{part}`" if colon else _GO_WORDS.get(reason, reason)


def _replaced(pattern: str, replacement: str, text: str) -> str:
    def expanded(found: Any) -> str:
        names = found.re.groupindex

        def group(reference: re.Match[str]) -> str:
            name = reference[1] or reference[2]
            if name is None:
                return "$"
            number = int(name) if name.isdigit() else names.get(name, -1)
            return (found.group(number) or "") if 0 <= number <= found.re.groups else ""

        return _REFERENCE.sub(group, replacement)

    return str(_compiled(pattern).sub(expanded, text))


def _titled(text: str) -> str:
    """Each word begins with a capital; a word is letters, digits and underscores."""
    out, inside = [], False
    for character in text:
        out.append(character if inside else character.title())
        inside = character.isalnum() or character == "_" or (not character.isascii() and not character.isspace())
    return "".join(out)


def _split(host_port: str) -> tuple[str, str] | None:
    """Host and port, None where the text has no port."""
    if host_port.startswith("["):
        host, bracket, port = host_port[1:].partition("]:")
        return (host, port) if bracket and "[" not in host else None
    host, colon, port = host_port.rpartition(":")
    return (host, port) if colon and ":" not in host else None


def _without_port(text: str) -> str:
    found = _split(text)
    return found[0] if found else text


def _without_domain(text: str) -> str:
    host, port = _split(text) or (text, "")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        host = host.split(".", 1)[0]
        return f"{host}:{port}" if port else host
    return text


def _parsed_duration(text: str) -> float:
    try:
        return duration_seconds(text)
    except ValueError:
        raise CallFailed(f"not a valid duration string: {quoted(text)}") from None


def _link(expr: str, tab: int) -> str:
    return f"/graph?g0.expr={quote_plus(expr)}&g0.tab={tab}"


_FIXED: dict[str, Function] = {
    "first": Function(_first, ("queryResult",)),
    "label": Function(lambda name, sample: sample.Labels.get(name, ""), ("string", "*sample")),
    "value": Function(lambda sample: sample.Value, ("*sample",)),
    "strvalue": Function(lambda sample: sample.Labels.get("__value__", ""), ("*sample",)),
    "sortByLabel": Function(
        lambda name, samples: sorted(samples, key=lambda one: one.Labels.get(name, "")), ("string", "queryResult")
    ),
    "args": Function(
        lambda *values: Arguments({f"arg{i}": value for i, value in enumerate(values)}), ("any",), variadic=True
    ),
    "reReplaceAll": Function(_replaced, ("string", "string", "string")),
    "match": Function(lambda pattern, text: _compiled(pattern).search(text) is not None, ("string", "string")),
    "safeHtml": Function(lambda text: text, ("string",)),
    "title": Function(_titled, ("string",)),
    "toUpper": Function(str.upper, ("string",)),
    "toLower": Function(str.lower, ("string",)),
    "urlQueryEscape": Function(quote_plus, ("string",)),
    "graphLink": Function(lambda expr: _link(expr, 0), ("string",)),
    "tableLink": Function(lambda expr: _link(expr, 1), ("string",)),
    "stripPort": Function(_without_port, ("string",)),
    "stripDomain": Function(_without_domain, ("string",)),
    "humanize": Function(humanize, ("any",)),
    "humanize1024": Function(humanize_1024, ("any",)),
    "humanizeDuration": Function(humanize_duration, ("any",)),
    "humanizePercentage": Function(humanize_percentage, ("any",)),
    "humanizeTimestamp": Function(humanize_timestamp, ("any",)),
    "toTime": Function(to_time, ("any",)),
    "toDuration": Function(lambda value: Span(to_float(value)), ("any",)),
    "parseDuration": Function(_parsed_duration, ("string",)),
    "parseDurationTime": Function(lambda text: Span(_parsed_duration(text)), ("string",)),
}
