"""Words and phrases in text columns.

The text index splits at everything that is not an ASCII letter, digit or a character beyond ASCII, and folds ASCII case.
`hasAllTokens` with a String needle splits and folds it in the same way, so both always agree.
"""

import re

from sardonyx.query.search.tree import Phrase, Word
from sardonyx.query.statement import Binder

_TOKEN = re.compile(r"[0-9A-Za-z\u0080-\U0010ffff]+")
_EDGE = "[^0-9A-Za-z\\x{80}-\\x{10FFFF}]"
_MIN_INDEXED_PIECE = 4  # the index looks up pieces of words from this length (text_index_like_min_pattern_length)


def words_in(column: str, value: Word | Phrase, binder: Binder) -> str:
    """A condition on an indexed text column: a word as a whole word, several as a contiguous phrase, in any case."""
    if isinstance(value, Word) and value.has_wildcard:
        return _pattern_in(column, value.parts, binder)
    text = value.text
    if not text:
        return "1"
    bound = binder.bind(text)
    tokens = _TOKEN.findall(text)
    if tokens == [text]:
        return f"hasAllTokens({column}, {bound})"
    contiguous = f"positionCaseInsensitive({column}, {bound}) > 0"
    return f"(hasAllTokens({column}, {bound}) AND {contiguous})" if tokens else contiguous


def contains(column: str, value: Word | Phrase, binder: Binder) -> str:
    """A condition on a text column without an index: a substring in any case."""
    if isinstance(value, Word) and value.has_wildcard:
        return f"{column} ILIKE {binder.bind(f'%{like(value.parts)}%')}"
    return f"positionCaseInsensitiveUTF8({column}, {binder.bind(value.text)}) > 0" if value.text else "1"


def like(parts: tuple[str, ...]) -> str:
    """A LIKE pattern: the parts as they are, anything between them."""
    return "%".join(re.sub(r"([\\%_])", r"\\\1", part) for part in parts)


def _pattern_in(column: str, parts: tuple[str, ...], binder: Binder) -> str:
    """`conn*`, `*fused`, `postgres-*:5432`: a `*` is any run without spaces; the ends are ends of words."""
    start = f"(?:^|{_EDGE})" if parts[0] and _TOKEN.match(parts[0]) else ""
    end = f"(?:$|{_EDGE})" if parts[-1] and _TOKEN.match(parts[-1][-1]) else ""
    pattern = "(?i)" + start + r"\S*".join(_quoted(part) for part in parts) + end
    exact = f"match({column}, {binder.bind(pattern)})"
    longest = max((piece for part in parts for piece in _TOKEN.findall(part) if piece.isascii()), key=len, default="")
    if len(longest) < _MIN_INDEXED_PIECE:
        return exact
    return f"({column} ILIKE {binder.bind(f'%{longest}%')} AND {exact})"


def _quoted(text: str) -> str:
    return re.sub(r"([^0-9A-Za-z\u0080-\U0010ffff])", lambda found: f"\\x{{{ord(found[1]):x}}}", text)
