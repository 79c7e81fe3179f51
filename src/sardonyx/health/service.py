"""Health: results come in, states come out, and whoever should know is told.

`observe` takes a result and decides in memory, within microseconds. One task stores what moved and then tells it: incidents,
changes, series, streams. So a burst of a thousand failures is one transaction, and nothing is told that a restart would not know.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sardonyx.access.principal import Principal
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.monitors import Monitor
from sardonyx.health.alive import EVERY_SECONDS, AliveMark
from sardonyx.health.availability import Availability, Span, Transition, availability
from sardonyx.health.dependencies import Graph, ServiceCall, edges_of
from sardonyx.health.keeping import KEPT, Moved, StateKeeping, restore
from sardonyx.health.maintenance.service import Maintenance
from sardonyx.health.models import Source
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.moving import Movement, has_recovered
from sardonyx.health.stream import Hub
from sardonyx.health.watched import HasMonitor, Watched
from sardonyx.incidents.service import Incidents
from sardonyx.state import StateUnavailable

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
_TICK_SECONDS = 1.0
_SILENCE_EVERY_SECONDS = 5.0
_CALLS_EVERY_SECONDS = 300.0
_CALLS_WITHIN_SECONDS = 5.0
_FORGET_EVERY_SECONDS = 86_400.0
_AGAIN_SECONDS = 2.0
_UPTIME_FOR_SECONDS = 30.0

CallsOf = Callable[[], Awaitable[Sequence[ServiceCall]]]
"""Which services were seen to call which."""
LookNow = Callable[[Sequence[str]], None]
"""Has these monitors checked at once."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


async def _no_calls() -> Sequence[ServiceCall]:
    return ()


@dataclass(slots=True)
class _Round:
    """Something to look at every so often; `look` gets the wall clock and the monotonic one."""

    every_seconds: float
    look: Callable[[datetime, float], Awaitable[None]]
    due: float = 0.0


