"""Ninety days as one small drawing: a stroke per day, dashed, one path for each kind of day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sardonyx.health.reports.bars import DaySeconds

_MAJOR_BELOW = 0.95
_MOST_NAMED = 12
KINDS: Final = {"u": "available", "g": "degraded", "p": "partly down", "d": "down", "m": "maintenance", "n": "no data"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A day that was not all well: where it stands, its kind, and a sentence."""

    index: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`runs`: path data by kind of day; `troubles`, newest first; `label`: all of it in words."""

    runs: dict[str, str]
    troubles: list[Trouble]
    label: str


def kind_of(day: DaySeconds) -> str:
    """What a day is drawn as."""
    ratio = day.ratio
    if ratio is None:
        return "m" if day.maintenance else "n"
    if day.down:
        return "d" if ratio < _MAJOR_BELOW else "p"
    return "g" if day.degraded > day.up else "u"


def drawn(days: Sequence[date], seconds: Sequence[DaySeconds], uptime: float | None) -> Drawing:
    """The drawing of these days, 1 wide each."""
    kinds = [kind_of(day) for day in seconds]
    runs: dict[str, str] = {}
    start = 0
    for index in range(1, len(kinds) + 1):
        if index == len(kinds) or kinds[index] != kinds[start]:
            runs[kinds[start]] = runs.get(kinds[start], "") + f"M{start} 5h{index - start}"
            start = index
    troubles = [
        Trouble(index, kinds[index], f"{days[index]:%-d %b}: {_told(seconds[index], kinds[index])}")
        for index in range(len(kinds) - 1, -1, -1)
        if kinds[index] in "gpd"
    ]
    return Drawing(runs, troubles, _label(len(days), troubles, uptime))


def percent(ratio: float | None) -> str:
    """A share as people write it: never rounded up to 100 %."""
    if ratio is None:
        return "–"
    if ratio >= 1:
        return "100 %"
    return f"{min(int(ratio * 100_000) / 1000, 99.999):.3f}".rstrip("0").rstrip(".") + " %"


def spell(seconds: float) -> str:
    """A length of time in at most two units."""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"


def _told(day: DaySeconds, kind: str) -> str:
    if kind == "g":
        return f"degraded for {spell(day.degraded)}"
    return f"down for {spell(day.down)}"


def _label(days: int, troubles: Sequence[Trouble], uptime: float | None) -> str:
    if uptime is None:
        return f"Last {days} days: no data"
    text = f"Last {days} days: {percent(uptime)} available"
    if not troubles:
        return text
    named = "; ".join(one.text for one in troubles[:_MOST_NAMED])
    more = f"; and {len(troubles) - _MOST_NAMED} more" if len(troubles) > _MOST_NAMED else ""
    return f"{text}. Not all well on {named}{more}"
