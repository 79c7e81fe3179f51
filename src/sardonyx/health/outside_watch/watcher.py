"""Looks at the server again and again, and tells. What is decided is on disk first, so that a restart tells nothing twice and
forgets nothing: at least once, with the same key."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import aiohttp

from sardonyx.beside import beside
from sardonyx.config import Settings
from sardonyx.config.sections import WatchServerSettings
from sardonyx.health.outside_watch.judge import Judge
from sardonyx.health.outside_watch.memory import Kind, Memory, Untold
from sardonyx.health.outside_watch.telling import Direct, Telling
from sardonyx.notify import email, webhook
from sardonyx.notify.outlet import Undelivered

log = logging.getLogger(__name__)

_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 5.0, 60.0
_MOST_BODY = 4096


class Delivering(Protocol):
    """What sends to the server."""

    @property
    def is_waiting(self) -> bool:
        """Whether something waits to be sent."""
        ...

    @property
    def taken_at(self) -> float:
        """When the server last took something, monotonic seconds."""
        ...


class Watcher:
    """Watches while `run` runs."""

    def __init__(
        self,
        wanted: WatchServerSettings,
        server: str,
        name: str,
        memory: Memory,
        telling: Telling,
        delivering: Delivering,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted = wanted
        self._url = f"{server}/health"
        self._name = name
        self._memory = memory
        self._telling = telling
        self._delivering = delivering
        self._clock = clock
        self._monotonic = monotonic
        self._judge = Judge(
            wanted.failures,
            wanted.delivery_within.total_seconds(),
            is_alarmed=memory.down_since is not None,
            reason=memory.reason,
        )
        self._first_failed_at: float | None = None
        self._more = asyncio.Event()
        self._more.set()

    async def run(self) -> None:
        """Look and tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_on(), name="watch-server")
            tasks.create_task(self._tell_on(), name="watch-server-telling")

    async def look(self, session: aiohttp.ClientSession) -> None:
        """Look once, and decide. Raises OSError: what was decided can't be kept."""
        self.decide(await self._problem(session))

    def decide(self, problem: str) -> None:
        """What a look comes to; `problem` is empty where all was well. Raises OSError."""
        now = self._clock()
        if problem and self._first_failed_at is None:
            self._first_failed_at = now
        changed = self._judge.hear(
            problem,
            is_waiting=self._delivering.is_waiting,
            taken_at=self._delivering.taken_at,
            now=self._monotonic(),
        )
        if changed:
            self._decided(now)
        if not problem:
            self._first_failed_at = None

    async def tell_some(self) -> float:
        """Tell what is untold, in order at each address; in how many seconds to try again, 0: all is told."""
        failed: set[tuple[str, str]] = set()
        for one in list(self._memory.untold):
            place = (one.outlet, one.address)
            if place in failed:
                continue
            try:
                await self._telling.tell(one)
            except Undelivered as error:
                log.error("%s can't be told by %s: %s", one.kind, one.outlet, error)
                if not error.permanent:
                    failed.add(place)
                    continue
            self._memory.untold.remove(one)
            self._memory.save()
        return _FIRST_RETRY_SECONDS if failed else 0.0

    async def _look_on(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self._wanted.timeout.total_seconds())
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(force_close=True)) as session:
            while True:
                began = self._monotonic()
                try:
                    await self.look(session)
                except OSError as error:
                    log.error("what was seen of the server can't be kept: %s", error)
                await asyncio.sleep(max(0.1, self._wanted.interval.total_seconds() - (self._monotonic() - began)))

    async def _tell_on(self) -> None:
        wait = _FIRST_RETRY_SECONDS
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                again = await self.tell_some()
            except OSError as error:
                log.error("what was told can't be kept: %s", error)
                again = _FIRST_RETRY_SECONDS
            if again:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._more.wait()
                self._more.set()
                wait = min(wait * 2, _LONGEST_RETRY_SECONDS)
            else:
                wait = _FIRST_RETRY_SECONDS

    async def _problem(self, session: aiohttp.ClientSession) -> str:
        """What is wrong with the server; empty if nothing is."""
        try:
            async with session.get(self._url, allow_redirects=False) as answer:
                body = await answer.content.read(_MOST_BODY)
                status = answer.status
        except TimeoutError:
            return f"no answer within {self._wanted.timeout.total_seconds():g} s"
        except (aiohttp.ClientError, OSError) as error:
            return f"it can't be reached ({error or type(error).__name__})"
        if status != 200:
            return f"/health answers {status}"
        try:
            said = json.loads(body)
            told = said.get("status") if isinstance(said, dict) else None
        except ValueError:
            told = None
        return "" if told == "pass" else f"/health says {told!r} instead of 'pass'"

    def _decided(self, now: float) -> None:
        """The alarm was raised, or is over: keep that, then tell."""
        memory = self._memory
        if self._judge.is_alarmed:
            since = self._first_failed_at or now
            memory.down_since, memory.reason = since, self._judge.reason
            memory.untold += self._messages("server.down", since, now)
            log.error("the server is down: %s", memory.reason)
        else:
            memory.untold += self._messages("server.up", memory.down_since or now, now)
            memory.down_since = None
            log.info("the server is back")
        memory.save()
        self._more.set()

    def _messages(self, kind: Kind, since: float, now: float) -> list[Untold]:
        places = [(email.NAME, address) for address in self._wanted.email]
        if self._wanted.webhook is not None:
            places.append((webhook.NAME, self._wanted.webhook.get_secret_value()))
        return [
            Untold(f"{self._name}-{since:.0f}-{kind}-{number}", outlet, address, kind, since, now, self._memory.reason)
            for number, (outlet, address) in enumerate(places)
        ]


@asynccontextmanager
async def watching(settings: Settings, server: str, name: str, delivering: Delivering) -> AsyncIterator[None]:
    """Watch the server while the context is open, if that is wanted. Raises OSError: the state can't be read."""
    wanted = settings.agent.watch_server
    if not wanted.enabled:
        yield
        return
    memory = await asyncio.to_thread(Memory.open, settings.data_dir / "agent" / "watch.json")
    telling = Direct(settings, server, name)
    async with beside(Watcher(wanted, server, name, memory, telling, delivering).run(), name="watch-server"):
        yield
        telling.close()
