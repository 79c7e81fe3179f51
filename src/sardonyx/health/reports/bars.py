"""What each day of some monitors was, in seconds: the bars of boards and status pages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sardonyx.health.availability import Piece, Span, Transition, pieces
from sardonyx.health.reports.calendar import edges_of, last_days
from sardonyx.health.watched import Watched


class History(Protocol):
    """What `Health` knows of the past."""

    async def transitions(self, ids: Sequence[str], span: Span) -> dict[str, list[Transition]]:
        """Those within the span and the last one before it."""
        ...

    async def gaps(self, span: Span) -> list[Span]:
        """When nobody watched."""
        ...

    def windows(self, watched: Watched, span: Span) -> list[Span]:
        """When it was in maintenance."""
        ...


@dataclass(slots=True)
class DaySeconds:
    """A day of one monitor, or of several added up. What is yet to come is in none of them."""

    up: float = 0.0
    degraded: float = 0.0
    down: float = 0.0
    maintenance: float = 0.0
    unknown: float = 0.0

    def add(self, other: "DaySeconds") -> None:
        """Add another one to it."""
        self.up += other.up
        self.degraded += other.degraded
        self.down += other.down
        self.maintenance += other.maintenance
        self.unknown += other.unknown

    @property
    def known(self) -> float:
        """Seconds that count for or against."""
        return self.up + self.degraded + self.down

    @property
    def ratio(self) -> float | None:
        """The share of what is known that was available; None where nothing is."""
        return (self.up + self.degraded) / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Bars:
    """Days, oldest first and today last, and each monitor's by its id."""

    days: list[date]
    monitors: Mapping[str, list[DaySeconds]]


def split(parts: Sequence[Piece], edges: Sequence[datetime]) -> list[DaySeconds]:
    """Parts in order, cut at the edges; one entry for each pair of neighbouring edges."""
    days = [DaySeconds() for _ in edges[1:]]
    index = 0
    for part in parts:
        at = part.start
        while index < len(days) and edges[index + 1] <= at:
            index += 1
        here = index
        while here < len(days) and at < part.end:
            until = min(part.end, edges[here + 1])
            day = days[here]
            setattr(day, part.counts_as, getattr(day, part.counts_as) + (until - at).total_seconds())
            at = until
            here += 1
    return days


async def bars_of(history: History, watched: Sequence[Watched], count: int, zone: ZoneInfo, now: datetime) -> Bars:
    """The last `count` days of these monitors. Raises StateUnavailable."""
    days = last_days(count, now, zone)
    edges = edges_of(days, now, zone)
    span = Span(edges[0], edges[-1])
    transitions = await history.transitions([one.id for one in watched], span)
    gaps = await history.gaps(span)
    windows = {one.id: history.windows(one, span) for one in watched}

    def work() -> dict[str, list[DaySeconds]]:
        return {
            one.id: split(pieces(transitions.get(one.id, ()), gaps, windows[one.id], span), edges) for one in watched
        }

    return Bars(days, await asyncio.to_thread(work))
