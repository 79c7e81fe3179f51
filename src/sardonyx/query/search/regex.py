"""Regular expressions as the engine (RE2) takes them, checked before they get there.

RE2 runs in linear time and so knows neither look-around nor back-references. What this check lets through compiles in
the engine; a few exotic forms it refuses although RE2 has them (`\\C`, `\\Q`, Unicode scripts).
Syntax: https://github.com/google/re2/wiki/Syntax
"""

import re

MAX_PATTERN = 1000
_MAX_REPEATS = 1000

_GROUP = re.compile(r"\((\?(?::|P<(?P<name>[A-Za-z_]\w*)>|(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)(?P<end>[:)])))?", re.ASCII)
_COUNT = re.compile(r"\{(\d+)(,(\d*))?\}", re.ASCII)
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|[dDwWsSbBAzntrfva]|[^\w\u0080-\U0010ffff])", re.ASCII)
_CLASS_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|[dDwWsSntrfva]|[^\w\u0080-\U0010ffff])", re.ASCII)
_SETS = frozenset({"\\d", "\\D", "\\w", "\\W", "\\s", "\\S"})
_POSIX = re.compile(r"\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]")


def problem(pattern: str) -> str | None:
    """What is wrong with a pattern; None when the engine will take it."""
    if len(pattern) > MAX_PATTERN:
        return f"it is longer than {MAX_PATTERN} characters"
    try:
        _Walk(pattern).run()
    except _Refused as refused:
        return str(refused)
    return None


class _Refused(Exception):
    pass


class _Walk:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0
        self._repeats = 1
        self._repeatable = False  # whether a repetition may follow
        self._names: set[str] = set()

    def run(self) -> None:
        while self._at < len(self._pattern):
            char = self._pattern[self._at]
            match char:
                case "\\":
                    self._take(_ESCAPE, "this escape is not known")
                    self._repeatable = True
                case "[":
                    self._class()
                    self._repeatable = True
                case "(":
                    self._group()
                case ")":
                    self._depth -= 1
                    if self._depth < 0:
                        raise _Refused("a ) closes nothing")
                    self._at += 1
                    self._repeatable = True
                case "*" | "+" | "?":
                    self._repeat(1)
                case "{" if self._count():
                    pass
                case _:
                    self._at += 1
                    self._repeatable = char not in "|^$"
        if self._depth:
            raise _Refused("a ( is never closed")

    def _take(self, form: re.Pattern[str], complaint: str) -> re.Match[str]:
        match = form.match(self._pattern, self._at)
        if match is None:
            raise _Refused(f"{complaint}: {self._pattern[self._at : self._at + 4]}")
        self._at = match.end()
        return match

    def _group(self) -> None:
        if self._pattern.startswith("(?", self._at) and not (_GROUP.match(self._pattern, self._at) or [""])[0][1:]:
            raise _Refused("look-around and special groups are not supported, (?i) and (?:…) are")
        match = self._take(_GROUP, "this group is not known")
        if name := match["name"]:
            if name in self._names:
                raise _Refused(f"the group name {name} is used twice")
            self._names.add(name)
        self._depth += match["end"] != ")"
        self._repeatable = False

    def _repeat(self, length: int) -> None:
        if not self._repeatable:
            raise _Refused(f"{self._pattern[self._at]} repeats nothing")
        self._at += length
        if self._pattern.startswith("?", self._at):
            self._at += 1
        self._repeatable = False

    def _count(self) -> bool:
        """Whether a counted repetition stands here; takes it."""
        match = _COUNT.match(self._pattern, self._at)
        if match is None:
            return False
        low = int(match[1][:9])
        high = int(match[3][:9]) if match[3] else low
        self._repeats *= max(low, high, 1)
        if high < low or self._repeats > _MAX_REPEATS:
            raise _Refused(f"{match[0]} repeats too often, or ends before it begins")
        self._repeat(len(match[0]))
        return True

    def _class(self) -> None:
        self._at += 1
        if self._pattern.startswith("^", self._at):
            self._at += 1
        first = True
        while first or not self._pattern.startswith("]", self._at):
            low = self._class_item()
            first = False
            if self._pattern.startswith("-", self._at) and not self._pattern.startswith("-]", self._at):
                self._at += 1
                high = self._class_item()
                if len(low) != 1 or len(high) != 1 or high < low:
                    raise _Refused(f"{low}-{high} is no range of characters")
        self._at += 1

    def _class_item(self) -> str:
        """One character, or the text of an escape or named set (longer than one)."""
        if self._at >= len(self._pattern):
            raise _Refused("a [ is never closed")
        if posix := _POSIX.match(self._pattern, self._at):
            self._at = posix.end()
            return posix[0]
        if self._pattern.startswith("[:", self._at):
            raise _Refused("this set of characters is not known")
        if self._pattern[self._at] == "\\":
            text = self._take(_CLASS_ESCAPE, "this escape is not known")[0]
            return text if text in _SETS or len(text) > 2 or text[1].isalpha() else text[1]
        self._at += 1
        return self._pattern[self._at - 1]
