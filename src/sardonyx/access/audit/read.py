"""Reading the audit chain in pages, newest first. Reading is itself recorded."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from sardonyx.access.audit.chain import record
from sardonyx.access.models import AuditEntryRow
from sardonyx.access.principal import Actor
from sardonyx.state import Database


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show; None is everything. `start` is inclusive, `end` exclusive."""

    action: str | None = None
    actor_id: str | None = None
    object: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as shown to people."""

    seq: int
    at: datetime
    actor: Actor
    action: str
    object: str
    outcome: str
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first, and where the next page begins (None: this was the last)."""

    items: list[AuditEntry]
    next_before: int | None


async def page(db: Database, wanted: AuditFilter, *, before: int | None, limit: int, reader: Actor) -> AuditPage:
    """Up to `limit` entries older than number `before`. The reading is recorded before anything is shown."""
    asked = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name in ("action", "actor_id", "object", "start", "end")
        if (value := getattr(wanted, name)) is not None
    }
    async with db.session() as session:
        await record(session, reader, "audit.read", "audit", details={"filter": asked, "before": before})
    query = select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(AuditEntryRow.seq < before)
    for column, value in (
        (AuditEntryRow.action, wanted.action),
        (AuditEntryRow.actor_id, wanted.actor_id),
        (AuditEntryRow.object, wanted.object),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.start is not None:
        query = query.where(AuditEntryRow.at_us >= microseconds(wanted.start))
    if wanted.end is not None:
        query = query.where(AuditEntryRow.at_us < microseconds(wanted.end))
    async with db.reading() as session:
        rows = (await session.scalars(query)).all()
    items = [_entry(row) for row in rows[:limit]]
    return AuditPage(items, items[-1].seq if len(rows) > limit else None)


def microseconds(at: datetime) -> int:
    """Microseconds since the epoch, exactly."""
    delta = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _entry(row: AuditEntryRow) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=datetime.fromtimestamp(row.at_us // 1_000_000, UTC).replace(microsecond=row.at_us % 1_000_000),
        actor=Actor(row.actor_kind, row.actor_id, row.actor_name, row.address),  # type: ignore[arg-type]
        action=row.action,
        object=row.object,
        outcome=row.outcome,
        details=json.loads(row.details),
        hash=row.hash,
    )
