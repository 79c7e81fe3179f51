"""Legal holds: records of a time range, of some services or all, that nothing may delete until the hold is released.

Retention asks for them before each step and leaves held days where they are; an erasure asks with `held`.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from sardonyx.access.audit import chain
from sardonyx.access.errors import FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import Actor
from sardonyx.access.scope import clean_name
from sardonyx.retention.models import LegalHoldRow
from sardonyx.state import Database
from sardonyx.storage.retention_plan import Held


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class LegalHolds:
    """All of them, over the state database."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._now = now

    async def all(self, *, released: bool = False) -> list[LegalHoldRow]:
        """Holds that hold, and the `released` ones if asked for; newest first."""
        query = select(LegalHoldRow).order_by(LegalHoldRow.created_at.desc(), LegalHoldRow.id)
        if not released:
            query = query.where(LegalHoldRow.released_at.is_(None))
        async with self._db.reading() as session:
            return list(await session.scalars(query))

    async def create(
        self,
        actor: Actor,
        *,
        name: str,
        reason: str,
        start: datetime,
        end: datetime,
        services: Sequence[str] = (),
    ) -> LegalHoldRow:
        """Hold records from `start` up to `end`. Raises ValidationFailed."""
        if start >= end:
            raise ValidationFailed(FieldError("end", "must lie behind start"))
        row = LegalHoldRow(
            id=secrets.token_hex(8),
            name=clean_name(name),
            reason=reason,
            services=sorted(set(services)),
            start_at=start,
            end_at=end,
            created_by=actor.name,
            created_at=self._now(),
            released_by=None,
            released_at=None,
        )
        async with self._db.session() as session:
            session.add(row)
            await chain.record(session, actor, "legal_hold.create", f"legal_hold:{row.id}", details=_told(row))
        return row

    async def release(self, hold_id: str, actor: Actor) -> LegalHoldRow:
        """End a hold: retention goes on with its records at once. Raises NotFound, also for one that was released."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(LegalHoldRow, hold_id)
            if row is None or row.released_at is not None:
                raise NotFound(f"there is no legal hold {hold_id}")
            row.released_at, row.released_by = self._now(), actor.name
            await chain.record(session, actor, "legal_hold.release", f"legal_hold:{row.id}", details=_told(row))
        return row

    async def held(self, start: datetime, end: datetime, services: Collection[str] | None = None) -> list[LegalHoldRow]:
        """The holds on any record from `start` up to `end` of these services (None: of any)."""
        return [
            row
            for row in await self.all()
            if row.start_at < end
            and row.end_at > start
            and (services is None or not row.services or not set(services).isdisjoint(row.services))
        ]

    async def __call__(self) -> Sequence[Held]:
        """As retention needs them."""
        return [Held(row.start_at, row.end_at, frozenset(row.services)) for row in await self.all()]


def _told(row: LegalHoldRow) -> dict[str, object]:
    return {
        "name": row.name,
        "reason": row.reason[:1000],
        "services": row.services,
        "start": row.start_at.isoformat(),
        "end": row.end_at.isoformat(),
    }
