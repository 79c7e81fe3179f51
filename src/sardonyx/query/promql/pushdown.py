"""Parts of a query the engine evaluates itself, with its `timeSeries<X>ToGrid` aggregate functions.

They take samples of one series and give a value per step; measured equal to Prometheus 3 (left-open windows, extrapolation).
Only the grid leaves the engine, not the samples. Staleness markers are filtered before.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sardonyx.query.promql import aggregate
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.store import native
from sardonyx.query.promql.store.reader import FoundSeries, moment
from sardonyx.query.promql.tree import Aggregation, Call, Range
from sardonyx.query.promql.values import Floats, Labels, Mask, Vector, without_names
from sardonyx.query.promql.windows.table import RANGE_FUNCTIONS, RangeFunction
from sardonyx.storage.series import STALE_MARKER_BITS

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation

_FOR_EACH = {
    "sum": "sumForEach",
    "avg": "avgForEach",
    "min": "minForEach",
    "max": "maxForEach",
    "count": "countForEach",
}
_MOST_GROUPED_SERIES = 20_000
# These take series of totals only; see windows.counters for OTLP's delta series.
_OF_TOTALS = frozenset({"Rate", "Increase", "InstantRate"})
# With an infinity in the window the engine's answer is NaN where it should be infinite.
_DOUBTFUL_WITH_NAN = frozenset({"Rate", "Increase"})


def grid_sql(function: str) -> str:
    """The call that gives a series' values at every step, Array(Nullable(Float64))."""
    return (
        f"timeSeries{function}ToGrid({{first:DateTime64(3,'UTC')}}, {{last:DateTime64(3,'UTC')}}, "
        "{step:Decimal64(3)}, {window:Decimal64(3)})(Timestamp, Value)"
    )


def _params(grid: Grid, range_ms: int) -> dict[str, Any]:
    step = max(grid.step_ms, 1)
    return {
        "first": moment(grid.start_ms),
        "last": moment(grid.end_ms),
        "step": f"{step / 1000:.3f}",
        "window": f"{range_ms / 1000:.3f}",
        "after": moment(grid.start_ms - range_ms),
        "until": moment(grid.end_ms),
    }


def _source(where: str) -> str:
    return (
        f"FROM metric_samples WHERE {where} AND Timestamp > {{after:DateTime64(3,'UTC')}} "
        f"AND Timestamp <= {{until:DateTime64(3,'UTC')}} AND reinterpretAsUInt64(Value) != {STALE_MARKER_BITS}"
    )


async def range_function(run: "Evaluation", function: RangeFunction, ranged: Range, grid: Grid) -> Vector | None:
    """The function's values for each series, names kept; None where the engine cannot give them."""
    series = await _series(run, function.engine, ranged, grid)
    if series is None:
        return None
    if not len(series):
        return Vector.empty(grid.count)
    where = series.where()
    params = {**where.params, **_params(grid, ranged.range_ms)}
    source = _source(where.sql)
    await run.reader.expect(source, params)
    data = await run.reader.raw(
        f"SELECT SeriesId, {grid_sql(function.engine or '')} AS grid {source} GROUP BY SeriesId", params, fmt="Native"
    )
    run.check_cells(len(series), grid.count)
    return _trusted(function.engine, await run.compute(len(data), lambda: _by_series(data, series, grid.count)))


def _trusted(function: str | None, found: Vector) -> Vector | None:
    doubtful = function in _DOUBTFUL_WITH_NAN and bool((np.isnan(found.values) & found.present).any())
    return None if doubtful else found


def _pushable(node: Aggregation) -> tuple[str, Range] | None:
    """The engine's function and the range selector of an aggregation that the engine can do whole."""
    call = node.expr
    if node.op not in _FOR_EACH or not isinstance(call, Call) or call.name not in RANGE_FUNCTIONS:
        return None
    function, ranged = RANGE_FUNCTIONS[call.name], call.args[0]
    if function.engine is None or function.keeps_name or len(call.args) > 1 or not isinstance(ranged, Range):
        return None
    return (function.engine, ranged) if ranged.selector.at is None else None


