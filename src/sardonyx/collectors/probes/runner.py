"""Runs the checks of all monitors on one event loop, each at its turns (`schedule`), never two of one monitor at once.

One timer waits for the next turn of all. A turn whose monitor is still being checked is skipped and counted: a target that
hangs costs one place until its timeout, not one more each interval.
"""

import asyncio
import heapq
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol, Self

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.metrics import RunnerMetrics
from sardonyx.collectors.probes.places import SLOW_SECONDS, Places
from sardonyx.collectors.probes.registry import probe_of
from sardonyx.collectors.probes.result import ProbeResult, Reason
from sardonyx.collectors.probes.schedule import Cadence
from sardonyx.collectors.probes.scheduled import Scheduled, Sink
from sardonyx.config.monitors import HERE, Monitor
from sardonyx.outgoing.guard import Guard

log = logging.getLogger(__name__)

ContextOf = Callable[[Scheduled], ProbeContext]
"""Makes the context of one check."""


def contexts(guard: Guard, vantage: str = HERE) -> ContextOf:
    """Makes contexts whose ways out are the guard's."""

    def of(scheduled: Scheduled) -> ProbeContext:
        return ProbeContext(scheduled.id, scheduled.monitor.timeout.total_seconds(), guard, vantage)

    return of


# Timers are exact to a millisecond: what is due by then begins now.
_EARLY_SECONDS = 0.002
# Probes end by themselves within the monitor's timeout; one that does not is ended so much later.
_SPARE_SECONDS = 2.0


class Alarm(Protocol):
    """A timer that was set."""

    def cancel(self) -> None:
        """Do not ring."""


@dataclass(slots=True, eq=False)
class _Watched:
    """A monitor at work. `slow` says how its next place is asked for, `lane` how the one it has was."""

    scheduled: Scheduled
    cadence: Cadence
    slow: bool = False
    lane: bool = False
    due: float = 0.0
    regular: float = 0.0
    is_probed: bool = True
    is_gone: bool = False
    is_waiting: bool = False
    has_place: bool = False
    task: asyncio.Task[None] | None = None
    asked: list[asyncio.Future[ProbeResult]] = field(default_factory=list)


