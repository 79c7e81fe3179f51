"""Hashing and checking passwords with Argon2id, off the event loop, a few at a time."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sardonyx.access.settings import HashCost

# Each hash takes 64 MiB: a crowd of logins shall queue, not use up the memory.
_AT_ONCE = 2


class Passwords:
    """Argon2id (RFC 9106) with one cost. Equal-looking Unicode spellings of a password are the same password."""

    def __init__(self, cost: HashCost) -> None:
        self._hasher = PasswordHasher(time_cost=cost.iterations, memory_cost=cost.memory_kib, parallelism=cost.lanes)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """The encoded hash, salt and cost included."""
        async with self._turns:
            return await asyncio.to_thread(self._hash, _normal(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password fits. Without a stored hash it works just as long and says no."""
        if stored is None and self._decoy is None:
            self._decoy = await self.hash("nobody has this password")
        async with self._turns:
            fits = await asyncio.to_thread(self._verify, stored or self._decoy or "", _normal(password))
        return fits and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made at another cost and should be made anew at the next login."""
        return self._hasher.check_needs_rehash(stored)

    def _hash(self, password: bytes) -> str:
        return self._hasher.hash(password)

    def _verify(self, stored: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
