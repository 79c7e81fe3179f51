"""How often somebody may ask: counted in memory, in windows of a fixed length, bounded in size."""

import time
from collections.abc import Callable

from sardonyx.access.throttle import address_key

_MOST_ADDRESSES = 10_000


class RequestsLimit:
    """`each` requests of one address (or IPv6 /64) and `all_together` of everybody per window."""

    def __init__(
        self, each: int, all_together: int, window_seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._each = each
        self._all_together = all_together
        self._window = window_seconds
        self._clock = clock
        self._began = clock()
        self._counts: dict[str, int] = {}
        self._count = 0

    def wait_seconds(self, address: str) -> int:
        """0 if it may ask, and that is counted; else in how many seconds it may again."""
        now = self._clock()
        if now - self._began >= self._window:
            self._began, self._counts, self._count = now, {}, 0
        key = address_key(address)
        count = self._counts.get(key, 0)
        is_full = len(self._counts) >= _MOST_ADDRESSES and not count
        if count >= self._each or self._count >= self._all_together or is_full:
            return max(1, int(self._began + self._window - now) + 1)
        self._counts[key] = count + 1
        self._count += 1
        return 0
