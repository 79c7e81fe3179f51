"""The monitors there are: in memory for whoever asks, in the state database for the next start.

Four sources: `ui` (people and the API), `file` (`health.file`, changed there only), `found` (discovery) and `external` (other
products). A name is one monitor, whichever source it has.
"""

import asyncio
import difflib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import SYSTEM, Actor, Principal
from sardonyx.config.monitors import Monitor
from sardonyx.health.models import Source
from sardonyx.health.monitors import specs
from sardonyx.health.monitors.cycles import cycle_in
from sardonyx.health.state_models import StoredMonitor, StoredState, StoredTransition
from sardonyx.health.watched import Watched
from sardonyx.state import Database
from sardonyx.state.sealing import Sealer

MAX_MONITORS = 5000
_NAMES_TOLD = 200
T = TypeVar("T")


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


async def _nobody_asks(_old: str, _new: str) -> None: ...


class Monitors:
    """All of them. Listeners hear what was made or changed, and the ids of what is gone; `renamed` hears of other names."""

    def __init__(
        self,
        db: Database,
        sealer: Sealer,
        *,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._sealer = sealer
        self._now = now
        self._monotonic = monotonic
        self._all: dict[str, Watched] = {}
        self._hidden: dict[str, str] = {}
        self._listeners: list[Callable[[Sequence[Watched], Sequence[str]], None]] = []
        self._turn = asyncio.Lock()
        self.renamed: Callable[[str, str], Awaitable[None]] = _nobody_asks

    def listen(self, listener: Callable[[Sequence[Watched], Sequence[str]], None]) -> None:
        """From now on, tell `listener` of each change, once it is stored."""
        self._listeners.append(listener)

    @property
    def all(self) -> Mapping[str, Watched]:
        """By id."""
        return self._all

    def by_name(self, name: str) -> Watched | None:
        """The one of this name."""
        return next((one for one in self._all.values() if one.monitor.name == name), None)

    def get(self, monitor_id: str, principal: Principal | None = None) -> Watched:
        """One by its id. Raises NotFound, also outside of the caller's scope."""
        found = self._all.get(monitor_id)
        if found is None or (principal is not None and not found.is_seen_by(principal)):
            raise NotFound(f"there is no monitor {monitor_id}")
        return found

    async def load(self) -> None:
        """Read what is stored; once, at the start. Raises StateUnavailable, SealBroken."""
        async with self._db.reading() as session:
            rows = list(await session.scalars(select(StoredMonitor)))
        for row in rows:
            if row.hidden:
                self._hidden[row.name] = row.id
            else:
                self._all[row.id] = self._watched(row)

    async def create(self, spec: Mapping[str, Any], principal: Principal, actor: Actor) -> Watched:
        """Make one. Raises ValidationFailed, Conflict (the name is taken, too many), AccessDenied."""
        monitor = specs.read(spec)
        async with self._writing() as session:
            self._check([monitor], principal)
            made = await self._insert(session, monitor, "ui", actor.name)
            await _audit(session, actor, "create", made)
        self._told([made])
        return made

    async def change(self, monitor_id: str, spec: Mapping[str, Any], principal: Principal, actor: Actor) -> Watched:
        """Make it what `spec` says; masks keep stored secrets. Raises NotFound, Conflict (a file has it), ValidationFailed."""
        others: list[Watched] = []
        async with self._writing() as session:
            watched = self._changeable(monitor_id, principal)
            before = watched.monitor
            monitor = specs.read(spec, before)
            self._check([monitor], principal, watched)
            source: Source = "ui" if watched.source == "found" else watched.source
            await self._update(session, watched, monitor, source, actor.name)
            if monitor.name != before.name:
                others = await self._follow_name(session, before.name, monitor.name)
            await _audit(session, actor, "change", watched)
        self._told([watched, *others])
        if monitor.name != before.name:
            await self.renamed(before.name, monitor.name)
        return watched

    async def delete(self, monitor_id: str, principal: Principal, actor: Actor) -> None:
        """Forget it and its history. One that was found doesn't come back. Raises NotFound, Conflict (a file has it)."""
        async with self._writing() as session:
            watched = self._changeable(monitor_id, principal)
            await _audit(session, actor, "delete", watched)
            others = await self._remove(session, watched, hide=watched.source == "found")
        self._told(others, [monitor_id])

    async def pause(self, monitor_id: str, principal: Principal, actor: Actor, *, paused: bool) -> Watched:
        """Stop checking it, or go on. Raises NotFound."""
        async with self._writing() as session:
            watched = self.get(monitor_id, principal)
            row = await session.get_one(StoredMonitor, monitor_id)
            row.paused = paused
            await _audit(session, actor, "pause" if paused else "resume", watched)
        watched.paused = paused
        watched.machine.paused = not watched.enabled
        self._told([watched])
        return watched

    def tried(self, spec: Mapping[str, Any], principal: Principal) -> Monitor:
        """What `spec` says, to be checked once without being kept; masks stand for the secrets of the one of its name.
        Raises ValidationFailed, AccessDenied."""
        name = spec.get("name")
        stored = self.by_name(name) if isinstance(name, str) else None
        known = stored.monitor if stored is not None and stored.is_seen_by(principal) else None
        monitor = specs.read(spec, known)
        _check_scope(monitor, principal)
        return monitor

    async def replace(self, source: Source, monitors: Iterable[Monitor]) -> None:
        """Have exactly these of a source: a file's take names over from others, found ones leave what others have alone."""
        wanted = {monitor.name: monitor for monitor in monitors}
        if wanted == {one.monitor.name: one.monitor for one in self._all.values() if one.source == source}:
            return
        changed: list[Watched] = []
        async with self._writing() as session:
            by_name = {one.monitor.name: one for one in self._all.values()}
            for monitor in wanted.values():
                there = by_name.get(monitor.name)
                if there is None:
                    if source == "found" and monitor.name in self._hidden:
                        continue
                    changed.append(await self._insert(session, monitor, source, SYSTEM.name))
                elif source in (there.source, "file") and (there.monitor != monitor or there.source != source):
                    await self._update(session, there, monitor, source, SYSTEM.name)
                    changed.append(there)
            gone = [one for one in self._all.values() if one.source == source and one.monitor.name not in wanted]
            for one in gone:
                await self._remove(session, one)
            if source == "file" and (changed or gone):
                details = {"changed": len(changed), "removed": len(gone)}
                await chain.record(session, SYSTEM, "monitor.file", "monitor:file", details=details)
        if changed or gone:
            self._told(changed, [one.id for one in gone])

    async def ensure(self, monitor: Monitor, source: Source) -> Watched:
        """The one of this name, made if there is none."""
        if (there := self.by_name(monitor.name)) is not None:
            return there
        async with self._writing() as session:
            if (there := self.by_name(monitor.name)) is not None:
                return there
            made = await self._insert(session, monitor, source, SYSTEM.name)
        self._told([made])
        return made

    async def put_all(self, wanted: Sequence[Monitor], principal: Principal, actor: Actor) -> None:
        """Make or change all of these or, if one can't be, none. Raises what `create` and `change` do."""
        changed = []
        async with self._writing() as session:
            self.check(wanted, principal)
            by_name = {one.monitor.name: one for one in self._all.values()}
            for monitor in wanted:
                there = by_name.get(monitor.name)
                if there is None:
                    there = await self._insert(session, monitor, "ui", actor.name)
                else:
                    await self._update(session, there, monitor, "ui", actor.name)
                changed.append(there)
            names = [monitor.name for monitor in wanted]
            if names:
                details = {"count": len(names), "names": names[:_NAMES_TOLD]}
                await chain.record(session, actor, "monitor.import", "monitor:import", details=details)
        self._told(changed)

    def check(self, wanted: Sequence[Monitor], principal: Principal) -> None:
        """Whether `put_all` would take these. Raises what it does."""
        by_name = {one.monitor.name: one for one in self._all.values()}
        self._check(wanted, principal, *(by_name[one.name] for one in wanted if one.name in by_name))

    def _watched(self, row: StoredMonitor) -> Watched:
        monitor = specs.opened(row.spec, self._sealer)
        source, now = cast("Source", row.source), self._monotonic()
        made = Watched.new(row.id, monitor, source, row.created_by, row.created_at, now, paused=row.paused)
        made.updated_at = row.updated_at
        return made

    async def _insert(self, session: AsyncSession, monitor: Monitor, source: Source, by: str) -> Watched:
        now = self._now()
        hidden = self._hidden.pop(monitor.name, None)
        if hidden is not None:
            await session.execute(delete(StoredMonitor).where(StoredMonitor.id == hidden))
        row = StoredMonitor(
            id=secrets.token_hex(8), name=monitor.name, source=source, spec=specs.sealed(monitor, self._sealer),
            paused=False, hidden=False, created_by=by, created_at=now, updated_by=by, updated_at=now,
        )  # fmt: skip
        state = StoredState(
            monitor_id=row.id, state="pending", since=now, reason="", message="", suppressed_by=None, memory={}
        )
        session.add_all([row, state])
        made = Watched.new(row.id, monitor, source, by, now, self._monotonic())
        self._all[row.id] = made
        return made

    async def _update(self, session: AsyncSession, watched: Watched, monitor: Monitor, source: Source, by: str) -> None:
        row = await session.get_one(StoredMonitor, watched.id)
        row.name, row.source, row.spec = monitor.name, source, specs.sealed(monitor, self._sealer)
        row.updated_by, row.updated_at = by, self._now()
        await session.flush()
        watched.source, watched.updated_at = source, row.updated_at
        watched.follow(monitor, self._monotonic())

    async def _remove(self, session: AsyncSession, watched: Watched, *, hide: bool = False) -> list[Watched]:
        if hide:
            row = await session.get_one(StoredMonitor, watched.id)
            row.hidden = True
            self._hidden[watched.monitor.name] = watched.id
        else:
            await session.execute(delete(StoredMonitor).where(StoredMonitor.id == watched.id))
        await session.execute(delete(StoredState).where(StoredState.monitor_id == watched.id))
        await session.execute(delete(StoredTransition).where(StoredTransition.monitor_id == watched.id))
        self._all.pop(watched.id, None)
        return await self._follow_name(session, watched.monitor.name, None)

    async def _follow_name(self, session: AsyncSession, old: str, new: str | None) -> list[Watched]:
        """Let those that depend on `old` depend on `new`, or no longer."""
        followers = [one for one in self._all.values() if old in one.monitor.depends_on and one.source != "file"]
        for one in followers:
            names = (new if name == old else name for name in one.monitor.depends_on)
            kept = tuple(name for name in names if name is not None)
            await self._update(
                session, one, one.monitor.model_copy(update={"depends_on": kept}), one.source, SYSTEM.name
            )
        return followers

    def _changeable(self, monitor_id: str, principal: Principal) -> Watched:
        watched = self.get(monitor_id, principal)
        if watched.source == "file":
            raise Conflict(f"“{watched.monitor.name}” is kept in the file of monitors: change it there")
        return watched

    def _check(self, wanted: Sequence[Monitor], principal: Principal, *formers: Watched) -> None:
        """Whether these may come in place of `formers`."""
        kept = {one.monitor.name: one for one in self._all.values() if one not in formers}
        if len(kept) + len(wanted) > MAX_MONITORS:
            raise Conflict(f"there may be {MAX_MONITORS} monitors at most")
        for former in formers:
            _check_scope(former.monitor, principal)
            if former.source == "file":
                raise Conflict(f"“{former.monitor.name}” is kept in the file of monitors: change it there")
        names = kept.keys() | {monitor.name for monitor in wanted}
        for monitor in wanted:
            _check_scope(monitor, principal)
            if monitor.name in kept:
                raise Conflict(f"there is another monitor “{monitor.name}”")
            _check_names(monitor, names)
        edges = {name: one.monitor.depends_on for name, one in kept.items()}
        if circle := cycle_in({**edges, **{monitor.name: monitor.depends_on for monitor in wanted}}):
            raise ValidationFailed(FieldError("depends_on", f"would run in a circle: {' → '.join(circle)}"))

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncSession]:
        """One change at a time; when it can't be stored, what is in memory is as it was before, too."""
        async with self._turn:
            all_, hidden = dict(self._all), dict(self._hidden)
            kept = [(one, one.monitor, one.source, one.updated_at) for one in all_.values()]
            try:
                async with self._db.session() as session:
                    yield session
            except BaseException:
                _make(self._all, all_)
                _make(self._hidden, hidden)
                for one, monitor, source, updated_at in kept:
                    one.source, one.updated_at = source, updated_at
                    if one.monitor is not monitor:
                        one.follow(monitor, self._monotonic())
                raise

    def _told(self, changed: Sequence[Watched], gone: Sequence[str] = ()) -> None:
        for listener in self._listeners:
            listener(changed, gone)


def _make(there: dict[str, T], before: Mapping[str, T]) -> None:
    there.clear()
    there.update(before)


def _check_scope(monitor: Monitor, principal: Principal) -> None:
    if not principal.sees(service=monitor.service or None, environment=monitor.environment or None):
        raise AccessDenied("you may only have monitors of your own services and environments")


def _check_names(monitor: Monitor, names: Collection[str]) -> None:
    for name in monitor.depends_on:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            meant = f"; is “{near[0]}” meant?" if near else ""
            raise ValidationFailed(FieldError("depends_on", f"there is no monitor “{name}”{meant}"))


async def _audit(session: AsyncSession, actor: Actor, verb: str, watched: Watched) -> None:
    details = {"name": watched.monitor.name, "kind": watched.monitor.check.kind, "target": watched.target}
    await chain.record(session, actor, f"monitor.{verb}", f"monitor:{watched.id}", details=details)
