"""Text → tokens. Source: Go, text/template (the language's page) and its lexer's error texts."""

import re
from collections.abc import Iterator

from sardonyx.alerting.templates.tokens import KEYWORDS, Kind, Token, quoted

_SPACES = " \t\r\n"
_LEFT, _RIGHT = "{{", "}}"
_COMMENT_START, _COMMENT_END = "/*", "*/"
_NAME = re.compile(r"\w+")
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[bB][01_]*|0[oO][0-7_]*"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
_CHARACTER = re.compile(r"'(?:[^'\\\n]|\\[^\n])*'")
_RAW = re.compile(r"`[^`]*`")
_SIMPLE = {"=": Kind.ASSIGN, "|": Kind.PIPE}


class _Unreadable(Exception):
    """Why the lexer can't go on."""


def tokens(text: str) -> Iterator[Token]:
    """All tokens; the last is EOF or, where the text can't be read further, ERROR."""
    return iter(_Lexer(text).run())


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._found: list[Token] = []
        self._bytes = 0
        self._counted = 0
        self._line = 1

    def run(self) -> list[Token]:
        try:
            trim: bool | None = False
            while trim is not None:
                trim = self._plain(trim)
            self._emit(Kind.EOF, self._at)
        except _Unreadable as error:
            self._found.append(Token(Kind.ERROR, str(error), *self._place(self._at)))
        return self._found

    def _plain(self, trim_start: bool) -> bool | None:
        """Text up to and including one action; whether that trims the text behind it. None at the end."""
        start = self._at
        end = self._text.find(_LEFT, start)
        piece = self._text[start : end if end >= 0 else len(self._text)]
        begin = start + (len(piece) - len(piece.lstrip(_SPACES)) if trim_start else 0)
        stop = start + len(piece)
        inside = end + len(_LEFT)
        trims = end >= 0 and self._text[inside : inside + 1] == "-" and self._text[inside + 1 : inside + 2] in _BLANKS
        if trims:
            stop = begin + len(self._text[begin:stop].rstrip(_SPACES))
        if stop > begin:
            self._at = stop
            self._emit(Kind.TEXT, begin)
        if end < 0:
            self._at = len(self._text)
            return None
        self._at = inside
        after = inside + (2 if trims else 0)
        if self._text.startswith(_COMMENT_START, after):
            return self._comment(after)
        self._emit(Kind.LEFT, end)
        self._at = after
        return self._action()

    def _comment(self, start: int) -> bool:
        self._at = start
        end = self._text.find(_COMMENT_END, start)
        if end < 0:
            raise _Unreadable("unclosed comment")
        self._at = end + len(_COMMENT_END)
        width, trims = self._right()
        if not width:
            raise _Unreadable("comment ends before closing delimiter")
        self._at += width
        return trims

    def _action(self) -> bool:
        self._depth = 0
        while True:
            width, trims = self._right()
            if width:
                if self._depth:
                    raise _Unreadable("unclosed left paren")
                start = self._at + width - len(_RIGHT)
                self._at += width
                self._emit(Kind.RIGHT, start)
                return trims
            self._token()

    def _right(self) -> tuple[int, bool]:
        """How long the closing delimiter here is, 0 if there is none, and whether it trims."""
        if self._text.startswith(_RIGHT, self._at):
            return len(_RIGHT), False
        here = self._text[self._at : self._at + 1]
        if here and here in _SPACES and self._text.startswith(f"-{_RIGHT}", self._at + 1):
            return len(_RIGHT) + 2, True
        return 0, False

    def _token(self) -> None:  # noqa: PLR0912  # one per kind
        start = self._at
        if start >= len(self._text):
            raise _Unreadable("unclosed action")
        first = self._text[start]
        if first in _SPACES:
            self._spaces()
        elif first in _SIMPLE:
            self._take(1, _SIMPLE[first])
        elif first == ":":
            if not self._text.startswith(":=", start):
                raise _Unreadable("expected :=")
            self._take(2, Kind.DECLARE)
        elif first == '"':
            self._whole(_QUOTED, Kind.STRING, "unterminated quoted string")
        elif first == "`":
            self._whole(_RAW, Kind.RAW_STRING, "unterminated raw quoted string")
        elif first == "'":
            self._whole(_CHARACTER, Kind.CHAR_CONSTANT, "unterminated character constant")
        elif first == "$":
            self._named(Kind.VARIABLE, Kind.VARIABLE)
        elif first == "." and not self._text[start + 1 : start + 2].isdigit():
            self._named(Kind.FIELD, Kind.DOT)
        elif first in "+-." or first.isdigit():
            self._number()
        elif _NAME.match(first):
            self._word()
        elif first in "()":
            self._paren(first)
        elif first.isascii() and first.isprintable():
            self._take(1, Kind.CHAR)
        else:
            raise _Unreadable(f"unrecognized character in action: {_shown(first)}")

    def _spaces(self) -> None:
        start = self._at
        while self._text[self._at : self._at + 1] in _BLANKS and not self._right()[0]:
            self._at += 1
        self._emit(Kind.SPACE, start)

    def _take(self, length: int, kind: Kind) -> None:
        start = self._at
        self._at += length
        self._emit(kind, start)

    def _whole(self, pattern: re.Pattern[str], kind: Kind, refusal: str) -> None:
        if (found := pattern.match(self._text, self._at)) is None:
            raise _Unreadable(refusal)
        self._take(found.end() - self._at, kind)

    def _named(self, kind: Kind, alone: Kind) -> None:
        found = _NAME.match(self._text, self._at + 1)
        length = 1 + (found.end() - found.start() if found else 0)
        self._check_end(self._at + length)
        self._take(length, kind if found else alone)

    def _number(self) -> None:
        found = _NUMBER.match(self._text, self._at)
        end = found.end() if found else self._at
        if end == self._at or _NAME.match(self._text, end):
            raise _Unreadable(f"bad number syntax: {quoted(self._text[self._at : end + 1])}")
        self._take(end - self._at, Kind.NUMBER)

    def _word(self) -> None:
        found = _NAME.match(self._text, self._at)
        assert found is not None
        self._check_end(found.end())
        word = found.group()
        kinds = {"true": Kind.BOOL, "false": Kind.BOOL, "nil": Kind.NIL}
        self._take(len(word), Kind.KEYWORD if word in KEYWORDS else kinds.get(word, Kind.IDENTIFIER))

    def _check_end(self, end: int) -> None:
        """A name must be followed by something that can't be part of one."""
        after = self._text[end : end + 1]
        if after and after not in _SPACES + ".,|:()" and not self._text.startswith(_RIGHT, end):
            self._at = end
            raise _Unreadable(f"bad character {_shown(after)}")

    def _paren(self, which: str) -> None:
        self._depth += 1 if which == "(" else -1
        if self._depth < 0:
            raise _Unreadable("unexpected right paren")
        self._take(1, Kind.LEFT_PAREN if which == "(" else Kind.RIGHT_PAREN)

    def _emit(self, kind: Kind, start: int) -> None:
        self._found.append(Token(kind, self._text[start : self._at], *self._place(start)))

    def _place(self, position: int) -> tuple[int, int]:
        """Byte offset and line of a character; positions only grow, but for the closing delimiter's."""
        if position < self._counted:
            self._bytes = self._counted = 0
            self._line = 1
        between = self._text[self._counted : position]
        self._bytes += len(between.encode())
        self._line += between.count("\n")
        self._counted = position
        return self._bytes, self._line


_BLANKS = tuple(_SPACES)


def _shown(character: str) -> str:
    return f"U+{ord(character):04X} '{character}'"
