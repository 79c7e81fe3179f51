"""One target, scraped on time.

A scrape is due at a fixed phase of its interval. When one takes longer than the interval, the next waits for the phase after
it: there are never two at once. Samples the journal refuses are offered again until the next scrape is due, then they are
lost, counted, and a gap in every series, `up` too.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sardonyx.collectors.scrape import target as targets
from sardonyx.collectors.scrape.errors import BadExposition, RefusedPage, ScrapeFailed, TooLarge
from sardonyx.collectors.scrape.ledger import Ledger, Scrape
from sardonyx.collectors.scrape.media import hint, is_openmetrics
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.relabel import Rule
from sardonyx.collectors.scrape.report import Report
from sardonyx.collectors.scrape.source import Exposition, Source
from sardonyx.collectors.scrape.state import ActiveTarget
from sardonyx.collectors.scrape.target import ScrapeTarget
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import Encoded, SampleWriter

log = logging.getLogger(__name__)

# Pages larger than this are read in a thread, so that the event loop goes on.
_THREAD_BYTES = 1 << 17
# A scrape that starts this little late is stored at the time it was due: even times compress better and read better.
_TOLERANCE_RATIO, _TOLERANCE_SECONDS = 0.01, 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last scrape, as it is shown. `at` is epoch seconds; `error` may stand beside `up`: then not all was stored."""

    at: float
    report: Report
    error: str = ""


