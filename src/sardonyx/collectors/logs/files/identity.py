"""Which file a file is, whatever its name: device, inode, and what it begins with, because inodes are used again."""

import json
import os
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

PRINTED_BYTES = 256


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The first `size` bytes of a file, at most PRINTED_BYTES of them."""

    size: int = 0
    digest: str = ""

    @classmethod
    def of(cls, descriptor: int, size: int = PRINTED_BYTES) -> Self:
        """Of an open file as it is now."""
        start = os.pread(descriptor, min(size, PRINTED_BYTES), 0)
        return cls(len(start), blake2b(start, digest_size=8).hexdigest())

    def fits(self, descriptor: int) -> bool:
        """Whether an open file begins as this one did."""
        return self.of(descriptor, self.size) == self if self.size else True


@dataclass(frozen=True, slots=True)
class Position:
    """How far a file was taken. `path` is where it was last seen; `skipping`: in the midst of a line that was cut."""

    path: str
    offset: int
    fingerprint: Fingerprint
    skipping: bool = False

    def text(self) -> str:
        """As a sink keeps it."""
        print_ = self.fingerprint
        return json.dumps([self.path, self.offset, print_.size, print_.digest, self.skipping], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """What `text` made."""
        path, offset, size, digest, skipping = json.loads(text)
        return cls(path, offset, Fingerprint(size, digest), skipping)


def key_of(status: os.stat_result) -> str:
    """The name of a file that stays with it when it is renamed."""
    return f"{status.st_dev:x}-{status.st_ino:x}"
