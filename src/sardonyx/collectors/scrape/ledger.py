"""What is known of a target from one scrape to the next, and the samples each scrape comes to.

`take` enters a page, `lose` a scrape that failed, `end` the end of the target. Each gives a `Scrape`: samples of the page,
staleness markers of series that are gone, the report. Source: Prometheus, scrape/scrape.go (append, scrapeCache).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sardonyx.collectors.scrape import report
from sardonyx.collectors.scrape.errors import RefusedPage
from sardonyx.collectors.scrape.exposition import Exemplar, Family
from sardonyx.collectors.scrape.models import Job
from sardonyx.collectors.scrape.page import NO_TIME, Page, PageReader
from sardonyx.collectors.scrape.relabel import Rule
from sardonyx.collectors.scrape.report import Report
from sardonyx.collectors.scrape.series import DROPPED, Naming, SeriesBook, Slots
from sardonyx.receivers.sample_writer import STALE, Columns, Encoded, ExemplarOf, FamilyMetadata, Floats, Times, encode

# A line's own time may be this far ahead of our clock.
MAX_AHEAD_MS = 600_000
# Metadata that hasn't changed is written again after this time, so that `metric_metadata.LastSeen` stays true.
_METADATA_MS = 50 * 60_000
# A book with this many more texts than the page is compacted.
_CHURN_FACTOR, _CHURN_SPARE = 2, 1000

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scrape:
    """What one scrape comes to: samples as columns of slots, and what else is stored.

    `duplicates` counts samples left out because the series had one of that time, `ahead` those too far in the future.
    """

    slots: Slots
    values: Floats
    times_ms: Times
    scraped: int = 0
    kept: int = 0
    added: int = 0
    duplicates: int = 0
    ahead: int = 0
    exemplars: Sequence[ExemplarOf] = ()
    metadata: Sequence[FamilyMetadata] = ()

    @classmethod
    def nothing(cls) -> "Scrape":
        """No samples at all."""
        return cls(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


class Ledger:
    """One target's memory."""

    def __init__(self, target_labels: Mapping[str, str], job: Job, rules: tuple[Rule, ...]) -> None:
        self._job = job
        self._book = SeriesBook(Naming.of(target_labels, job, rules))
        self._reader = PageReader(self._book)
        named = [self._book.slot_for(report.labels(name, target_labels)) for name in report.names(job)]
        self._report_slots: Slots = np.array(named, np.int64)
        self._reported = False
        # By slot: was in the last page; is alive, so that its end must be marked.
        self._present: _Flags = np.zeros(0, np.bool_)
        self._alive: _Flags = np.zeros(0, np.bool_)
        self._texts: Sequence[str] = ()
        self._exemplars: dict[int, Exemplar] = {}
        self._told: Mapping[str, Family] = {}
        self._told_at_ms = 0
        self.families: Mapping[str, Family] = {}

    def live_keys(self) -> list[bytes]:
        """The encoded labels of the series that are alive, those of the report among them."""
        slots = np.flatnonzero(self._alive).tolist() + (self._report_slots.tolist() if self._reported else [])
        return [self._book.encoded[slot] for slot in slots]

    def take(self, text: str, at_ms: int, *, openmetrics: bool) -> Scrape:
        """Enter a page. Raises RefusedPage: then nothing has changed, enter the scrape with `lose`."""
        if len(self._book.slots) > _CHURN_FACTOR * len(self._texts) + _CHURN_SPARE:
            self._compact()
        page = self._reader.read(text, openmetrics=openmetrics)
        kept = page.slots != DROPPED
        count = int(kept.sum())
        if self._job.sample_limit and count > self._job.sample_limit:
            limit = self._job.sample_limit
            words = f"sample_limit exceeded: {count} samples after relabelling, the limit is {limit}"
            raise RefusedPage(words, len(page.slots), count)
        self._grow()
        slots, values, times, tracked = self._samples(page, kept, at_ms)
        present = np.zeros(len(self._book), np.bool_)
        present[slots] = True
        added = int((present & ~self._present).sum())
        alive = np.zeros(len(self._book), np.bool_)
        alive[slots[tracked]] = True
        ended = np.flatnonzero(self._alive & ~alive)
        ahead = times > at_ms + MAX_AHEAD_MS
        unique = _first_of_each(slots, times)
        chosen = unique & ~ahead
        exemplars = self._new_exemplars(page, at_ms)
        self._present, self._alive = present, alive
        self.families, self._texts = page.families, page.texts
        return Scrape(
            np.concatenate([slots[chosen], ended]),
            np.concatenate([values[chosen], np.full(len(ended), STALE)]),
            np.concatenate([times[chosen], np.full(len(ended), at_ms, np.int64)]),
            len(page.slots), count, added, len(slots) - int(unique.sum()), int(ahead.sum()), exemplars,
            self._new_metadata(page.families, at_ms),
        )  # fmt: skip

    def lose(self, at_ms: int) -> Scrape:
        """Enter a scrape of which nothing is stored: every series that was alive ends."""
        ended = np.flatnonzero(self._alive)
        self._alive = np.zeros(len(self._book), np.bool_)
        return Scrape(ended, np.full(len(ended), STALE), np.full(len(ended), at_ms, np.int64))

    def columns(self, scrape: Scrape, told: Report, at_ms: int, timeout: float, known: Mapping[bytes, int]) -> Columns:
        """The scrape's samples and its report."""
        self._reported = True
        values = np.array(report.figures(told, self._job, timeout), np.float64)
        return self._columns(scrape, values, at_ms, known)

    def end(self, at_ms: int, known: Mapping[bytes, int], spared: frozenset[bytes]) -> Columns:
        """Markers for all that is alive, the report too, but not for the series `spared`: others go on sending them."""
        whole = self._columns(self.lose(at_ms), np.full(len(self._report_slots), STALE), at_ms, known)
        ended = [index for index in range(len(whole.ids)) if whole.key_of(index) not in spared]
        return Columns(
            whole.ids[ended], whole.values[ended], whole.times_ms[ended],
            lambda index: whole.key_of(ended[index]), lambda index: whole.pairs_of(ended[index]),
        )  # fmt: skip

    def encoded(self, columns: Columns, scrape: Scrape, now_ms: int) -> Encoded:
        """What is to be appended."""
        return encode(columns, now_ms, exemplars=scrape.exemplars, metadata=scrape.metadata)

    def _columns(self, scrape: Scrape, report_values: Floats, at_ms: int, known: Mapping[bytes, int]) -> Columns:
        # A page may hold a series of the report's name and labels: ours is the true one.
        others = ~np.isin(scrape.slots, self._report_slots)
        slots = np.concatenate([scrape.slots[others], self._report_slots])
        times = np.concatenate([scrape.times_ms[others], np.full(len(self._report_slots), at_ms, np.int64)])
        values = np.concatenate([scrape.values[others], report_values])
        book = self._book
        return Columns(
            book.ids_of(slots, known), values, times,
            lambda index: book.encoded[slots[index]], lambda index: book.pairs(slots[index]),
        )  # fmt: skip

    def _samples(self, page: Page, kept: _Flags, at_ms: int) -> tuple[Slots, Floats, Times, _Flags]:
        """Slots, values and times of the samples kept, and which of them are alive until told otherwise."""
        slots, values = page.slots[kept], page.values[kept]
        times = np.full(len(slots), at_ms, np.int64)
        tracked = np.ones(len(slots), np.bool_)
        if page.times_ms is not None and self._job.honor_timestamps:
            own = page.times_ms[kept]
            timed = own != NO_TIME
            times = np.where(timed, own, times)
            if not self._job.track_timestamps_staleness:
                tracked = ~timed
        return slots, values, times, tracked

    def _new_exemplars(self, page: Page, at_ms: int) -> list[ExemplarOf]:
        """Those that differ from the last of their series: an exemplar stays on the page until there is a newer one."""
        found = []
        for index, exemplar in page.exemplars:
            slot = int(page.slots[index])
            if slot == DROPPED or self._exemplars.get(slot) == exemplar:
                continue
            self._exemplars[slot] = exemplar
            at = at_ms if exemplar.at_ms is None else exemplar.at_ms
            found.append(ExemplarOf(self._book.pairs(slot), exemplar.labels, exemplar.value, at))
        return found

    def _new_metadata(self, families: Mapping[str, Family], at_ms: int) -> list[FamilyMetadata]:
        if at_ms - self._told_at_ms >= _METADATA_MS:
            self._told, self._told_at_ms = {}, at_ms
        if families is self._told:
            return []
        told, self._told = self._told, families
        return [
            FamilyMetadata(name, said.type, said.help, said.unit)
            for name, said in families.items()
            if told.get(name) != said
        ]

    def _compact(self) -> None:
        """Forget texts and series that are not on the last page: names that change all the time would fill the memory."""
        self._grow()
        keep = np.flatnonzero(self._present | self._alive)
        new = self._book.compact(self._texts, np.concatenate([keep, self._report_slots]))
        kept = np.flatnonzero(new != DROPPED)
        self._present, self._alive = self._present[kept], self._alive[kept]
        self._report_slots = new[self._report_slots]
        self._exemplars = {int(new[s]): found for s, found in self._exemplars.items() if new[s] != DROPPED}
        self._reader.forget()

    def _grow(self) -> None:
        self._present, self._alive = (_grown(flags, len(self._book)) for flags in (self._present, self._alive))


def _grown(flags: _Flags, size: int) -> _Flags:
    return np.concatenate([flags, np.zeros(size - len(flags), np.bool_)]) if len(flags) < size else flags


def _first_of_each(slots: Slots, times: Times) -> _Flags:
    """Which samples are the first of their series and time."""
    first = np.ones(len(slots), np.bool_)
    if len(slots) and np.bincount(slots).max() > 1:
        order = np.lexsort((np.arange(len(slots)), times, slots))
        same = (np.diff(slots[order]) == 0) & (np.diff(times[order]) == 0)
        first[order[1:][same]] = False
    return first
