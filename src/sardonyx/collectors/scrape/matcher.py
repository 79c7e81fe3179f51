"""Regular expressions of relabelling: RE2, anchored at both ends, with Go's templates.

RE2 needs time linear in the text whatever the pattern, so labels of a target can't stall the process.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any

_REFERENCE = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))", re.ASCII)
_ANYTHING = "(.*)"


class Pattern:
    """A compiled pattern. Raises ValueError with RE2's words when it is none."""

    def __init__(self, text: str) -> None:
        re2: Any = import_module("re2")  # google-re2, loaded only where something is scraped
        self.text = text
        options = re2.Options()
        options.log_errors = False
        options.dot_nl = True
        try:
            self._compiled: Any = re2.compile(text, options)
        except re2.error as error:
            words = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
            raise ValueError(f"is not a regular expression (RE2): {words}") from None
        self._fullmatch: Callable[[str], Any] = lru_cache(maxsize=4096)(self._match)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` matches."""
        return self._fullmatch(text) is not None

    def expand(self, text: str, template: str) -> str | None:
        """`template` with $1, ${1}, $name … replaced by the groups of the match; None when there is no match."""
        found = self._fullmatch(text)
        if found is None:
            return None
        if "$" not in template:
            return template
        groups, names = found
        return _REFERENCE.sub(lambda reference: _group(reference, groups, names), template)

    def _match(self, text: str) -> tuple[tuple[str, ...], dict[str, int]] | None:
        if self.text == _ANYTHING:
            return (text, text), {}
        found = self._compiled.fullmatch(text)
        if found is None:
            return None
        return (found.group(0), *(group or "" for group in found.groups())), self._compiled.groupindex


def _group(reference: re.Match[str], groups: tuple[str, ...], names: dict[str, int]) -> str:
    name = reference[1] or reference[2]
    if name is None:
        return "$"
    number = int(name) if name.isdigit() else names.get(name, len(groups))
    return groups[number] if number < len(groups) else ""