class ScrapeLoop:
    """Scrapes one target while `run` runs. `forced_error`, when set, fails every scrape with these words; `intervals(seconds)`
    tells in how many intervals of this length it scrapes once."""

    def __init__(
        self, target: ScrapeTarget, job: Job, rules: tuple[Rule, ...], source: Source, writer: SampleWriter,
        metrics: ScrapeMetrics, *, clock: Callable[[], float] = time.time,
        intervals: Callable[[float], int] = lambda _seconds: 1,
    ) -> None:  # fmt: skip
        self.target = target
        self.forced_error = ""
        self.ledger = Ledger(target.labels, job, rules)
        self.last: Outcome | None = None
        self._job = job
        self._source = source
        self._writer = writer
        self._metrics = metrics
        self._clock = clock
        self._intervals = intervals

    async def run(self) -> None:
        """Scrape until cancelled."""
        due = next_due(self._clock(), self.target)
        pause = self.target.interval_seconds
        while True:
            if due - (now := self._clock()) > pause:
                due = next_due(now, self.target)  # the clock was set back
            await asyncio.sleep(max(0.0, due - now))
            pause = self._intervals(self.target.interval_seconds) * self.target.interval_seconds
            following = due + pause
            at = stored_at(due, self._clock(), self.target.interval_seconds)
            try:
                await self.scrape(at, following)
            except Exception as error:  # a fault of ours in one scrape must not end the target's others
                log.exception("scraping %s failed in a way it should not", self.target.url)
                self.last = Outcome(at, Report(up=False, seconds=0.0), f"a fault of Sardonyx: {error!r}")
            if (now := self._clock()) >= following:
                skipped = int((now - following) // self.target.interval_seconds) + 1
                self._metrics.skipped.inc(skipped)
                following = next_due(now, self.target)
            due = following

    async def scrape(self, at: float, give_up_at: float) -> None:
        """Scrape now, store it as of `at`; offer it to the journal until `give_up_at`."""
        started = time.monotonic()
        found: Exposition | None = None
        error = self.forced_error
        body_bytes = 0
        if not error:
            try:
                found = await self._fetched()
                body_bytes = len(found.body)
            except ScrapeFailed as failure:
                error = str(failure) or type(failure).__name__
                body_bytes = -1 if isinstance(failure, TooLarge) else 0
        work = (found, error, at, started, body_bytes, self._writer.known.young())
        small = body_bytes < _THREAD_BYTES
        encoded, outcome = self._enter(*work) if small else await asyncio.to_thread(self._enter, *work)
        self.last = outcome
        self._metrics.scrapes.inc()
        self._metrics.failed.inc(not outcome.report.up)
        await self._store(encoded, give_up_at)

    async def end(self, at: float, spared: frozenset[bytes]) -> None:
        """Mark the end of all series at `at`, but for those `spared`. However long the journal takes to take it."""
        if self.last is None:
            return
        columns = self.ledger.end(round(at * 1000), self._writer.known.young(), spared)
        now_ms = round(self._clock() * 1000)
        await self._store(self.ledger.encoded(columns, Scrape.nothing(), now_ms), math.inf)

    def shown(self, pool: str) -> ActiveTarget:
        """The target as it stands."""
        target, last = self.target, self.last
        report = last.report if last else Report(up=False, seconds=0.0)
        return ActiveTarget(
            pool=pool,
            labels=target.labels,
            discovered=target.discovered,
            url=target.url,
            global_url=targets.global_url(target.url),
            health="unknown" if last is None else "up" if report.up else "down",
            last_error=last.error if last else "",
            last_scrape=last.at if last else None,
            last_duration=report.seconds,
            interval=target.interval_seconds,
            timeout=target.timeout_seconds,
            samples=report.scraped,
            samples_after_relabelling=report.kept,
            series_added=report.added,
            body_bytes=max(0, report.body_bytes),
        )

    async def _fetched(self) -> Exposition:
        timeout = self.target.timeout_seconds
        try:
            async with asyncio.timeout(timeout):
                return await self._source.fetch(timeout)
        except TimeoutError:
            raise ScrapeFailed(f"no complete answer within {timeout:g} s (scrape_timeout)") from None

    def _enter(
        self,
        found: Exposition | None,
        error: str,
        at: float,
        started: float,
        body_bytes: int,
        known: Mapping[bytes, int],
    ) -> tuple[Encoded, Outcome]:
        """The samples to store, and what is shown. May run in a thread; never two at once for one target."""
        began, at_ms = time.perf_counter(), round(at * 1000)
        scrape: Scrape | None = None
        scraped = kept = 0
        if found is not None:
            try:
                openmetrics = is_openmetrics(found.content_type, self._job.fallback_scrape_protocol)
                scrape = self.ledger.take(_text(found.body), at_ms, openmetrics=openmetrics)
                scraped, kept = scrape.scraped, scrape.kept
            except RefusedPage as refused:
                error = str(refused) + hint(found.content_type)
                scraped, kept = refused.scraped, refused.kept
            except ScrapeFailed as failure:
                error = str(failure)
        scrape, added = (scrape, scrape.added) if scrape else (self.ledger.lose(at_ms), 0)
        report = Report(not error, time.monotonic() - started, scraped, kept, added, body_bytes)
        columns = self.ledger.columns(scrape, report, at_ms, self.target.timeout_seconds, known)
        encoded = self.ledger.encoded(columns, scrape, round(self._clock() * 1000))
        self._metrics.duplicates.inc(scrape.duplicates)
        self._metrics.ahead.inc(scrape.ahead)
        self._metrics.seconds.inc(time.perf_counter() - began)
        return encoded, Outcome(at, report, error)

    async def _store(self, encoded: Encoded, give_up_at: float) -> None:
        while True:
            try:
                refused = await self._writer.append(encoded, self.target.url)
            except Overloaded as error:
                left = give_up_at - self._clock()
                if left <= 0:
                    self._metrics.lost.inc(encoded.samples)
                    self._remark(f"{encoded.samples} samples are lost: {error}")
                    log.debug("%d samples of %s are lost: %s", encoded.samples, self.target.url, error)
                    return
                await asyncio.sleep(min(error.retry_after_seconds, left))
            else:
                self._metrics.samples.inc(encoded.samples - len(refused))
                self._metrics.refused.inc(len(refused))
                if refused:
                    self._remark(f"{len(refused)} series are not stored: {next(iter(refused.values()))}")
                return

    def _remark(self, words: str) -> None:
        """Show what went wrong after the scrape itself, unless that failed, too."""
        if self.last is not None and not self.last.error:
            self.last = replace(self.last, error=words)


def next_due(now: float, target: ScrapeTarget) -> float:
    """The first moment at the target's phase that is not past."""
    interval, phase = target.interval_seconds, target.offset_seconds
    past = now - (now - phase) % interval
    return past if past == now else past + interval


def stored_at(due: float, now: float, interval: float) -> float:
    """The time of a scrape's samples."""
    return due if 0 <= now - due <= min(interval * _TOLERANCE_RATIO, _TOLERANCE_SECONDS) else now


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise BadExposition(f"line {line}: the page is not UTF-8") from None
