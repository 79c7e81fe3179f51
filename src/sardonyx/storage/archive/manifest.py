"""What a day's folder holds, and how far a step on it has come: `manifest.json`.

The manifest is replaced in one step and decides what counts: files it does not name are left-overs of a step that did not
end, and are removed. The folder of a day is <archive>/<table>/<YYYY-MM-DD>/.
"""

from datetime import date, datetime
from typing import Any

import msgspec

FORMAT = 1
NAME = "manifest.json"


class ArchivedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One Parquet file. `uncompressed_bytes` is what its columns hold; times are epoch nanoseconds of its first and last row."""

    name: str
    rows: int
    size_bytes: int
    sha256: str
    uncompressed_bytes: int
    first_ns: int
    last_ns: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a table. `next_part` never falls, so no file name is used twice.

    `dropping_to`: the files hold all rows of the table's parts up to this block number, which are about to be dropped.
    `restoring`: the rows are about to be attached to the table. `restored_until`: the table has them again, until then; the
    files are not searched meanwhile and written anew afterwards.
    """

    table: str
    day: date
    files: tuple[ArchivedFile, ...] = ()
    next_part: int = 1
    archived_at: datetime | None = None
    verified_at: datetime | None = None
    dropping_to: int | None = None
    restoring: bool = False
    restored_until: datetime | None = None
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.size_bytes for file in self.files)

    @property
    def searchable(self) -> bool:
        """Whether the rows are only here: neither in the table again nor on their way there."""
        return bool(self.files) and self.restored_until is None

    def having(self, **changes: Any) -> "Manifest":
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)

    def encode(self) -> bytes:
        """As JSON, for people too."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @staticmethod
    def decode(content: bytes) -> "Manifest":
        """Read one. Raises msgspec.DecodeError, also for one of a newer format."""
        found = msgspec.json.decode(content, type=Manifest)
        if found.format > FORMAT:
            raise msgspec.ValidationError(f"format {found.format} is newer than {FORMAT}")
        return found
