"""The states of an erasure, and how they are kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from sardonyx.access.audit import chain
from sardonyx.access.principal import Actor
from sardonyx.privacy.state_models import ErasureRow
from sardonyx.state import Database


class ErasureState(StrEnum):
    """Where an erasure stands."""

    QUEUED = "queued"
    """Waits for its turn."""
    RUNNING = "running"
    """Searches or erases; goes on after a restart."""
    DONE = "done"
    """Everything found is erased (of a dry run: counted), the report is signed."""
    BLOCKED = "blocked"
    """A legal hold covers what was found; nothing was changed."""
    FAILED = "failed"
    """It could not be finished; what is erased stays erased, and it can be asked for again."""


UNFINISHED = (ErasureState.QUEUED, ErasureState.RUNNING)


class ErasureStates:
    """The rows of erasures of one process, `owner`."""

    def __init__(self, db: Database, owner: str) -> None:
        self.db = db
        self.owner = owner

    async def next(self) -> ErasureRow | None:
        """The oldest one that is not finished."""
        query = (
            select(ErasureRow)
            .where(ErasureRow.owner == self.owner, ErasureRow.state.in_(UNFINISHED))
            .order_by(ErasureRow.requested_at, ErasureRow.id)
            .limit(1)
        )
        async with self.db.reading() as session:
            return (await session.scalars(query)).first()

    async def change(self, erasure_id: str, **changes: Any) -> ErasureRow:
        """Set columns of a row, and give it as it is then."""
        async with self.db.session() as session:
            row = await session.get_one(ErasureRow, erasure_id)
            for name, value in changes.items():
                setattr(row, name, value)
        return row

    async def finish(
        self,
        erasure_id: str,
        state: ErasureState,
        at: datetime,
        *,
        report: str | None = None,
        error: str | None = None,
        notes: list[str] | None = None,
    ) -> None:
        """End it: what it looked for is forgotten, and the audit chain is told."""
        async with self.db.session() as session:
            await chain.lock(session)
            row = await session.get_one(ErasureRow, erasure_id)
            row.state, row.finished_at, row.terms = state.value, at, None
            row.report, row.error = report, error
            if notes is not None:
                row.notes = notes
            outcome: chain.Outcome = "success" if state is ErasureState.DONE else "failure"
            details = {"state": state.value, "dry_run": row.dry_run, "person": row.person, "rows": totals(row.steps)}
            await chain.record(
                session, Actor(**row.actor), "erasure.finish", f"erasure:{row.id}", outcome=outcome, details=details
            )


def totals(steps: Mapping[str, Any]) -> dict[str, int]:
    """Rows found and erased, over all tables."""
    return {kind: sum(sum(step[kind].values()) for step in steps.values()) for kind in ("found", "erased")}
