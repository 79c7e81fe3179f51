"""Secrets we hand out: `sdx_<id>_<secret>` API tokens, `sdi_…` ingest keys, `sds_…` session cookies.

The secret has 43 characters of base 62 (256 bits) and only its SHA-256 is stored: a slow hash protects guessable
secrets, and these are not. Letters, digits and underscores only, so that a key also fits into a Sentry DSN, an URL's
user part, or a file. The prefix lets secret scanners recognise a leaked one.
"""

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass, field

API = "sdx"
INGEST = "sdi"
SESSION = "sds"

_ALPHABET = string.ascii_letters + string.digits
_SECRET_LENGTH = 43
_ID_LENGTH = 12
_SHAPE = re.compile(rf"(sdx|sdi|sds)_([A-Za-z0-9]{{{_ID_LENGTH}}})_([A-Za-z0-9]{{{_SECRET_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class Credential:
    """One secret in its parts. `text` is what its owner keeps; it never shows in a repr."""

    prefix: str
    id: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """The whole, as sent on the wire."""
        return f"{self.prefix}_{self.id}_{self.secret}"

    @property
    def hash(self) -> str:
        """What is stored: 64 hexadecimal digits."""
        return digest(self.secret)

    def matches(self, stored_hash: str) -> bool:
        """Compare with a stored hash in constant time."""
        return hmac.compare_digest(self.hash, stored_hash)


def issue(prefix: str) -> Credential:
    """A new secret."""
    return Credential(prefix, random_text(_ID_LENGTH), random_text(_SECRET_LENGTH))


def parse(text: str) -> Credential | None:
    """The parts of a presented secret, None when it has not the shape of one."""
    match = _SHAPE.fullmatch(text)
    return Credential(*match.groups()) if match else None


def random_text(length: int = _SECRET_LENGTH) -> str:
    """Random letters and digits, just under 6 bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(session: Credential) -> str:
    """The value our pages send with unsafe requests: derived from the cookie's secret, which scripts cannot read."""
    return hmac.new(session.secret.encode(), b"sardonyx csrf", hashlib.sha256).hexdigest()
