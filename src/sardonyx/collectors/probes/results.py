"""Where results go: into the journal (their table) and into series, a second's results at a time."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self

from prometheus_client import CollectorRegistry, Counter

from sardonyx.beside import beside
from sardonyx.collectors.probes.kept import KeptResult, kept, payload
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.series import FAMILIES, ProbeSeries, Sample, columns
from sardonyx.journal.batch import Batch
from sardonyx.processors.masking import Masker
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.sample_writer import FamilyMetadata, SampleWriter, encode
from sardonyx.storage.pipelines.probe_results import STREAM

log = logging.getLogger(__name__)

_EVERY_SECONDS = 1.0
# So often at least: values that are due to be repeated, results the engine has by now.
_LOOK_SECONDS = 20.0
_MAX_WAITING = 100_000
# Characters of bodies that are no news.
_BODIES_AT_ONCE, _BODIES_A_SECOND = 1 << 20, 100_000
_RECEIVER = "monitors"
_SIGNAL = "checks"

Taken = tuple[Scheduled, ProbeResult]


@dataclass(frozen=True, slots=True)
class _Journaled:
    """Results in the journal that may not be in the engine yet."""

    received_at_ns: int
    results: Sequence[KeptResult]


class ResultWriter:
    """Writes results while inside `writing`.

    `add` returns at once: what it is given is on disk a second later, and on leaving `writing`. `take` returns when it is.
    Evidence is kept where a check did not come out as up, or not as the one before it from there; when very many fail again and
    again, some of it without the body.
    """

    def __init__(
        self, intake: Intake, writer: SampleWriter, masker: Masker, registry: CollectorRegistry,
        *, clock_ns: Callable[[], int] = time.time_ns, every_seconds: float = _EVERY_SECONDS,
    ) -> None:  # fmt: skip
        self._intake = intake
        self._writer = writer
        self._masker = masker
        self._clock_ns = clock_ns
        self._every_seconds = every_seconds
        self._series = ProbeSeries()
        self._bodies_left, self._bodies_at = float(_BODIES_AT_ONCE), 0.0
        self._last: dict[tuple[str, str], tuple[str, str]] = {}
        self._results: deque[KeptResult] = deque()
        self._samples: deque[Sample] = deque()
        self._families: Sequence[FamilyMetadata] = FAMILIES
        self._on_their_way: Sequence[KeptResult] = ()
        self._journaled: deque[_Journaled] = deque()
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._lost = Counter(
            "sardonyx_probe_lost_results",
            "Results that were not stored because the journal took nothing for too long.",
            registry=registry,
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Self]:
        """Write in the background while inside."""
        async with beside(self._run(), name="probe-results"):
            yield self
            try:
                await self.flush()
            except Overloaded as error:
                log.warning("%d results of checks are lost: %s", len(self._results), error)

    def add(self, scheduled: Scheduled, result: ProbeResult) -> KeptResult:
        """Store a result and its series. Answers what is kept of it."""
        one = self._kept(scheduled, result)
        self._results.append(one)
        self._samples.extend(self._series.of(scheduled, result))
        self._bound()
        self._wake.set()
        return one

    async def take(self, results: Sequence[Taken], marks: Mapping[str, str]) -> list[KeptResult]:
        """Return when all are safe, and the marks with them: what is kept of each. Raises Overloaded: give them again, nothing is
        stored twice."""
        samples = [one for scheduled, result in results for one in self._series.of(scheduled, result)]
        rows = [self._kept(scheduled, result) for scheduled, result in results]
        async with self._turn:
            await self._write_samples(samples)
            await self._accept(rows, marks)
        self._wake.set()
        return rows

    def shown(self, scheduled: Scheduled, result: ProbeResult) -> KeptResult:
        """A result as it may be shown, without storing it."""
        return kept(scheduled, result, self._masker)

    def apply(self, monitors: Sequence[Scheduled]) -> None:
        """These are all monitors there are: the series of others end."""
        self._samples.extend(self._series.keep_only(monitors, self._clock_ns() // 1_000_000))
        there = {one.id for one in monitors}
        self._last = {place: last for place, last in self._last.items() if place[0] in there}
        if self._samples:
            self._wake.set()

    def recent(self, monitor_id: str) -> list[KeptResult]:
        """Results of a monitor that may not be in the engine yet, in the order they came."""
        journaled = (one for batch in self._journaled for one in batch.results)
        return [one for one in chain(journaled, self._on_their_way, self._results) if one.monitor_id == monitor_id]

    async def flush(self) -> None:
        """Write what waits. Raises Overloaded: it goes on waiting."""
        async with self._turn:
            samples, self._samples = self._samples, deque()
            try:
                await self._write_samples(list(samples))
            except BaseException:
                self._samples.extendleft(reversed(samples))
                raise
            results, self._results = self._results, deque()
            self._on_their_way = results
            try:
                if results:
                    await self._accept(list(results), {})
            except BaseException:
                self._results.extendleft(reversed(results))
                raise
            finally:
                self._on_their_way = ()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._wake.wait()
            await asyncio.sleep(self._every_seconds)
            self._wake.clear()
            self._samples.extend(self._series.repeated(self._clock_ns() // 1_000_000))
            try:
                await self.flush()
            except Overloaded as error:
                log.warning("results of checks wait: %s", error)
                self._wake.set()
            self.forget_stored()

    def forget_stored(self) -> None:
        """Results the engine has need not be shown from memory any more."""
        if not self._journaled:
            return
        until_ns = self._intake.journal.inserted_until_ns(STREAM)
        while self._journaled and self._journaled[0].received_at_ns < until_ns:
            self._journaled.popleft()

    def _kept(self, scheduled: Scheduled, result: ProbeResult) -> KeptResult:
        place, now = (scheduled.id, result.vantage), (result.outcome, result.reason)
        changed = self._last.get(place) != now
        self._last[place] = now
        if result.evidence is not None and not changed and not self._may_mask(len(result.evidence.body)):
            result = replace(result, evidence=replace(result.evidence, body=""))
        return kept(scheduled, result, self._masker, with_evidence=changed or result.outcome != "up")

    def _may_mask(self, characters: int) -> bool:
        """Whether there is time to mask one more body that is no news: masking 16 kB takes 5 ms, and a thousand may be down."""
        now = self._clock_ns() / 1e9
        self._bodies_left = min(_BODIES_AT_ONCE, self._bodies_left + max(0.0, now - self._bodies_at) * _BODIES_A_SECOND)
        self._bodies_at = now
        if characters > self._bodies_left:
            return False
        self._bodies_left -= characters
        return True

    async def _accept(self, results: Sequence[KeptResult], marks: Mapping[str, str]) -> None:
        batch = Batch(STREAM, payload(results), len(results), _RECEIVER)
        await self._intake.accept(_RECEIVER, _SIGNAL, batch, marks=marks)
        self._journaled.append(_Journaled(batch.received_at_ns, results))

    async def _write_samples(self, samples: Sequence[Sample]) -> None:
        if not samples:
            return
        side_by_side = columns(samples, self._writer.known.young())
        await self._writer.append(encode(side_by_side, self._clock_ns() // 1_000_000, metadata=self._families))
        self._families = ()

    def _bound(self) -> None:
        """A journal that takes nothing for long must not cost all memory: the oldest go."""
        while len(self._results) > _MAX_WAITING:
            self._results.popleft()
            self._lost.inc()
        while len(self._samples) > _MAX_WAITING:
            self._samples.popleft()
