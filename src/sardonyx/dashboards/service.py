"""All dashboards in one view: people's own, those of the folder, and the shipped ones.

Where two have one uid, a file stands before a stored one and both before a shipped one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sardonyx.access.errors import Conflict, NotFound
from sardonyx.access.principal import Actor, Principal
from sardonyx.dashboards.documents import read_document
from sardonyx.dashboards.folder import DashboardFolder, Fault
from sardonyx.dashboards.grafana.importing import Imported
from sardonyx.dashboards.grafana.notes import Note
from sardonyx.dashboards.model import Dashboard
from sardonyx.dashboards.presence import MetricPresence
from sardonyx.dashboards.shipped import shipped
from sardonyx.dashboards.stored import Stored, StoredDashboards, Version, owner_key
from sardonyx.query.scope import AccessScope
from sardonyx.state import Database
from sardonyx.storage.engine import Engine

Origin = Literal["stored", "file", "shipped"]
SHIPPED_FOLDER = "Shipped"

__all__ = ["Dashboards", "Listed", "Listing", "Origin", "owner_key"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A dashboard and what is known of it. `version` 0, no time and no name: it is not a stored one."""

    dashboard: Dashboard
    origin: Origin
    folder: str
    version: int = 0
    updated_at: datetime | None = None
    updated_by: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """All dashboards; `missing` are metrics that dashboards ask for and nobody has sent lately."""

    dashboards: list[Listed]
    starred: Collection[str]
    missing: frozenset[str]
    faults: tuple[Fault, ...]


class Dashboards:
    """What the routes ask for."""

    def __init__(self, db: Database, engine: Engine, folder: DashboardFolder | None = None) -> None:
        self._stored = StoredDashboards(db)
        self._folder = folder or DashboardFolder(None)
        self._presence = MetricPresence(engine)

    async def all(self, principal: Principal, scope: AccessScope) -> Listing:
        """Every dashboard, by title."""
        files = await self._folder.contents()
        stored, unreadable = await self._stored.all()
        found: dict[str, Listed] = {uid: _shipped(one) for uid, one in shipped().items()}
        found |= {uid: _of_people(one) for uid, one in stored.items()}
        found |= {
            uid: Listed(one.dashboard, "file", one.folder, notes=one.notes) for uid, one in files.dashboards.items()
        }
        ordered = sorted(found.values(), key=lambda one: (one.dashboard.title.lower(), one.dashboard.uid))
        asked = {metric for one in ordered for metric in one.dashboard.requires}
        present = await self._presence.among(asked, scope)
        starred = await self._stored.starred(principal)
        faults = (*files.faults, *(Fault(Path(f"stored {uid}"), why) for uid, why in unreadable.items()))
        return Listing(ordered, starred, frozenset(asked - present), faults)

    async def one(self, uid: str) -> Listed:
        """A dashboard. Raises NotFound."""
        files = await self._folder.contents()
        if (file := files.dashboards.get(uid)) is not None:
            return Listed(file.dashboard, "file", file.folder, notes=file.notes)
        if (stored := await self._stored.one(uid)) is not None:
            return _of_people(stored)
        if (built_in := shipped().get(uid)) is not None:
            return _shipped(built_in)
        raise NotFound(f"there is no dashboard {uid}")

    async def create(self, dashboard: Dashboard, folder: str, message: str, actor: Actor) -> Listed:
        """Store a new one. Raises Conflict when the uid is taken."""
        await self._check_free(dashboard.uid)
        return _of_people(await self._stored.create(dashboard, folder, message, actor))

    async def replace(
        self, dashboard: Dashboard, folder: str | None, message: str, actor: Actor, *, base_version: int
    ) -> Listed:
        """Save a change. Raises NotFound, Conflict (read-only, or somebody else saved meanwhile)."""
        await self._check_free(dashboard.uid)
        changed = await self._stored.replace(dashboard, folder, message, actor, base_version=base_version)
        return _of_people(changed)

    async def delete(self, uid: str, actor: Actor) -> None:
        """Delete one. Raises NotFound, Conflict (read-only)."""
        await self._check_free(uid)
        await self._stored.delete(uid, actor)

    async def versions(self, uid: str) -> list[Version]:
        """What was saved, newest first; nothing for files and shipped ones, whose history is elsewhere."""
        return await self._stored.versions(uid) if (await self.one(uid)).origin == "stored" else []

    async def at_version(self, uid: str, version: int) -> Dashboard:
        """A former version. Raises NotFound."""
        return await self._stored.at_version(uid, version)

    async def restore(self, uid: str, version: int, actor: Actor, *, base_version: int) -> Listed:
        """Save a former version as the newest. Raises NotFound, Conflict."""
        former = await self._stored.at_version(uid, version)
        message = f"Restored version {version}"
        return await self.replace(former, None, message, actor, base_version=base_version)

    async def take(
        self, document: object, folder: str, actor: Actor, *, uid: str | None, overwrite: bool, dry_run: bool
    ) -> tuple[Imported, Listed | None]:
        """Import ours or Grafana's, under `uid` if given; `dry_run` stores nothing. Raises NotADashboard, Conflict."""
        read = read_document(document)
        dashboard = read.dashboard.model_copy(update={"uid": uid}) if uid else read.dashboard
        found = Imported(dashboard, read.notes)
        if dry_run:
            return found, None
        await self._check_free(dashboard.uid)
        message = f"Imported; {len(found.notes)} notes" if found.notes else "Imported"
        if overwrite and await self._stored.one(dashboard.uid) is not None:
            made = await self._stored.replace(
                dashboard, folder or None, message, actor, base_version=None, verb="import"
            )
        else:
            made = await self._stored.create(dashboard, folder, message, actor, verb="import")
        return found, _of_people(made)

    async def star(self, uid: str, principal: Principal, *, on: bool) -> None:
        """Set or take away the caller's star. Raises NotFound."""
        await self.one(uid)
        await self._stored.star(uid, principal, on=on)

    async def _check_free(self, uid: str) -> None:
        """Raise Conflict when a file or a shipped dashboard has the uid: those are read-only."""
        if (file := (await self._folder.contents()).dashboards.get(uid)) is not None:
            raise Conflict(
                f"the dashboard {uid} is the file {file.path.name}: change it there, or save under another uid"
            )
        if uid in shipped() and await self._stored.one(uid) is None:
            raise Conflict(f"the dashboard {uid} is a shipped one: save it under another uid")


def _shipped(dashboard: Dashboard) -> Listed:
    return Listed(dashboard, "shipped", SHIPPED_FOLDER)


def _of_people(stored: Stored) -> Listed:
    return Listed(stored.dashboard, "stored", stored.folder, stored.version, stored.updated_at, stored.updated_by)
