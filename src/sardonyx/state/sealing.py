"""Secrets of users at rest: sealed with a key of the data folder, so that a copy of the database alone tells none.

Fernet (AES-128-CBC with HMAC-SHA-256). Specification: https://github.com/fernet/spec
"""

import base64

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(Exception):
    """A sealed text can't be opened: it was sealed with another key, or changed."""


class Sealer:
    """Seals texts with a key of 32 bytes (`DataFolder.secret`)."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, text: str) -> str:
        """The text, encrypted and authenticated; another one each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken(
                "a stored secret can't be read: it was sealed with another key than the data folder has"
            ) from None
