"""The server's sink: its own journal, which keeps positions as marks in the batches they belong to."""

from collections.abc import Mapping, Sequence

from sardonyx.access.authenticate import LOOPBACK_INGEST
from sardonyx.receivers.lines import Group
from sardonyx.receivers.lines_door import LinesDoor


class JournalSink:
    """Lines enter by the door of all lines, as if this machine had sent them."""

    def __init__(self, door: LinesDoor) -> None:
        self._door = door

    def positions(self, prefix: str) -> Mapping[str, str]:
        """Those in the journal's marks."""
        return self._door.intake.journal.marks.of(prefix)

    async def write(self, source: str, groups: Sequence[Group], positions: Mapping[str, str]) -> None:
        """Return when both are in the journal. Raises Overloaded."""
        await self._door.take(source, groups, LOOPBACK_INGEST, "", positions)

    async def keep(self, positions: Mapping[str, str]) -> None:
        """Return when they are on disk. Raises OSError."""
        await self._door.intake.journal.marks.keep(positions)
