"""The steps of a browser check: one line each, a verb and what it is for. Selectors are Playwright's (`#id`, `text=Sign in`).

goto URL · fill SELECTOR TEXT · select SELECTOR VALUE · press SELECTOR KEY · click SELECTOR · check SELECTOR · see SELECTOR ·
gone SELECTOR · at PATH (what the address must contain). A selector with spaces before more words stands in quotes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_WITH_TEXT: Final = ("fill", "select", "press")
_WITHOUT: Final = ("goto", "click", "check", "see", "gone", "at")
_FIRST = re.compile(r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+))\s+(?P<rest>.*\S)""")
HOLE: Final = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_ALLOWED = f"must begin with one of {', '.join((*_WITHOUT, *_WITH_TEXT))}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step taken apart; `text` is empty where the verb has none. `shown` is for people: what is filled in is not."""

    verb: str
    target: str
    text: str
    shown: str


def parse_step(line: str) -> Step:
    """One line. Raises ValueError with what is allowed."""
    verb, _, rest = line.strip().partition(" ")
    verb, rest = verb.lower(), rest.strip()
    if verb in _WITHOUT and rest:
        return Step(verb, rest, "", f"{verb} {rest}")
    if verb in _WITH_TEXT:
        found = _FIRST.fullmatch(rest)
        if not found:
            raise ValueError(f"{line!r}: must be {verb} SELECTOR and what to {verb}")
        target = found["double"] or found["single"] or found["bare"] or ""
        hidden = "********" if verb == "fill" else found["rest"]
        return Step(verb, target, found["rest"], f"{verb} {target} {hidden}")
    raise ValueError(f"{line!r}: {_ALLOWED}, and then say what")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with values in place of `{{name}}`. Raises ValueError where there is none of this name."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ValueError(f"{{{{{found[1]}}}}}: there is no such value")
        return values[found[1]]

    return HOLE.sub(value, text)
