"""What was found on this host becomes monitors without being asked.

A server is tried before it is watched: one that does not let us in is watched by a mere connection, one that does not answer at all
is looked at again later. What was watched once stays for an hour after it was seen last, for who forgets a server the moment it
stops never tells that it stopped.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, Protocol

from sardonyx.beside import beside
from sardonyx.collectors.found.server import FoundServer
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.servers import FOUND_LABEL, monitors_of
from sardonyx.health.watched import Watched
from sardonyx.state import StateUnavailable

log = logging.getLogger(__name__)

DEMO: Final = "demo"
_EVERY_SECONDS: Final = 5.0
_MISSED_SECONDS: Final = 3600.0
_TRY_AGAIN_SECONDS: Final = 60.0
_TRIES_AT_ONCE: Final = 8

Try = Callable[[Monitor], Awaitable[bool]]
"""Checks once, without keeping anything; whether it is up, or at least answers."""


class TakesFound(Protocol):
    """What keeps monitors: `health.service.Health`."""

    def watched(self) -> list[Watched]:
        """All of them."""
        ...

    async def replace_found(self, monitors: Iterable[Monitor]) -> None:
        """Have exactly these found ones."""
        ...


class FoundMonitors:
    """Keeps `health` watching what `servers` and `asked_for` tell, while inside `watching`, and what others `tell`.

    What was asked for is not tried: who writes a label wants to hear that it does not work.
    """

    def __init__(
        self,
        health: TakesFound,
        servers: Callable[[], Iterable[FoundServer]],
        try_once: Try,
        *,
        asked_for: Callable[[], Iterable[Monitor]] = lambda: (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._health = health
        self._servers = servers
        self._try_once = try_once
        self._asked_for = asked_for
        self._clock = clock
        self._seen: dict[str, tuple[Monitor, float]] = {}
        self._chosen: dict[FoundServer, Monitor] = {}
        self._failed: dict[FoundServer, float] = {}
        self._told: dict[str, tuple[Monitor, ...]] = {}
        self._applied: Mapping[str, Monitor] | None = None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["FoundMonitors"]:
        """Look while the context is open; what was found before a restart is still watched."""
        self.remember()
        async with beside(self._run(), name="found-monitors"):
            yield self

    def remember(self) -> None:
        """Take over what was found before a restart; not the demo, which tells by itself that it is there."""
        now = self._clock()
        for watched in self._health.watched():
            if watched.source == "found" and watched.monitor.labels.get(FOUND_LABEL) != DEMO:
                self._seen[watched.monitor.name] = watched.monitor, now

    async def tell(self, source: str, monitors: Sequence[Monitor]) -> None:
        """From now on these are to be watched too, and nothing else of this source. Raises StateUnavailable."""
        self._told[source] = tuple(monitors)
        await self._apply()

    @asynccontextmanager
    async def told(self, source: str, monitors: Sequence[Monitor]) -> AsyncIterator[None]:
        """The same for as long as the context is open. Raises StateUnavailable."""
        await self.tell(source, monitors)
        try:
            yield
        finally:
            with contextlib.suppress(StateUnavailable):
                await self.tell(source, ())

    async def look(self) -> None:
        """Look at what there is now. Raises StateUnavailable."""
        servers = list(self._servers())
        self._chosen = {server: self._chosen[server] for server in servers if server in self._chosen}
        self._failed = {server: self._failed[server] for server in servers if server in self._failed}
        gate = asyncio.Semaphore(_TRIES_AT_ONCE)
        await asyncio.gather(*(self._choose(server, gate) for server in servers if server not in self._chosen))
        now = self._clock()
        for monitor in (*self._chosen.values(), *self._asked_for()):
            self._seen[monitor.name] = monitor, now
        self._seen = {name: one for name, one in self._seen.items() if now - one[1] < _MISSED_SECONDS}
        await self._apply()

    async def _choose(self, server: FoundServer, gate: asyncio.Semaphore) -> None:
        if self._clock() - self._failed.get(server, -_TRY_AGAIN_SECONDS) < _TRY_AGAIN_SECONDS:
            return
        async with gate:
            for monitor in monitors_of(server):
                if await self._try_once(monitor):
                    self._chosen[server] = monitor
                    self._failed.pop(server, None)
                    return
        self._failed[server] = self._clock()

    async def _apply(self) -> None:
        async with self._turn:
            wanted = {name: monitor for name, (monitor, _) in self._seen.items()}
            wanted |= {monitor.name: monitor for told in self._told.values() for monitor in told}
            if wanted == self._applied:
                return
            await self._health.replace_found(wanted.values())
            for name in wanted.keys() - (self._applied or {}).keys():
                log.info("watching %s, which was found", name)
            self._applied = wanted

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except StateUnavailable as error:
                log.warning("what was found is not watched yet: %s", error)
            await asyncio.sleep(_EVERY_SECONDS)
