"""Password hashes (scrypt): the one thing in Suna that costs CPU."""

import hashlib
import secrets

from sardonyx_sdk import traced


def hash_password(password: str, salt: bytes | None = None) -> str:
    """`salt$key`, both in hexadecimal."""
    salt = salt or secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, n=2048, r=8, p=1).hex()}"


@traced("verify password")
def is_right(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed."""
    salt = bytes.fromhex(stored.partition("$")[0])
    return secrets.compare_digest(hash_password(password, salt), stored)
