"""Whether a text is a regular expression the engine can use."""

from typing import Any

import re2


def compiled(pattern: str) -> Any:
    """The pattern, compiled as the engine will. Raises ValueError with what is wrong."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f"not a regular expression in RE2's syntax: {text}") from error
