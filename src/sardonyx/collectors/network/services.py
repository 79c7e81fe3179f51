"""The network between services as series, from the spans of their calls: so rules can watch it.

Once a minute the last five minutes are looked at, as the page of the matrix looks at them: a sample of traces where there are
many. `service_name` is the caller's, by which access scopes know a series. A pair without calls has no samples.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

from sardonyx.beside import beside
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.network import ServicePair, service_pairs
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import FamilyMetadata, Pairs, SampleWriter
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

WINDOW_SECONDS = 300
_EVERY_SECONDS = 60.0
_SECONDS, _CALLS, _ERRORS = "service_network_seconds", "service_network_calls_per_second", "service_network_error_ratio"
FAMILIES = (
    FamilyMetadata(
        _SECONDS, "gauge", "What callers wait longer than the answering span takes, of five minutes' calls."
    ),
    FamilyMetadata(_CALLS, "gauge", "Calls from client to server whose two spans are both there, of five minutes."),
    FamilyMetadata(_ERRORS, "gauge", "Part of these calls that failed for the caller."),
)


class ServicePairSeries:
    """Writes while inside `writing`, whenever `may_write` says so."""

    def __init__(
        self,
        engine: Engine,
        writer: SampleWriter,
        clock: Callable[[], float] = time.time,
        may_write: Callable[[], bool] = lambda: True,
    ) -> None:
        self._may_write = may_write
        self._engine = engine
        self._writer = writer
        self._clock = clock

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write once a minute while the context is open."""
        async with beside(self._run(), name="service-pair-series"):
            yield

    async def write(self) -> int:
        """Write what the last five minutes say, as of now; how many pairs. Raises StorageError, Overloaded."""
        now_ms = round(self._clock() * 1000)
        span = TimeRange(now_ms * 10**6 - WINDOW_SECONDS * NS, now_ms * 10**6)
        found = (await service_pairs(self._engine, span, AccessScope.ALL, limits=BACKGROUND)).pairs
        if found:
            samples = [(labels, value, now_ms) for pair in found for labels, value in _series(pair)]
            await self._writer.write(samples, FAMILIES)
        return len(found)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                if self._may_write():
                    await self.write()
            except (StorageError, Overloaded) as error:
                log.warning("the network between services is not written now: %s", error)


def _series(pair: ServicePair) -> Iterator[tuple[Pairs, float]]:
    between = (("client", pair.client), ("server", pair.server), ("service_name", pair.client))
    named = tuple((name, value) for name, value in between if value)
    yield (("__name__", _SECONDS), *named, ("quantile", "0.5")), pair.network_p50_seconds
    yield (("__name__", _SECONDS), *named, ("quantile", "0.95")), pair.network_p95_seconds
    yield (("__name__", _CALLS), *named), pair.calls_per_second
    yield (("__name__", _ERRORS), *named), pair.error_ratio
