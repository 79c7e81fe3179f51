"""Keeps the answers of range queries, so that a dashboard that refreshes computes only its new steps.

An answer is kept by expression, step, phase of the steps, scope and limits. Steps of the last two minutes may still change and
are computed every time; of older ones, those behind samples that arrived late are computed again.
"""

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from sardonyx.query.promql.cacheable import is_cacheable
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.late import LateSamples
from sardonyx.query.promql.limits import DEFAULT_LIMITS, QueryLimits
from sardonyx.query.promql.long.evaluate import joined
from sardonyx.query.promql.result import MatrixAnswer, Statistics, ordered_by_labels
from sardonyx.query.promql.service import Promql, range_grid
from sardonyx.query.promql.values import Vector
from sardonyx.query.scope import AccessScope
from sardonyx.storage.errors import StorageError

FRESH_SECONDS = 120
MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """Steps of an answer, none of them fresh at `checked_ms`, when late samples were last looked for."""

    grid: Grid
    vector: Vector
    warnings: Sequence[str]
    infos: Sequence[str]
    checked_ms: int

    @property
    def size_bytes(self) -> int:
        """Roughly what it takes."""
        labels = sum(
            sys.getsizeof(one) + sum(len(k) + len(v) + 100 for k, v in one.items()) for one in self.vector.labels
        )
        return self.vector.values.nbytes + self.vector.present.nbytes + labels

    def between(self, first_ms: int, last_ms: int) -> "Entry | None":
        """Only the steps from one instant to another; None if there is none."""
        step = self.grid.step_ms
        begin = max(-((self.grid.start_ms - first_ms) // step), 0)
        end = min((last_ms - self.grid.start_ms) // step + 1, self.grid.count)
        if end <= begin:
            return None
        cut = Vector(self.vector.labels, self.vector.values[:, begin:end], self.vector.present[:, begin:end])
        grid = Grid(self.grid.start_ms + begin * step, step, end - begin)
        return replace(self, grid=grid, vector=cut)


class RangeCache:
    """Range queries with answers kept. Answers are those of `Promql.range`, but for what `docs/promql.md` says.

    At most `max_bytes` are kept; what was used longest ago goes first.
    """

    def __init__(
        self,
        promql: Promql,
        late: LateSamples,
        *,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._promql = promql
        self._late = late
        self._max_bytes = max_bytes
        self._clock = clock
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        """What is kept, roughly."""
        return self._bytes

    def clear(self) -> None:
        """Forget everything: after series were deleted."""
        self._entries.clear()
        self._bytes = 0

    async def range(
        self,
        expr: str,
        start_s: float,
        end_s: float,
        step_s: float,
        scope: AccessScope,
        limits: QueryLimits = DEFAULT_LIMITS,
    ) -> MatrixAnswer:
        """As `Promql.range`."""
        node = self._promql.parse(expr)
        grid = range_grid(start_s, end_s, step_s, limits)
        if not is_cacheable(node):
            return await self._promql.range(expr, start_s, end_s, step_s, scope, limits)
        started = time.monotonic()
        key = (node, grid.step_ms, grid.start_ms % grid.step_ms, scope, replace(limits, seconds=0.0))
        now_ms = round(self._clock() * 1000)
        kept = await self._still_true(key, now_ms)
        here = kept.between(grid.start_ms, grid.end_ms) if kept is not None else None
        samples, parts = 0, []
        for part in _missing(grid, here):
            answer = await self._promql.range(
                expr, part.start_ms / 1000, part.end_ms / 1000, part.step_ms / 1000, scope, limits
            )
            samples += answer.statistics.samples_read
            if answer.vector.native is not None:
                self._forget(key)
                return await self._promql.range(expr, start_s, end_s, step_s, scope, limits)
            parts.append(Entry(part, answer.vector, answer.warnings, answer.infos, now_ms))
        whole = _together([*parts, here] if here is not None else parts)
        self._keep(key, whole, kept, now_ms)
        return MatrixAnswer(
            grid.times,
            ordered_by_labels(whole.vector),
            warnings=whole.warnings,
            infos=whole.infos,
            statistics=Statistics(samples, len(whole.vector), time.monotonic() - started),
        )

    async def _still_true(self, key: Hashable, now_ms: int) -> Entry | None:
        """What is kept under a key, without steps that late samples have changed since."""
        kept = self._entries.get(key)
        if kept is None:
            return None
        try:
            changed_after = await self._late.earliest(kept.checked_ms)
        except StorageError:
            return None
        if changed_after is not None and changed_after < kept.grid.end_ms:
            kept = kept.between(kept.grid.start_ms, changed_after)
        return None if kept is None else replace(kept, checked_ms=now_ms)

    def _keep(self, key: Hashable, answer: Entry, kept: Entry | None, now_ms: int) -> None:
        self._forget(key)
        if kept is not None and kept.grid.start_ms < answer.grid.start_ms <= kept.grid.end_ms + kept.grid.step_ms:
            # A shorter range of the same steps: keep what there was before it, as many steps as there were.
            before = kept.between(kept.grid.start_ms, answer.grid.start_ms - 1)
            count = max(kept.grid.count, answer.grid.count)
            answer = _together([before, answer]) if before is not None else answer
            answer = (
                answer.between(answer.grid.end_ms - (count - 1) * answer.grid.step_ms, answer.grid.end_ms) or answer
            )
        settled = answer.between(answer.grid.start_ms, now_ms - FRESH_SECONDS * 1000)
        if settled is None:
            return
        settled = replace(settled, vector=_own(settled.vector), checked_ms=now_ms)
        size = settled.size_bytes
        if size > self._max_bytes // 4:
            return
        self._entries[key] = settled
        self._bytes += size
        while self._bytes > self._max_bytes:
            _, oldest = self._entries.popitem(last=False)
            self._bytes -= oldest.size_bytes

    def _forget(self, key: Hashable) -> None:
        if (entry := self._entries.pop(key, None)) is not None:
            self._bytes -= entry.size_bytes


def _own(vector: Vector) -> Vector:
    """A copy, without absent rows: a view would keep all of the array it is of."""
    found = vector.without_absent_rows()
    return Vector(list(found.labels), found.values.copy(), found.present.copy())


def _missing(grid: Grid, here: Entry | None) -> list[Grid]:
    """What of a grid is not there: before and behind."""
    if here is None:
        return [grid]
    step = grid.step_ms
    before = (here.grid.start_ms - grid.start_ms) // step
    behind = (grid.end_ms - here.grid.end_ms) // step
    found = []
    if before:
        found.append(Grid(grid.start_ms, step, before))
    if behind:
        found.append(Grid(here.grid.end_ms + step, step, behind))
    return found


def _together(parts: Sequence[Entry]) -> Entry:
    """Neighbouring steps as one; each text once."""
    ordered = sorted(parts, key=lambda part: part.grid.start_ms)
    vector = ordered[0].vector
    for part in ordered[1:]:
        vector = joined(vector, part.vector)
    warnings = tuple(dict.fromkeys(text for part in ordered for text in part.warnings))
    infos = tuple(dict.fromkeys(text for part in ordered for text in part.infos))
    grid = replace(ordered[0].grid, count=sum(part.grid.count for part in ordered))
    return Entry(grid, vector, warnings, infos, min(part.checked_ms for part in ordered))
