"""Runs the checks of one process in the background: a daemon thread for each, so that one that hangs holds up no other.

What a function returns as awaitable runs in the application's event loop, where its pools and clients live; in a loop of our
own where there is none (WSGI). Nothing here is traced: a check is no request.
"""

from __future__ import annotations

import asyncio
import inspect
import random
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import CancelledError, Future

from opentelemetry import context as otel_context

from ..masking import mask_text
from .check import Check, Said
from .observation import Observation
from .record import Record

_JITTER = 0.1
_MOST_OUTPUT = 300
_END_SECONDS = 5.0


class Runner:
    """Starts when made, until `stop`. `loop` may be replaced at any time: the next run uses it."""

    def __init__(
        self,
        checks: Sequence[Check],
        loop: asyncio.AbstractEventLoop | None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.loop = loop
        self.records = tuple(Record(check) for check in checks)
        self._clock, self._now = clock, now
        self.has_first_results = threading.Event()
        """Set when every critical check has been run once."""
        self._stopping = threading.Event()
        self._guard = threading.Lock()
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[Future[Said]] = set()
        self._note_first()
        for record in self.records:
            name = f"health-{record.check.name}"
            threading.Thread(target=self._watch, args=(record,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Start no more runs. Those in flight are told to end; nobody waits for them."""
        self._stopping.set()
        with self._guard:
            waiting, loop = list(self._waiting), self._own_loop
            self._own_loop = None
        for future in waiting:
            future.cancel()
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)

    def _watch(self, record: Record) -> None:
        key = otel_context._SUPPRESS_INSTRUMENTATION_KEY
        otel_context.attach(otel_context.set_value(key, True))
        interval = record.check.interval_seconds
        while not self._stopping.is_set():
            began = self._clock()
            record.begin(began)
            observation = self._run(record.check)
            if self._stopping.is_set():
                return
            ended = self._clock()
            if ended - began > record.check.timeout_seconds and observation.status != "fail":
                observation = Observation("fail", f"answered after {ended - began:.1f} s")
            record.end(ended, self._now(), observation)
            self._note_first()
            self._stopping.wait(interval * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - spreads the load

    def _note_first(self) -> None:
        if all(record.last is not None for record in self.records if record.check.critical):
            self.has_first_results.set()

    def _run(self, check: Check) -> Observation:
        try:
            said = check.function()
            if inspect.isawaitable(said):
                said = self._awaited(said, check.timeout_seconds)
        except (asyncio.TimeoutError, TimeoutError):
            return Observation("fail", f"no answer within {check.timeout_seconds:g} s")
        except (Exception, CancelledError, asyncio.CancelledError) as error:
            return Observation("fail", describe(error))
        if isinstance(said, Observation):
            return said
        return Observation("fail", "the check says no") if said is False else Observation()

    def _awaited(self, said: Awaitable[Said], timeout: float) -> Said:
        async def bounded() -> Said:
            # A task has a context of its own: the mark of the thread does not reach it.
            key = otel_context._SUPPRESS_INSTRUMENTATION_KEY
            otel_context.attach(otel_context.set_value(key, True))
            return await asyncio.wait_for(said, timeout)

        running = bounded()
        try:
            future = asyncio.run_coroutine_threadsafe(running, self._usable_loop())
        except RuntimeError:
            running.close()
            if inspect.iscoroutine(said):
                said.close()
            raise
        with self._guard:
            self._waiting.add(future)
        try:
            if self._stopping.is_set():
                future.cancel()
            # Without a timeout: while a run hangs, no other may begin. Whoever reads the record sees how long it takes.
            return future.result()
        finally:
            with self._guard:
                self._waiting.discard(future)

    def _usable_loop(self) -> asyncio.AbstractEventLoop:
        if self.loop is not None and not self.loop.is_closed():
            return self.loop
        with self._guard:
            if self._own_loop is None and not self._stopping.is_set():
                self._own_loop = asyncio.new_event_loop()
                threading.Thread(target=_turn, args=(self._own_loop,), name="health-loop", daemon=True).start()
            if self._own_loop is None:
                raise RuntimeError("the checks have been stopped")
            return self._own_loop


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    if loop.run_until_complete(_ended()):
        loop.close()


async def _ended() -> bool:
    """End what is left in this loop. False if something will not be cancelled: then the loop stays as it is."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    return not left or not (await asyncio.wait(left, timeout=_END_SECONDS))[1]


def describe(error: BaseException) -> str:
    """An exception as one line that may be shown: masked, and cut."""
    text = " ".join(str(error).split())
    name = type(error).__name__
    return mask_text(f"{name}: {text}" if text else name)[:_MOST_OUTPUT]
