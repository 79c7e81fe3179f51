"""Samples that are not in the store yet, read together with those that are.

A group of rules is evaluated one rule after the other at one instant, and each sees what the ones before have just given,
though the store will know it a second later. Where a query needs none of these samples, `Reader` is the quicker way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sardonyx.query.promql.histograms.pool import Native, Pool, joined
from sardonyx.query.promql.limits import QueryLimits
from sardonyx.query.promql.selecting import selects
from sardonyx.query.promql.store.reader import FoundSeries, Reader
from sardonyx.query.promql.tree import Selector
from sardonyx.query.promql.values import Labels, Notes, Samples
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import Engine

Key = tuple[tuple[str, str], ...]

Value = float | Pool
"""A float, or one native histogram (a pool of one)."""


@dataclass(slots=True)
class FreshSamples:
    """Samples by series, each series in the order of time. Labels have `__name__` and no empty values."""

    _series: dict[Key, list[tuple[int, Value]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._series)

    def add(self, labels: Iterable[tuple[str, str]], at_ms: int, value: Value) -> None:
        """One more sample; of two at one instant the later added stays."""
        samples = self._series.setdefault(tuple(sorted(labels)), [])
        if samples and samples[-1][0] == at_ms:
            samples.pop()
        samples.append((at_ms, value))

    def matches(self, selector: Selector) -> bool:
        """Whether the selector means any of these series."""
        return any(selects(selector, dict(key)) for key in self._series)

    def selected(self, selector: Selector) -> list[tuple[Key, list[tuple[int, Value]]]]:
        """The series a selector means, each with its samples (ms, value)."""
        return [(key, samples) for key, samples in self._series.items() if selects(selector, dict(key))]


class FreshReader(Reader):
    """Reads the store and fresh samples as one; of several at one instant, the last of `several` counts.

    It reads samples only: the query must keep all arithmetic out of the engine.
    """

    def __init__(
        self, several: Sequence[FreshSamples], engine: Engine, scope: AccessScope, limits: QueryLimits, notes: Notes
    ) -> None:
        super().__init__(engine, scope, limits, notes)
        self._several = several

    async def series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        """The series of both that may have samples in the window."""
        stored = await self._stored(selector, after_ms, until_ms)
        found = [(key, samples) for fresh in self._several for key, samples in fresh.selected(selector)]
        if not found:
            return stored
        rows = {tuple(sorted(labels.items())): row for row, labels in enumerate(stored.labels)}
        for key, _ in found:
            rows.setdefault(key, len(rows))
        labels: list[Labels] = [dict(key) for key in rows]
        ids = np.concatenate([stored.ids, np.zeros(len(labels) - len(stored), np.uint64)])
        deltas = np.concatenate([stored.deltas, np.zeros(len(labels) - len(stored), bool)])
        added = [(rows[key], at, value) for key, samples in found for at, value in samples]
        native = stored.native or any(isinstance(value, Pool) for _, _, value in added)
        return _BothSeries(ids, labels, deltas, stored.condition, native, stored=stored, fresh=added)

    async def samples(self, series: FoundSeries, after_ms: int, until_ms: int) -> Samples:
        """All samples of the window, those of the store and the fresh ones, one per instant and series."""
        if not isinstance(series, _BothSeries):
            return await self._stored_samples(series, after_ms, until_ms)
        stored = await self._stored_samples(series.stored, after_ms, until_ms)
        added = [one for one in series.fresh if after_ms < one[1] <= until_ms]
        stored_rows = np.repeat(np.arange(len(series.stored)), np.diff(stored.offsets))
        rows = np.concatenate([stored_rows, np.array([row for row, _, _ in added], np.int64)])
        times = np.concatenate([stored.times, np.array([at for _, at, _ in added], np.int64)])
        values = np.concatenate([stored.values, np.array([_float(value) for _, _, value in added], np.float64)])
        order = np.lexsort((np.arange(len(rows)), times, rows))
        rows, times, values = rows[order], times[order], values[order]
        last = np.ones(len(rows), dtype=bool)
        last[:-1] = (rows[1:] != rows[:-1]) | (times[1:] != times[:-1])
        offsets = np.searchsorted(rows[last], np.arange(len(series) + 1)).astype(np.int64)
        native = _natives(stored, [value for _, _, value in added])
        native = None if native is None else native.at(order).at(last)
        return Samples(series.labels, offsets, times[last], values[last], deltas=series.deltas, native=native)

    async def _stored(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        return await super().series(selector, after_ms, until_ms)

    async def _stored_samples(self, series: FoundSeries, after_ms: int, until_ms: int) -> Samples:
        return await super().samples(series, after_ms, until_ms)


class MemoryReader(FreshReader):
    """Reads fresh samples only: nothing is stored."""

    async def _stored(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        return FoundSeries(np.zeros(0, np.uint64), [], np.zeros(0, bool), Condition("1", {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _BothSeries(FoundSeries):
    """Series of the store first, then those that are only fresh; `fresh` are (row, time, value)."""

    stored: FoundSeries
    fresh: Sequence[tuple[int, int, Value]]


def _float(value: Value) -> float:
    return np.nan if isinstance(value, Pool) else value


def _natives(stored: Samples, added: Sequence[Value]) -> Native | None:
    """Which are histograms, of the stored samples and those after them."""
    pools = [value for value in added if isinstance(value, Pool)]
    if stored.native is None and not pools:
        return None
    rows = np.full(len(stored.times) + len(added), -1, np.int64)
    first = 0
    if stored.native is not None:
        rows[: len(stored.times)] = stored.native.rows
        pools.insert(0, stored.native.pool)
        first = len(stored.native.pool)
    where = [len(stored.times) + index for index, value in enumerate(added) if isinstance(value, Pool)]
    rows[where] = np.arange(first, first + len(where))
    return Native(joined(pools), rows)
