"""Stream selectors and the stages of a pipeline: tokens → tree."""

from collections.abc import Callable
from typing import Literal, cast

from sardonyx.query.logql.addresses import AddressError, read_addresses
from sardonyx.query.logql.cursor import Cursor
from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.lexer import fail
from sardonyx.query.logql.line_patterns import PatternError, read_pattern
from sardonyx.query.logql.template_functions import ARITIES
from sardonyx.query.logql.templates import TemplateError, read_template
from sardonyx.query.logql.tree import (
    Both,
    Chosen,
    CompareOp,
    Decolorize,
    Drop,
    Extraction,
    IpComparison,
    Keep,
    LabelCondition,
    LabelFilter,
    LabelFormat,
    LineFilter,
    LineFormat,
    LineOp,
    LineTerm,
    NumberComparison,
    Parser,
    Rename,
    Stage,
    TextComparison,
    Unwrap,
)
from sardonyx.query.promql.selecting import holds
from sardonyx.query.promql.tree import Matcher

LINE_OPERATORS = ("|=", "!=", "|~", "!~", "|>", "!>")
_COMPARISONS = ("=", "==", "!=", "=~", "!~", ">", ">=", "<", "<=")
_CONVERSIONS = ("duration", "duration_seconds", "bytes")
_NO_MATCHER = (
    "queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, "
    'app=~".*" does not meet this requirement, but app=~".+" will'
)


def selector(cursor: Cursor, *, for_records: bool = True) -> tuple[Matcher, ...]:
    """`{app="api", level!="debug"}`; `for_records`: it must choose something, as upstream demands."""
    cursor.expect("{")
    found: list[Matcher] = []
    while not cursor.is_op("}"):
        found.append(cursor.matcher())
        if not cursor.skip(","):
            break
    cursor.expect("}")
    if for_records and all(holds(matcher, "") for matcher in found):
        raise LogqlSyntaxError(_NO_MATCHER)
    return tuple(found)


def starts_stage(cursor: Cursor) -> bool:
    """Whether a stage comes next."""
    return cursor.is_op("|", *LINE_OPERATORS)


def stage(cursor: Cursor) -> Stage | Unwrap:
    """One stage."""
    if cursor.is_op(*LINE_OPERATORS):
        return _line_filter(cursor)
    cursor.expect("|")
    named_label = cursor.after().kind == "op" and cursor.after().text in _COMPARISONS
    name = cursor.token.text.lower() if cursor.token.kind == "word" and not named_label else ""
    if name in ("json", "logfmt"):
        return _extracting(cursor, cast("Literal['json', 'logfmt']", name))
    if name in ("pattern", "regexp"):
        return _by_expression(cursor, cast("Literal['pattern', 'regexp']", name))
    if name in _SIMPLE:
        cursor.take()
        return _SIMPLE[name]
    if name in _NAMED:
        cursor.take()
        return _NAMED[name](cursor)
    if name == "distinct":
        fail(cursor.text, cursor.token.at, "distinct is not supported")
    if cursor.token.kind != "word" and not cursor.is_op("("):
        cursor.unexpected("IDENTIFIER")
    return LabelFilter(_condition(cursor))


def _line_filter(cursor: Cursor) -> LineFilter:
    op = cast("LineOp", cursor.take().text)
    terms = [_line_term(cursor, op)]
    while cursor.skip("or"):
        terms.append(_line_term(cursor, op))
    return LineFilter(op, tuple(terms))


def _line_term(cursor: Cursor, op: LineOp) -> LineTerm:
    if cursor.is_word("ip") and cursor.after().text == "(":
        if op not in ("|=", "!="):
            cursor.unexpected("STRING")
        return LineTerm(_addresses(cursor), ip=True)
    at, text = cursor.token.at, cursor.string()
    if op in ("|~", "!~"):
        cursor.check_regex(text, at)
    if op in ("|>", "!>"):
        _check_pattern(cursor, text, at, for_filter=True)
    return LineTerm(text)


def _addresses(cursor: Cursor) -> str:
    cursor.take()
    cursor.expect("(")
    at, text = cursor.token.at, cursor.string()
    try:
        read_addresses(text)
    except AddressError as error:
        fail(cursor.text, at, str(error))
    cursor.expect(")")
    return text


def _check_pattern(cursor: Cursor, text: str, at: int, *, for_filter: bool) -> None:
    try:
        read_pattern(text, for_filter=for_filter)
    except PatternError as error:
        fail(cursor.text, at, f"invalid pattern: {error}")


def _extracting(cursor: Cursor, name: Literal["json", "logfmt"]) -> Parser:
    cursor.take()
    flags = set()
    while cursor.token.kind == "flag":
        flags.add(cursor.take().text)
    found: list[Extraction] = []
    while cursor.token.kind == "word":
        label = cursor.word()
        found.append(Extraction(label, cursor.string() if cursor.skip("=") else label))
        if not cursor.skip(","):
            break
    return Parser(
        name, extractions=tuple(found), strict="--strict" in flags, keep_empty="--keep-empty" in flags
    )  # fmt: skip