class Runner:
    """Checks monitors while inside `running`.

    `context_of` makes the context of each check; every result goes to `sink`, one monitor's in order; `at_once` bounds the checks
    on their way. `clock` is monotonic; `set_alarm(seconds, callback)` sets a timer. Use it on one event loop.
    """

    def __init__(
        self, context_of: ContextOf, sink: Sink, metrics: RunnerMetrics, *, at_once: int = 200, vantage: str = HERE,
        clock: Callable[[], float] = time.monotonic,
        set_alarm: Callable[[float, Callable[[], None]], Alarm] | None = None,
    ) -> None:  # fmt: skip
        self._context_of = context_of
        self._sink = sink
        self._metrics = metrics
        self._vantage = vantage
        self._clock = clock
        self._set_alarm = set_alarm
        self._places: Places[_Watched] = Places(at_once, self._begin)
        self._watched: dict[str, _Watched] = {}
        self._turns: list[tuple[float, int, _Watched, bool]] = []
        self._numbers = count()
        self._alarm: Alarm | None = None
        self._rings_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_running = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Check while inside; on leaving, what is on its way is broken off."""
        self._is_running = True
        self._wind()
        try:
            yield self
        finally:
            self._is_running = False
            if self._alarm is not None:
                self._alarm.cancel()
                self._alarm = None
            self._places.forget()
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def monitors(self) -> int:
        """How many are checked from here."""
        return sum(one.is_probed for one in self._watched.values())

    def apply(self, monitors: Sequence[Scheduled]) -> None:
        """Check these from now on, and no others. Those whose check, interval and timeout stay go on undisturbed."""
        wanted = {one.id: one for one in monitors}
        for monitor_id in [each for each in self._watched if each not in wanted]:
            self._drop(self._watched.pop(monitor_id))
        now = self._clock()
        for one in wanted.values():
            known = self._watched.get(one.id)
            probed = one.is_probed(self._vantage)
            if known is not None and known.is_probed == probed and _same_checks(known.scheduled.monitor, one.monitor):
                known.scheduled = one
                continue
            if known is not None:
                self._drop(known)
            self._watched[one.id] = self._add(one, probed, now)
        self._metrics.monitors.set(self.monitors)
        self._wind()

    async def run_now(self, monitor_id: str) -> ProbeResult:
        """Check a monitor now, paused or not, and return when the sink has the result; joins a check on its way.

        Raises KeyError: there is none of this id; LookupError: it can't be checked, or was changed meanwhile.
        """
        watched = self._watched[monitor_id]
        with suppress(ImportError):  # that is a result
            probe_of(watched.scheduled.monitor.check)
        answer: asyncio.Future[ProbeResult] = asyncio.get_running_loop().create_future()
        watched.asked.append(answer)
        if watched.task is None:
            watched.due = self._clock()
            self._launch(watched)
        return await answer

    async def check(self, scheduled: Scheduled) -> ProbeResult:
        """Check once, whether the monitor is known or not; the sink is not told. Raises LookupError for passive kinds."""
        longest = scheduled.monitor.timeout.total_seconds() + _SPARE_SECONDS
        try:
            probe = probe_of(scheduled.monitor.check)
        except ImportError as error:
            return self._broken(scheduled, "unsupported", f"this kind can't be checked here: {error}", 0.0)
        try:
            context = self._context_of(scheduled)
            async with asyncio.timeout(longest):
                return await probe(scheduled.monitor.check, context)
        except TimeoutError:
            log.error("the check of %s did not end by itself", scheduled.monitor.name)
            return self._broken(scheduled, "timeout", f"no end within {longest:g} s", longest)
        except Exception as error:  # a fault of ours in one kind must not end the others
            log.exception("checking %s failed in a way it should not", scheduled.monitor.name)
            return self._broken(scheduled, "other", f"a fault of Sardonyx: {error!r}", 0.0)

    def _broken(self, scheduled: Scheduled, reason: Reason, message: str, seconds: float) -> ProbeResult:
        at_ms = round((time.time() - seconds) * 1000)
        return ProbeResult(scheduled.id, at_ms, "down", reason, message, seconds, self._vantage)

    def _add(self, scheduled: Scheduled, probed: bool, now: float) -> _Watched:
        cadence = Cadence.of(scheduled.id, scheduled.monitor.interval.total_seconds())
        watched = _Watched(scheduled, cadence, is_probed=probed)
        if probed:
            first = cadence.first(now)
            watched.regular = cadence.after_first(first)
            self._put(first, watched, regular=False)
            self._put(watched.regular, watched, regular=True)
        return watched

    def _drop(self, watched: _Watched) -> None:
        watched.is_gone = True
        if watched.task is not None:
            watched.task.cancel()
        self._refuse(watched)

    def _refuse(self, watched: _Watched) -> None:
        for answer in watched.asked:
            if not answer.done():
                answer.set_exception(LookupError("the monitor was changed or deleted meanwhile"))
        watched.asked.clear()

    def _put(self, due: float, watched: _Watched, *, regular: bool) -> None:
        heapq.heappush(self._turns, (due, next(self._numbers), watched, regular))

    def _wind(self) -> None:
        """Have the alarm ring at the next turn."""
        if not self._is_running or not self._turns:
            return
        due = self._turns[0][0]
        if self._alarm is not None:
            if self._rings_at <= due:
                return
            self._alarm.cancel()
        self._rings_at = due
        set_alarm = self._set_alarm or asyncio.get_running_loop().call_later
        self._alarm = set_alarm(max(0.0, due - self._clock()), self._ring)

    def _ring(self) -> None:
        self._alarm = None
        now = self._clock()
        while self._turns and self._turns[0][0] <= now + _EARLY_SECONDS:
            due, _, watched, regular = heapq.heappop(self._turns)
            if not watched.is_gone:
                self._turn(watched, due, now, regular=regular)
        self._metrics.running.set(self._places.taken)
        self._metrics.waiting.set(self._places.waiting)
        self._wind()

    def _turn(self, watched: _Watched, due: float, now: float, *, regular: bool) -> None:
        missed = watched.cadence.is_missed(due, now)
        if regular:
            watched.regular = watched.cadence.after(now if missed else due)
            self._put(watched.regular, watched, regular=True)
        if missed and not regular:  # the first look, or one after a failure: it may be a day until the next turn
            self._put(watched.cadence.first(now), watched, regular=False)
        elif missed:
            self._metrics.skipped.labels("missed").inc(watched.cadence.turns_between(due, now))
        elif watched.task is not None:
            self._metrics.skipped.labels("busy").inc()
        elif watched.is_waiting:
            self._metrics.skipped.labels("waiting").inc()
        else:
            watched.due, watched.lane = due, watched.slow
            watched.is_waiting = not self._places.ask(watched, slow=watched.lane)

    def _begin(self, watched: _Watched) -> bool:
        """A place is free for it; answers whether it takes it: meanwhile it may be gone, or a person may have asked for it."""
        watched.is_waiting = False
        if watched.is_gone or watched.task is not None or not self._is_running:
            return False
        watched.has_place = True
        self._launch(watched)
        return True

    def _launch(self, watched: _Watched) -> None:
        watched.task = task = asyncio.get_running_loop().create_task(self._check(watched))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(watched, done))

    def _ended(self, watched: _Watched, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._leave(watched)  # it was cancelled before it began

    def _leave(self, watched: _Watched) -> None:
        if watched.has_place:
            watched.has_place = False
            self._places.leave(slow=watched.lane)

    async def _check(self, watched: _Watched) -> None:
        scheduled, again = watched.scheduled, None
        try:
            result = await self._probed(watched, scheduled)
            self._metrics.checks.labels(result.outcome).inc()
            try:
                again = await self._sink(scheduled, result)
            except Exception:  # what is made of one result must not end the checks
                log.exception("the result of %s could not be taken", scheduled.monitor.name)
            for answer in watched.asked:
                if not answer.done():
                    answer.set_result(result)
            watched.asked.clear()
        finally:
            watched.task = None
            self._refuse(watched)
        if again is not None and not watched.is_gone and watched.is_probed:
            due = self._clock() + again
            if due < watched.regular:
                self._put(due, watched, regular=False)
                self._wind()

    async def _probed(self, watched: _Watched, scheduled: Scheduled) -> ProbeResult:
        """Check; the place is free again when the target is done with, whatever the sink does then."""
        begun = self._clock()
        self._metrics.late.observe(max(0.0, begun - watched.due))
        try:
            return await self.check(scheduled)
        finally:
            watched.slow = self._clock() - begun > SLOW_SECONDS
            self._leave(watched)


def _same_checks(one: Monitor, other: Monitor) -> bool:
    if one is other:
        return True
    return (one.check, one.interval, one.timeout) == (other.check, other.interval, other.timeout)
