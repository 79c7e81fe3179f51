"""Tokens → tree. luqum knows the structure of Lucene's language; it is given the tokens under short names (`t3`, `f2:t3`),
so that no character of a value can confuse it, and places in the text stay known for errors.

A missing operator between two conditions means AND and binds as tightly: `a b OR c` is `(a AND b) OR c`.
"""

import itertools
import threading
from collections.abc import Callable

import luqum.tree
from luqum.exceptions import ParseError
from luqum.thread import parse as luqum_parse

from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.tokens import MAX_DEPTH, Token, tokenize
from sardonyx.query.search.tree import And, Everything, FieldName, Match, Node, Not, Or

_STARTS = frozenset({"value", "field", "(", "NOT"})
_ENDS = frozenset({"value", ")"})
_lock = threading.Lock()  # its generated parser keeps state between calls


def parse(text: str, is_declared: Callable[[str], bool] = lambda _name: False) -> Node:
    """The tree of a search; Everything for an empty one. Raises SearchSyntaxError."""
    tokens = tokenize(text, is_declared)
    if not tokens:
        return Everything()
    _check_structure(tokens)
    try:
        with _lock:
            found = luqum_parse(_spelt_for_luqum(tokens))
    except ParseError as error:
        raise SearchSyntaxError(f"the search can't be read: {error}", 0, len(text)) from error
    return _Converter(tokens).node(found, None)


def _check_structure(tokens: list[Token]) -> None:
    open_groups: list[Token] = []
    depths: list[int] = []
    depth = 0
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.kind in ("AND", "OR") and (before is None or before.kind not in _ENDS):
            raise _misplaced(token, "before")
        if token.kind in ("AND", "OR", "NOT") and (after is None or after.kind not in _STARTS):
            raise _misplaced(token, "after")
        if token.kind == "NOT":
            depth += 1
        elif token.kind == "(":
            open_groups.append(token)
            depths.append(depth)
            depth += 1
            if after is not None and after.kind == ")":
                raise SearchSyntaxError("this group is empty", token.span.position, 2, 'remove it, or quote it: "()"')
        elif token.kind == ")":
            open_groups.pop()
            depth = depths.pop()
        if token.kind in _ENDS:
            depth = depths[-1] + 1 if depths else 0
        if depth > MAX_DEPTH:
            raise SearchSyntaxError(f"groups are nested more than {MAX_DEPTH} deep", token.span.position)
    if open_groups:
        raise SearchSyntaxError(
            "this ( is never closed", open_groups[-1].span.position, 1, "close it with ), or put the text in quotes"
        )


def _misplaced(token: Token, side: str) -> SearchSyntaxError:
    hint = f'to search for the word itself, quote it: "{token.kind}"'
    message = f"{token.kind} needs a condition {side} it"
    return SearchSyntaxError(message, token.span.position, token.span.length, hint)


def _spelt_for_luqum(tokens: list[Token]) -> str:
    pieces = []
    for number, (token, after) in enumerate(itertools.zip_longest(tokens, tokens[1:])):
        match token.kind:
            case "value":
                pieces.append(f"t{number}")
            case "field":
                pieces.append(f"f{number}:")
                continue
            case kind:
                pieces.append(kind)
        if after is not None and token.kind in _ENDS and after.kind in _STARTS:
            pieces.append("AND")
    return " ".join(pieces).replace(": ", ":")


class _Converter:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens

    def node(self, item: luqum.tree.Item, field: FieldName | None) -> Node:
        match item:
            case luqum.tree.AndOperation():
                return And(tuple(self.node(child, field) for child in item.children))
            case luqum.tree.OrOperation():
                return Or(tuple(self.node(child, field) for child in item.children))
            case luqum.tree.Not():
                return Not(self.node(item.a, field))
            case luqum.tree.BaseGroup():
                return self.node(item.expr, field)
            case luqum.tree.SearchField():
                token = self._tokens[int(item.name[1:])]
                if field is not None:
                    raise SearchSyntaxError(
                        f"{token.name}: stands inside of {field.name}:( … )", token.span.position, token.span.length,
                        f'close the group first, or quote the text: "{token.name}:…"',
                    )  # fmt: skip
                return self.node(item.expr, FieldName(token.name, token.span))
            case luqum.tree.Word():
                value = self._tokens[int(item.value[1:])].value
                assert value is not None
                return Match(field, value)
            case _:
                raise SearchSyntaxError(f"the search can't be read: unexpected {type(item).__name__}")
