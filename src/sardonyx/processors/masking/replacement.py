"""What stands where something sensitive stood; the SQL of the same is in `sql.py`."""

import hashlib
import hmac
import re

# The rule name under which the values of denied attribute keys are replaced.
DENIED_KEY = "denied_key"

# Quotes and backslashes around a value belong to the notation, not to the value: they are not hashed.
AROUND_VALUES = "\"'\\"

# A hash is not hashed again: what an SDK has masked still joins after the server has looked at it.
PLACEHOLDER = r"^\[(?:redacted:[a-z0-9_]+|[a-z0-9_]+:[0-9a-f]{16})\]$"

_PLACEHOLDER = re.compile(PLACEHOLDER.removesuffix("$") + r"\Z")
_REFERENCE = re.compile(r"\\([0-9])")


def redacted(name: str) -> str:
    """The replacement under action redact."""
    return f"[redacted:{name}]"


def hashed(name: str, value: str, key: bytes) -> str:
    """The replacement under action hash: the first 16 hex digits of HMAC-SHA256 of the value."""
    value = value.strip(AROUND_VALUES)
    if _PLACEHOLDER.match(value):
        return value
    return f"[{name}:{hmac.new(key, value.encode(errors='replace'), hashlib.sha256).hexdigest()[:16]}]"


def expand(template: str, match: re.Match[str]) -> str:
    r"""`template` with `\0`-`\9` replaced by the groups of `match`; a group that took no part is empty."""
    return _REFERENCE.sub(lambda reference: match[int(reference[1])] or "", template)


def references(template: str) -> list[int]:
    """The groups a template refers to."""
    return [int(number) for number in _REFERENCE.findall(template)]


def is_template(template: str) -> bool:
    r"""Whether every backslash of `template` belongs to a reference `\0`-`\9`."""
    return "\\" not in _REFERENCE.sub("", template)
