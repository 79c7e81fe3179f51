"""The tokens of a template."""

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    TEXT = auto()
    """Plain text between actions."""
    LEFT = auto()
    """`{{`"""
    RIGHT = auto()
    """`}}`"""
    SPACE = auto()
    """A run of spaces within an action: it separates arguments."""
    IDENTIFIER = auto()
    """The name of a function."""
    KEYWORD = auto()
    """One of KEYWORDS."""
    FIELD = auto()
    """`.Name`"""
    VARIABLE = auto()
    """`$name`"""
    DOT = auto()
    """A lone `.`"""
    NIL = auto()
    BOOL = auto()
    NUMBER = auto()
    CHAR_CONSTANT = auto()
    STRING = auto()
    """Quoted, escapes included."""
    RAW_STRING = auto()
    """Between back quotes."""
    PIPE = auto()
    DECLARE = auto()
    """`:=`"""
    ASSIGN = auto()
    """`=`"""
    LEFT_PAREN = auto()
    RIGHT_PAREN = auto()
    CHAR = auto()
    """Any other printable character, such as a comma."""
    ERROR = auto()
    """The text can't be read further; the token's text says why."""
    EOF = auto()


KEYWORDS = frozenset(
    {"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"},
)
_SHOWN_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Token:
    """`at` is the offset of its first byte in the UTF-8 text, `line` counts from 1."""

    kind: Kind
    text: str
    at: int
    line: int

    def __str__(self) -> str:
        if self.kind is Kind.EOF:
            return "EOF"
        if self.kind is Kind.ERROR:
            return self.text
        if self.kind in (Kind.KEYWORD, Kind.NIL, Kind.DOT):
            return f"<{self.text}>"
        if len(self.text) > _SHOWN_CHARACTERS:
            return f"{quoted(self.text[:_SHOWN_CHARACTERS])}..."
        return quoted(self.text)


def quoted(text: str) -> str:
    """The text in Go's double quotes."""
    out = []
    for character in text:
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif character.isprintable():
            out.append(character)
        elif ord(character) < 0x80:
            out.append(f"\\x{ord(character):02x}")
        elif ord(character) < 0x10000:
            out.append(f"\\u{ord(character):04x}")
        else:
            out.append(f"\\U{ord(character):08x}")
    return f'"{"".join(out)}"'


_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip
