"""Attribute keys whose values are never kept, whatever they look like."""

import re
from collections.abc import Collection

_SEPARATORS = re.compile(r"[._\-/: ]+")
_SEPARATOR = "[._/: -]?"


def deny_pattern(words: Collection[str]) -> str:
    """A pattern for the keys that are one of `words`, or whose last part is.

    Parts end at dots, dashes, underscores, slashes, colons and capital letters; case does not matter:
    `access_token` finds `access-token`, `accessToken` and `http.request.header.x-access-token`, not `access_tokens`.
    """
    camel = "|".join("".join(re.escape(part.capitalize()) for part in word) for word in _parts(words))
    return f"(?:^|[^a-zA-Z0-9])(?i:{_plain(words)})$|[a-z0-9](?:{camel})$"


def deny_prefilter(words: Collection[str]) -> str:
    """A pattern, in Hyperscan's syntax, found in every text that holds a key of `deny_pattern` and a line break after it."""
    return rf"(?i)(?:{_plain(words)})\n"


def allow_pattern(keys: Collection[str]) -> str:
    """A pattern for exactly these keys, in any case."""
    return f"^(?i:{'|'.join(re.escape(key) for key in sorted(keys))})$"


def _plain(words: Collection[str]) -> str:
    return "|".join(_SEPARATOR.join(re.escape(part) for part in word) for word in _parts(words))


def _parts(words: Collection[str]) -> list[list[str]]:
    """Each word in lower case, split where parts end."""
    return [_SEPARATORS.split(word.strip("._-/: ").lower()) for word in sorted(words)]
