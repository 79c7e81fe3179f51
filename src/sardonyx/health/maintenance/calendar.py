"""All windows together: which is open for a monitor now, and when that may change next. In memory, cheap to ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sardonyx.config.monitors import MaintenanceWindow, Monitor
from sardonyx.health.availability import Span
from sardonyx.health.maintenance.recurrence import Recurrence
from sardonyx.health.models import Source

_KEPT_AHEAD = 8


@dataclass(slots=True)
class Entry:
    """A window as it is known, and its next times from the last look on."""

    id: str
    window: MaintenanceWindow
    source: Source
    ahead: list[Span] = field(default_factory=list)

    def looks_ahead(self, now: datetime) -> None:
        """Work out its next times; needed only after the first of them is over."""
        self.ahead = list(islice(Recurrence(self.window).spans(now), _KEPT_AHEAD))

    def is_open(self, now: datetime) -> bool:
        """Whether one of the times that were worked out is now."""
        return any(span.start <= now < span.end for span in self.ahead)

    def boundary(self, now: datetime) -> datetime | None:
        """When it opens or closes next."""
        edges = (edge for span in self.ahead for edge in (span.start, span.end) if edge > now)
        return min(edges, default=None)

    def is_about(self, monitor: Monitor) -> bool:
        """Whether the monitor is meant, by name, by group, or since all are."""
        named, grouped = self.window.monitors, self.window.groups
        if not named and not grouped:
            return True
        return monitor.name in named or (bool(monitor.group) and monitor.group in grouped)


class Calendar:
    """Call `look` when `next_boundary` has come; between, `open_for` reads what was worked out."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.next_boundary: datetime | None = None
        self._open: list[Entry] = []

    def replace(self, entries: Iterable[Entry], now: datetime) -> None:
        """Have these windows from now on."""
        self.entries = {entry.id: entry for entry in entries}
        for entry in self.entries.values():
            entry.looks_ahead(now)
        self.look(now)

    def look(self, now: datetime) -> None:
        """See what is open at `now`, also after the clock was put back or forward."""
        for entry in self.entries.values():
            if entry.ahead and (entry.ahead[0].end <= now or entry.ahead[0].start > now):
                entry.looks_ahead(now)
        self._open = [entry for entry in self.entries.values() if entry.is_open(now)]
        boundaries = (boundary for entry in self.entries.values() if (boundary := entry.boundary(now)))
        self.next_boundary = min(boundaries, default=None)

    def open_for(self, monitor: Monitor) -> str:
        """The name of a window that is open for it; empty if none is."""
        return next((entry.window.name for entry in self._open if entry.is_about(monitor)), "")

    def windows(self, monitor: Monitor, span: Span) -> list[Span]:
        """All times within `span` that are maintenance of this monitor."""
        return [
            found
            for entry in self.entries.values()
            if entry.is_about(monitor)
            for found in Recurrence(entry.window).within(span)
        ]

    def is_open(self, window_id: str) -> bool:
        """Whether the window is open as of the last look."""
        return any(entry.id == window_id for entry in self._open)

    def upcoming(self, window_id: str) -> Sequence[Span]:
        """The next times, the present one too."""
        return self.entries[window_id].ahead
