"""A rule's matches in Python, found in linear time where RE2 needs no help and Python does."""

import re
from collections.abc import Callable, Iterator

from sardonyx.processors.masking.re2_syntax import compile_portable
from sardonyx.processors.masking.rules import Rule


class Finder:
    """Finds what a rule's pattern finds, leftmost first, without overlaps."""

    def __init__(self, rule: Rule) -> None:
        self._pattern = compile_portable(rule.pattern)
        self._at_run_start = (
            re.compile(f"(?<!{rule.run_of})(?:{self._pattern.pattern})", self._pattern.flags) if rule.run_of else None
        )

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in `text`."""
        if self._at_run_start is None:
            yield from self._pattern.finditer(text)
            return
        # A match begins where a run of the class does: at its first character, or where the match before it ended.
        found = self._at_run_start.search(text)
        while found is not None:
            yield found
            end = found.end()
            found = self._pattern.match(text, end) or self._at_run_start.search(text, end)

    def replaced(self, text: str, replacement: Callable[[re.Match[str]], str]) -> str:
        """`text` with each match replaced."""
        if self._at_run_start is None:
            return self._pattern.sub(replacement, text)
        pieces, end = [], 0
        for match in self.matches(text):
            pieces += [text[end : match.start()], replacement(match)]
            end = match.end()
        return "".join([*pieces, text[end:]])
