"""/parse_query: a query as the tree that Prometheus' pages draw. Source: Prometheus 3, web/api/v1/translate_ast.go.

Two trees of the same text are walked side by side: ours says what is meant, the grammar's has brackets and signatures.
"""

from collections.abc import Sequence
from typing import Any

import promql_parser
from fastapi import Response

from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.params import Parameters
from sardonyx.query.promql import ParseError, format_float
from sardonyx.query.promql.parser import METRIC_NAME, parse
from sardonyx.query.promql.tree import (
    Aggregation,
    At,
    AtKind,
    Binary,
    Call,
    Matching,
    Negation,
    Node,
    Number,
    Range,
    Selector,
    Subquery,
    Text,
)
from sardonyx.query.scope import AccessScope

_Shown = dict[str, object]
_TYPES = (
    (promql_parser.ValueType.Vector, "vector"),
    (promql_parser.ValueType.Matrix, "matrix"),
    (promql_parser.ValueType.Scalar, "scalar"),
    (promql_parser.ValueType.String, "string"),
)


def add_to(endpoints: Endpoints) -> None:
    """Serve it."""
    endpoints.add("/parse_query", _parse, ("GET", "POST"))


async def _parse(params: Parameters, _scope: AccessScope) -> Response:
    return answers.success(syntax_tree(params.text("query")))


def syntax_tree(query: str) -> _Shown:
    """The tree of a query. Raises ParseError."""
    node = parse(query)
    return _shown(promql_parser.parse(query), node)


def _shown(raw: Any, node: Node) -> _Shown:  # noqa: PLR0911  # one per kind
    if isinstance(raw, promql_parser.ParenExpr):
        return {"type": "parenExpr", "expr": _shown(raw.expr, node)}
    match node:
        case Number(value):
            return {"type": "numberLiteral", "val": format_float(value)}
        case Text(value):
            return {"type": "stringLiteral", "val": value}
        case Selector():
            return {"type": "vectorSelector", **_selector(raw, node)}
        case Range(selector, range_ms):
            return {"type": "matrixSelector", "range": range_ms, **_selector(raw.vector_selector, selector)}
        case Subquery():
            return _subquery(raw, node)
        case Call():
            return _call(raw, node)
        case Aggregation():
            return _aggregation(raw, node)
        case Binary():
            return _binary(raw, node)
        case Negation(expr):
            return {"type": "unaryExpr", "op": "-", "expr": _shown(raw.expr, expr)}


def _selector(raw: Any, node: Selector) -> _Shown:
    if len(node.alternatives) > 1:
        raise ParseError("a selector with or between its matchers can't be shown as a tree")
    # A name before the braces is a matcher too, the last one.
    matchers = sorted(node.alternatives[0], key=lambda one: bool(raw.name) and one.name == METRIC_NAME)
    return {
        "name": raw.name or "",
        "offset": node.offset_ms,
        "matchers": [{"name": one.name, "value": one.value, "type": one.op} for one in matchers],
        **_moment(node.at),
        "anchored": False,
        "smoothed": False,
    }


def _moment(at: At | None) -> _Shown:
    if at is None:
        return {"timestamp": None, "startOrEnd": None}
    if at.kind is AtKind.TIME:
        return {"timestamp": at.time_ms, "startOrEnd": None}
    return {"timestamp": None, "startOrEnd": at.kind.value.removesuffix("()")}


def _subquery(raw: Any, node: Subquery) -> _Shown:
    times = {"range": node.range_ms, "offset": node.offset_ms, "step": node.step_ms or 0}
    return {"type": "subquery", "expr": _shown(raw.expr, node.expr), **times, **_moment(node.at)}


def _call(raw: Any, node: Call) -> _Shown:
    return {
        "type": "call",
        "func": {
            "name": node.name,
            "argTypes": [_type(kind) for kind in raw.func.arg_types],
            "variadic": int(raw.func.variadic),
            "returnType": _type(raw.func.return_type),
        },
        "args": _each(raw.args, node.args),
    }


def _aggregation(raw: Any, node: Aggregation) -> _Shown:
    param = None if node.param is None else _shown(raw.param, node.param)
    return {
        "type": "aggregation",
        "op": node.op,
        "expr": _shown(raw.expr, node.expr),
        "param": param,
        "grouping": list(node.labels),
        "without": node.without,
    }


def _binary(raw: Any, node: Binary) -> _Shown:
    return {
        "type": "binaryExpr",
        "op": node.op,
        "lhs": _shown(raw.lhs, node.left),
        "rhs": _shown(raw.rhs, node.right),
        "matching": None if node.matching is None else _matching(node.matching),
        "bool": node.return_bool,
    }


def _matching(found: Matching) -> _Shown:
    return {
        "card": found.card,
        "labels": list(found.labels),
        "on": found.on,
        "include": list(found.include),
        "fillValues": {"lhs": found.fill_left, "rhs": found.fill_right},
    }


def _each(raws: Sequence[Any], nodes: Sequence[Node]) -> list[_Shown]:
    return [_shown(raw, node) for raw, node in zip(raws, nodes, strict=True)]


def _type(kind: Any) -> str:
    return next(name for known, name in _TYPES if kind == known)
