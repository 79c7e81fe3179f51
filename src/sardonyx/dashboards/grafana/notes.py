"""What an import or export could not carry over, for a person to read."""

from collections import Counter
from dataclasses import dataclass, field

MAX_NOTES = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """`panel` is its title, or empty for the dashboard itself."""

    panel: str
    what: str
    why: str


@dataclass(slots=True)
class Notes:
    """Notes under construction. Decoration is told once for the whole dashboard: there is much of it."""

    _notes: dict[Note, None] = field(default_factory=dict)
    _decoration: Counter[str] = field(default_factory=Counter)

    def add(self, panel: str, what: str, why: str) -> None:
        """Tell one thing; the same one is told once."""
        if len(self._notes) < MAX_NOTES:
            self._notes[Note(panel, what[:2000], why)] = None

    def decoration(self, name: str) -> None:
        """A setting of looks that has no counterpart."""
        self._decoration[name[:100]] += 1

    def all(self) -> tuple[Note, ...]:
        """In the order they were found, decoration last."""
        told = tuple(self._notes)
        if not self._decoration:
            return told
        names = ", ".join(name for name, _ in self._decoration.most_common(60))
        return (*told, Note("", f"settings of looks: {names}", "have no counterpart; panels are drawn in our own way"))
