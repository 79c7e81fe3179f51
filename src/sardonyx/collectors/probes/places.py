"""How many checks may be on their way at once, and who is next.

Those that wait begin in the order they came. Monitors whose last check took long (a target that hangs until the timeout) may
have half of the places at most: however many of them there are, the others go on being checked on time.
"""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

SLOW_SECONDS = 1.0
"""A check that took longer makes its monitor a slow one."""


class Places(Generic[T]):
    """Gives places: `start(who)` is called when one is free, at once or later; it answers whether the place was taken."""

    def __init__(self, at_once: int, start: Callable[[T], bool]) -> None:
        self._at_once = at_once
        self._slow_at_once = max(1, at_once // 2)
        self._start = start
        self._queues: tuple[deque[T], deque[T]] = (deque(), deque())
        self._taken = [0, 0]

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return sum(self._taken)

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._queues[False]) + len(self._queues[True])

    def ask(self, who: T, *, slow: bool) -> bool:
        """Ask for a place; answers whether it was given at once."""
        if self._is_free(slow) and not self._queues[slow]:
            self._give(who, slow)
            return True
        self._queues[slow].append(who)
        return False

    def leave(self, *, slow: bool) -> None:
        """A place is free again. `slow` as it was when it was asked for."""
        self._taken[slow] -= 1
        for lane in (False, True):
            while self._queues[lane] and self._is_free(lane):
                self._give(self._queues[lane].popleft(), lane)

    def forget(self) -> None:
        """Nobody waits any more."""
        for queue in self._queues:
            queue.clear()

    def _is_free(self, slow: bool) -> bool:
        return self.taken < self._at_once and (not slow or self._taken[True] < self._slow_at_once)

    def _give(self, who: T, slow: bool) -> None:
        self._taken[slow] += 1
        if not self._start(who):
            self._taken[slow] -= 1
