"""Pattern expressions: `<ip> - <_> "<method> <path>` of the pattern parser, and of `|>` line filters.

Source: Grafana Loki, "LogQL: pattern parser" and "pattern match filter".
"""

import re
from dataclasses import dataclass

_CAPTURE = re.compile(r"<([A-Za-z_][A-Za-z0-9_]*)>")


class PatternError(ValueError):
    """A text that is no pattern."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A literal, or a capture under a name; `_` takes part without a name."""

    text: str
    is_capture: bool


def read_pattern(text: str, *, for_filter: bool) -> tuple[Piece, ...]:
    """The pieces of a pattern. A filter's captures have no names. Raises PatternError."""
    pieces: list[Piece] = []
    at = 0
    for match in _CAPTURE.finditer(text):
        if match.start() > at:
            pieces.append(Piece(text[at : match.start()], is_capture=False))
        elif pieces and pieces[-1].is_capture:
            raise PatternError(f"found consecutive capture '<{pieces[-1].text}>' '<{match[1]}>'")
        pieces.append(Piece(match[1], is_capture=True))
        at = match.end()
    if at < len(text):
        pieces.append(Piece(text[at:], is_capture=False))
    names = [piece.text for piece in pieces if piece.is_capture and piece.text != "_"]
    if for_filter:
        if names:
            raise PatternError(f"named captures are not allowed: <{names[0]}>")
        if not text:
            raise PatternError("empty pattern")
        return tuple(pieces)
    if not names:
        raise PatternError("at least one capture is required")
    if len(set(names)) != len(names):
        raise PatternError("duplicate capture name")
    return tuple(pieces)


def filter_regex(pieces: tuple[Piece, ...]) -> str:
    """A regular expression that finds the lines of a `|>` filter: literals in order, at the ends unless a `<_>` is there."""
    inner = "".join(".*?" if piece.is_capture else quote(piece.text) for piece in pieces)
    return f"(?s)^{inner}$"


def parser_regex(pieces: tuple[Piece, ...]) -> tuple[str, tuple[str, ...]]:
    """A regular expression and the names of its groups ('' for `_`); a name has two groups, of which one takes part.

    A capture reaches to the next literal; where that is missing it takes the rest, and nothing follows.
    """
    lead = ""
    if not pieces[0].is_capture:
        lead, pieces = quote(pieces[0].text), pieces[1:]
    tail, names = _tail(pieces)
    return f"(?s)^{lead}{tail}", names


def _tail(pieces: tuple[Piece, ...]) -> tuple[str, tuple[str, ...]]:
    if not pieces:
        return "", ()
    name = "" if pieces[0].text == "_" else pieces[0].text
    if len(pieces) == 1:
        return "(.*)$", (name,)
    inner, names = _tail(pieces[2:])
    return f"(?:(.*?){quote(pieces[1].text)}{inner}|(.*)$)", (name, *names, name)


def quote(text: str) -> str:
    """A text as a regular expression of RE2."""
    return re.sub(r"([^0-9A-Za-z_\u0080-\U0010ffff])", lambda found: f"\\x{{{ord(found[1]):x}}}", text)
