"""When a disk is full, from what tables gain a day and how long they keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from sardonyx.sources.models_storage import Forecast


@dataclass(frozen=True, slots=True)
class Growth:
    """A table: bytes it has, bytes of a mean day (None: no whole day to go by), days until retention takes away as much
    as arrives (None: never)."""

    bytes_now: int
    bytes_per_day: float | None
    days_left: float | None


def forecast(tables: Sequence[Growth], free_bytes: int | None) -> Forecast:
    """Each table grows evenly until retention holds it; those that have no whole day stay as they are, as long as others do."""
    growing = [(table.bytes_per_day, table.days_left) for table in tables if table.bytes_per_day is not None]
    if not growing:
        return Forecast(bytes_per_day=None, settles_at_bytes=None, days_until_full=None, fits=None)
    settles = None
    if all(days_left is not None for _, days_left in growing):
        grown = sum(per_day * (days_left or 0.0) for per_day, days_left in growing)
        settles = sum(table.bytes_now for table in tables) + int(grown)
    days = None if free_bytes is None else _days_until(growing, free_bytes)
    return Forecast(
        bytes_per_day=sum(per_day for per_day, _ in growing),
        settles_at_bytes=settles,
        days_until_full=days,
        fits=None if free_bytes is None else days is None,
    )


def _days_until(tables: Sequence[tuple[float, float | None]], free_bytes: int) -> float | None:
    """Walks from one table's end of growth to the next; None when all have ended before `free_bytes` are used up."""
    ends = [(inf if days_left is None else days_left, per_day) for per_day, days_left in tables]
    day, left = 0.0, float(free_bytes)
    for end in sorted({end for end, _ in ends}):
        rate = sum(per_day for other, per_day in ends if other >= end)
        if rate > 0 and left < rate * (end - day):
            return day + left / rate
        left -= rate * (end - day) if rate > 0 else 0.0
        day = end
    return None
