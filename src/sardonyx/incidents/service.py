"""Incidents: opened by what fails, closed by its recovery, acknowledged and commented by people.

All is in the state database before anybody is told; a restart goes on with what is open.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotFound
from sardonyx.access.principal import SYSTEM, Actor, Principal
from sardonyx.incidents.grouping import (
    REOPEN_WITHIN,
    Failure,
    Member,
    belonging,
    fails_in,
    is_settled,
    may_reopen,
    title_of,
    worst,
)
from sardonyx.incidents.state_models import IncidentEventRow, IncidentRow
from sardonyx.state import Database

log = logging.getLogger(__name__)

_BY_ITSELF = SYSTEM.name
_MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """Something happened to an incident; it is stored. `kind` as in the timeline."""

    kind: str
    incident: IncidentRow
    at: datetime
    by: str
    text: str
    member: str | None = None


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Incidents:
    """All of them, over the state database."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._now = now
        self._listeners: list[Callable[[IncidentChange], None]] = []
        self._failing: set[str] | None = None

    def listen(self, listener: Callable[[IncidentChange], None]) -> None:
        """From now on, tell `listener` of every entry of every timeline."""
        self._listeners.append(listener)

    async def gather(self, failures: Sequence[Failure]) -> None:
        """Have an incident for each root and all its symptoms: opened, joined, reopened or merged as needed. The same again
        changes nothing."""
        if not failures:
            return
        told: list[IncidentChange] = []
        async with self._db.session() as session:
            await chain.lock(session)
            open_rows = await _open(session)
            past = await _past(session, failures)
            for failure in failures:
                rows = belonging(failure, open_rows)
                row = rows[0] if rows else _opened(session, failure, past, told)
                if row is None:
                    continue
                if not rows:
                    open_rows.append(row)
                for other in rows[1:]:
                    _merge(session, row, other, failure.at, told)
                    open_rows.remove(other)
                _join(session, row, failure, told)
            self._failing = {member for row in open_rows for member in fails_in(row)}
        self._tell(told)

    async def recovered(self, members: Mapping[str, str], at: datetime) -> None:
        """These (id → a sentence) fail no more. An incident all of whose members have recovered is resolved."""
        if self._failing is not None and not self._failing & members.keys():
            return
        told: list[IncidentChange] = []
        async with self._db.session() as session:
            await chain.lock(session)
            open_rows = await _open(session)
            for row in open_rows:
                if gone := [one for one in members if one in fails_in(row)]:
                    _leave(session, row, {one: members[one] for one in gone}, at, told)
            self._failing = {member for row in open_rows if row.state != "resolved" for member in fails_in(row)}
        self._tell(told)

    async def failing_members(self) -> set[str]:
        """Ids of what open incidents believe to fail."""
        if self._failing is None:
            async with self._db.reading() as session:
                self._failing = {member for row in await _open(session) for member in fails_in(row)}
        return set(self._failing)

    async def acknowledge(self, incident_id: str, principal: Principal, actor: Actor, text: str = "") -> IncidentRow:
        """Somebody looks after it. Raises NotFound, Conflict (it is resolved, or acknowledged already)."""
        told: list[IncidentChange] = []
        async with self._db.session() as session:
            row = await _locked(session, incident_id, principal)
            if row.state != "open":
                raise Conflict(f"incident #{row.number} is {row.state}")
            row.state, row.acknowledged_at, row.acknowledged_by = "acknowledged", self._now(), actor.name
            _note(session, row, "acknowledged", row.acknowledged_at, actor.name, text, told)
            await _audit(session, actor, "acknowledge", row)
        self._tell(told)
        return row

    async def resolve(self, incident_id: str, principal: Principal, actor: Actor, text: str = "") -> IncidentRow:
        """Somebody says it is over; what still fails opens another one only when it fails anew. Raises NotFound, Conflict."""
        told: list[IncidentChange] = []
        async with self._db.session() as session:
            row = await _locked(session, incident_id, principal)
            if row.state == "resolved":
                raise Conflict(f"incident #{row.number} is resolved")
            _close(session, row, self._now(), actor.name, text, told)
            await _audit(session, actor, "resolve", row)
            self._failing = None
        self._tell(told)
        return row

    async def note(self, incident_id: str, principal: Principal, actor: Actor, text: str) -> IncidentRow:
        """Write into its timeline. Raises NotFound."""
        told: list[IncidentChange] = []
        async with self._db.session() as session:
            row = await _locked(session, incident_id, principal)
            _note(session, row, "note", self._now(), actor.name, text, told)
            await _audit(session, actor, "note", row)
        self._tell(told)
        return row

    async def get(self, incident_id: str, principal: Principal) -> tuple[IncidentRow, list[IncidentEventRow]]:
        """One and its timeline, oldest first. Raises NotFound, also outside of the caller's scope."""
        events = (
            select(IncidentEventRow)
            .where(IncidentEventRow.incident_id == incident_id)
            .order_by(IncidentEventRow.at, IncidentEventRow.id)
        )
        async with self._db.reading() as session:
            row = _seen(await session.get(IncidentRow, incident_id), incident_id, principal)
            return row, list(await session.scalars(events))

    async def page(
        self, principal: Principal, *, state: str | None = None, service: str | None = None, before: int | None = None,
        limit: int = 50,
    ) -> tuple[list[IncidentRow], bool]:  # fmt: skip
        """Newest first, those with a number below `before`; and whether there are more. `state` may be `unresolved`."""
        found: list[IncidentRow] = []
        async with self._db.reading() as session:
            while True:
                query = select(IncidentRow).order_by(IncidentRow.number.desc()).limit(limit + 1)
                if before is not None:
                    query = query.where(IncidentRow.number < before)
                if state == "unresolved":
                    query = query.where(IncidentRow.state != "resolved")
                elif state is not None:
                    query = query.where(IncidentRow.state == state)
                if service is not None:
                    query = query.where(IncidentRow.service == service)
                rows = list(await session.scalars(query))
                found += [row for row in rows if is_seen(row, principal)]
                if len(rows) <= limit or len(found) > limit:
                    return found[:limit], len(found) > limit
                before = rows[-1].number

    def _tell(self, told: Sequence[IncidentChange]) -> None:
        for change in told:
            for listener in self._listeners:
                try:
                    listener(change)
                except Exception:
                    log.exception("telling of incident #%d failed", change.incident.number)


