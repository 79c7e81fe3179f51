"""A month of some monitors: how available they were, beside what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sardonyx.health.availability import Availability, Piece, Span, Transition, pieces, summed
from sardonyx.health.reports.bars import History
from sardonyx.health.reports.calendar import midnight, month_after
from sardonyx.health.watched import Watched

WORST = 5


@dataclass(frozen=True, slots=True)
class Outage:
    """A time of being down; `seconds` without maintenance and what nobody watched."""

    at: datetime
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class MonitorMonth:
    """One monitor's month. `met` is None where nothing is known."""

    id: str
    name: str
    group: str
    availability: Availability
    met: bool | None
    p95_seconds: float | None
    worst: tuple[Outage, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A month in a time zone; `until` is now where it isn't over. `ratio`: of all monitors' seconds together."""

    month: date
    zone: ZoneInfo
    span: Span
    is_over: bool
    target: float
    monitors: tuple[MonitorMonth, ...]
    ratio: float | None
    outages: int
    down_seconds: float


def span_of(month: date, zone: ZoneInfo, now: datetime) -> Span:
    """From the first midnight to that of the next month, or now. Raises ValueError for a month that is yet to come."""
    start, end = midnight(month, zone), midnight(month_after(month), zone)
    if start >= now:
        raise ValueError("month: it has not begun yet")
    return Span(start, min(end, now))


async def report_of(
    history: History,
    watched: Sequence[Watched],
    month: date,
    zone: ZoneInfo,
    target: float,
    latencies: Mapping[str, float],
    now: datetime,
) -> Report:
    """The report; `latencies` are 95th percentiles by monitor. Raises ValueError, StateUnavailable."""
    span = span_of(month, zone, now)
    transitions = await history.transitions([one.id for one in watched], span)
    gaps = await history.gaps(span)
    found = [
        _month(one, transitions.get(one.id, []), gaps, history.windows(one, span), span, target, latencies.get(one.id))
        for one in sorted(watched, key=lambda one: (one.monitor.group.lower(), one.monitor.name.lower()))
    ]
    available = sum(one.availability.up_seconds + one.availability.degraded_seconds for one in found)
    down = sum(one.availability.down_seconds for one in found)
    return Report(
        month,
        zone,
        span,
        midnight(month_after(month), zone) <= now,
        target,
        tuple(found),
        available / (available + down) if available + down else None,
        sum(one.availability.outages for one in found),
        down,
    )


def _month(
    one: Watched,
    transitions: Sequence[Transition],
    gaps: Sequence[Span],
    windows: Sequence[Span],
    span: Span,
    target: float,
    p95: float | None,
) -> MonitorMonth:
    parts = pieces(transitions, gaps, windows, span)
    figures = summed(parts)
    met = None if figures.ratio is None else figures.ratio >= target
    monitor = one.monitor
    return MonitorMonth(one.id, monitor.name, monitor.group, figures, met, p95, worst_of(parts, transitions))


def worst_of(parts: Sequence[Piece], transitions: Sequence[Transition]) -> tuple[Outage, ...]:
    """The longest outages, longest first. What lies between (a window, a restart of ours) doesn't make two of one."""
    outages: list[Outage] = []
    is_down = False
    for part in parts:
        if part.counts_as == "down":
            if is_down:
                last = outages[-1]
                outages[-1] = Outage(last.at, last.seconds + part.seconds, last.reason)
            else:
                outages.append(Outage(part.start, part.seconds, _reason(transitions, part.start)))
            is_down = True
        elif part.counts_as in ("up", "degraded"):
            is_down = False
    return tuple(sorted(outages, key=lambda one: (-one.seconds, one.at))[:WORST])


def _reason(transitions: Sequence[Transition], at: datetime) -> str:
    """Why it was down then, as the last transition before says."""
    last = max((one for one in transitions if one.at <= at), key=lambda one: one.at, default=None)
    return (last.message or last.reason) if last is not None else ""
