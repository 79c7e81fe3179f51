"""What searches for leaks have found, and what became of it: open, acknowledged, resolved."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sardonyx.access.audit import chain
from sardonyx.access.errors import NotFound
from sardonyx.access.principal import SYSTEM, Actor
from sardonyx.privacy.leaks.scan import Leak, Scanned
from sardonyx.privacy.state_models import MaskingFindingRow, MaskingScanRow
from sardonyx.state import Database

MAX_LISTED = 1000


class FindingState(StrEnum):
    """What became of a finding."""

    OPEN = "open"
    """Nobody has looked at it yet, or it was found again after it was resolved."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody is on it."""
    RESOLVED = "resolved"
    """Done with: what is stored later must not hold it again."""


class LeakFindings:
    """The findings in the state database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def listed(self) -> tuple[list[MaskingFindingRow], MaskingScanRow | None]:
        """All findings, open ones first, then the newest; and the last search."""
        rank = func.coalesce(func.nullif(MaskingFindingRow.state, FindingState.OPEN.value), "")
        findings = select(MaskingFindingRow).order_by(rank, MaskingFindingRow.last_seen.desc()).limit(MAX_LISTED)
        last = select(MaskingScanRow).order_by(MaskingScanRow.started_at.desc()).limit(1)
        async with self._db.reading() as session:
            return list(await session.scalars(findings)), (await session.scalars(last)).first()

    async def counts(self) -> dict[str, int]:
        """How many there are by state."""
        query = select(MaskingFindingRow.state, func.count()).group_by(MaskingFindingRow.state)
        async with self._db.reading() as session:
            found: dict[str, int] = {row[0]: row[1] for row in await session.execute(query)}
        return {state.value: found.get(state.value, 0) for state in FindingState}

    async def change(self, finding_id: str, state: FindingState, actor: Actor, at: datetime) -> MaskingFindingRow:
        """Say what became of one. Raises NotFound."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(MaskingFindingRow, finding_id)
            if row is None:
                raise NotFound(f"there is no finding {finding_id}")
            details = {
                "from": row.state,
                "to": state.value,
                "rule": row.rule,
                "table": row.table_name,
                "field": row.field,
            }
            row.state, row.changed_by, row.changed_at = state.value, actor.name, at
            await chain.record(session, actor, "masking_finding.change", f"masking_finding:{row.id}", details=details)
        return row

    async def begin(self, scan_id: str, at: datetime) -> bool:
        """Note that a search begins; False when another process has begun this one."""
        row = MaskingScanRow(
            id=scan_id, started_at=at, finished_at=None, rows_read=0, findings=0, notices=[], error=None
        )
        try:
            async with self._db.session() as session:
                session.add(row)
        except IntegrityError:
            return False
        return True

    async def last_begun(self) -> datetime | None:
        """When the last search began."""
        async with self._db.reading() as session:
            return await session.scalar(select(func.max(MaskingScanRow.started_at)))

    async def finish(self, scan_id: str, at: datetime, scanned: Scanned | None, error: str | None = None) -> None:
        """Note what a search gave: new findings, and those seen again. A resolved one that was stored again opens."""
        leaks: Sequence[Leak] = scanned.leaks if scanned else ()
        async with self._db.session() as session:
            await chain.lock(session)
            scan = await session.get_one(MaskingScanRow, scan_id)
            scan.finished_at, scan.error, scan.findings = at, error, len(leaks)
            if scanned:
                scan.rows_read, scan.notices = scanned.rows, scanned.notices
            known = {
                (row.rule, row.table_name, row.field, row.service): row
                for row in await session.scalars(select(MaskingFindingRow))
            }
            for leak in _merged(leaks):
                row = known.get((leak.rule, leak.table, leak.field, leak.service))
                if row is None:
                    row = _new(leak)
                    session.add(row)
                elif not _seen_again(row, leak):
                    continue
                details = {
                    "rule": leak.rule,
                    "table": leak.table,
                    "field": leak.field,
                    "service": leak.service,
                    "values": leak.count,
                }
                await chain.record(
                    session, SYSTEM, "masking_finding.open", f"masking_finding:{row.id}", details=details
                )


def _merged(leaks: Sequence[Leak]) -> list[Leak]:
    """Leaks of the same place as one: masked names may have become the same."""
    found: dict[tuple[str, ...], Leak] = {}
    for leak in leaks:
        place = (leak.rule, leak.table, leak.field, leak.service)
        if (other := found.get(place)) is not None:
            first, last = min(leak.first_seen, other.first_seen), max(leak.last_seen, other.last_seen)
            leak = Leak(*place, leak.count + other.count, first, last)  # noqa: PLW2901
        found[place] = leak
    return list(found.values())


def _new(leak: Leak) -> MaskingFindingRow:
    return MaskingFindingRow(
        id=secrets.token_hex(8),
        rule=leak.rule,
        table_name=leak.table,
        field=leak.field,
        service=leak.service,
        count=leak.count,
        first_seen=leak.first_seen,
        last_seen=leak.last_seen,
        state=FindingState.OPEN.value,
        changed_by=None,
        changed_at=None,
    )


def _seen_again(row: MaskingFindingRow, leak: Leak) -> bool:
    """Take over what is new; whether it opens again."""
    row.count, row.last_seen = leak.count, max(row.last_seen, leak.last_seen)
    row.first_seen = min(row.first_seen, leak.first_seen)
    if row.state != FindingState.RESOLVED or row.changed_at is None or leak.last_seen <= row.changed_at:
        return False
    row.state, row.changed_by, row.changed_at = FindingState.OPEN.value, None, leak.last_seen
    return True
