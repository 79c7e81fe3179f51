"""Ways into an answer's JSON, or into a mapping such as its headers: `.status`, `.items[0].name`, `[*].id`, `.items.length`."""

import json
import re
from typing import Any, Final

_STEP = re.compile(r"""\.(?P<key>[^.\[\]\s]+)|\[(?P<index>-?\d+|\*)\]|\[(?P<quote>["'])(?P<quoted>.*?)(?P=quote)\]""")
_EVERY: Final = "*"


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING: Final = _Missing()
"""What is not there, as opposed to null."""


def steps_of(text: str) -> tuple[str | int, ...]:
    """The steps of a path; none for the whole. Raises ValueError."""
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if not found:
            raise ValueError(f'{text!r} is no path: must be such as .status, .items[0].name, ["a key"] or [*].id')
        index = found["index"]
        if index is not None:
            steps.append(_EVERY if index == _EVERY else int(index))
        else:
            steps.append(found["key"] if found["key"] is not None else found["quoted"])
        at = found.end()
    return tuple(steps)


class Document:
    """An answer, read as JSON when first asked; a mapping is taken as it is."""

    def __init__(self, source: object) -> None:
        self._source = source
        self._read = False

    def at(self, path: tuple[str | int, ...]) -> Any:
        """What is there, MISSING where nothing is; a tuple of values where a step was `[*]`."""
        if not self._read:
            self._read = True
            self._source = _parsed(self._source)
        return _walk(self._source, path)

    @staticmethod
    def text_of(value: object) -> str:
        """A value as JSON writes it."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _parsed(source: object) -> object:
    if not isinstance(source, str | bytes):
        return source
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        return MISSING


def _walk(value: object, path: tuple[str | int, ...]) -> Any:
    for index, step in enumerate(path):
        if step == _EVERY and isinstance(value, list):
            found = (_walk(one, path[index + 1 :]) for one in value)
            return tuple(one for one in found if one is not MISSING)
        if isinstance(value, dict):
            value = value.get(str(step), MISSING)
        elif isinstance(value, list) and step == "length":
            value = len(value)
        elif isinstance(value, list) and str(step).lstrip("-").isdigit() and -len(value) <= int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value
