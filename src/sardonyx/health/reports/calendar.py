"""Days and months in a time zone, as instants. A day with a change of the clock has 23 or 25 hours."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sardonyx.health.maintenance.recurrence import instant

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_FIRST_YEAR = 2000


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there, in UTC; where its midnight is skipped, when the skipped time is over."""
    return instant(datetime.combine(day, time()), zone)


def last_days(count: int, now: datetime, zone: ZoneInfo) -> list[date]:
    """So many days up to today, today last."""
    today = now.astimezone(zone).date()
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def edges_of(days: list[date], now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Where the days begin and, last, where they end: now if that is within the last one. UTC."""
    end = midnight(days[-1] + timedelta(days=1), zone)
    return [*(midnight(day, zone) for day in days), min(end, now)]


def month_of(text: str) -> date:
    """The first day of `YYYY-MM`. Raises ValueError."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found.group(1)) < _FIRST_YEAR:
        raise ValueError("month: such as 2026-10")
    return date(int(found.group(1)), int(found.group(2)), 1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
