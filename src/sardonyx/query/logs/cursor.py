"""Where a page ended, so that the next begins right there, also among records of one instant.

A cursor is the id of the last record: its nanoseconds, the hash of its content, and its number among records that are
equal in both. Records are ordered by these three, so none is lost or doubled, whatever arrives in between.
"""

import re
from dataclasses import dataclass

_ID = re.compile(r"(\d{1,19})-([0-9a-f]{16})(?:-(\d{1,9}))?", re.ASCII)


class CursorError(ValueError):
    """A text that is no cursor or record id of ours."""


@dataclass(frozen=True, slots=True)
class RecordId:
    """A record's place: nanoseconds, hash of its content, number among equals (from 1)."""

    timestamp_ns: int
    content_hash: int
    number: int = 1

    @staticmethod
    def parse(text: str) -> "RecordId":
        """Read an id. Raises CursorError."""
        match = _ID.fullmatch(text)
        if match is None or int(match[1]) >= 2**63:
            raise CursorError(f"{text[:80]!r} is no record id or cursor: use one from an earlier answer unchanged")
        return RecordId(int(match[1]), int(match[2], 16), int(match[3] or 1))


ID_SQL = (
    "concat(toString(toUnixTimestamp64Nano(Timestamp)), '-', leftPad(lower(hex(content_hash)), 16, '0'), "
    "if(equal_number > 1, concat('-', toString(equal_number)), ''))"
)
"""The id of a row with the columns Timestamp, content_hash and equal_number."""
