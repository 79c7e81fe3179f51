"""Text → tokens, made for what people paste.

Our language keeps Lucene's structure, but its special characters only count where they can mean something: `path:/health`,
`url:http://x/y`, `postgres(5432)`, `key="a b"`, `C:\\temp` and `Foo::bar` are ordinary text. See docs/search-language.md.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from sardonyx.query.search.errors import SearchSyntaxError
from sardonyx.query.search.tree import Comparison, Interval, Operator, Phrase, Regex, Span, Value, Word

MAX_LENGTH = 10_000
MAX_TOKENS = 400
MAX_DEPTH = 40

Kind = Literal["value", "field", "(", ")", "AND", "OR", "NOT"]

_NAME = r"[A-Za-z_@][\w.@/-]*"
_FIELD = re.compile(rf"({_NAME}):", re.ASCII)
_COMPARED_FIELD = re.compile(rf"({_NAME})(?=[<>]=?[^\s<>=])", re.ASCII)
_HOST = re.compile(r"localhost|.*-\d+", re.ASCII)  # localhost:8080, postgres-3:5432
_PORT = re.compile(r"\d{2,5}(?![\w.])", re.ASCII)
_KEYWORD = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")
_SYMBOL = re.compile(r"(&&|\|\|)(?=\s|$)")
_OPERATOR = re.compile(r"[<>]=?")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REGEX = re.compile(r"/((?:[^/\\]|\\.)+)/(?=[\s)]|$)")
_BOUND = r'"(?:[^"\\]|\\.)*"|[^\s\]}]+'
_INTERVAL = re.compile(rf"([\[{{])\s*({_BOUND})\s+TO\s+({_BOUND})\s*([\]}}])")
_PREFIX = re.compile(r"""[+-](?=[\w"(/*@.\\])""")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPABLE = frozenset("\\\"():*/+-[]{}<>&|' \t")
_KEYWORD_OF_SYMBOL: dict[str, Kind] = {"&&": "AND", "||": "OR"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token and its place. `value` is set on values, `name` on fields."""

    kind: Kind
    span: Span
    value: Value | None = None
    name: str = ""


def tokenize(text: str, is_declared: Callable[[str], bool]) -> list[Token]:
    """The tokens of a search. `is_declared` says whether a name is one of the signal's own fields.

    Raises SearchSyntaxError.
    """
    if len(text) > MAX_LENGTH:
        raise SearchSyntaxError(f"a search has at most {MAX_LENGTH} characters, this one {len(text)}", MAX_LENGTH)
    if broken := _SURROGATE.search(text):
        raise SearchSyntaxError("this is no character", broken.start())
    found = []
    for token in _Scanner(text, is_declared).run():
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise SearchSyntaxError(f"a search has at most {MAX_TOKENS} parts", token.span.position, hint="split it")
    return found


class _Scanner:
    def __init__(self, text: str, is_declared: Callable[[str], bool]) -> None:
        self._text = text
        self._at = 0
        self._open_groups: list[bool] = []  # per group: does a field stand before it or around it
        self._field_opens = False
        self._is_declared = is_declared

    def run(self) -> Iterator[Token]:
        while True:
            while self._at < len(self._text) and self._text[self._at].isspace():
                self._at += 1
            if self._at == len(self._text):
                return
            yield from self._next()

    def _next(self) -> Iterator[Token]:
        text, start = self._text, self._at
        if text[start] == "(":
            self._open_groups.append(self._field_opens or self._in_field_group())
            self._field_opens = False
            yield self._plain("(", 1)
        elif text[start] == ")":
            if not self._open_groups:
                hint = 'remove it, or put the text in quotes: ")"'
                raise SearchSyntaxError("this ) closes nothing", start, 1, hint)
            self._open_groups.pop()
            yield self._plain(")", 1)
        elif keyword := _KEYWORD.match(text, start):
            yield self._plain(cast("Kind", keyword[1]), len(keyword[1]))
        elif symbol := _SYMBOL.match(text, start):
            yield self._plain(_KEYWORD_OF_SYMBOL[symbol[1]], 2)
        elif _PREFIX.match(text, start):
            sign = self._plain("NOT", 1)
            if text[start] == "-":
                yield sign
        elif field := self._field():
            yield Token("field", Span(start, len(field)), name=field)
            if self._at < len(text) and text[self._at] == "(":
                self._field_opens = True
            else:
                yield self._token(self._field_value())
        else:
            yield self._token(self._field_value() if self._in_field_group() else self._value())

    def _in_field_group(self) -> bool:
        return bool(self._open_groups) and self._open_groups[-1]

    def _plain(self, kind: Kind, length: int) -> Token:
        span = Span(self._at, length)
        self._at += length
        return Token(kind, span)

    @staticmethod
    def _token(value: Value) -> Token:
        return Token("value", value.span, value)

    def _field(self) -> str | None:
        """The field name here, if this is one; moves behind its colon (or before its `>`)."""
        text = self._text
        if match := _FIELD.match(text, self._at):
            name, rest = match[1], text[match.end() : match.end() + 2]
            if not rest or rest[0].isspace():
                if self._is_declared(name):
                    hint = f"write the value right behind the colon, {name}:value, or put the text in quotes"
                    raise SearchSyntaxError(f"a value is missing after {name}:", self._at, len(match[0]), hint)
                return None
            if rest == "//" or rest[0] == ":" or _is_drive(name, rest[0]):
                return None  # http://…, Foo::bar, C:\temp
            if _HOST.fullmatch(name) and _PORT.match(text, match.end()):
                return None
            self._at = match.end()
            return name
        if (match := _COMPARED_FIELD.match(text, self._at)) and self._is_declared(match[1]):
            self._at = match.end()
            return match[1]
        return None

    def _field_value(self) -> Value:
        text, start = self._text, self._at
        if operator := _OPERATOR.match(text, start):
            self._at = operator.end()
            if self._at == len(text) or text[self._at].isspace() or text[self._at] in "()":
                hint = f"write the value right behind it: {operator[0]}10"
                raise SearchSyntaxError(f"a value is missing after {operator[0]}", start, len(operator[0]), hint)
            bound = self._phrase() or self._word()
            return Comparison(cast("Operator", operator[0]), bound.text, Span(start, self._at - start))
        if interval := _INTERVAL.match(text, start):
            self._at = interval.end()
            left, low, high, right = interval.groups()
            span = Span(start, len(interval[0]))
            return Interval(_unquote(low), _unquote(high), left == "[", right == "]", span)
        return self._value()

    def _value(self) -> Value:
        text, start = self._text, self._at
        if text[start] == '"':
            if phrase := self._phrase():
                return phrase
            raise SearchSyntaxError(
                "this quote is never closed",
                start,
                len(text) - start,
                'close it with ", or write \\" for the character',
            )
        if regex := _REGEX.match(text, start):
            self._at = regex.end()
            return Regex(regex[1].replace("\\/", "/"), Span(start, len(regex[0])))
        return self._word()

    def _phrase(self) -> Phrase | None:
        if match := _PHRASE.match(self._text, self._at):
            span = Span(self._at, len(match[0]))
            self._at = match.end()
            return Phrase(_unescape(match[1]), span)
        return None

    def _word(self) -> Word:
        """Everything up to the next space, or the `)` of a group around it."""
        text, start = self._text, self._at
        parts, piece, inner = [], "", 0
        while self._at < len(text) and not (char := text[self._at]).isspace():
            if char == ")" and not inner and self._open_groups:
                break
            inner += (char == "(") - (char == ")" and inner > 0)
            if char == '"' and self._at > start and (phrase := _PHRASE.match(text, self._at)):
                piece += phrase[0]
                self._at = phrase.end()
                continue
            if char == "\\" and text[self._at + 1 : self._at + 2] in _ESCAPABLE:
                piece += text[self._at + 1]
                self._at += 2
                continue
            if char == "*":
                parts.append(piece)
                piece = ""
            else:
                piece += char
            self._at += 1
        return Word((*parts, piece), Span(start, self._at - start))


def _is_drive(name: str, after: str) -> bool:
    return len(name) == 1 and (after == "\\" or (after == "/" and name.isupper()))


def _unquote(bound: str) -> str:
    return _unescape(bound[1:-1]) if bound.startswith('"') and len(bound) > 1 else bound


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[1] if match[1] in '"\\' else match[0], text)
