"""Reading JSON that others wrote: what has not the form expected counts as absent."""

import math
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def text(value: object, longest: int = 10_000) -> str:
    """A string, or ''; numbers are spelled. Without NUL, which a database may refuse."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "")[:longest]


def number(value: object) -> float | None:
    """A finite number, also one spelled as text, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: object, least: int, most: int) -> int | None:
    """A whole number brought within bounds, or None."""
    found = number(value)
    return None if found is None else max(least, min(most, round(found)))


def mapping(value: object) -> Document:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Document]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The strings of a list; a lone string is a list of one."""
    if isinstance(value, str):
        return [value]
    return [text(one) for one in value if text(one)] if isinstance(value, list) else []


def at(document: Mapping[str, Any], path: str) -> Any:
    """What stands at `a.b.c`, or None."""
    found: Any = document
    for key in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found


def put(document: Document, path: str, value: object) -> None:
    """Set `a.b.c`, making what is missing on the way."""
    *way, last = path.split(".")
    for key in way:
        inner = document.get(key)
        if not isinstance(inner, dict):
            inner = document[key] = {}
        document = inner
    document[last] = value
