"""Limits on how many series may be alive: of a metric, of a source, in all. Only new series are refused; those alive go on.

What is alive is counted in the engine every few seconds, and sooner when many series arrive that receivers don't know. While
nothing is near its limit a series passes unseen. From NEAR of a limit on, the series concerned that a receiver does not know
are looked up: those alive pass, of the others as many as there is room for. So limits hold to within what arrives between two
counts when it jumps from below NEAR to beyond.
"""

import asyncio
import logging
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client import Counter as MetricCounter

from sardonyx.beside import beside
from sardonyx.query.metrics.census import SOURCE_LABELS, Census, SeriesCensus
from sardonyx.storage.errors import StorageError

log = logging.getLogger(__name__)

Reason = Literal["series_per_metric", "series_per_source", "series_total"]
REASONS: tuple[Reason, ...] = ("series_per_metric", "series_per_source", "series_total")

NEAR = 0.8
COUNT_SECONDS = 5.0
# Counting may take this part of the time; after many new series (as part of the lowest limit) more, but no sooner than this.
_BUSY_SHARE = 0.02
_MANY = 0.1
_SOONEST_SECONDS = 1.0
# Metrics named in our own counter; refusals of others are `other`'s.
_NAMED_METRICS = 50
_OTHER = "other"
# What was decided about a series holds so long, for so many.
_REMEMBERED_SECONDS = 60.0
_MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Caps:
    """The limits."""

    per_metric: int = 100_000
    per_source: int = 200_000
    total: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A series a receiver does not know: `key` is the same whenever it comes, `metric` its name, `source` who sends it.
    `weight`: it stands for so many of the metric (a histogram's buckets)."""

    key: bytes
    metric: str
    source: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a new series is refused: which limit, of what (a metric, a source, '' for all), and how high it is."""

    reason: Reason
    name: str
    limit: int

    def __str__(self) -> str:
        of = {
            "series_per_metric": f"the metric {self.name[:200]!r} has",
            "series_per_source": f"the source {self.name[:200]!r} has",
            "series_total": "there are",
        }[self.reason]
        return f"{of} {self.limit} series already (limits.{self.reason}): new ones are not stored"


class IdsOf(Protocol):
    """Tells the ids of the candidates at these positions; None for one it can't tell. Raises StorageError."""

    async def __call__(self, indexes: Sequence[int]) -> Sequence[int | None]:
        """One for each position."""


class SeriesLimits:
    """Decides about series receivers don't know. Use it on one event loop, inside `counting`."""

    def __init__(
        self,
        census: SeriesCensus,
        caps: Caps,
        registry: CollectorRegistry,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.caps = caps
        self.census = Census()
        self.counted_at: float | None = None
        self._census = census
        self._clock = clock
        self._near_metrics: frozenset[str] = frozenset()
        self._near_sources: frozenset[str] = frozenset()
        self._near_total = False
        # New series let in since the last count, and between the two before: they may not be in the engine yet.
        self._admitted: tuple[_Admitted, _Admitted] = (_Admitted(), _Admitted())
        self._remembered: OrderedDict[bytes, tuple[float, Refusal | None]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        self._arrived = 0
        self._many = asyncio.Event()
        self._refused: Counter[tuple[Reason, str]] = Counter()
        self._named: set[str] = set()
        self._counter = MetricCounter(
            "sardonyx_series_refused",
            "New series refused because of a limit, by metric (`other` beyond the first few dozen).",
            ("reason", "metric"),
            registry=registry,
        )
        self._gauge = Gauge("sardonyx_series", "Series alive, as counted last.", registry=registry)

    @property
    def watching(self) -> bool:
        """Whether anything is near a limit. While it is not, `refused` refuses nothing."""
        return self._near_total or bool(self._near_metrics or self._near_sources)

    @property
    def near_metrics(self) -> frozenset[str]:
        """The metrics near their limit."""
        return self._near_metrics

    def concerns(self, metric: str, source: str) -> bool:
        """Whether a new series of this metric and source might be refused."""
        return self._near_total or metric in self._near_metrics or source in self._near_sources

    def arrived(self, series: int) -> None:
        """So many series that are not known to their receiver pass unseen. Many of them make the next count come sooner."""
        self._arrived += series
        if self._arrived >= _MANY * min(self.caps.per_metric, self.caps.per_source, self.caps.total):
            self._many.set()

    async def refused(self, candidates: Sequence[Candidate], ids_of: IdsOf) -> dict[int, Refusal]:
        """Which candidates must not be stored, by position, and why. Those let in count from now on.

        While the engine can't be asked nothing is refused: limits protect from floods, they are no reason to lose data.
        """
        concerned = [index for index, one in enumerate(candidates) if self.concerns(one.metric, one.source)]
        if not concerned:
            return {}
        async with self._one_at_a_time:
            now = self._clock()
            found: dict[int, Refusal] = {}
            unknown: list[int] = []
            for index in concerned:
                decided = self._remembered.get(candidates[index].key)
                if decided is None or decided[0] < now:
                    unknown.append(index)
                elif decided[1] is not None:
                    found[index] = decided[1]
            try:
                alive = await self._alive(candidates, unknown, ids_of)
            except StorageError as error:
                log.debug("which series are alive can't be asked now: %s", error)
                return found
            for index in unknown:
                refusal = None if index in alive else self._decide(candidates[index])
                self._remember(candidates[index].key, now, refusal)
                if refusal is not None:
                    found[index] = refusal
                    self._count(refusal, candidates[index].metric)
            return found

    def refusals(self) -> Mapping[tuple[Reason, str], int]:
        """New series refused since the start, by reason and metric as in our own counter."""
        return dict(self._refused)

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[Self]:
        """Count every few seconds while inside."""
        async with beside(self._run(), name="series-limits"):
            yield self

    async def count(self) -> None:
        """Count now. Raises StorageError."""
        caps = self.caps
        before = self._admitted[0]
        census = await self._census.count(sources_from=round(NEAR * caps.per_source))
        self._admitted = (_Admitted(), before)
        self.census, self.counted_at = census, time.time()
        self._gauge.set(census.total)
        self._near_metrics = _near(census.metrics, caps.per_metric)
        self._near_sources = _near(census.sources, caps.per_source)
        self._near_total = census.total >= NEAR * caps.total

    async def _run(self) -> None:
        while True:
            started = self._clock()
            self._arrived = 0
            self._many.clear()
            try:
                await self.count()
            except StorageError as error:
                log.debug("series can't be counted now: %s", error)
            taken = self._clock() - started
            await asyncio.sleep(max(_SOONEST_SECONDS, taken))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._many.wait(), max(COUNT_SECONDS, taken / _BUSY_SHARE))

    async def _alive(self, candidates: Sequence[Candidate], indexes: Sequence[int], ids_of: IdsOf) -> set[int]:
        """The positions of those alive, and of those whose id can't be told."""
        if not indexes:
            return set()
        ids = dict(zip(indexes, await ids_of(indexes), strict=True))
        asked = {series_id for series_id in ids.values() if series_id is not None}
        alive = await self._census.alive({candidates[index].metric for index in indexes}, asked) if asked else set()
        return {index for index, series_id in ids.items() if series_id is None or series_id in alive}

    def _decide(self, one: Candidate) -> Refusal | None:
        caps, census, recent = self.caps, self.census, self._admitted
        for reason, name, limit, counted in (
            ("series_per_metric", one.metric, caps.per_metric, census.metrics.get(one.metric, 0)),
            ("series_per_source", one.source, caps.per_source, census.sources.get(one.source, 0)),
            ("series_total", "", caps.total, census.total),
        ):
            admitted = sum(some.of(reason)[name] for some in recent)
            if counted + admitted >= limit:
                return Refusal(reason, name, limit)  # type: ignore[arg-type]
        self._admitted[0].add(one)
        return None

    def _remember(self, key: bytes, now: float, refusal: Refusal | None) -> None:
        self._remembered[key] = (now + _REMEMBERED_SECONDS, refusal)
        self._remembered.move_to_end(key)
        while len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _count(self, refusal: Refusal, metric: str) -> None:
        if len(self._named) < _NAMED_METRICS:
            self._named.add(metric)
        label = metric if metric in self._named else _OTHER
        self._refused[(refusal.reason, label)] += 1
        self._counter.labels(refusal.reason, label).inc()


class _Admitted:
    """New series let in, by each limit's name."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {reason: Counter() for reason in REASONS}

    def of(self, reason: str) -> Counter[str]:
        return self._counts[reason]

    def add(self, one: Candidate) -> None:
        self._counts["series_per_metric"][one.metric] += one.weight
        self._counts["series_per_source"][one.source] += one.weight
        self._counts["series_total"][""] += one.weight


def source_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Who sends a series, by its labels."""
    labels = dict(pairs)
    return next((labels[name] for name in SOURCE_LABELS if labels.get(name)), "")


def _near(counts: Mapping[str, int], cap: int) -> frozenset[str]:
    return frozenset(name for name, series in counts.items() if series >= NEAR * cap)
