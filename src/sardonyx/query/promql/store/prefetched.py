"""Samples of many queries of one instant, read at once: a statement costs far more than the few samples a query needs.

`reach` tells whether a query can be answered so; `Prefetched.read` reads for several, `PrefetchedReader` answers from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from sardonyx.query.promql.limits import QueryLimits
from sardonyx.query.promql.selecting import selects
from sardonyx.query.promql.store.fresh import FreshReader, FreshSamples
from sardonyx.query.promql.store.reader import FoundSeries, Reader
from sardonyx.query.promql.tree import Call, Range, Selector, Subquery
from sardonyx.query.promql.values import METRIC_NAME, Indexes, Notes, Samples
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

Reach = dict[Selector, int]
"""How far before the instant each selector (without its offset) looks, in milliseconds."""


def reach(node: object, lookback_ms: int) -> Reach | None:
    """The selectors of a query's tree; None where one looks at other instants than those before the query's own."""
    found: Reach = {}
    return found if _reach(node, lookback_ms, found) else None


def _reach(node: object, window_ms: int, found: Reach) -> bool:
    match node:
        case Selector(offset_ms=offset, at=at):
            plain = Selector(node.alternatives)
            found[plain] = max(found.get(plain, 0), window_ms + offset)
            return at is None and offset >= 0
        case Range():
            return _reach(node.selector, node.range_ms, found)
        case Subquery() | Call(name="info"):
            return False
        case tuple():
            return all(_reach(part, window_ms, found) for part in node)
        case _ if is_dataclass(node):
            return all(_reach(getattr(node, part.name), window_ms, found) for part in fields(node))
    return True


@dataclass(frozen=True, slots=True)
class Prefetched:
    """Everything stored of some selectors in `(after, until]`; `rows_by_name` finds series by the metric's name."""

    selectors: frozenset[Selector]
    after_ms: int
    until_ms: int
    series: FoundSeries
    samples: Samples
    rows_by_name: dict[str, list[int]]

    @classmethod
    async def read(cls, reader: Reader, wanted: Reach, at_ms: int) -> "Prefetched":
        """Read for one instant. Raises PromqlError, TooMuch where the reader's limits don't allow it at once."""
        after_ms = at_ms - max(wanted.values())
        every = Selector(tuple(matchers for selector in wanted for matchers in selector.alternatives))
        series = await reader.series(every, after_ms, at_ms)
        samples = await reader.samples(series, after_ms, at_ms)
        rows_by_name: dict[str, list[int]] = {}
        for row, labels in enumerate(series.labels):
            rows_by_name.setdefault(labels.get(METRIC_NAME, ""), []).append(row)
        return cls(frozenset(wanted), after_ms, at_ms, series, samples, rows_by_name)

    def covers(self, selector: Selector, after_ms: int, until_ms: int) -> bool:
        """Whether all there is of a selector in a window was read."""
        return (
            Selector(selector.alternatives) in self.selectors and self.after_ms <= after_ms <= until_ms <= self.until_ms
        )

    def part(self, selector: Selector) -> "_Part":
        """The series of one selector."""
        rows = np.array(
            [row for row in self._candidates(selector) if selects(selector, self.series.labels[row])], np.int64
        )
        labels = [self.series.labels[row] for row in rows.tolist()]
        found = self.series
        return _Part(found.ids[rows], labels, found.deltas[rows], found.condition, found.native, rows=rows)

    def cut(self, part: "_Part", after_ms: int, until_ms: int) -> Samples:
        """Their samples in a window."""
        found, rows = self.samples, part.rows
        counts = found.offsets[rows + 1] - found.offsets[rows]
        ends = np.cumsum(counts)
        kept = np.arange(int(counts.sum())) + np.repeat(found.offsets[rows] - (ends - counts), counts)
        own = np.repeat(np.arange(len(rows)), counts)
        within = (found.times[kept] > after_ms) & (found.times[kept] <= until_ms)
        kept, own = kept[within], own[within]
        offsets = np.searchsorted(own, np.arange(len(rows) + 1)).astype(np.int64)
        native = None if found.native is None else found.native.at(kept)
        return Samples(part.labels, offsets, found.times[kept], found.values[kept], part.deltas, native)

    def _candidates(self, selector: Selector) -> Sequence[int]:
        names = {
            next((one.value for one in matchers if one.name == METRIC_NAME and one.op == "="), None)
            for matchers in selector.alternatives
        }
        if None in names:
            return range(len(self.series))
        return sorted(row for name in names for row in self.rows_by_name.get(name or "", ()))


class PrefetchedReader(FreshReader):
    """Reads what was prefetched from there, and everything else from the store; fresh samples beside both."""

    def __init__(
        self,
        prefetched: Prefetched,
        several: Sequence[FreshSamples],
        engine: Engine,
        scope: AccessScope,
        limits: QueryLimits,
        notes: Notes,
    ) -> None:
        super().__init__(several, engine, scope, limits, notes)
        self._prefetched = prefetched

    async def _stored(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        if self._prefetched.covers(selector, after_ms, until_ms):
            return self._prefetched.part(selector)
        return await super()._stored(selector, after_ms, until_ms)

    async def _stored_samples(self, series: FoundSeries, after_ms: int, until_ms: int) -> Samples:
        if isinstance(series, _Part):
            return self._prefetched.cut(series, after_ms, until_ms)
        return await super()._stored_samples(series, after_ms, until_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part(FoundSeries):
    """Some of the series that were prefetched, by their rows."""

    rows: Indexes
