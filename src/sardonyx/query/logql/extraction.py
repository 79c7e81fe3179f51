"""Parsers of lines: what `json`, `logfmt`, `unpack`, `pattern` and `regexp` take out of a line, as SQL.

Each gives steps: columns that are computed one after the other, the last of which is `found`, a Map of label to text, and
`broken`, whether the line could not be parsed.

Receivers take JSON and logfmt lines apart when they arrive and keep the message as the body (docs/logql.md). For such
records, whose body is not of the format any more, the parser answers the fields that were taken out then.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.labels import EMPTY_MAP, sanitised
from sardonyx.query.logql.line_patterns import parser_regex, read_pattern
from sardonyx.query.logql.tree import Extraction, Parser
from sardonyx.query.statement import Binder

_PAIRS = "Array(Tuple(String, String))"
_DEPTH = 3
_STORED = f"mapFilter((k, v) -> v != '', mapApply((k, v) -> ({sanitised('k')}, toString(v)), LogAttributes))"
_PATH_PART = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\[\"((?:[^\"\\]|\\.)*)\"\]")
_WELL_FORMED = r"^\s*(?:[^\s=\"]+(?:=(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\s=\"]*))?(?:\s+|$))*$"


@dataclass(frozen=True, slots=True)
class Extracted:
    """Steps of a parser: {column: SQL} each, over what the step before has. `found` is a Map(String, String)."""

    steps: tuple[dict[str, str], ...]
    temporary: tuple[str, ...]
    found: str
    broken: str | None = None
    error: str = ""
    details: str = ""
    line: str | None = None


def extracted(parser: Parser, binder: Binder, wanted: Collection[str] | None = None) -> Extracted:
    """How a parser works on the column `line`. Where only some labels are `wanted`, it may leave out others."""
    if parser.name == "json":
        return _json(parser, binder, wanted)
    return _PARSERS[parser.name](parser, binder)


def _json(parser: Parser, binder: Binder, wanted: Collection[str] | None) -> Extracted:
    if parser.extractions:
        pairs = [f"({binder.bind(each.label)}, {_at_path(each, binder)})" for each in parser.extractions]
        broken = "NOT match(line, '^[ ]*[{\\\\[\"]') AND empty(LogAttributes)"
        return Extracted((), (), _mapped(f"[{', '.join(pairs)}]"), broken, "JSONParserErr")
    asked, on_the_way, stored = "1", "1", _STORED
    if wanted is not None:
        asked = f"has({binder.bind(sorted(wanted), 'Array(String)')}, k)"
        on_the_way = f"has({binder.bind(_prefixes(wanted), 'Array(String)')}, {sanitised('p.1')})"
        stored = f"mapFilter((k, v) -> {asked}, {_STORED})"
    opened = (
        "arrayConcat(arrayFilter(p -> NOT startsWith(p.2, '{'), json_pairs), "
        f"arrayFilter(p -> {on_the_way}, "
        "arrayFlatten(arrayMap(p -> arrayMap(q -> (concat(p.1, '_', q.1), q.2), JSONExtractKeysAndValuesRaw(p.2)), "
        "arrayFilter(p -> startsWith(p.2, '{'), json_pairs)))))"
    )
    steps = (
        {"json_all": "JSONExtractKeysAndValuesRaw(line)"},
        {"json_pairs": f"arrayFilter(p -> {on_the_way}, json_all)"},
        *[{"json_pairs": opened}] * _DEPTH,
    )
    own = _mapped(f"arrayMap(p -> ({sanitised('p.1')}, {_unquoted('p.2')}), "
                  "arrayFilter(p -> NOT startsWith(p.2, '{') AND NOT startsWith(p.2, '['), json_pairs))")  # fmt: skip
    found = f"if(empty(json_all), if(startsWith(line, '{{'), {EMPTY_MAP}, {stored}), {own})"
    broken = "empty(json_all) AND NOT match(line, '^\\\\s*[{]\\\\s*[}]\\\\s*$') AND empty(LogAttributes)"
    return Extracted(
        steps,
        ("json_all", "json_pairs"),
        found,
        broken,
        "JSONParserErr",
        "Value looks like object, but can't find closing '}' symbol",
    )


def _prefixes(labels: Collection[str]) -> list[str]:
    """The labels, and what the objects around their values may be called: `a_b_c` may be c in b in a."""
    found = {label[:at] for label in labels for at, character in enumerate(label) if character == "_" and at}
    return sorted(found | set(labels))


def _unquoted(raw: str) -> str:
    """The plain text of raw JSON; only strings with an escape need a JSON parser."""
    inner = f"substring({raw}, 2, length({raw}) - 2)"
    plain = f"if(position({raw}, '\\\\') = 0, {inner}, JSONExtractString({raw}))"
    return f"multiIf(startsWith({raw}, '\"'), {plain}, {raw} = 'null', '', {raw})"


def _at_path(extraction: Extraction, binder: Binder) -> str:
    path = json_path(extraction.expression)
    steps = ", ".join(
        binder.bind(part + 1, "Int64") if isinstance(part, int) else binder.bind(part) for part in path
    )  # fmt: skip
    own = f"if(JSONType(line, {steps}) = 'String', JSONExtractString(line, {steps}), JSONExtractRaw(line, {steps}))"
    stored = binder.bind([".".join(map(str, path)), "_".join(map(str, path))], "Array(String)")
    kept = f"arrayFirst((v, k) -> has({stored}, k), mapValues(LogAttributes), mapKeys(LogAttributes))"
    return f"if(match(line, '^[ ]*[{{\\\\[]'), if({own} = 'null', '', {own}), {kept})"


def json_path(text: str) -> list[str | int]:
    """`servers[0].name`, `request.headers["User-Agent"]` as keys and positions. Raises LogqlSyntaxError."""
    found: list[str | int] = []
    at = 0
    while at < len(text):
        match = _PATH_PART.match(text, at)
        if match is None:
            break
        found.append(int(match[2]) if match[2] else match[1] if match[1] is not None else _unescaped(match[3]))
        at = match.end()
    if not found or at < len(text):
        raise LogqlSyntaxError(
            f"cannot parse expression [{text}]: syntax error: unexpected end or character at {at + 1}"
        )
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _logfmt(parser: Parser, binder: Binder) -> Extracted:
    steps = ({"logfmt_pairs": "extractKeyValuePairsWithEscaping(line, '=', ' \\t', '\"')"},)
    stored = "if(empty(logfmt_pairs), LogAttributes, logfmt_pairs)"
    if parser.extractions:
        pairs = [
            f"({binder.bind(each.label)}, toString(({stored})[{binder.bind(each.expression)}]))"
            for each in parser.extractions
        ]  # fmt: skip
        found = _mapped(f"[{', '.join(pairs)}]")
    else:
        key = sanitised("p.1")
        found = _mapped(f"arrayMap(p -> ({key}, toString(p.2)), CAST({stored}, '{_PAIRS}'))")
    broken = f"NOT match(line, '{_WELL_FORMED}')" if parser.strict else None
    return Extracted(steps, ("logfmt_pairs",), found, broken, "LogfmtParserErr")


def _unpack(_parser: Parser, _binder: Binder) -> Extracted:
    steps = ({"json_pairs": "JSONExtractKeysAndValuesRaw(line)"},)
    texts = "arrayFilter(p -> startsWith(p.2, '\"') AND p.1 != '_entry', json_pairs)"
    found = _mapped(f"arrayMap(p -> ({sanitised('p.1')}, {_unquoted('p.2')}), {texts})")
    entry = "arrayFirst(p -> p.1 = '_entry', json_pairs).2"
    line = f"if({entry} = '', line, {_unquoted(entry)})"
    broken = "empty(json_pairs) AND NOT match(line, '^\\\\s*(?:[{]\\\\s*[}]\\\\s*)?$')"
    return Extracted(steps, ("json_pairs",), found, broken, "JSONParserErr", line=line)


def _pattern(parser: Parser, binder: Binder) -> Extracted:
    regex, names = parser_regex(read_pattern(parser.expression, for_filter=False))
    return _of_groups(regex, names, binder)


def _regexp(parser: Parser, binder: Binder) -> Extracted:
    re2: Any = import_module("re2")  # google-re2, loaded only where a pattern is met
    compiled = re2.compile(parser.expression)
    by_number = {number: name for name, number in compiled.groupindex.items()}
    names = tuple(by_number.get(number, "") for number in range(1, compiled.groups + 1))
    return _of_groups("(?-s)" + parser.expression, names, binder)


def _of_groups(regex: str, names: tuple[str, ...], binder: Binder) -> Extracted:
    steps = ({"line_groups": f"extractGroups(line, {binder.bind(regex)})"},)
    keys = binder.bind(list(names), "Array(String)")
    pairs = f"arrayZip({keys}, arrayResize(line_groups, {len(names)}))"
    return Extracted(steps, ("line_groups",), _mapped(f"arrayFilter(p -> p.1 != '', {pairs})"))


def _mapped(pairs: str) -> str:
    """The Map of an array of pairs, those without a value left out."""
    return f"CAST(arrayFilter(p -> p.2 != '', {pairs}), 'Map(String, String)')"


_PARSERS: dict[str, Callable[[Parser, Binder], Extracted]] = {
    "logfmt": _logfmt,
    "unpack": _unpack,
    "pattern": _pattern,
    "regexp": _regexp,
}
