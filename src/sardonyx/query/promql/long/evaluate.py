"""Selectors and range functions over rollups."""

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np

from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.long import rows as rolled
from sardonyx.query.promql.long.functions import ROLLED, STANDS
from sardonyx.query.promql.long.windows import rolled_windows
from sardonyx.query.promql.rows import identity
from sardonyx.query.promql.tree import Range, Selector
from sardonyx.query.promql.values import Floats, Labels, Times, Vector
from sardonyx.query.promql.windows.table import RANGE_FUNCTIONS
from sardonyx.query.promql.windows.window import rows_until, windows
from sardonyx.storage.rollups.rows import BUCKET_MS

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation


def is_exact(name: str) -> bool:
    """Whether a range function loses nothing by rollups."""
    return name in ROLLED


async def range_function(
    run: "Evaluation",
    name: str,
    ranged: Range,
    instants: Grid,
    rolled_until_ms: int,
    evaluated_at: Times,
    scalars: list[Floats],
) -> Vector:
    """The function's values at `instants`, names kept. Histograms are not rolled up: they are left out."""
    range_ms = max(ranged.range_ms, BUCKET_MS)
    after, until = _buckets(instants, range_ms)
    series = await run.reader.series(ranged.selector, instants.start_ms - range_ms, instants.end_ms)
    exact, stand = ROLLED.get(name), STANDS.get(name)
    columns = exact.columns if exact else stand.columns if stand else ()
    if not exact and not stand:
        raise ExecutionError(f"function {name!r} is not supported before samples are kept")
    piece = _piece_ms(instants, range_ms) if exact and exact.merges else BUCKET_MS
    rows = await rolled.read(run.reader, series, columns, after, until, rolled_until_ms=rolled_until_ms, piece_ms=piece)
    steps = len(evaluated_at)
    run.check_cells(len(rows), steps)

    def call() -> Vector:
        if exact:
            values, present = exact(rolled_windows(rows, instants, range_ms))
            return Vector(rows.labels, values, present)
        assert stand is not None
        samples = stand.samples(rows.chosen(rows["Samples"] > 0))
        w = windows(samples, instants, range_ms).evaluated_at_times(evaluated_at)
        return Vector(rows.labels, *RANGE_FUNCTIONS[name](w, *scalars))

    found = await run.compute(len(rows) * steps + len(rows.ends), call)
    return found.without_absent_rows()


async def selected(
    run: "Evaluation", node: Selector, instants: Grid, lookback_ms: int, rolled_until_ms: int
) -> tuple[Vector, Vector]:
    """An instant selector's values and the times (epoch seconds) of the samples they are."""
    lookback_ms = max(lookback_ms, BUCKET_MS)
    after, until = _buckets(instants, lookback_ms)
    series = await run.reader.series(node, instants.start_ms - lookback_ms, instants.end_ms)
    run.check_cells(len(series), instants.count)
    single = lookback_ms == BUCKET_MS and not instants.start_ms % BUCKET_MS and not instants.step_ms % BUCKET_MS
    rows = await rolled.read(
        run.reader,
        series,
        ("Last", "LastMs", "Ended"),
        after,
        until,
        rolled_until_ms=rolled_until_ms,
        only_at=instants if single and instants.step_ms else None,
    )

    def call() -> tuple[Vector, Vector]:
        empty = np.zeros((len(rows), instants.count))
        if not len(rows.ends):
            nothing = Vector(rows.labels, empty, empty.astype(bool))
            return nothing, nothing
        last = rows_until(rows.ends, rows.offsets, instants.start_ms, instants) - 1
        present = last >= rows.offsets[:-1, None]
        last = np.maximum(last, 0)
        present &= rows.ends[last] > instants.times - lookback_ms - instants.times % BUCKET_MS
        present &= (rows["Ended"][last] == 0) & (rows["Samples"][last] > 0)
        values = Vector(rows.labels, rows["Last"][last], present)
        return values, Vector(rows.labels, rows["LastMs"][last] / 1000, present)

    values, times = await run.compute(len(rows) * instants.count + len(rows.ends), call)
    kept = values.present_rows
    return values.rows(kept), times.rows(kept)


def joined(before: Vector, after: Vector) -> Vector:
    """The steps of one vector, then those of another."""
    numbers: dict[Hashable, int] = {}
    labels: list[Labels] = []
    rows = []
    for one in (*before.labels, *after.labels):
        number = numbers.setdefault(identity(one), len(labels))
        if number == len(labels):
            labels.append(one)
        rows.append(number)
    shape = (len(labels), before.steps + after.steps)
    values, present = np.zeros(shape), np.zeros(shape, dtype=bool)
    for vector, at, columns in (
        (before, rows[: len(before)], slice(0, before.steps)),
        (after, rows[len(before) :], slice(before.steps, None)),
    ):
        values[at, columns], present[at, columns] = vector.values, vector.present
    return Vector(labels, values, present)


def _buckets(instants: Grid, range_ms: int) -> tuple[int, int]:
    """The bucket ends that begin the first window and end the last."""
    return (instants.start_ms - range_ms) // BUCKET_MS * BUCKET_MS, instants.end_ms // BUCKET_MS * BUCKET_MS


def _piece_ms(instants: Grid, range_ms: int) -> int:
    """The longest pieces that no window cuts."""
    step = instants.step_ms if instants.count > 1 else 0
    if instants.start_ms % BUCKET_MS or step % BUCKET_MS or range_ms % BUCKET_MS:
        return BUCKET_MS
    return math.gcd(step, range_ms)