async def aggregation(run: "Evaluation", node: Aggregation, grid: Grid) -> Vector | None:
    """`sum|avg|min|max|count by|without (…) (rangefunction(selector[range]))`, whole; None for anything else."""
    if (pushable := _pushable(node)) is None:
        return None
    function, ranged = pushable
    instants = grid.shifted(ranged.selector.offset_ms)
    series = await _series(run, function, ranged, instants)
    if series is None or len(series) > _MOST_GROUPED_SERIES:
        return None
    if not len(series):
        return Vector.empty(grid.count)
    labels = without_names(series.labels)
    if len({frozenset(one.items()) for one in labels}) != len(labels):
        return None  # upstream refuses this; leave the words to the usual way
    groups, group_labels = aggregate.group_rows(labels, node)
    where = series.where()
    params = {
        **where.params,
        **_params(instants, ranged.range_ms),
        "ids": series.ids.tolist(),
        "groups": groups.of_row.tolist(),
    }
    source = _source(where.sql)
    await run.reader.expect(source, params)
    inner = f"SELECT SeriesId, {grid_sql(function)} AS grid {source} GROUP BY SeriesId"
    outer = (
        "SELECT transform(SeriesId, {ids:Array(UInt64)}, {groups:Array(UInt32)}, toUInt32(4294967295)) AS group_number, "
        f"{_FOR_EACH[node.op]}(grid) AS grid FROM ({inner}) GROUP BY group_number"
    )
    data = await run.reader.raw(outer, params, fmt="Native")
    return _trusted(function, _by_group(data, group_labels, grid.count, zero_is_nothing=node.op == "count"))


async def _series(run: "Evaluation", function: str | None, ranged: Range, grid: Grid) -> FoundSeries | None:
    after = grid.start_ms - ranged.range_ms
    if grid.start_ms < 0 or (grid.end_ms - grid.start_ms) % max(grid.step_ms, 1):
        return None
    series = await run.reader.series(ranged.selector, after, grid.end_ms)
    return None if function in _OF_TOTALS and bool(series.deltas.any()) else series


def _grids(block: list[Any], steps: int) -> tuple[Any, Floats, Mask]:
    ids, nested = block
    items = nested.items
    shape = (len(ids), steps)
    if isinstance(items, native.Nullable):
        return ids, items.values.reshape(shape), ~items.null.reshape(shape)
    return ids, items.astype(np.float64).reshape(shape), np.ones(shape, dtype=bool)


def _by_series(data: bytes, series: FoundSeries, steps: int) -> Vector:
    labels: list[Labels] = []
    values, present = [np.zeros((0, steps))], [np.zeros((0, steps), dtype=bool)]
    for block in native.blocks(data):
        ids, block_values, block_present = _grids(block, steps)
        rows, known = series.rows_of(ids)
        labels.extend(series.labels[row] for row in rows[known].tolist())
        values.append(block_values if known.all() else block_values[known])
        present.append(block_present if known.all() else block_present[known])
    return Vector(labels, np.concatenate(values), np.concatenate(present)).without_absent_rows()


def _by_group(data: bytes, group_labels: list[Labels], steps: int, *, zero_is_nothing: bool) -> Vector:
    labels: list[Labels] = []
    values, present = [np.zeros((0, steps))], [np.zeros((0, steps), dtype=bool)]
    for block in native.blocks(data):
        numbers, block_values, block_present = _grids(block, steps)
        known = numbers < len(group_labels)
        labels.extend(group_labels[number] for number in numbers[known].tolist())
        values.append(block_values[known])
        present.append(block_present[known] & ((block_values[known] != 0) | (not zero_is_nothing)))
    return Vector(labels, np.concatenate(values), np.concatenate(present)).without_absent_rows()
