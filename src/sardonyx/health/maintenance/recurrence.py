"""When a window opens and closes, in UTC. Pure: time is an argument.

A recurring window means the clock on the wall: `every Sunday 02:00 to 04:00 in Europe/Berlin` is that on every Sunday. Where the
clock is put forward, what is skipped begins when the skipped hour is over, and a window that lies in it altogether is left out;
where it is put back, the first of the two is meant.
Specification: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import DAILY, rrule, rrulestr  # type: ignore[import-untyped]

from sardonyx.config.monitors import MaintenanceWindow
from sardonyx.health.availability import Span

_HORIZON = timedelta(days=5 * 366)
_MOST_OCCURRENCES = 20_000
_MOST_TIMES_A_DAY = 24
_LONGEST = timedelta(days=31)
_EARLIEST_YEAR = 2000


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; such as UTC or Europe/Berlin") from None


def check_window(window: MaintenanceWindow) -> Iterator[tuple[str, str]]:
    """(key, what is allowed) of what the model itself can't tell."""
    try:
        zone = zone_of(window.time_zone)
    except ValueError as error:
        yield "time_zone", str(error)
        return
    if not window.recurrence:
        return
    if window.start.year < _EARLIEST_YEAR:
        yield "start", f"must be in {_EARLIEST_YEAR} or later for a window that recurs"
        return
    start, end = _local(window, zone)
    if end - start > _LONGEST:
        yield "end", "a window that recurs is at most 31 days long"
    try:
        rule = _rule(window.recurrence, start, start + _HORIZON)
    except ValueError as error:
        yield "recurrence", str(error)
        return
    if next(iter(rule), None) is None:
        yield "recurrence", "never happens within five years"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A checked window's times."""

    window: MaintenanceWindow

    def spans(self, after: datetime) -> Iterator[Span]:
        """Those that end after `after`, in order. They may overlap."""
        zone = zone_of(self.window.time_zone)
        start, end = _local(self.window, zone)
        if not self.window.recurrence:
            span = Span(instant(start, zone), instant(end, zone))
            if span.end > after and span.end > span.start:
                yield span
            return
        length = end - start
        from_local = after.astimezone(zone).replace(tzinfo=None) - length - timedelta(days=1)
        rule = _rule(self.window.recurrence, start, max(start, from_local) + _HORIZON)
        for begins in islice(rule.xafter(from_local, inc=True), _MOST_OCCURRENCES):
            span = Span(instant(begins, zone), instant(begins + length, zone))
            if span.end > after and span.end > span.start:
                yield span

    def within(self, span: Span) -> list[Span]:
        """Those that touch `span`."""
        found = []
        for one in self.spans(span.start):
            if one.start >= span.end:
                break
            found.append(one)
        return found


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of what a clock on the wall shows; never runs backwards as `local` runs forwards."""
    early = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == local:
        return early
    # Skipped: the moment the clock was put forward lies between the two readings.
    low = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    high, offset = early, early.astimezone(zone).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def _local(window: MaintenanceWindow, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end as the clock on the wall of the window's zone shows them."""
    if window.start.tzinfo is None:
        return window.start, window.end
    return (
        window.start.astimezone(zone).replace(tzinfo=None),
        window.end.astimezone(zone).replace(tzinfo=None),
    )


def _rule(text: str, start: datetime, until: datetime) -> rrule:
    """The rule, ending somewhere, so that one that never happens comes to an end. Raises ValueError."""
    if any(word in text.upper() for word in ("DTSTART", "RDATE", "EXDATE", "EXRULE", "\n")):
        raise ValueError("must be one RRULE such as FREQ=WEEKLY;BYDAY=SU; the start is a key of its own")
    try:
        rule = rrulestr(text, dtstart=start, ignoretz=True)
    except Exception as error:  # dateutil raises what its parts happen to raise
        raise ValueError(f"is no RRULE such as FREQ=WEEKLY;BYDAY=SU: {error}") from None
    if not isinstance(rule, rrule) or rule._freq > DAILY:
        raise ValueError("must be FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    if len(rule._timeset) > _MOST_TIMES_A_DAY:
        raise ValueError(f"must happen at most {_MOST_TIMES_A_DAY} times a day")
    said_until = rule._until
    if rule._count is not None:
        if rule._count > _MOST_OCCURRENCES:
            raise ValueError(f"must have a COUNT of at most {_MOST_OCCURRENCES}")
        return rule
    return rule.replace(until=min(until, said_until) if said_until is not None else until)
