"""Dashboards people make: in the state database, every version kept.

Compare-and-set: a save names the version it began from, and of two that began from the same one the second is refused. The
last `KEPT_VERSIONS` of a dashboard stay. Creating, changing, restoring and deleting enter the audit chain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotFound
from sardonyx.access.principal import Actor, Principal
from sardonyx.dashboards.model import Dashboard, told_faults
from sardonyx.dashboards.models import DashboardRow, DashboardStarRow, DashboardVersionRow
from sardonyx.state import Database

MAX_DASHBOARDS = 2000
KEPT_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Stored:
    """A dashboard as it stands."""

    dashboard: Dashboard
    folder: str
    version: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Version:
    """One save of a dashboard."""

    version: int
    saved_at: datetime
    saved_by: str
    message: str


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class StoredDashboards:
    """All of them, over the state database."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._now = now

    async def all(self) -> tuple[dict[str, Stored], dict[str, str]]:
        """Every dashboard by uid, and why others can't be read: a newer version of ours may have stored them."""
        found: dict[str, Stored] = {}
        faults: dict[str, str] = {}
        async with self._db.reading() as session:
            for row in await session.scalars(select(DashboardRow)):
                try:
                    found[row.uid] = _stored(row)
                except ValidationError as error:
                    faults[row.uid] = told_faults(error)
        return found, faults

    async def one(self, uid: str) -> Stored | None:
        """A dashboard, or None."""
        async with self._db.reading() as session:
            row = await session.get(DashboardRow, uid)
            return _stored(row) if row is not None else None

    async def create(
        self, dashboard: Dashboard, folder: str, message: str, actor: Actor, *, verb: str = "create"
    ) -> Stored:
        """Store a new one; `verb` is what the audit chain calls it. Raises Conflict: uid taken, too many."""
        async with self._db.session() as session:
            await chain.lock(session)
            if await session.get(DashboardRow, dashboard.uid) is not None:
                raise Conflict(f"there is a dashboard with the uid {dashboard.uid} already")
            count = (await session.execute(select(func.count()).select_from(DashboardRow))).scalar_one()
            if count >= MAX_DASHBOARDS:
                raise Conflict(f"there are {MAX_DASHBOARDS} dashboards: delete some first")
            now = self._now()
            row = DashboardRow(uid=dashboard.uid, version=0, created_at=now)
            await self._save(session, row, dashboard, folder, message, actor)
            await _record(session, actor, verb, row, message=message)
            return _stored(row)

    async def replace(
        self,
        dashboard: Dashboard,
        folder: str | None,
        message: str,
        actor: Actor,
        *,
        base_version: int | None,
        verb: str = "change",
    ) -> Stored:
        """Save over the former version; `folder` None: where it is. Raises NotFound, Conflict.

        `base_version` is the version the change began from; None replaces whatever stands there.
        """
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _existing(session, dashboard.uid)
            if base_version is not None and base_version != row.version:
                raise Conflict(
                    f"{row.updated_by} saved version {row.version} meanwhile; this change began from {base_version}: "
                    "load the newest and change that, or save this one under another uid"
                )
            await self._save(session, row, dashboard, row.folder if folder is None else folder, message, actor)
            await _record(session, actor, verb, row, message=message)
            return _stored(row)

    async def delete(self, uid: str, actor: Actor) -> None:
        """Delete it with all its versions and stars. Raises NotFound."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _existing(session, uid)
            await session.execute(delete(DashboardVersionRow).where(DashboardVersionRow.uid == uid))
            await session.execute(delete(DashboardStarRow).where(DashboardStarRow.uid == uid))
            await session.delete(row)
            await _record(session, actor, "delete", row)

    async def versions(self, uid: str) -> list[Version]:
        """Its versions, newest first. Raises NotFound."""
        query = (
            select(DashboardVersionRow)
            .where(DashboardVersionRow.uid == uid)
            .order_by(DashboardVersionRow.version.desc())
        )
        async with self._db.reading() as session:
            await _existing(session, uid)
            found = await session.scalars(query)
            return [Version(row.version, row.saved_at, row.saved_by, row.message) for row in found]

    async def at_version(self, uid: str, version: int) -> Dashboard:
        """What was saved as that version. Raises NotFound."""
        async with self._db.reading() as session:
            row = await session.get(DashboardVersionRow, (uid, version))
            if row is None:
                raise NotFound(f"there is no version {version} of the dashboard {uid}")
            return Dashboard.model_validate(row.document)

    async def starred(self, principal: Principal) -> frozenset[str]:
        """The uids with a star of this principal's."""
        query = select(DashboardStarRow.uid).where(DashboardStarRow.owner == owner_key(principal))
        async with self._db.reading() as session:
            return frozenset(await session.scalars(query))

    async def star(self, uid: str, principal: Principal, *, on: bool) -> None:
        """Set or take away a star."""
        key = (owner_key(principal), uid)
        async with self._db.session() as session:
            row = await session.get(DashboardStarRow, key)
            if on and row is None:
                session.add(DashboardStarRow(owner=key[0], uid=uid))
            elif not on and row is not None:
                await session.delete(row)

    async def _save(
        self, session: AsyncSession, row: DashboardRow, dashboard: Dashboard, folder: str, message: str, actor: Actor
    ) -> None:
        row.version += 1
        row.title, row.folder, row.document = dashboard.title, folder, dashboard.as_json()
        row.updated_at, row.updated_by = self._now(), actor.name
        session.add(row)
        session.add(
            DashboardVersionRow(
                uid=row.uid,
                version=row.version,
                document=row.document,
                message=message,
                saved_at=row.updated_at,
                saved_by=actor.name,
            )
        )
        old = DashboardVersionRow.version <= row.version - KEPT_VERSIONS
        await session.execute(delete(DashboardVersionRow).where(DashboardVersionRow.uid == row.uid, old))


def owner_key(principal: Principal) -> str:
    """Whose a star is."""
    return f"{principal.kind}:{principal.id}"


async def _existing(session: AsyncSession, uid: str) -> DashboardRow:
    row = await session.get(DashboardRow, uid)
    if row is None:
        raise NotFound(f"there is no dashboard {uid}")
    return row


async def _record(session: AsyncSession, actor: Actor, verb: str, row: DashboardRow, **details: Any) -> None:
    told = {"title": row.title, "version": row.version, "folder": row.folder, **details}
    await chain.record(session, actor, f"dashboard.{verb}", f"dashboard:{row.uid}", details=told)


def _stored(row: DashboardRow) -> Stored:
    return Stored(Dashboard.model_validate(row.document), row.folder, row.version, row.updated_at, row.updated_by)
