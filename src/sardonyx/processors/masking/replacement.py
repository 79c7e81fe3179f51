"""What stands where something sensitive stood; the SQL of the same is in `replacement_sql.py`."""

import hashlib
import hmac
import re

from sardonyx.processors.masking.re2_syntax import compile_portable

# The rule name under which the values of denied attribute keys are replaced.
DENIED_KEY = "denied_key"

# Quotes and backslashes around a value belong to the notation, not to the value: they are not hashed.
AROUND_VALUES = "\"'\\"

# The rule name under which values are replaced that a policy names by their field.
FIELD_POLICY = "field_policy"

# A hash is not hashed again: what an SDK has masked still joins after the server has looked at it.
PLACEHOLDER = r"^\[(?:redacted:[a-z0-9_]+|[a-z0-9_]+:[0-9a-f]{16})\]$"

# The shapes that `formatted` and `partial` know. What is no shape of these is hashed as any text.
EMAIL = r"^[^@ \t\r\n]+(?:@|%(?:25)?40)[^@ \t\r\n]+\.[^@ \t\r\n]+$"
EMAIL_AT = r"@|%(?:25)?40"
FORMATTED_EMAIL = r"^u_[0-9a-f]{16}@masked\.invalid$"
UUID = r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
# As long as two digests have bytes, one for each character.
CHARACTERS = r"^[ -~]{1,64}$"
# What is shown of a shorter text would be most of it.
PARTIAL_FROM_CHARACTERS = 8

_PLACEHOLDER = compile_portable(PLACEHOLDER)
_EMAIL, _UUID, _CHARACTERS = compile_portable(EMAIL), compile_portable(UUID), compile_portable(CHARACTERS)
_EMAIL_AT, _FORMATTED_EMAIL = compile_portable(EMAIL_AT), compile_portable(FORMATTED_EMAIL)
_REFERENCE = re.compile(r"\\([0-9])")


def redacted(name: str) -> str:
    """The replacement under action redact."""
    return f"[redacted:{name}]"


def hashed(name: str, value: str, key: bytes) -> str:
    """The replacement under action hash: the first 16 hex digits of HMAC-SHA256 of the value."""
    value = value.strip(AROUND_VALUES)
    if _PLACEHOLDER.match(value):
        return value
    return f"[{name}:{_digest(value, key).hex()[:16]}]"


def formatted(name: str, value: str, key: bytes) -> str:
    """The replacement under action format_hash. E-mail addresses and UUIDs are the same in capital letters."""
    value = value.strip(AROUND_VALUES)
    if _PLACEHOLDER.match(value) or _FORMATTED_EMAIL.match(value):
        return value
    if _EMAIL.match(value):
        return f"u_{_digest(_lowered(_EMAIL_AT.sub('@', value)), key).hex()[:16]}@masked.invalid"
    if _UUID.match(value):
        return _as_uuid(_digest(_lowered(value), key).hex())
    if _CHARACTERS.match(value):
        digest = _digest(value, key)
        noise = digest + hashlib.sha256(digest).digest()
        return "".join(map(_alike, value, noise))
    return hashed(name, value, key)


def partial(name: str, value: str) -> str:
    """The replacement under action partial; a text too short for it is redacted."""
    value = value.strip(AROUND_VALUES)
    if _EMAIL.match(value):
        return f"[{name}:{value[0]}***@{_EMAIL_AT.split(value)[-1]}]"
    return redacted(name) if len(value) < PARTIAL_FROM_CHARACTERS else f"[{name}:***{value[-4:]}]"


def _digest(value: str, key: bytes) -> bytes:
    return hmac.new(key, value.encode(errors="replace"), hashlib.sha256).digest()


def _lowered(text: str) -> str:
    """As the engine does it: ASCII letters only."""
    return "".join(char.lower() if char.isascii() else char for char in text)


def _as_uuid(digits: str) -> str:
    """A UUID of version 8, which is for one's own uses (RFC 9562)."""
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _alike(char: str, noise: int) -> str:
    """A digit for a digit, a letter for a letter in its case; others stay."""
    if "0" <= char <= "9":
        return chr(ord("0") + noise % 10)
    if "a" <= char <= "z":
        return chr(ord("a") + noise % 26)
    return chr(ord("A") + noise % 26) if "A" <= char <= "Z" else char


def expand(template: str, match: re.Match[str]) -> str:
    r"""`template` with `\0`-`\9` replaced by the groups of `match`; a group that took no part is empty."""
    return _REFERENCE.sub(lambda reference: match[int(reference[1])] or "", template)


def references(template: str) -> list[int]:
    """The groups a template refers to."""
    return [int(number) for number in _REFERENCE.findall(template)]


def is_template(template: str) -> bool:
    r"""Whether every backslash of `template` belongs to a reference `\0`-`\9`."""
    return "\\" not in _REFERENCE.sub("", template)
