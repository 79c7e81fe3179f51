"""Calls of range functions: over samples of the store, or over the steps of a subquery."""

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from sardonyx.query.promql import pushdown
from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.instants import broadcast, flattened
from sardonyx.query.promql.long import evaluate as long
from sardonyx.query.promql.long import plan
from sardonyx.query.promql.rows import refuse_same_labels
from sardonyx.query.promql.tree import Call, Range, Selector, Subquery
from sardonyx.query.promql.values import Floats, Samples, Scalar, Times, Vector, without_names
from sardonyx.query.promql.windows.mixed import MixedWindows
from sardonyx.query.promql.windows.table import RANGE_FUNCTIONS, RangeFunction
from sardonyx.query.promql.windows.window import chosen, windows, without_stale

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation


async def evaluate(run: "Evaluation", node: Call, grid: Grid) -> Vector:
    """A call of one of RANGE_FUNCTIONS."""
    ranged, scalars = await _arguments(run, node, grid)
    pinned = run.instant_of(_selector_of(ranged).at, _selector_of(ranged).offset_ms)
    if pinned is not None and not scalars:
        return broadcast(await _over(run, node.name, ranged, pinned, pinned.times, []), grid.count)
    # With @ the window stays where it is; the scalars, and the time that predict_linear starts from, go on.
    instants = pinned or grid.shifted(_selector_of(ranged).offset_ms)
    return await _over(run, node.name, ranged, instants, grid.times, scalars)


async def _arguments(run: "Evaluation", node: Call, grid: Grid) -> tuple[Range | Subquery, list[Floats]]:
    ranged = next(arg for arg in node.args if isinstance(arg, Range | Subquery))
    others = [arg for arg in node.args if arg is not ranged]
    values = await asyncio.gather(*(run.value(arg, grid) for arg in others))
    if not all(isinstance(value, Scalar) for value in values):
        raise ExecutionError(f"function {node.name} takes scalars beside its range vector")
    return ranged, [value.values for value in values if isinstance(value, Scalar)]


def _selector_of(ranged: Range | Subquery) -> Selector | Subquery:
    return ranged.selector if isinstance(ranged, Range) else ranged


async def _over(
    run: "Evaluation",
    name: str,
    ranged: Range | Subquery,
    instants: Grid,
    evaluated_at: Times,
    scalars: list[Floats],
) -> Vector:
    function = RANGE_FUNCTIONS[name]
    if not isinstance(ranged, Range) or (parts := await _from_rollups(run, name, ranged, instants)).rolled is None:
        return _named(function, await _from_samples(run, name, ranged, instants, evaluated_at, scalars))
    # With @ there is one window, of one kind, for all times.
    steps = parts.rolled.count if parts.raw is not None else len(evaluated_at)
    found = await long.range_function(
        run, name, ranged, parts.rolled, parts.rolled_until_ms, evaluated_at[:steps], [one[:steps] for one in scalars]
    )
    if parts.raw is not None:
        rest = [one[steps:] for one in scalars]
        found = long.joined(found, await _from_samples(run, name, ranged, parts.raw, evaluated_at[steps:], rest))
    return _named(function, found)


async def _from_rollups(run: "Evaluation", name: str, ranged: Range, instants: Grid) -> plan.Split:
    """Which windows are looked up in rollups; none of series with histograms, which are not rolled up."""
    parts = await plan.split(run, instants, ranged.range_ms, exact=long.is_exact(name))
    if parts.rolled is not None:
        series = await run.reader.series(ranged.selector, instants.start_ms - ranged.range_ms, instants.end_ms)
        if series.native:
            return plan.Split(None, instants)
    return parts


async def _from_samples(
    run: "Evaluation",
    name: str,
    ranged: Range | Subquery,
    instants: Grid,
    evaluated_at: Times,
    scalars: list[Floats],
) -> Vector:
    """The function's values, names kept."""
    function = RANGE_FUNCTIONS[name]
    if run.push and isinstance(ranged, Range) and function.engine and not scalars:
        found = await pushdown.range_function(run, name, ranged, instants)
        if found is not None:
            return found
    samples = await ranged_samples(run, ranged, instants)
    steps = len(evaluated_at)
    run.check_cells(len(samples), steps)

    def call() -> Vector:
        w = windows(samples, instants, ranged.range_ms).evaluated_at_times(evaluated_at)
        if samples.native is None:
            return Vector(samples.labels, *function(w, *scalars))
        kept = chosen(samples, ~samples.native.mask)
        floats = windows(kept, instants, ranged.range_ms).evaluated_at_times(evaluated_at)
        found = function.of_mixed(MixedWindows(samples.labels, w, floats, samples.native, run.notes), scalars)
        return Vector(samples.labels, found.values, found.present, found.native)

    buckets = 0 if samples.native is None else len(samples.native.pool.keys)
    return await run.compute(len(samples) * steps + len(samples.times) + buckets, call)


def _named(function: RangeFunction, found: Vector) -> Vector:
    labels = found.labels if function.keeps_name else without_names(found.labels)
    return refuse_same_labels(found.relabelled(labels))


async def ranged_samples(run: "Evaluation", ranged: Range | Subquery, instants: Grid) -> Samples:
    """The samples all windows ending at `instants` need, without staleness markers."""
    after = instants.start_ms - ranged.range_ms
    if isinstance(ranged, Range):
        series = await run.reader.series(ranged.selector, after, instants.end_ms)
        return without_stale(await run.reader.samples(series, after, instants.end_ms))
    inner = subquery_grid(ranged, instants, run.reader.limits.subquery_step_ms)
    if inner is None:
        return Samples([], np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    value = await run.value(ranged.expr, inner)
    if isinstance(value, Scalar):
        value = Vector([{}], value.values[None, :], np.ones((1, inner.count), dtype=bool))
    if not isinstance(value, Vector):
        raise ExecutionError("subquery is only allowed on instant vector")
    vector = value
    return await run.compute(vector.values.size, lambda: flattened(vector, inner))


def subquery_grid(node: Subquery, instants: Grid, default_step_ms: int) -> Grid | None:
    """The multiples of the subquery's step within any of its windows; None if there are none."""
    step = node.step_ms or default_step_ms
    first = (instants.start_ms - node.range_ms) // step * step + step
    last = instants.end_ms // step * step
    count = (last - first) // step + 1
    return Grid(first, step, count) if count > 0 else None
