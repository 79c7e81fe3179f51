"""Deliveries that were taken lately, by the ids their senders gave them: what is sent again after a lost answer is taken once.

A sender that got no answer sends again; the answer may have been lost after the delivery was safe. So ids are remembered in
memory, and written into the journal's message with what they name: a process that was killed reads those whose segments it
still has to insert. Not remembered any more are ids beyond the last `most`, and, after a kill, those already inserted.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sardonyx.journal import frame
from sardonyx.receivers.lines import deliveries_in

MOST = 200_000
_SEGMENTS = 16


class Deliveries:
    """The ids. Use it on one event loop."""

    def __init__(self, before: Iterable[bytes] = (), *, most: int = MOST) -> None:
        self._most = most
        self._taken: OrderedDict[bytes, None] = OrderedDict.fromkeys(before)
        self._under_way: dict[bytes, asyncio.Future[None]] = {}
        self.repeated = 0

    async def once(self, key: bytes, take: Callable[[], Awaitable[None]]) -> bool:
        """Call `take` unless this delivery was taken already; whether it was called. While the first of two is being taken
        the second waits for how it ends. What `take` raises is raised, and then it was not taken."""
        while await self.waited([key]):
            pass
        if key in self._taken:
            self.repeated += 1
            return False
        with self.under_way([key]):
            await take()
            self.remember([key])
        return True

    async def waited(self, keys: Iterable[bytes]) -> bool:
        """Wait for one of these that is being taken, if one is; whether that was so."""
        if (first := next((self._under_way[key] for key in keys if key in self._under_way), None)) is None:
            return False
        await asyncio.wait([first])
        return True

    @contextmanager
    def under_way(self, keys: Collection[bytes]) -> Iterator[None]:
        """These are being taken: others that bring them wait."""
        done = asyncio.get_running_loop().create_future()
        self._under_way.update(dict.fromkeys(keys, done))
        try:
            yield
        finally:
            for key in keys:
                del self._under_way[key]
            done.set_result(None)

    def __contains__(self, key: object) -> bool:
        return key in self._taken

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._taken)

    def __len__(self) -> int:
        return len(self._taken)

    def remember(self, keys: Iterable[bytes]) -> None:
        """These have been taken."""
        for key in keys:
            self._taken[key] = None
            self._taken.move_to_end(key)
        while len(self._taken) > self._most:
            self._taken.popitem(last=False)


def key_of(name: str) -> bytes:
    """What is remembered of a delivery's name, and written into the journal: 12 bytes."""
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=12).digest()


def left_over(folder: Path) -> list[bytes]:
    """The keys in the newest segments that a former process left in this folder of the journal, oldest first."""
    found: list[bytes] = []
    for path in sorted(folder.glob("*.*"))[-_SEGMENTS:] if folder.exists() else ():
        content = path.read_bytes()
        for one in frame.frames(content):
            found += deliveries_in(content[one.body : one.end])
    return found
