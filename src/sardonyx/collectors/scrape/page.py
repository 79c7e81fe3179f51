"""A page's text → columns: the slot of each line's series, its value, its own time if it has one.

Most lines of a page are those of the page before with other values. They are cut and looked up all at once; a line that is
new or odd is looked at by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from sardonyx.collectors.scrape import exposition
from sardonyx.collectors.scrape.errors import BadExposition, RefusedPage, ScrapeFailed
from sardonyx.collectors.scrape.exposition import Exemplar, Family
from sardonyx.collectors.scrape.series import DROPPED, SeriesBook, Slots
from sardonyx.receivers.sample_writer import Floats, Times

NO_TIME = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Page:
    """One column entry per sample line. `times_ms` is None when no line has a time, NO_TIME where one has none.

    `exemplars` are (line, exemplar); `families` what the comments say; `texts` the series' texts.
    """

    slots: Slots
    values: Floats
    times_ms: Times | None
    exemplars: Sequence[tuple[int, Exemplar]]
    families: Mapping[str, Family]
    texts: Sequence[str]


class PageReader:
    """Reads the pages of one target, one after the other."""

    def __init__(self, book: SeriesBook) -> None:
        self._book = book
        self._heads: list[str] = []
        self._slots: Slots = np.zeros(0, np.int64)
        self._comments: tuple[str, ...] = ()
        self._families: Mapping[str, Family] = {}

    def forget(self) -> None:
        """Slots have changed."""
        self._heads, self._slots = [], np.zeros(0, np.int64)

    def read(self, text: str, *, openmetrics: bool) -> Page:
        """The page's columns. Raises RefusedPage when a single line is bad, or beyond a limit of labels."""
        try:
            return self._read(text, openmetrics)
        except ScrapeFailed as error:
            _explain(text, self._book, error, openmetrics)

    def _read(self, text: str, openmetrics: bool) -> Page:
        samples, comments = exposition.split(text, openmetrics=openmetrics)
        if comments != self._comments:
            self._families = exposition.families(comments, openmetrics=openmetrics)
            self._comments = comments
        heads, tails = exposition.quick(samples)
        if heads == self._heads:
            values = np.array(exposition.numbers(tails), np.float64)
            return Page(self._slots, values, None, (), self._families, self._heads)
        known = self._book.slots.get
        found = [known(head) for head in heads]
        odd = [index for index, slot in enumerate(found) if slot is None]
        cut = _Cut(samples, heads, tails, found)
        for index in odd:
            cut.look_at(index, self._book, openmetrics)
        slots = np.array(found, np.int64)
        values = np.array(exposition.numbers(tails), np.float64)
        if cut.times or cut.exemplars:
            self.forget()
        else:
            self._heads, self._slots = heads, slots
        return Page(slots, values, cut.times_ms(), cut.exemplars, self._families, heads)


class _Cut:
    """Lines cut in two, and what was learned of the odd ones."""

    def __init__(self, samples: list[str], heads: list[str], tails: list[str], found: list[int | None]) -> None:
        self.samples, self.heads, self.tails, self.found = samples, heads, tails, found
        self.times: dict[int, int] = {}
        self.exemplars: list[tuple[int, Exemplar]] = []

    def look_at(self, index: int, book: SeriesBook, openmetrics: bool) -> None:
        """Complete what is known of a line whose head is not a known series. Raises ScrapeFailed."""
        series, _, value = self.heads[index].rpartition(" ")
        if value and (slot := book.slots.get(series)) is not None:
            self.times[index] = exposition.explicit_time(self.tails[index], openmetrics=openmetrics)
            self.heads[index], self.tails[index], self.found[index] = series, value, slot
            return
        line = exposition.parse_line(self.samples[index], openmetrics=openmetrics)
        self.found[index] = book.slot_of(line.series)
        self.heads[index], self.tails[index] = line.series, repr(line.value)
        if line.at_ms is not None:
            self.times[index] = line.at_ms
        if line.exemplar is not None:
            self.exemplars.append((index, line.exemplar))

    def times_ms(self) -> Times | None:
        """The column of times."""
        if not self.times:
            return None
        out = np.full(len(self.samples), NO_TIME, np.int64)
        out[list(self.times)] = list(self.times.values())
        return out


def _explain(text: str, book: SeriesBook, first: ScrapeFailed, openmetrics: bool) -> NoReturn:
    """Go through the page again, line by line, to say which line is the first that is wrong, and what was before it."""
    scraped = kept = 0
    for number, line in enumerate(text.split("\n"), 1):
        try:
            if line.startswith("#"):
                if not (openmetrics and line == exposition.OPEN_EOF):
                    exposition.families([line], openmetrics=openmetrics)
            elif line and not (line.isspace() and not openmetrics):
                found = exposition.parse_line(line, openmetrics=openmetrics)
                scraped += 1
                kept += book.slot_of(found.series) != DROPPED
        except BadExposition as error:
            raise RefusedPage(f"line {number}: {error}", scraped, kept) from first
        except ScrapeFailed as error:
            raise RefusedPage(str(error), scraped, kept) from first
    raise RefusedPage(str(first), scraped, kept) from first
