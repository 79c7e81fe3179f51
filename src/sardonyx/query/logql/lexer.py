"""The tokens of LogQL.

A word is a keyword only where the grammar expects one, so labels may be named `json` or `rate`. Source: Loki's `lex.go`.
"""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.quantities import duration_seconds, size_bytes

Kind = Literal["word", "string", "number", "duration", "bytes", "range", "flag", "op", "end"]

_LONGEST_SECONDS = 20 * 31_536_000
_SPACE = re.compile(r"(?:\s+|#[^\n]*)+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_:]*")
_NUMBER = re.compile(r"(?:0x[0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)")
_DURATION = re.compile(r"-?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h|d|w|y))+(?![A-Za-z0-9_])")
_BYTES = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[kKMGTP]i?)?B(?![A-Za-z0-9_])")
_OPERATORS = re.compile(r"\|=|\|~|\|>|!=|!~|!>|=~|==|>=|<=|[|=<>+\-*/%^(){},.]")
_FLAG = re.compile(r"--(?:strict|keep-empty)(?![A-Za-z-])")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
_RANGE = re.compile(r"\[([^\]]*)\]")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `value` is its meaning: unquoted text, seconds of durations, ranges and so on; `at` its place."""

    kind: Kind
    text: str
    at: int
    value: str | float = ""


def tokens(text: str) -> list[Token]:
    """All tokens, an "end" last. Raises LogqlSyntaxError."""
    found: list[Token] = []
    at = 0
    while True:
        if space := _SPACE.match(text, at):
            at = space.end()
        if at >= len(text):
            return [*found, Token("end", "$end", at)]
        token = _next(text, at, found[-1] if found else None)
        found.append(token)
        at += len(token.text)


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def fail(text: str, at: int, reason: str) -> NoReturn:
    """Raise what is wrong at a place."""
    raise LogqlSyntaxError(reason, *place(text, at))


def _next(text: str, at: int, before: Token | None) -> Token:  # noqa: PLR0911 - one line a kind
    char = text[at]
    if char in '"`':
        return _string(text, at)
    if char == "[":
        return _range(text, at)
    if match := _FLAG.match(text, at):
        return Token("flag", match[0], at, match[0])
    # `a -5m` is a difference; behind an operator or `offset` the sign belongs to the duration.
    signed = before is None or before.text == "offset" or before.kind == "op"
    if (signed or char != "-") and (match := _DURATION.match(text, at)):
        return Token("duration", match[0], at, duration_seconds(match[0]) or 0.0)
    if match := _BYTES.match(text, at):
        return Token("bytes", match[0], at, size_bytes(match[0]) or 0.0)
    if match := _NUMBER.match(text, at):
        number = float(int(match[0], 16)) if match[0].startswith("0x") else float(match[0])
        return Token("number", match[0], at, number)
    if match := _WORD.match(text, at):
        return Token("word", match[0], at, match[0])
    if match := _OPERATORS.match(text, at):
        return Token("op", match[0], at, match[0])
    fail(text, at, f"syntax error: unexpected {char!r}".replace("'", ""))


def _string(text: str, at: int) -> Token:
    match = _STRING.match(text, at)
    if match is None:
        fail(text, at, "literal not terminated")
    quoted = match[0]
    if quoted[0] == "`":
        return Token("string", quoted, at, quoted[1:-1])

    def escaped(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "xuU" and len(code) > 1 and int(code[1:], 16) <= 0x10FFFF:
            return chr(int(code[1:], 16))
        if len(code) == 3 and code.isdigit():
            return chr(int(code, 8))
        if code not in _SIMPLE:
            fail(text, at + found.start() + 1, "invalid char escape")
        return _SIMPLE[code]

    return Token("string", quoted, at, _ESCAPE.sub(escaped, quoted[1:-1]))


def _range(text: str, at: int) -> Token:
    match = _RANGE.match(text, at)
    if match is None:
        fail(text, at, "missing closing ']' in duration")
    seconds = duration_seconds(match[1].strip())
    if seconds is None or not 0 < seconds <= _LONGEST_SECONDS:
        fail(text, at, f'not a valid duration string: "{match[1]}"')
    return Token("range", match[0], at, seconds)