def _by_expression(cursor: Cursor, name: Literal["pattern", "regexp"]) -> Parser:
    cursor.take()
    at, text = cursor.token.at, cursor.string()
    if name == "pattern":
        _check_pattern(cursor, text, at, for_filter=False)
    else:
        cursor.check_regex(text, at)
        if "(?P<" not in text:
            fail(cursor.text, at, "at least one named capture must be supplied")
    return Parser(name, text)


def _line_format(cursor: Cursor) -> LineFormat:
    at, text = cursor.token.at, cursor.string()
    _check_template(cursor, text, at)
    return LineFormat(text)


def _label_format(cursor: Cursor) -> LabelFormat:
    found: list[Rename] = []
    while True:
        target = cursor.word()
        cursor.expect("=")
        if cursor.token.kind == "string":
            at, text = cursor.token.at, cursor.string()
            _check_template(cursor, text, at)
            found.append(Rename(target, text, is_template=True))
        else:
            found.append(Rename(target, cursor.word(), is_template=False))
        if not cursor.skip(","):
            return LabelFormat(tuple(found))


def _check_template(cursor: Cursor, text: str, at: int) -> None:
    try:
        read_template(text, ARITIES)
    except TemplateError as error:
        fail(cursor.text, at, f"invalid template: {error}")


def _chosen(cursor: Cursor) -> tuple[Chosen, ...]:
    found: list[Chosen] = []
    while True:
        if cursor.after().kind == "op" and cursor.after().text in ("=", "!=", "=~", "!~"):
            matcher = cursor.matcher()
            found.append(Chosen(matcher.name, matcher))
        else:
            found.append(Chosen(cursor.word()))
        if not cursor.skip(","):
            return tuple(found)


def _unwrap(cursor: Cursor) -> Unwrap:
    label = cursor.word()
    if label in _CONVERSIONS and cursor.skip("("):
        conversion = cast("Literal['duration', 'duration_seconds', 'bytes']", label)
        label = cursor.word()
        cursor.expect(")")
        return Unwrap(label, conversion)
    return Unwrap(label)


def _condition(cursor: Cursor) -> LabelCondition:
    cursor.deeper()
    found = _all(cursor)
    while cursor.skip("or"):
        found = Both("or", found, _all(cursor))
    cursor.depth -= 1
    return found


def _all(cursor: Cursor) -> LabelCondition:
    found = _comparison(cursor)
    while True:
        if cursor.skip("and") or cursor.skip(","):
            found = Both("and", found, _comparison(cursor))
        elif cursor.is_op("(") or (cursor.token.kind == "word" and cursor.token.text.lower() not in ("or", "offset")):
            found = Both("and", found, _comparison(cursor))  # side by side is "and" too
        else:
            return found


def _comparison(cursor: Cursor) -> LabelCondition:
    if cursor.skip("("):
        inner = _condition(cursor)
        cursor.expect(")")
        return inner
    label = cursor.word()
    if not cursor.is_op(*_COMPARISONS):
        cursor.unexpected("= or == or != or =~ or !~ or > or >= or < or <=")
    op = cursor.take().text
    at = cursor.token.at
    if cursor.token.kind == "string" and op in ("=", "!=", "=~", "!~"):
        return TextComparison(cursor.checked(Matcher(label, op, cursor.string()), at))  # type: ignore[arg-type]
    if cursor.is_word("ip") and cursor.after().text == "(" and op in ("=", "!="):
        return IpComparison(label, _addresses(cursor), op == "!=")
    if op in ("=~", "!~"):
        cursor.unexpected("STRING")
    compare = cast("CompareOp", "==" if op == "=" else op)
    if cursor.token.kind == "duration":
        return NumberComparison(label, compare, "duration", float(cursor.take().value))
    if cursor.token.kind == "bytes":
        return NumberComparison(label, compare, "bytes", float(cursor.take().value))
    if cursor.token.kind != "number" and not cursor.is_op("-", "+"):
        cursor.unexpected("BYTES or NUMBER or DURATION")
    return NumberComparison(label, compare, "number", cursor.number())


_SIMPLE: dict[str, Stage] = {"unpack": Parser("unpack"), "decolorize": Decolorize()}
_NAMED: dict[str, Callable[[Cursor], Stage | Unwrap]] = {
    "line_format": _line_format,
    "label_format": _label_format,
    "drop": lambda cursor: Drop(_chosen(cursor)),
    "keep": lambda cursor: Keep(_chosen(cursor)),
    "unwrap": _unwrap,
}
