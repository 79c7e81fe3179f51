"""The health of this process: what its checks say together, starting, held back, draining."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .check import Check
from .document import render
from .observation import Status
from .record import View
from .runner import Runner


@dataclass(frozen=True)
class Answer:
    """An HTTP answer of one of the endpoints."""

    status: int
    body: bytes


class Health:
    """Declared once, asked at `/live`, `/ready` and `/health`. Every process (worker, fork) runs the checks for itself.

    - *live*: this process answers. Written when this object is made; no check and no state has a part in it.
    - *ready*: send traffic here. No as long as a critical check fails or has not been run, while held, and from the
      moment draining begins.
    - *health*: all there is to know. Fails when a critical check fails; within `start_grace_seconds` of the start one that
      has never passed only warns.

    Answering reads memory: no check runs because somebody asks.
    """

    def __init__(
        self,
        service: str,
        checks: Sequence[Check] = (),
        *,
        version: str = "",
        release: str = "",
        description: str = "",
        start_grace_seconds: float = 30.0,
        show_output: bool = True,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        names = [check.name for check in checks]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"names of checks must differ: {', '.join(twice)}")
        about = {"version": version, "releaseId": release, "serviceId": service, "description": description}
        self._about = {key: value for key, value in about.items() if value}
        self._checks = tuple(checks)
        self._grace, self._show_output = start_grace_seconds, show_output
        self._clock, self._now = clock, now
        self._live = Answer(200, render(self._about, "pass", (), (), False))
        self._guard = threading.Lock()
        self._runner: Runner | None = None
        self._started = 0.0
        self._held = ""
        self._draining = False
        _ALL.add(self)

    def start(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Run the checks from now on, asynchronous ones in `loop`. Asked again it only takes the other loop."""
        with self._guard:
            if self._runner is None:
                self._started = self._clock()
                self._runner = Runner(self._checks, loop, self._clock, self._now)
            elif loop is not None:
                self._runner.loop = loop

    def stop(self) -> None:
        """Run no more checks."""
        with self._guard:
            runner, self._runner = self._runner, None
        if runner is not None:
            runner.stop()

    def wait(self, seconds: float) -> bool:
        """Wait until every critical check has been run once, at most so long, for a first answer that is not "starting".
        Blocks: in a coroutine use `asyncio.to_thread`."""
        runner = self._runner
        return runner is not None and runner.has_first_results.wait(seconds)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the checks inside the block; inside a coroutine in its event loop. Drains and stops on leaving."""
        try:
            loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        self.start(loop)
        try:
            yield
        finally:
            self.drain()
            self.stop()

    @property
    def is_started(self) -> bool:
        """Whether this process runs the checks."""
        return self._runner is not None

    def runs_in(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether the checks run, with this event loop."""
        runner = self._runner
        return runner is not None and runner.loop is loop

    def hold(self, reason: str = "") -> None:
        """Not ready while there is a reason, such as a reindexing or somebody who looks into it; without one ready again."""
        self._held = reason

    def drain(self) -> None:
        """This process is going to end: not ready from now on and for good. `/live` goes on."""
        self._draining = True

    @property
    def is_draining(self) -> bool:
        """Whether draining has begun."""
        return self._draining

    def live(self) -> Answer:
        """`/live`."""
        return self._live

    def ready(self) -> Answer:
        """`/ready`: 200, or 503."""
        views, notes = self._views(), self._notes()
        return self._answer("fail" if notes else _worst(views), notes, views)

    def health(self) -> Answer:
        """`/health`: 200 when all is well or degraded, else 503."""
        views, notes = self._views(), self._notes()
        in_grace = self._clock() - self._started < self._grace
        status = _worst([view for view in views if view.has_passed or not in_grace])
        if status == "pass" and (notes or any(view.status != "pass" for view in views)):
            status = "warn"
        return self._answer(status, notes, views)

    def _views(self) -> list[View]:
        runner = self._runner
        if runner is None:
            return []
        now = self._clock()
        return [record.view(now) for record in runner.records]

    def _notes(self) -> list[str]:
        """What keeps traffic away whatever the checks say."""
        notes = ["draining"] if self._draining else []
        if self._held:
            notes.append(f"held: {self._held}")
        runner = self._runner
        if self._checks and (runner is None or any(r.last is None for r in runner.records if r.check.critical)):
            notes.append("starting")
        return notes

    def _answer(self, status: Status, notes: Sequence[str], views: Sequence[View]) -> Answer:
        return Answer(503 if status == "fail" else 200, render(self._about, status, notes, views, self._show_output))

    def _forked(self) -> None:
        """In a child: threads did not come along, and locks may be held by nobody."""
        self._guard = threading.Lock()
        was_running, self._runner = self._runner is not None, None
        if was_running:
            self.start()


def _worst(views: Sequence[View]) -> Status:
    if any(view.status == "fail" and view.check.critical for view in views):
        return "fail"
    return "warn" if any(view.status != "pass" for view in views) else "pass"


_ALL: weakref.WeakSet[Health] = weakref.WeakSet()


def _after_fork() -> None:
    for health in list(_ALL):
        health._forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
