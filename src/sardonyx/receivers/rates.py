"""Records per second of each ingest key: a bucket that fills at the key's rate.

A request is taken while the bucket holds anything, whatever its size, and what it holds too many is owed: batches larger
than a second's worth pass, and the average is still the rate. Each process keeps buckets of its own.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sardonyx.access.principal import Principal
from sardonyx.receivers.errors import RateLimited

# A bucket holds this many seconds' worth, so that senders which flush now and then are not refused.
BURST_SECONDS = 5.0
# Nobody is told to wait longer; he is told again.
MAX_WAIT_SECONDS = 300
_MOST_KEYS = 10_000


@dataclass(slots=True)
class _Bucket:
    rate: int
    tokens: float
    at: float

    def fill(self, now: float) -> None:
        self.tokens = min(self.rate * BURST_SECONDS, self.tokens + (now - self.at) * self.rate)
        self.at = now


class KeyRates:
    """The buckets of all keys with a rate. Use it on one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def check(self, principal: Principal) -> None:
        """Return when the sender may send now. Raises RateLimited, with the time until he may."""
        if (bucket := self._bucket(principal)) is None or bucket.tokens > 0:
            return
        wait = min(MAX_WAIT_SECONDS, max(1, math.ceil((1 - bucket.tokens) / bucket.rate)))
        raise RateLimited(f"this key may send {bucket.rate} records per second: try again in {wait} s", wait)

    def charge(self, principal: Principal, records: int) -> None:
        """He has sent so many."""
        if (bucket := self._bucket(principal)) is not None:
            bucket.tokens -= records

    def _bucket(self, principal: Principal) -> _Bucket | None:
        rate = principal.rate_per_second
        if rate is None:
            return None
        now = self._clock()
        bucket = self._buckets.get(principal.id)
        if bucket is None or bucket.rate != rate:
            bucket = self._buckets[principal.id] = _Bucket(rate, rate * BURST_SECONDS, now)
            while len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(principal.id)
        bucket.fill(now)
        return bucket
