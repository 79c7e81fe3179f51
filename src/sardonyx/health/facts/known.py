"""What was last known of every fact: all of it in memory, written to the state database when it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from sardonyx.health.facts.models import MonitorFactRow
from sardonyx.state import Database

Key = tuple[str, str]
"""Subject and fact."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact's value, since when, how often people were told that it changed, and what deciding it needs."""

    value: str
    since_ms: int
    changes: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)


async def load(database: Database) -> dict[Key, Known]:
    """Everything. Raises StateUnavailable."""
    async with database.reading() as session:
        rows = (await session.scalars(select(MonitorFactRow))).all()
    return {
        (row.subject, row.fact): Known(row.value, round(row.since.timestamp() * 1000), row.changes, row.data)
        for row in rows
    }


async def save(database: Database, changed: Mapping[Key, Known]) -> None:
    """Write these, over what was there. Raises StateUnavailable."""
    async with database.session() as session:
        for (subject, fact), known in changed.items():
            since = datetime.fromtimestamp(known.since_ms / 1000, UTC)
            row = MonitorFactRow(subject=subject, fact=fact, value=known.value, since=since)
            row.changes, row.data = known.changes, dict(known.data)
            await session.merge(row)


def is_of(subject: str, monitor_id: str) -> bool:
    """Whether the subject is this monitor, as any vantage point sees it, or the cluster it is alone."""
    return subject in _names_of(monitor_id) or subject.startswith(f"vantage:{monitor_id}:")


async def remove(database: Database, monitor_id: str) -> None:
    """Forget a monitor. Raises StateUnavailable."""
    of_vantages = MonitorFactRow.subject.startswith(f"vantage:{monitor_id}:", autoescape=True)
    async with database.session() as session:
        await session.execute(
            delete(MonitorFactRow).where(MonitorFactRow.subject.in_(_names_of(monitor_id)) | of_vantages)
        )


def _names_of(monitor_id: str) -> tuple[str, str]:
    return f"monitor:{monitor_id}", f"cluster:monitor:{monitor_id}"