@dataclass(slots=True)
class _Past:
    """What opening incidents needs to know of resolved ones: the last of each root, those that may go on, the last number."""

    last: dict[str, IncidentRow]
    recent: list[IncidentRow]
    number: int


async def _past(session: AsyncSession, failures: Sequence[Failure]) -> _Past:
    newest = (
        select(func.max(IncidentRow.number))
        .where(IncidentRow.correlation_key.in_([failure.root.id for failure in failures]))
        .group_by(IncidentRow.correlation_key)
    )
    last = await session.scalars(select(IncidentRow).where(IncidentRow.number.in_(newest)))
    since = min(failure.at for failure in failures) - REOPEN_WITHIN
    recent = select(IncidentRow).where(IncidentRow.state == "resolved", IncidentRow.resolved_at >= since)
    return _Past(
        {row.correlation_key: row for row in last},
        list(await session.scalars(recent.order_by(IncidentRow.number.desc()))),
        await session.scalar(select(func.max(IncidentRow.number))) or 0,
    )


def _opened(session: AsyncSession, failure: Failure, past: _Past, told: list[IncidentChange]) -> IncidentRow | None:
    """A new incident, or one that goes on; None where somebody has settled it already."""
    root = failure.root
    former = past.last.get(root.id)
    if former is not None and is_settled(former, failure, _BY_ITSELF):
        return None
    for row in past.recent:
        if row.state == "resolved" and may_reopen(row, failure):
            row.state = "acknowledged" if row.acknowledged_at else "open"
            row.resolved_at = row.resolved_by = None
            _note(session, row, "reopened", failure.at, _BY_ITSELF, f"{root.name} failed again", told)
            return row
    past.number += 1
    row = IncidentRow(
        id=secrets.token_hex(8), number=past.number, title=title_of(root)[:300], severity=root.severity,
        state="open", opened_at=failure.at, acknowledged_at=None, acknowledged_by=None, resolved_at=None,
        resolved_by=None, correlation_key=root.id, service=root.service, environment=root.environment,
        cause=root.message[:_MAX_TEXT], members={root.id: root.joined(failure.at)},
    )  # fmt: skip
    session.add(row)
    _note(session, row, "opened", failure.at, _BY_ITSELF, root.message, told, root)
    return row


