"""A place among the tokens of a query, and upstream's words for what is wrong there."""

from typing import NoReturn

from sardonyx.query.logql.lexer import Token, fail, tokens
from sardonyx.query.promql.selecting import BadPattern, holds
from sardonyx.query.promql.tree import Matcher, MatchOp

MAX_LENGTH = 64 * 1024
MAX_DEPTH = 100
MAX_STAGES = 30
MAX_PARSERS = 6
_NAMES = {"word": "IDENTIFIER", "string": "STRING", "number": "NUMBER", "duration": "DURATION", "bytes": "BYTES",
          "range": "RANGE", "flag": "PARSER_FLAG"}  # fmt: skip
_MATCH_OPS: dict[str, MatchOp] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}


class Cursor:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def after(self, ahead: int = 1) -> Token:
        """A token behind the next one."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, which is left behind."""
        token = self.token
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def is_op(self, *texts: str) -> bool:
        """Whether one of these operators comes next."""
        return self.token.kind == "op" and self.token.text in texts

    def is_word(self, *texts: str) -> bool:
        """Whether one of these words comes next."""
        return self.token.kind == "word" and self.token.text.lower() in texts

    def skip(self, text: str) -> bool:
        """Leave an operator or word behind, if it comes next."""
        if self.token.kind in ("op", "word") and self.token.text.lower() == text:
            self.take()
            return True
        return False

    def expect(self, text: str) -> Token:
        """An operator that must come next."""
        if not self.is_op(text):
            self.unexpected(text)
        return self.take()

    def word(self) -> str:
        """An identifier that must come next."""
        if self.token.kind != "word":
            self.unexpected("IDENTIFIER")
        return self.take().text

    def string(self) -> str:
        """A string that must come next."""
        if self.token.kind != "string":
            self.unexpected("STRING")
        return str(self.take().value)

    def number(self) -> float:
        """A number that must come next, perhaps with a sign."""
        sign = -1.0 if self.is_op("-") else 1.0
        if self.is_op("-", "+"):
            self.take()
        if self.token.kind != "number":
            self.unexpected("NUMBER")
        return sign * float(self.take().value)

    def words(self) -> tuple[str, ...]:
        """`(a, b)`, perhaps empty."""
        self.expect("(")
        found: list[str] = []
        while not self.is_op(")"):
            found.append(self.word())
            if not self.skip(","):
                break
        self.expect(")")
        return tuple(found)

    def matcher_op(self) -> MatchOp:
        """`=`, `!=`, `=~` or `!~`."""
        op = _MATCH_OPS.get(self.token.text) if self.token.kind == "op" else None
        if op is None:
            self.unexpected("= or != or =~ or !~")
        self.take()
        return op

    def matcher(self) -> Matcher:
        """`name="value"`."""
        name, op, at = self.word(), self.matcher_op(), self.token.at
        return self.checked(Matcher(name, op, self.string()), at)

    def checked(self, matcher: Matcher, at: int) -> Matcher:
        """A matcher whose regular expression is one."""
        if matcher.op in ("=~", "!~"):
            self.check_regex(matcher.value, at)
        return matcher

    def check_regex(self, pattern: str, at: int) -> None:
        """Raise unless RE2 takes the pattern."""
        try:
            holds(Matcher("", "=~", pattern), "")
        except BadPattern as error:
            reason = str(error).removeprefix("b'").removesuffix("'")  # the binding's words are bytes
            fail(self.text, at, f"error parsing regexp: {reason}")

    def deeper(self) -> None:
        """Count a bracket; call `depth -= 1` behind it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            fail(self.text, self.token.at, f"the query is nested more than {MAX_DEPTH} deep")

    def unexpected(self, expected: str = "") -> NoReturn:
        """Raise about the next token."""
        token = self.token
        name = _NAMES.get(token.kind, token.text)
        if token.kind == "word" and token.text in _KEYWORDS:
            name = token.text
        fail(self.text, token.at, f"syntax error: unexpected {name}" + (f", expecting {expected}" if expected else ""))


_KEYWORDS = frozenset(
    {"by", "without", "bool", "on", "ignoring", "group_left", "group_right", "offset", "unwrap", "json", "logfmt", "regexp",
     "pattern", "unpack", "line_format", "label_format", "drop", "keep", "decolorize", "ip", "and", "or", "unless"}
)  # fmt: skip
