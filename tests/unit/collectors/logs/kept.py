"""A sink that keeps what it is given, in memory, and lines as they would be stored."""

from collections.abc import Mapping, Sequence

from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines import Group


class KeptLines:
    """`full` makes it refuse; positions are kept as a journal's marks are."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.marks: dict[str, str] = {}
        self.full = 0

    def positions(self, prefix: str) -> Mapping[str, str]:
        return {
            key.removeprefix(prefix): value for key, value in self.marks.items() if key.startswith(prefix) and value
        }

    async def write(self, source: str, groups: Sequence[Group], positions: Mapping[str, str]) -> None:
        if self.full:
            self.full -= 1
            raise Overloaded("full", 0)
        self.groups += groups
        self.marks.update(positions)

    async def keep(self, positions: Mapping[str, str]) -> None:
        self.marks.update(positions)

    @property
    def lines(self) -> list[str]:
        """The texts of all records, in their order."""
        return [text for group in self.groups for text in texts(group)]


def texts(group: Group) -> list[str]:
    """The records of a group: what the pipeline makes of it."""
    found = [line.text if isinstance(line.text, str) else line.text.decode() for line in group.lines]
    return found + [line for line in group.text.decode().split("\n") if line not in ("", "\r")]