def is_seen(row: IncidentRow, principal: Principal) -> bool:
    """Whether it, or one of its members, is within the caller's scope."""
    return _is_in_scope(row.service, row.environment, principal) or any(
        _is_in_scope(told["service"], told["environment"], principal) for told in row.members.values()
    )


def members_seen(row: IncidentRow, principal: Principal) -> dict[str, Any]:
    """Its members within the caller's scope, by id."""
    return {
        one: told for one, told in row.members.items() if _is_in_scope(told["service"], told["environment"], principal)
    }


def title_seen(row: IncidentRow, principal: Principal) -> str:
    """What the caller may know it as: its root's name, or that of a member he sees."""
    seen = members_seen(row, principal)
    if row.correlation_key in seen or _is_in_scope(row.service, row.environment, principal):
        return row.title
    return next((f"{told['name']} is down" for told in seen.values()), "")


def _is_in_scope(service: str, environment: str, principal: Principal) -> bool:
    return principal.sees(service=service or None, environment=environment or None)


def _seen(row: IncidentRow | None, incident_id: str, principal: Principal) -> IncidentRow:
    if row is None or not is_seen(row, principal):
        raise NotFound(f"there is no incident {incident_id}")
    return row


async def _locked(session: AsyncSession, incident_id: str, principal: Principal) -> IncidentRow:
    await chain.lock(session)
    return _seen(await session.get(IncidentRow, incident_id), incident_id, principal)


async def _open(session: AsyncSession) -> list[IncidentRow]:
    unresolved = select(IncidentRow).where(IncidentRow.state != "resolved").order_by(IncidentRow.number)
    return list(await session.scalars(unresolved))


def _join(session: AsyncSession, row: IncidentRow, failure: Failure, told: list[IncidentChange]) -> None:
    members = dict(row.members)
    for member in failure.members:
        known = members.get(member.id)
        if known is not None and known["recovered_at"] is None:
            continue
        members[member.id] = member.joined(failure.at)
        text = f"{member.name}: {member.message}" if member.message else member.name
        _note(session, row, "joined", failure.at, _BY_ITSELF, text, told, member)
    row.members = members
    row.severity = worst([row.severity, *(member.severity for member in failure.members)])
    root = failure.root
    if row.correlation_key != root.id and failure.symptoms:
        row.correlation_key, row.title, row.cause = root.id, title_of(root)[:300], root.message[:_MAX_TEXT]
        row.service, row.environment = root.service or row.service, root.environment or row.environment
        _note(session, row, "cause", failure.at, _BY_ITSELF, f"{root.name} explains the others", told, root)


def _merge(
    session: AsyncSession, row: IncidentRow, other: IncidentRow, at: datetime, told: list[IncidentChange]
) -> None:
    row.members = {**other.members, **row.members}
    _note(session, row, "merged", at, _BY_ITSELF, f"#{other.number} is the same", told)
    _close(session, other, at, _BY_ITSELF, f"the same as #{row.number}", told)


def _leave(
    session: AsyncSession, row: IncidentRow, gone: Mapping[str, str], at: datetime, told: list[IncidentChange]
) -> None:
    members = dict(row.members)
    for member, text in gone.items():
        members[member] = {**members[member], "recovered_at": at.isoformat()}
        name = members[member]["name"]
        _note(
            session, row, "recovered", at, _BY_ITSELF, f"{name}: {text}" if text else name, told, Member(member, name)
        )
    row.members = members
    if not fails_in(row):
        _close(session, row, at, _BY_ITSELF, "all of it has recovered", told)


def _close(
    session: AsyncSession, row: IncidentRow, at: datetime, by: str, text: str, told: list[IncidentChange]
) -> None:
    row.state, row.resolved_at, row.resolved_by = "resolved", at, by
    _note(session, row, "resolved", at, by, text, told)


def _note(
    session: AsyncSession, row: IncidentRow, kind: str, at: datetime, by: str, text: str, told: list[IncidentChange],
    member: Member | None = None,
) -> None:  # fmt: skip
    data = {"member": member.id, "name": member.name} if member is not None else {}
    text = text[:_MAX_TEXT]
    session.add(IncidentEventRow(incident_id=row.id, at=at, kind=kind, by=by, text=text, data=data))
    told.append(IncidentChange(kind, row, at, by, text, member.id if member else None))


async def _audit(session: AsyncSession, actor: Actor, verb: str, row: IncidentRow) -> None:
    await chain.record(session, actor, f"incident.{verb}", f"incident:{row.id}", details={"number": row.number})
