"""Maintenance windows as things people make."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import delete, select

from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import Actor, Principal
from sardonyx.config.monitors import MaintenanceWindow
from sardonyx.health.availability import Span
from sardonyx.health.maintenance.calendar import Calendar, Entry
from sardonyx.health.maintenance.recurrence import check_window, instant, zone_of
from sardonyx.health.models import MaintenanceView, Occurrence, Source
from sardonyx.health.monitors.specs import validated_window
from sardonyx.health.state_models import StoredWindow
from sardonyx.health.watched import Watched
from sardonyx.state import Database

MAX_WINDOWS = 500
_SHOWN_NEXT = 5


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Maintenance:
    """All windows. `changed` is called after each change, once the calendar has it."""

    def __init__(self, db: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self.calendar = Calendar()
        self._db = db
        self._now = now
        self._listeners: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()

    def listen(self, listener: Callable[[], None]) -> None:
        """From now on, call `listener` after each change."""
        self._listeners.append(listener)

    async def load(self) -> None:
        """Read what is stored; once, at the start."""
        async with self._db.reading() as session:
            rows = list(await session.scalars(select(StoredWindow)))
        entries = (
            Entry(row.id, MaintenanceWindow.model_validate(row.spec), cast("Source", row.source)) for row in rows
        )
        await self._take(entries)

    def of(self, watched: Watched, span: Span) -> list[Span]:
        """When within `span` the monitor is in maintenance."""
        return self.calendar.windows(watched.monitor, span)

    def views(self) -> list[MaintenanceView]:
        """All, by name."""
        entries = sorted(self.calendar.entries.values(), key=lambda entry: (entry.window.name, entry.id))
        return [self._view(entry) for entry in entries]

    async def create(self, spec: Mapping[str, Any], principal: Principal, actor: Actor) -> MaintenanceView:
        """Make one. Raises ValidationFailed, AccessDenied, Conflict (too many)."""
        _check_principal(principal)
        window = _checked(spec)
        if len(self.calendar.entries) >= MAX_WINDOWS:
            raise Conflict(f"there are {MAX_WINDOWS} windows, which is the most there may be")
        async with self._turn:
            entry = Entry(secrets.token_hex(8), window, "ui")
            async with self._db.session() as session:
                session.add(self._row(entry, actor.name))
                await chain.record(
                    session, actor, "maintenance.create", f"maintenance:{entry.id}", details=_told(window)
                )
            await self._take([*self.calendar.entries.values(), entry])
        return self._view(self.calendar.entries[entry.id])

    async def change(
        self, window_id: str, spec: Mapping[str, Any], principal: Principal, actor: Actor
    ) -> MaintenanceView:
        """Make it what `spec` says. Raises NotFound, Conflict (a file has it), ValidationFailed, AccessDenied."""
        _check_principal(principal)
        window = _checked(spec)
        async with self._turn:
            entry = self._changeable(window_id)
            async with self._db.session() as session:
                await chain.lock(session)
                row = await session.get_one(StoredWindow, window_id)
                row.name, row.spec, row.updated_at = window.name, window.model_dump(mode="json"), self._now()
                await chain.record(
                    session, actor, "maintenance.change", f"maintenance:{window_id}", details=_told(window)
                )
            changed = Entry(window_id, window, entry.source)
            await self._take({**self.calendar.entries, window_id: changed}.values())
        return self._view(changed)

    async def delete(self, window_id: str, principal: Principal, actor: Actor) -> None:
        """Forget it. Raises NotFound, Conflict (a file has it), AccessDenied."""
        _check_principal(principal)
        async with self._turn:
            entry = self._changeable(window_id)
            async with self._db.session() as session:
                await session.execute(delete(StoredWindow).where(StoredWindow.id == window_id))
                details = _told(entry.window)
                await chain.record(session, actor, "maintenance.delete", f"maintenance:{window_id}", details=details)
            await self._take(one for one in self.calendar.entries.values() if one.id != window_id)

    async def put_all(self, windows: Sequence[MaintenanceWindow], principal: Principal, actor: Actor) -> None:
        """Make or change these, by name."""
        ids = {entry.window.name: entry.id for entry in self.calendar.entries.values() if entry.source == "ui"}
        for window in windows:
            spec = window.model_dump(mode="json")
            if window.name in ids:
                await self.change(ids[window.name], spec, principal, actor)
            else:
                await self.create(spec, principal, actor)

    async def follow_name(self, old: str, new: str) -> None:
        """A monitor has another name: windows made in the pages are about it still."""
        async with self._turn:
            entries = dict(self.calendar.entries)
            for entry in self.calendar.entries.values():
                if old not in entry.window.monitors or entry.source == "file":
                    continue
                names = tuple(new if name == old else name for name in entry.window.monitors)
                window = entry.window.model_copy(update={"monitors": names})
                async with self._db.session() as session:
                    row = await session.get_one(StoredWindow, entry.id)
                    row.spec, row.updated_at = window.model_dump(mode="json"), self._now()
                entries[entry.id] = Entry(entry.id, window, entry.source)
            if entries != self.calendar.entries:
                await self._take(entries.values())

    async def replace_file(self, windows: Sequence[MaintenanceWindow]) -> None:
        """Have exactly these of the file."""
        async with self._turn:
            former = {entry.window.name: entry for entry in self.calendar.entries.values() if entry.source == "file"}
            others = [entry for entry in self.calendar.entries.values() if entry.source != "file"]
            entries = []
            for window in windows:
                known = former.get(window.name)
                entries.append(Entry(known.id if known is not None else secrets.token_hex(8), window, "file"))
            if [one.window for one in entries] == [one.window for one in former.values()]:
                return
            async with self._db.session() as session:
                await session.execute(delete(StoredWindow).where(StoredWindow.source == "file"))
                session.add_all([self._row(entry, "Sardonyx") for entry in entries])
            await self._take([*others, *entries])

    async def _take(self, entries: Iterable[Entry]) -> None:
        # Old rules are walked from their start: milliseconds, but off the loop.
        await asyncio.to_thread(self.calendar.replace, list(entries), self._now())
        for listener in self._listeners:
            listener()

    def _changeable(self, window_id: str) -> Entry:
        entry = self.calendar.entries.get(window_id)
        if entry is None:
            raise NotFound(f"there is no maintenance window {window_id}")
        if entry.source == "file":
            raise Conflict(f"“{entry.window.name}” is kept in the file of monitors: change it there")
        return entry

    def _row(self, entry: Entry, by: str) -> StoredWindow:
        now = self._now()
        spec = entry.window.model_dump(mode="json")
        return StoredWindow(
            id=entry.id, name=entry.window.name, source=entry.source, spec=spec, created_by=by, created_at=now,
            updated_at=now,
        )  # fmt: skip

    def _view(self, entry: Entry) -> MaintenanceView:
        window = entry.window
        zone = zone_of(window.time_zone)
        start, end = (
            at if at.tzinfo is not None else instant(at, zone).astimezone(zone) for at in (window.start, window.end)
        )
        ahead = [span for span in entry.ahead if span.end > self._now()][:_SHOWN_NEXT]
        return MaintenanceView(
            id=entry.id, name=window.name, monitors=list(window.monitors), groups=list(window.groups), start=start,
            end=end, time_zone=window.time_zone, recurrence=window.recurrence, reason=window.reason,
            source=entry.source, active=entry.is_open(self._now()),
            next=[Occurrence(start=span.start, end=span.end) for span in ahead],
        )  # fmt: skip


def _checked(spec: Mapping[str, Any]) -> MaintenanceWindow:
    window = validated_window(spec)
    if wrong := list(check_window(window)):
        raise ValidationFailed(*(FieldError(key, told) for key, told in wrong))
    return window


def _check_principal(principal: Principal) -> None:
    # A window may be about every monitor there is, by group or by saying nothing.
    if principal.services is not None or principal.environments is not None:
        raise AccessDenied("maintenance windows are made by those who see all services and environments")


def _told(window: MaintenanceWindow) -> dict[str, Any]:
    return {"name": window.name, "start": window.start.isoformat(), "end": window.end.isoformat()}