class Health:
    """All monitors at work while inside `working`."""

    def __init__(
        self,
        monitors: Monitors,
        maintenance: Maintenance,
        incidents: Incidents,
        keeping: StateKeeping,
        alive: AliveMark,
        *,
        calls: CallsOf = _no_calls,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.monitors = monitors
        self.maintenance = maintenance
        self.incidents = incidents
        self.hub = Hub()
        self.look_now: LookNow = lambda _: None
        self._keeping = keeping
        self._alive = alive
        self._calls = calls
        self._now = now
        self._monotonic = monotonic
        self._movement = Movement(monitors.all)
        self._seen_calls: Sequence[ServiceCall] = ()
        self._dirty: dict[str, None] = {}
        self._unstored: list[Moved] = []
        self._untold: dict[str, None] = {}
        self._recovered: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[Moved], None]] = []
        self._gaps: list[Span] = []
        self._uptimes: dict[str, tuple[float, float | None]] = {}
        monitors.listen(self._monitors_changed)
        monitors.renamed = maintenance.follow_name
        maintenance.listen(self._windows_changed)
        incidents.listen(self.hub.incident)

    # What others ask and tell.

    async def observe(self, scheduled: HasMonitor, result: ProbeResult) -> float | None:
        """Take a result in; it is stored elsewhere. Returns in how many seconds to look again; None: as usual."""
        watched = self.monitors.all.get(scheduled.id)
        if watched is None:
            return None
        watched.see(result)
        watched.facts.update(result.facts)
        machine = watched.machine
        voted = {name: vote.verdict for name, vote in machine.votes.items()}
        suspected = machine.failing_softly
        again = machine.hear(result.vantage, result.outcome, result.reason, result.message, self._monotonic())
        votes_changed = voted != {name: vote.verdict for name, vote in machine.votes.items()}
        if votes_changed or not machine.shown.is_like(watched.shown):
            self._mark(watched)
        else:
            watched.shown = machine.shown
        if machine.failing_softly and not suspected and (suspects := self._movement.suspects(watched.id)):
            self.look_now(suspects)
        self.hub.result(watched, result)
        return again

    def watched(self) -> list[Watched]:
        """All monitors."""
        return list(self.monitors.all.values())

    def seen_by(self, principal: Principal) -> list[Watched]:
        """Those within the caller's scope."""
        return [one for one in self.monitors.all.values() if one.is_seen_by(principal)]

    def get(self, monitor_id: str) -> Watched:
        """One by its id. Raises NotFound."""
        return self.monitors.get(monitor_id)

    def visible(self, principal: Principal, monitor_id: str) -> Watched:
        """One by its id. Raises NotFound, also outside of the caller's scope."""
        return self.monitors.get(monitor_id, principal)

    def by_name(self, name: str) -> Watched | None:
        """One by its name."""
        return self.monitors.by_name(name)

    def state_of(self, monitor_id: str) -> str:
        """The state of a monitor; `gone` if there is none of this id."""
        watched = self.monitors.all.get(monitor_id)
        return watched.shown.state if watched is not None else "gone"

    @property
    def graph(self) -> Graph:
        """What depends on what."""
        return self._movement.graph

    def alarms(self, watched: Watched) -> bool:
        """Whether somebody should hear of it now."""
        return self._movement.alarms(watched)

    def listen(self, listener: Callable[[Moved], None]) -> None:
        """From now on, tell `listener` who moved, once it is stored."""
        self._listeners.append(listener)

    async def replace_found(self, monitors: Iterable[Monitor]) -> None:
        """Have exactly these found monitors."""
        await self.monitors.replace("found", monitors)

    async def ensure(self, monitor: Monitor, source: Source) -> Watched:
        """The monitor of this name, made if there is none."""
        return await self.monitors.ensure(monitor, source)

    async def transitions(self, ids: Sequence[str], span: Span) -> dict[str, list[Transition]]:
        """Those within the span and the last one before it, of each monitor."""
        return await self._keeping.transitions(ids, span)

    async def gaps(self, span: Span) -> list[Span]:
        """When Sardonyx itself was not there."""
        return await self._keeping.gaps(span)

    def windows(self, watched: Watched, span: Span) -> list[Span]:
        """When the monitor was or will be in maintenance."""
        return self.maintenance.of(watched, span)

    def uptime(self, watched: Watched) -> float | None:
        """The share of the last day it was available; None where nothing of it is known. At most half a minute old."""
        at, known = self._uptimes.get(watched.id, (-_UPTIME_FOR_SECONDS, None))
        if self._monotonic() - at >= _UPTIME_FOR_SECONDS:
            known = self.last_day(watched).ratio
            self._uptimes[watched.id] = (self._monotonic(), known)
        return known

    def last_day(self, watched: Watched) -> Availability:
        """The last day's availability, out of memory."""
        now = self._now()
        span = Span(now - DAY, now)
        while len(watched.recent) > 1 and watched.recent[1].at <= span.start:
            watched.recent.popleft()
        return availability(watched.recent, self._gaps, (), span)

    def counts(self, principal: Principal) -> dict[str, int]:
        """How many monitors the caller sees are in which state."""
        return dict(Counter(one.shown.state for one in self.seen_by(principal)))

    # At work.

    @asynccontextmanager
    async def working(self) -> AsyncIterator["Health"]:
        """Go on where the former process was, and decide while inside. On leaving, what moved is stored."""
        await self._start()
        tasks = [
            asyncio.create_task(self._run(), name="health"),
            asyncio.create_task(self._tick(), name="health-tick"),
        ]
        try:
            yield self
        finally:
            self.hub.close()
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            with contextlib.suppress(StateUnavailable):
                await self._settle()
            self._alive.mark(self._now(), self._monotonic())

    async def settled(self) -> None:
        """Return when all that was observed until now is stored and told."""
        while self._dirty or self._unstored or self._untold or self._recovered:
            await self._settle()

    async def _start(self) -> None:
        now = self._now()
        if (gap := self._alive.since_last_run(now)) is not None:
            await self._keeping.add_gap(gap)
        self._alive.mark(now, self._monotonic())
        stored = await self._keeping.states()
        for watched in self.watched():
            if (row := stored.get(watched.id)) is not None:
                restore(watched, row, self._monotonic())
        day = Span(now - DAY, now + timedelta(microseconds=1))
        self._gaps = await self._keeping.gaps(day)
        for monitor_id, transitions in (await self._keeping.transitions(list(self.monitors.all), day)).items():
            self.monitors.all[monitor_id].recent.extend(transitions)
        await self._see_calls()
        self._windows_changed()
        # What fails, and what incidents believe to fail, may have changed while nobody was there to tell.
        for watched in self.watched():
            self._mark(watched)
            self._untold[watched.id] = None
        for member in await self.incidents.failing_members():
            watched_now = self.monitors.all.get(member)
            if watched_now is None or has_recovered(watched_now.machine.shown):
                self._recovered[member] = "it is well again" if watched_now else "it is watched no more"

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            try:
                await self._settle()
            except StateUnavailable as error:
                log.warning("states of monitors are not stored now: %s", error)
                await asyncio.sleep(_AGAIN_SECONDS)
            except Exception:
                log.exception("what monitors came to could not be told")
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _settle(self) -> None:
        """Store who moved, then tell it. Raises StateUnavailable: then it is done again."""
        async with self._turn:
            await self._store_and_tell()

    async def _store_and_tell(self) -> None:
        self._wake.clear()
        dirty, self._dirty = self._dirty, {}
        for one in self._movement.settle(dirty, self._now(), self._monotonic()):
            self._unstored.append(one)
            self._untold[one.watched.id] = None
            if has_recovered(one.after):
                self._recovered[one.watched.id] = one.after.message
            else:
                self._recovered.pop(one.watched.id, None)
        if not (dirty or self._unstored or self._untold or self._recovered):
            return
        try:
            # A changed vote is kept too, though nobody is told of it.
            silent = [_unmoved(self.monitors.all[one]) for one in dirty if one in self.monitors.all]
            self._unstored = [one for one in self._unstored if one.watched.id in self.monitors.all]
            await self._keeping.store([*silent, *self._unstored])
            moved, self._unstored = self._unstored, []
            for one in moved:
                self._tell(one)
            now = self._now()
            await self.incidents.gather(self._movement.failures(self._untold.keys(), now))
            self._untold = {}
            if self._recovered:
                await self.incidents.recovered(dict(self._recovered), now)
                self._recovered = {}
        except BaseException:
            self._dirty = {**dirty, **self._dirty}
            self._wake.set()
            raise

    def _tell(self, moved: Moved) -> None:
        watched = moved.watched
        self._uptimes.pop(watched.id, None)
        self.hub.state(watched, self._named(watched.suppressed_by))
        for listener in self._listeners:
            try:
                listener(moved)
            except Exception:
                log.exception("telling of the monitor %s failed", watched.monitor.name)

    def _named(self, monitor_id: str | None) -> Mapping[str, str] | None:
        watched = self.monitors.all.get(monitor_id) if monitor_id is not None else None
        return {"id": watched.id, "name": watched.monitor.name} if watched is not None else None

    async def _tick(self) -> None:
        rounds = [
            _Round(_SILENCE_EVERY_SECONDS, self._look_silence),
            _Round(EVERY_SECONDS, self._look_alive),
            _Round(_CALLS_EVERY_SECONDS, self._look_calls),
            _Round(_FORGET_EVERY_SECONDS, self._look_forget),
        ]
        last = self._now()
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            now, monotonic = self._now(), self._monotonic()
            try:
                boundary = self.maintenance.calendar.next_boundary
                if (boundary is not None and boundary <= now) or now < last:
                    self.maintenance.calendar.look(now)
                    self._windows_changed()
                for monitor_id in self._movement.released(monotonic):
                    self._untold[monitor_id] = None
                    self._tell_alarm(monitor_id)
                    self._wake.set()
                for one in rounds:
                    if one.due <= monotonic:
                        one.due = monotonic + one.every_seconds
                        await one.look(now, monotonic)
            except StateUnavailable as error:
                log.warning("watching over monitors goes on later: %s", error)
            except Exception:
                log.exception("watching over monitors failed")
            last = now

    def _tell_alarm(self, monitor_id: str) -> None:
        watched = self.monitors.all.get(monitor_id)
        if watched is not None:
            self._tell(_unmoved(watched))

    async def _look_silence(self, _now: datetime, monotonic: float) -> None:
        for watched in self.monitors.all.values():
            if watched.machine.listens:
                watched.machine.tick(monotonic)
                if not watched.machine.shown.is_like(watched.shown):
                    self._mark(watched)

    async def _look_alive(self, now: datetime, monotonic: float) -> None:
        if (jump := self._alive.mark(now, monotonic)) is not None:
            log.warning("the clock jumped from %s to %s: the time between is not judged", jump.start, jump.end)
            await self._keeping.add_gap(jump)
            self._gaps.append(jump)
        self._gaps = [gap for gap in self._gaps if gap.end > now - DAY]

    async def _look_calls(self, _now: datetime, _monotonic: float) -> None:
        await self._see_calls()

    async def _look_forget(self, now: datetime, _monotonic: float) -> None:
        await self._keeping.forget(now - KEPT)

    async def _see_calls(self) -> None:
        services = {one.monitor.service for one in self.monitors.all.values()} - {""}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CALLS_WITHIN_SECONDS):
                self._seen_calls = await self._calls() if len(services) > 1 else ()
        self._make_graph()

    def _make_graph(self) -> None:
        monitors = {one.id: one.monitor for one in self.monitors.all.values()}
        self._movement.monitors = self.monitors.all
        self._movement.graph = Graph(edges_of(monitors, self._seen_calls))

    def _mark(self, watched: Watched) -> None:
        self._dirty[watched.id] = None
        self._wake.set()

    def _windows_changed(self) -> None:
        calendar = self.maintenance.calendar
        for watched in self.monitors.all.values():
            watched.machine.in_maintenance = calendar.open_for(watched.monitor)
            if not watched.machine.shown.is_like(watched.shown):
                self._mark(watched)

    def _monitors_changed(self, changed: Sequence[Watched], gone: Sequence[str]) -> None:
        self._make_graph()
        for watched in changed:
            watched.machine.in_maintenance = self.maintenance.calendar.open_for(watched.monitor)
            self._mark(watched)
        for monitor_id in gone:
            self._recovered[monitor_id] = "it is watched no more"
            self.hub.gone(monitor_id)
            self._uptimes.pop(monitor_id, None)
            self._wake.set()


def _unmoved(watched: Watched) -> Moved:
    return Moved(watched, watched.shown, watched.shown, watched.since, watched.suppressed_by)
