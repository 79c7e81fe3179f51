"""Line filters as SQL, written so that the text index of the body can skip what has none of the words."""

import re

from sardonyx.query.logql import addresses
from sardonyx.query.logql.line_patterns import filter_regex, read_pattern
from sardonyx.query.logql.tree import LineFilter, LineTerm
from sardonyx.query.statement import Binder

_TOKEN = re.compile(r"[0-9A-Za-z\u0080-\U0010ffff]+")
_MIN_INDEXED_PIECE = 4  # the index looks up pieces of words from this length (text_index_like_min_pattern_length)
_PLAIN = re.compile(r"[\w \-/:,;=\"'#@!%&<>~]*")
_INSENSITIVE = re.compile(r"\(\?i\)([\w \-/:,;=\"'#@!%&<>~]*)", re.ASCII)


def line_condition(found: LineFilter, line: str, binder: Binder) -> str:
    """A condition on the text expression `line`; hints for the index only help where that is the column Body."""
    positive = found.op in ("|=", "|~", "|>")
    terms = [_term(found.op, term, line, binder, hints=positive and line == "Body") for term in found.terms]
    sql = f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]
    return sql if positive else f"NOT {sql}"


def _term(op: str, term: LineTerm, line: str, binder: Binder, *, hints: bool) -> str:
    if term.ip:
        return addresses.is_named_in(line, term.text, binder)
    if op in ("|=", "!="):
        return _contains(line, term.text, binder, hints=hints)
    if op in ("|>", "!>"):
        pieces = read_pattern(term.text, for_filter=True)
        exact = f"match({line}, {binder.bind(filter_regex(pieces))})"
        hint = [_hint(line, piece.text, binder) for piece in pieces if not piece.is_capture] if hints else []
        return _all([*hint, exact])
    if _PLAIN.fullmatch(term.text):
        return _contains(line, term.text, binder, hints=hints)
    if (folded := _INSENSITIVE.fullmatch(term.text)) and folded[1]:
        found = f"positionCaseInsensitive({line}, {binder.bind(folded[1])}) > 0"
        return _all([_hint(line, folded[1], binder) if hints else "", found])
    return f"match({line}, {binder.bind('(?-s)' + term.text)})"


def _contains(line: str, text: str, binder: Binder, *, hints: bool) -> str:
    if not text:
        return "1"
    exact = f"position({line}, {binder.bind(text)}) > 0"
    return _all([_hint(line, text, binder) if hints else "", exact])


def _hint(line: str, text: str, binder: Binder) -> str:
    """What the index knows of lines that hold `text`: the words inside it are whole, those at its ends may go on."""
    tokens = list(_TOKEN.finditer(text))
    whole = [match[0] for match in tokens if match.start() > 0 and match.end() < len(text)]
    hints = [f"hasAllTokens({line}, {binder.bind(' '.join(whole))})"] if whole else []
    ends = [match[0] for match in tokens if not (match.start() > 0 and match.end() < len(text)) and match[0].isascii()]
    longest = max(ends, key=len, default="")
    if len(longest) >= _MIN_INDEXED_PIECE and len(longest) > max(map(len, whole), default=0):
        hints.append(f"{line} ILIKE {binder.bind(f'%{longest}%')}")
    return _all(hints) if hints else ""


def _all(parts: list[str]) -> str:
    kept = [part for part in parts if part]
    return f"({' AND '.join(kept)})" if len(kept) > 1 else kept[0]
