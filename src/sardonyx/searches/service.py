"""Saved searches: private to their owner, or shared with everyone who may read their signal.

Only the owner and administrators change one; what an administrator can't see (others' private ones) he can't change either.
What is shared concerns others, so sharing, changing and deleting a shared search enters the audit chain.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, NotFound
from sardonyx.access.principal import Actor, Principal
from sardonyx.access.scope import clean_name
from sardonyx.query.search import compile_search
from sardonyx.query.search.fields import LOGS, SPANS
from sardonyx.searches.completion import SignalName
from sardonyx.searches.models import SavedSearchRow
from sardonyx.state import Database

MAX_PER_OWNER = 500
_SIGNALS = {"logs": LOGS, "traces": SPANS}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search as a caller sees it; `may_change` is whether he may change or delete it."""

    id: str
    name: str
    signal: SignalName
    query: str
    columns: list[str]
    shared: bool
    owner: str
    created_at: datetime
    updated_at: datetime
    may_change: bool


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class SavedSearches:
    """All of them, over the state database."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._now = now

    async def seen_by(self, principal: Principal) -> list[SavedSearch]:
        """One's own and the shared ones of signals he may read, by name."""
        signals = [name for name in _SIGNALS if principal.may(f"{name}:read")]
        query = (
            select(SavedSearchRow)
            .where(SavedSearchRow.signal.in_(signals))
            .where(or_(SavedSearchRow.owner == owner_key(principal), SavedSearchRow.shared))
            .order_by(func.lower(SavedSearchRow.name), SavedSearchRow.created_at, SavedSearchRow.id)
        )
        async with self._db.reading() as session:
            return [_view(row, principal) for row in await session.scalars(query)]

    async def create(
        self,
        principal: Principal,
        actor: Actor,
        *,
        name: str,
        signal: SignalName,
        query: str,
        columns: Sequence[str],
        shared: bool,
    ) -> SavedSearch:
        """Save one. Raises SearchSyntaxError, Conflict (the name is taken, too many), ValidationFailed."""
        compile_search(query, _SIGNALS[signal])
        now = self._now()
        row = SavedSearchRow(
            id=secrets.token_hex(8),
            owner=owner_key(principal),
            owner_name=principal.name,
            name=clean_name(name),
            signal=signal,
            query=query,
            columns=list(columns),
            shared=shared,
            created_at=now,
            updated_at=now,
        )
        async with self._db.session() as session:
            await chain.lock(session)
            await _check_room(session, row.owner)
            await _check_name(session, row)
            session.add(row)
            if shared:
                await _record(session, actor, "create", row)
        return _view(row, principal)

    async def change(
        self, search_id: str, changes: Mapping[str, Any], principal: Principal, actor: Actor
    ) -> SavedSearch:
        """Change name, query, columns or shared. Raises NotFound, AccessDenied, Conflict, SearchSyntaxError."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _owned(session, search_id, principal)
            was_shared = row.shared
            for field, value in changes.items():
                setattr(row, field, clean_name(value) if field == "name" else value)
            compile_search(row.query, _SIGNALS[row.signal])
            row.updated_at = self._now()
            await _check_name(session, row)
            if was_shared or row.shared:
                await _record(session, actor, "change", row, was_shared=was_shared)
        return _view(row, principal)

    async def delete(self, search_id: str, principal: Principal, actor: Actor) -> None:
        """Delete for good. Raises NotFound, AccessDenied."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _owned(session, search_id, principal)
            await session.delete(row)
            if row.shared:
                await _record(session, actor, "delete", row)


def owner_key(principal: Principal) -> str:
    """Who a search belongs to."""
    return f"{principal.kind}:{principal.id}"


def _may_change(row: SavedSearchRow, principal: Principal) -> bool:
    return row.owner == owner_key(principal) or "admin" in principal.roles


async def _owned(session: AsyncSession, search_id: str, principal: Principal) -> SavedSearchRow:
    """The row, when the caller may change it. Others' private ones do not exist for him."""
    row = await session.get(SavedSearchRow, search_id)
    visible = row is not None and (row.shared or row.owner == owner_key(principal))
    if row is None or not visible or not principal.may(f"{row.signal}:read"):
        raise NotFound(f"there is no saved search {search_id}")
    if not _may_change(row, principal):
        raise AccessDenied(f"only {row.owner_name} and administrators may change this saved search")
    return row


async def _check_room(session: AsyncSession, owner: str) -> None:
    query = select(func.count()).select_from(SavedSearchRow).where(SavedSearchRow.owner == owner)
    if (await session.execute(query)).scalar_one() >= MAX_PER_OWNER:
        raise Conflict(f"you have {MAX_PER_OWNER} saved searches: delete some first")


async def _check_name(session: AsyncSession, row: SavedSearchRow) -> None:
    same = select(SavedSearchRow.id).where(
        SavedSearchRow.owner == row.owner,
        SavedSearchRow.signal == row.signal,
        SavedSearchRow.name == row.name,
        SavedSearchRow.id != row.id,
    )
    with session.no_autoflush:
        taken = (await session.execute(same)).first()
    if taken is not None:
        raise Conflict(f"you have a saved search named {row.name!r} already")


async def _record(session: AsyncSession, actor: Actor, verb: str, row: SavedSearchRow, **details: Any) -> None:
    told = {"name": row.name, "query": row.query[:1000], "shared": row.shared, "signal": row.signal, **details}
    await chain.record(session, actor, f"saved_search.{verb}", f"saved_search:{row.id}", details=told)


def _view(row: SavedSearchRow, principal: Principal) -> SavedSearch:
    return SavedSearch(
        id=row.id,
        name=row.name,
        signal=row.signal,  # type: ignore[arg-type]
        query=row.query,
        columns=row.columns,
        shared=row.shared,
        owner=row.owner_name,
        created_at=row.created_at,
        updated_at=row.updated_at,
        may_change=_may_change(row, principal),
    )
