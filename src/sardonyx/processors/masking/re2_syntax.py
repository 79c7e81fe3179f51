r"""Patterns that mean the same to RE2 and to Python: what is refused, and what is translated.

Refused is what only one of the two knows (look-around, back-references, possessive repeats, `\pL`, `[[:alpha:]]` …) and
what RE2 would read another way. Translated for Python are `$` (RE2: only the very end), `\s` and `\S` (RE2: without the
vertical tab) and `.` (the engine lets it match a line break). Classes are ASCII in both.

Source: RE2's syntax page; Python's `re` documentation.
"""

import re

MAX_REPEAT = 1000  # RE2's limit of {n,m}

# In both, with one meaning. Anything else after a backslash is either punctuation or refused.
_CLASS_ESCAPES = frozenset("afnrtvdDwW")
_ESCAPES = _CLASS_ESCAPES | frozenset("bB")
_SPACE = r" \t\n\f\r"
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_GROUP_OPENERS = re.compile(r"\?(?::|P<[a-zA-Z_][a-zA-Z0-9_]*>|[ims]+(?:-[ims]+)?:|-[ims]+:|[ims]+\))")


class NotPortable(ValueError):
    """A pattern that RE2 and Python do not both understand; the message says what and where."""


def compile_portable(pattern: str) -> re.Pattern[str]:
    """`pattern` for Python, matching exactly what RE2 matches. Raises NotPortable."""
    translated = _Translation(pattern).run()
    try:
        compiled = re.compile(translated, re.ASCII | re.DOTALL)
    except re.error as error:
        raise NotPortable(f"is not a regular expression: {error.msg}") from None
    if compiled.match("") is not None:
        raise NotPortable("matches the empty text; it must need at least one character")
    return compiled


def has_anchor(pattern: str) -> bool:
    """Whether a portable `pattern` is bound to the start or end of a text."""
    translation = _Translation(pattern)
    translation.run()
    return translation.anchored


class _Translation:
    """One walk over a pattern's text."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._out: list[str] = []
        self.anchored = False
        self._repeated = False  # the last thing read was a repeat, so `+` after it would be possessive

    def run(self) -> str:
        if "\0" in self._text:
            raise NotPortable("holds a zero byte")
        while self._at < len(self._text):
            self._step(self._text[self._at])
        return "".join(self._out)

    def _step(self, char: str) -> None:
        was_repeated, self._repeated = self._repeated, False
        if char == "\\":
            self._escape(in_class=False)
        elif char == "[":
            self._class()
        elif char == "(":
            self._group()
        elif char in "^$":
            self.anchored = True
            self._take(1, r"\Z" if char == "$" else "^")
        elif char in "*+?":
            if was_repeated and char != "?":
                raise self._refuse(f"{char} after another repeat")
            self._take(1)
            self._repeated = not (was_repeated and char == "?")
        elif char == "{" and (counted := _REPEAT.match(self._text, self._at)):
            if any(int(bound) > MAX_REPEAT for bound in counted.groups() if bound):
                raise self._refuse(f"{counted[0]} (at most {MAX_REPEAT} repeats)")
            if was_repeated:
                raise self._refuse(f"{counted[0]} after another repeat")
            self._take(len(counted[0]))
            self._repeated = True
        elif char == "{":
            raise self._refuse("{ that opens no repeat; write \\{")
        else:
            self._take(1)

    def _group(self) -> None:
        if not self._text.startswith("(?", self._at):
            self._take(1)
            return
        opener = _GROUP_OPENERS.match(self._text, self._at + 1)
        if opener is None:
            shown = self._text[self._at : self._at + 4]
            raise self._refuse(f"{shown} (allowed: (…), (?:…), (?P<name>…), (?i), (?i:…))")
        if "m" in opener[0].rstrip(":)") and "P<" not in opener[0]:
            raise self._refuse("the flag m")
        if opener[0].endswith(")") and self._at:
            raise self._refuse(f"({opener[0]} elsewhere than at the start; write (?{opener[0][1:-1]}:…)")
        self._take(1 + len(opener[0]))

    def _class(self) -> None:
        self._take(2 if self._text.startswith("[^", self._at) else 1)
        first = True
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == "]" and not first:
                self._take(1)
                return
            if char == "[":
                if self._text.startswith("[:", self._at):
                    raise self._refuse("[:…:]")
                self._take(1, r"\[")
            elif char == "\\":
                self._escape(in_class=True)
            elif self._text.startswith("--", self._at):
                raise self._refuse("-- in a class; write \\-")
            elif char in "&|~" and self._text.startswith(char * 2, self._at):
                self._take(1, "\\" + char)  # Python warns of a set operation to come
            else:
                self._take(1)
            first = False
        raise NotPortable("has a [ that is never closed")

    def _escape(self, *, in_class: bool) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "":
            raise NotPortable("ends in a lone backslash")
        if following == "x" and re.match(r"[0-9a-fA-F]{2}", self._text[self._at + 2 :]):
            self._take(4)
        elif following == "s":
            self._take(2, _SPACE if in_class else f"[{_SPACE}]")
        elif following == "S" and not in_class:
            self._take(2, f"[^{_SPACE}]")
        elif following in (_CLASS_ESCAPES if in_class else _ESCAPES) or _is_punctuation(following):
            self._take(2)
        else:
            raise self._refuse(f"\\{following}")

    def _take(self, length: int, instead: str | None = None) -> None:
        self._out.append(self._text[self._at : self._at + length] if instead is None else instead)
        self._at += length

    def _refuse(self, what: str) -> NotPortable:
        return NotPortable(f"holds, at character {self._at + 1}, {what}, which is not RE2 syntax that Python shares")


def _is_punctuation(char: str) -> bool:
    return char.isascii() and not char.isalnum() and char != "_"
