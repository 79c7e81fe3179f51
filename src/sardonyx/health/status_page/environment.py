"""The templates, and the words, classes and icons they use."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sardonyx.health.maintenance.recurrence import zone_of
from sardonyx.health.status_page.bars import percent
from sardonyx.health.status_page.view import NAMES, Post

TEMPLATES: Final = Path(__file__).parent / "templates"

ICONS: Final[Mapping[str, str]] = {
    "operational": "M10.5 17.5l4.5 4.5 9-9.5",
    "degraded": "M17 10v8.5M17 23.6v.1",
    "partial_outage": "M17 10v8.5M17 23.6v.1",
    "major_outage": "M12 12l10 10M22 12L12 22",
    "maintenance": "M17 10.5v7l4.5 3",
    "unknown": "M12 17h.1M17 17h.1M22 17h.1",
}
"""Path data by state, in a square of 34."""

_CLASSES: Final[Mapping[str, str]] = {
    "operational": "u", "degraded": "g", "partial_outage": "p", "major_outage": "d", "maintenance": "m", "unknown": "n",
}  # fmt: skip
_TOLD: Final[Mapping[str, str]] = {
    "investigating": "Investigating", "identified": "Identified", "monitoring": "Monitoring", "resolved": "Resolved",
    "scheduled": "Planned", "in_progress": "In progress", "completed": "Completed",
}  # fmt: skip


@cache
def environment(zone_name: str) -> Environment:
    """Templates whose times are those of a zone. Everything is escaped."""
    zone = zone_of(zone_name)

    def local(at: datetime) -> str:
        there = at.astimezone(zone)
        return f"{there:%-d %b %Y, %H:%M} {there.tzname()}"

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "iso": iso,
        "local": local,
        "rfc822": format_datetime,
        "percent": percent,
        "state_class": lambda state: _CLASSES[state],
        "post_class": _post_class,
        "icon": lambda state: ICONS[state],
        "told_state": told_state,
        "told_component": lambda state: NAMES[state],
    }
    return made


def told_state(state: str) -> str:
    """A post's state as people read it."""
    return _TOLD[state]


def iso(at: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _post_class(post: Post) -> str:
    if post.is_over:
        return "n"
    return "m" if post.kind == "maintenance" else "p"
