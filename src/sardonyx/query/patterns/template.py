"""The template of a message: what stays when its variable parts are replaced.

The engine replaces them all by `<*>` in one pass, half a microsecond a message: texts in quotes, words with a digit in them
(numbers, ids, addresses, times, hex) and everything behind the first line. People are shown what kind of thing stood there in a
message of the template: `<num>`, `<uuid>`, `<ip>` …
"""

import re

from sardonyx.storage.escape import literal

HOLE = "<*>"
ANY = "<any>"
"""A word that differs between templates which are alike in all others (see `merging`)."""

MAX_TEMPLATE_BYTES = 240
MAX_SAMPLE_BYTES = 1000

_WORD = "[A-Za-z0-9_-]*[0-9](?:[A-Za-z0-9_%-]|[.:,+][A-Za-z0-9])*"
# RE2's and Python's syntax alike. A quote after a letter is an apostrophe.
_VARIABLE = rf"""\n(?s:.*)|"[^"\n]*"|(^|[ \t=(:,\[{{])'[^'\n]*'|{_WORD}"""

TEMPLATE_SQL = (
    f"substring(replaceRegexpAll(substring(Body, 1, {MAX_SAMPLE_BYTES}), {literal(_VARIABLE)}, '\\\\1{HOLE}'), "
    f"1, {MAX_TEMPLATE_BYTES})"
)
"""The template of the column Body. It may end within a character: pass it through toValidUTF8 before it leaves the engine."""

_PYTHON = re.compile(_VARIABLE, re.ASCII)
_KINDS = (
    ("<uuid>", re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    ("<ip>", re.compile(r"\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?")),
    ("<time>", re.compile(r"\d{4}-\d\d-\d\d([T ].*)?|\d{1,2}:\d\d(:\d\d([.,]\d+)?)?")),
    ("<num>", re.compile(r"[+-]?\d{1,3}(,\d{3})+|[+-]?\d+([.,]\d+)?([a-zA-Z%]{1,3})?")),
    ("<hex>", re.compile(r"(0x)?[0-9a-fA-F]{6,}")),
)


def typed(message: str) -> str:
    """The template of a message with the kinds of its variable parts; of the same words as the engine's."""
    return _PYTHON.sub(_kind, message)


def _kind(match: re.Match[str]) -> str:
    before, text = match[1] or "", match[0]
    if text.startswith("\n"):
        return "<lines>"
    if before or text[0] in "\"'":
        return f"{before}<str>"
    return next((name for name, pattern in _KINDS if pattern.fullmatch(text)), "<id>")


def shown(template: str, sample: str) -> str:
    """A template as people see it: kinds of variable parts from a sample message, where both have the same words."""
    words, kinds = template.split(" "), typed(sample).split(" ")
    if len(kinds) < len(words):
        return template.replace(ANY, HOLE)
    last = len(words) - 1
    return " ".join(
        _shown_word(word, kind, may_be_cut=number == last)
        for number, (word, kind) in enumerate(zip(words, kinds, strict=False))
    )


def _shown_word(word: str, kind: str, *, may_be_cut: bool) -> str:
    if word == ANY:
        return HOLE
    plain = _PLACEHOLDER.sub(HOLE, kind)
    return kind if plain == word or (may_be_cut and plain.startswith(word)) else word


_PLACEHOLDER = re.compile("<(?:" + "|".join(("lines", "str", "id", *(name[1:-1] for name, _ in _KINDS))) + ")>")
