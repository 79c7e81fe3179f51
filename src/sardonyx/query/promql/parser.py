"""Text → tree. The grammar is the `promql-parser` package's (Rust); types and arities are checked there.

What it cannot parse of Prometheus 3 is refused by name (docs/promql.md lists it).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import promql_parser

from sardonyx.query.promql.errors import ParseError
from sardonyx.query.promql.tree import (
    Aggregation,
    At,
    AtKind,
    Binary,
    Call,
    Cardinality,
    Matcher,
    Matching,
    MatchOp,
    Negation,
    Node,
    Number,
    Range,
    Selector,
    Subquery,
    Text,
)

METRIC_NAME = "__name__"
MAX_LENGTH = 64 * 1024
MAX_DEPTH = 200

# The binding's enumerations compare but have no hash.
_OPS: tuple[tuple[Any, MatchOp], ...] = (
    (promql_parser.MatchOp.Equal, "="),
    (promql_parser.MatchOp.NotEqual, "!="),
    (promql_parser.MatchOp.Re, "=~"),
    (promql_parser.MatchOp.NotRe, "!~"),
)
_CARDS: tuple[tuple[Any, Cardinality], ...] = (
    (promql_parser.VectorMatchCardinality.OneToOne, "one-to-one"),
    (promql_parser.VectorMatchCardinality.ManyToOne, "many-to-one"),
    (promql_parser.VectorMatchCardinality.OneToMany, "one-to-many"),
    (promql_parser.VectorMatchCardinality.ManyToMany, "many-to-many"),
)
_SET_OPERATORS = frozenset({"and", "or", "unless"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEFORE_EPOCH = re.compile(r"@ 0\.000\b")
_NOT_YET = re.compile(r"\b(anchored|smoothed)\b")
_QUOTED_PART = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def parse(text: str) -> Node:
    """The tree of a query. Raises ParseError."""
    if len(text) > MAX_LENGTH:
        raise ParseError(f"query is too long: {len(text)} characters, {MAX_LENGTH} allowed")
    _check_depth(text)
    try:
        return _node(promql_parser.parse(text))
    except ValueError as error:
        _refuse(text, str(error))


def _check_depth(text: str) -> None:
    # The grammar is recursive: a text of brackets alone would exhaust the stack. An upper bound, strings included.
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    if deepest > MAX_DEPTH:
        raise ParseError(f"query is nested too deeply: {deepest} brackets, {MAX_DEPTH} allowed")


def _refuse(text: str, reason: str) -> NoReturn:
    if found := _NOT_YET.search(text):
        raise ParseError(f"the modifier {found.group()!r} is not supported", *_position(text, found.start()))
    quoted = [part for pair in _QUOTED_PART.findall(reason) for part in pair if part]
    offset = next((text.find(part) for part in quoted if part in text), 0)
    if "unclosed" in reason or "unexpected end" in reason:
        offset = len(text)
    raise ParseError(reason, *_position(text, offset)) from None


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _milliseconds(duration: timedelta | None) -> int:
    return 0 if duration is None else round(duration / timedelta(milliseconds=1))


def _at(holder: Any) -> At | None:
    modifier = holder.at
    if modifier is None:
        return None
    if modifier.type == promql_parser.AtModifierType.Start:
        return At(AtKind.START)
    if modifier.type == promql_parser.AtModifierType.End:
        return At(AtKind.END)
    # The binding cannot hand out times before 1970 (it panics); it prints them as zero, and there is no data either way.
    if _BEFORE_EPOCH.search(holder.prettify()):
        return At(AtKind.TIME, 0)
    moment = modifier.at
    return At(AtKind.TIME, round((moment.astimezone(UTC) - _EPOCH) / timedelta(milliseconds=1)))


def _matcher(matcher: Any) -> Matcher:
    return Matcher(matcher.name, next(op for found, op in _OPS if matcher.op == found), matcher.value)


def _selector(node: Any) -> Selector:
    common = tuple(_matcher(matcher) for matcher in node.matchers.matchers)
    if node.name:
        common = (Matcher(METRIC_NAME, "=", node.name), *common)
    groups = [tuple(_matcher(matcher) for matcher in group) for group in node.matchers.or_matchers]
    alternatives = tuple((*common, *group) for group in groups) or (common,)
    return Selector(alternatives, _milliseconds(node.offset), _at(node))


def _matching(node: Any) -> Matching | None:
    if any(_is_scalar(side) for side in (node.lhs, node.rhs)):
        return None
    modifier = node.modifier
    op = str(node.op)
    if modifier is None:
        return Matching("many-to-many" if op in _SET_OPERATORS else "one-to-one")
    fill = modifier.fill_values
    found = modifier.matching
    return Matching(
        card=next(card for known, card in _CARDS if modifier.card == known),
        on=found is not None and found.type == promql_parser.LabelModifierType.Include,
        labels=tuple(found.labels) if found is not None else (),
        include=tuple(modifier.group_labels or ()),
        fill_left=fill.lhs if fill else None,
        fill_right=fill.rhs if fill else None,
    )


def _is_scalar(node: Any) -> bool:
    match node:
        case promql_parser.NumberLiteral():
            return True
        case promql_parser.ParenExpr() | promql_parser.UnaryExpr():
            return _is_scalar(node.expr)
        case promql_parser.Call():
            return bool(node.func.return_type == promql_parser.ValueType.Scalar)
        case promql_parser.BinaryExpr():
            return _is_scalar(node.lhs) and _is_scalar(node.rhs)
        case _:
            return False


def _node(node: Any) -> Node:  # noqa: PLR0911  # one per kind
    match node:
        case promql_parser.ParenExpr():
            return _node(node.expr)
        case promql_parser.NumberLiteral():
            return Number(float(node.val))
        case promql_parser.StringLiteral():
            return Text(node.val)
        case promql_parser.UnaryExpr():
            return Negation(_node(node.expr))
        case promql_parser.VectorSelector():
            return _selector(node)
        case promql_parser.MatrixSelector():
            return Range(_selector(node.vector_selector), _milliseconds(node.range))
        case promql_parser.SubqueryExpr():
            step = None if node.step is None else _milliseconds(node.step)
            return Subquery(_node(node.expr), _milliseconds(node.range), step, _milliseconds(node.offset), _at(node))
        case promql_parser.Call():
            return Call(node.func.name, tuple(_node(arg) for arg in node.args))
        case promql_parser.AggregateExpr():
            modifier = node.modifier
            return Aggregation(
                op=str(node.op),
                expr=_node(node.expr),
                param=None if node.param is None else _node(node.param),
                labels=tuple(modifier.labels) if modifier else (),
                without=modifier is not None and modifier.type == promql_parser.AggModifierType.Without,
            )
        case promql_parser.BinaryExpr():
            returns_bool = bool(node.modifier and node.modifier.return_bool)
            return Binary(str(node.op), _node(node.lhs), _node(node.rhs), _matching(node), returns_bool)
        case _:
            raise ParseError(f"{type(node).__name__} is not supported")
