"""Who is to be erased, and how what is known of that person may be stored."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Self

from cryptography.fernet import Fernet

from sardonyx.processors.masking import Masker

MAX_OTHER_VALUES = 5
# A shorter value stands in too many places by chance.
MIN_TELLING_CHARACTERS = 6

_WORD = re.compile(r"\w", re.ASCII)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a person, as it was sent: any of these. `values` are others that stand for
    the person (a customer number)."""

    user_id: str | None = None
    email: str | None = None
    phone: str | None = None
    values: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """What is known, without saying it."""
        known = [kind for kind in ("user_id", "email", "phone") if getattr(self, kind)]
        return [*known, *(["values"] if self.values else [])]

    def given(self) -> list[str]:
        """All values, each once."""
        found = [value for value in (self.user_id, self.email, self.phone, *self.values) if value]
        return list(dict.fromkeys(found))

    def person(self, key: bytes) -> str:
        """A keyed hash: the same for the same identity, and of no use to anybody without the key."""
        content = "\0".join(sorted(f"{value}" for value in self.given()))
        return hmac.new(key, b"person\0" + content.encode(errors="replace"), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Terms:
    """What to look for. `ids` are forms of the user id, which count as such wherever a record says who its user is; `telling` are
    values long enough to be looked for in every field and, as whole words, in texts. `raw` is what was given, as senders wrote
    it; `ignore_case` those of which capitals don't matter."""

    ids: list[str]
    telling: list[str]
    raw: list[str]
    ignore_case: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, identity: Identity, masker: Masker) -> Self:
        """Every form the values may be stored in: as they were sent, and hashed under this installation's key."""
        given = [*identity.given(), *([identity.email.lower()] if identity.email else [])]
        forms = {value: [value, *masker.pseudonyms(value)] for value in given}
        every = [form for found in forms.values() for form in found]
        return cls(
            ids=forms[identity.user_id] if identity.user_id else [],
            telling=list(dict.fromkeys(form for form in every if len(form) >= MIN_TELLING_CHARACTERS)),
            raw=identity.given(),
            ignore_case=[identity.email] if identity.email else [],
        )

    @property
    def pattern(self) -> str:
        """A regular expression (RE2) of the telling ones, as whole words."""
        longest_first = sorted(self.telling, key=len, reverse=True)
        found = [_bounded(term) for term in longest_first] + [f"(?i:{_bounded(term)})" for term in self.ignore_case]
        return "|".join(found) or r"[^\s\S]"

    def sealed(self, key: bytes) -> str:
        """For the state database, while the erasure runs: encrypted, for what a database has deleted may lie in its
        file for long."""
        content = {"ids": self.ids, "telling": self.telling, "raw": self.raw, "ignore_case": self.ignore_case}
        return Fernet(_sealing_key(key)).encrypt(json.dumps(content).encode()).decode("ascii")

    @classmethod
    def opened(cls, sealed: str, key: bytes) -> Self:
        """What `sealed` gave. Raises InvalidToken for another key."""
        return cls(**json.loads(Fernet(_sealing_key(key)).decrypt(sealed)))


def _sealing_key(key: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.new(key, b"erasure terms", hashlib.sha256).digest())


def _bounded(term: str) -> str:
    """The term where it is no part of a longer word."""
    start, end = (r"\b" if _WORD.match(char) else "" for char in (term[0], term[-1]))
    return f"{start}{_escaped(term)}{end}"


def _escaped(term: str) -> str:
    """RE2 takes a backslash before ASCII punctuation only."""
    return "".join(f"\\{char}" if char.isascii() and not char.isalnum() and char != "_" else char for char in term)
