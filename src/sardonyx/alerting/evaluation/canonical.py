"""Expressions as the API shows them: on one line, spaced as upstream prints them."""

import promql_parser

from sardonyx.query.promql.parser import parse


def canonical(expr: str) -> str:
    """The expression on one line; as it was written where that can't be told without doubt. It must be well-formed."""
    try:
        lines = [line.strip() for line in str(promql_parser.parse(expr).prettify()).splitlines()]
    except ValueError:
        return expr
    out = lines[0]
    for line in lines[1:]:
        out += line if out.endswith(("(", "[", "{")) or line.startswith((")", "]", "}")) else f" {line}"
    try:
        return out if parse(out) == parse(expr) else expr
    except ValueError:
        return expr
