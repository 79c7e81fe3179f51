"""Requests at a steady average rate, made by visits that take turns."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from sardonyx_demo.suna.people import PEOPLE
from sardonyx_demo.traffic.visit import Action, Visit

MOST_AT_ONCE = 200


class Traffic:
    """An open loop: requests start by the clock, however long earlier ones take, up to 200 at once.

    The order of people, actions and pauses hangs on the seed alone.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        urls: dict[str, str],
        rate: float,
        seed: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client, self._urls, self._rate, self._sleep = client, urls, rate, sleep
        self._rng = random.Random(seed)
        self._idle: deque[Visit] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self.counts: Counter[str] = Counter()  # by status class (2xx …), `unreachable` and `skipped`

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Traffic while inside."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            waiting = [task, *self._under_way]
            for each in waiting:
                each.cancel()
            await asyncio.wait(waiting)

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._sleep(self._rng.expovariate(self._rate))
            if len(self._under_way) >= MOST_AT_ONCE:
                self.counts["skipped"] += 1
                continue
            visit, action = self._next()
            task = asyncio.create_task(self._send(visit, action))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _next(self) -> tuple[Visit, Action]:
        """The visit that rested longest goes on; sometimes, and whenever none can, somebody new comes in."""
        if len(self._idle) >= len(PEOPLE) or (self._idle and self._rng.random() < 0.9):
            visit = self._idle.popleft()
            action = visit.next_action()
            if action is not None:
                return visit, action
        person = self._rng.choice(PEOPLE)
        visit = Visit(person, random.Random(self._rng.random()))
        action = visit.next_action()
        assert action is not None
        return visit, action

    async def _send(self, visit: Visit, action: Action) -> None:
        try:
            status = await visit.send(self._client, self._urls, action)
        except httpx.HTTPError:
            self.counts["unreachable"] += 1
            return
        self.counts[f"{status // 100}xx"] += 1
        self._idle.append(visit)
