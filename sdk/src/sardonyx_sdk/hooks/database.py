"""Templates of database calls: operation, target and a query text without any value.

Parameters are never looked at. Literals inside a statement are replaced by `?` as the conventions ask for statements that may
not be parameterised. https://opentelemetry.io/docs/specs/semconv/database/database-spans/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..buffer import buffer
from ..durations import DATABASE
from ..span import LightSpan
from ..template import CLIENT, Template
from .client import end_client_span

_MAX_STATEMENTS = 1000
_MAX_TEXT = 4096
_LITERALS = re.compile(
    r"""(\$(?:[A-Za-z_]\w*)?\$).*?\1"""  # dollar-quoted text
    r"""|[eEnNbBxX]?'(?:[^'\\]|''|\\.)*'?"""  # text; an unclosed one runs to the end
    r"""|--[^\n]*|/\*.*?\*/"""  # comments may hold values too
    r"""|(?<![\w$:%])[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(?!\w)""",
    re.DOTALL,
)
_LISTS = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
_OPERATION = re.compile(r"\s*(\w+)")
_TARGET = re.compile(r"(?is)\b(?:from|into|update|join|table(?:\s+if\s+(?:not\s+)?exists)?)\s+([\w.\"`\[\]]+)")


class Database(NamedTuple):
    """Where a call goes."""

    system: str  # db.system.name
    namespace: str | None  # database, or Redis index
    host: str | None
    port: int | None


class _Statement(NamedTuple):
    operation: str
    summary: str
    text: str


_statements: dict[str, _Statement] = {}
_templates: dict[tuple[Database, str, str | None], Template] = {}


def sanitise(statement: str) -> str:
    """The statement without literals and comments, lists of values shortened to one."""
    words = _LITERALS.sub(lambda m: " " if m[0].startswith(("--", "/*")) else "?", statement[: 4 * _MAX_TEXT])
    return _LISTS.sub("(?)", words).strip()[:_MAX_TEXT]


def _analyse(statement: str) -> _Statement:
    text = sanitise(statement)
    found = _OPERATION.match(text)
    operation = found[1].upper() if found else ""
    target = _TARGET.search(text)
    name = target[1].strip('"`[]') if target else ""
    return _Statement(operation, f"{operation} {name}".strip(), text)


def _statement(statement: str) -> _Statement:
    known = _statements.get(statement)
    if known is None:
        known = _analyse(statement)
        if len(_statements) >= _MAX_STATEMENTS:
            _statements.clear()
        _statements[statement] = known
    return known


def _make(database: Database, statement: _Statement, error: str | None) -> Template:
    figures: dict[str, object] = {"db.system.name": database.system}
    if statement.operation:
        figures["db.operation.name"] = statement.operation
    if database.namespace:
        figures["db.namespace"] = database.namespace
    if database.host:
        figures["server.address"] = database.host
        if database.port:
            figures["server.port"] = database.port
    if error:
        figures["error.type"] = error
    pairs = {**figures, "db.query.text": statement.text} if statement.text else dict(figures)
    if statement.summary:
        pairs["db.query.summary"] = statement.summary
    name = statement.summary or database.namespace or database.system
    return Template(name, CLIENT, pairs, error=error is not None, duration=DATABASE.series(figures))


def _template(database: Database, statement: _Statement, error: BaseException | None) -> Template:
    key = (database, statement.text, type(error).__qualname__ if isinstance(error, Exception) else None)
    template = _templates.get(key)
    if template is None:
        if len(_templates) >= _MAX_STATEMENTS:
            _templates.clear()
        template = _templates[key] = _make(database, statement, key[2])
    return template


def end_statement(hook: str, span: LightSpan, database: Database, text: object, error: BaseException | None) -> None:
    """End the span of an SQL statement. Never raises."""
    try:
        words = text if isinstance(text, str) else text.decode("utf-8", "replace") if isinstance(text, bytes) else ""
        end_client_span(span, _template(database, _statement(words), error), error)
    except Exception:
        buffer.counts.hook_failed(hook)


def end_command(
    hook: str, span: LightSpan, database: Database, command: str, shown: str, error: BaseException | None
) -> None:
    """End the span of a command of a database without SQL. Never raises."""
    try:
        end_client_span(span, _template(database, _Statement(command, command, shown), error), error)
    except Exception:
        buffer.counts.hook_failed(hook)
