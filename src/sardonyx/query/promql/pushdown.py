"""Parts of a query the engine evaluates itself, with its `timeSeries<X>ToGrid` aggregate functions.

They take samples of one series and give a value per step; measured equal to Prometheus 3 (left-open windows, extrapolation).
Only the grid leaves the engine, not the samples. Staleness markers are filtered before.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sardonyx.query.promql import aggregate
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.long import evaluate as long
from sardonyx.query.promql.long import plan
from sardonyx.query.promql.store import native
from sardonyx.query.promql.store.reader import FoundSeries, moment
from sardonyx.query.promql.tree import Aggregation, Call, Range, Selector
from sardonyx.query.promql.values import Floats, Labels, Mask, Vector, without_names
from sardonyx.query.promql.windows.table import RANGE_FUNCTIONS
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


def _instant_sql() -> str:
    """The same of an instant selector: NULL where the last sample is a staleness marker."""
    ended = f"reinterpretAsUInt64(assumeNotNull(x)) = {STALE_MARKER_BITS}"
    return f"arrayMap(x -> if({ended}, NULL, x), {grid_sql('Last')})"


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


_WINDOW = "Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')}"
_NOT_STALE = f"reinterpretAsUInt64(Value) != {STALE_MARKER_BITS}"


@dataclass(frozen=True, slots=True)
class _Pushable:
    """What the engine can do whole: a selector's last samples (`function` None), or a range function of it."""

    name: str
    selector: Selector
    range_ms: int
    function: str | None = None

    def sql(self, where: str) -> tuple[str, str]:
        """The series' grids, and what they are made from."""
        source = f"FROM metric_samples WHERE {where} AND {_WINDOW}"
        if self.function is None:
            return f"SELECT SeriesId, {_instant_sql()} AS grid {source} GROUP BY SeriesId", source
        source = f"{source} AND {_NOT_STALE}"
        return f"SELECT SeriesId, {grid_sql(self.function)} AS grid {source} GROUP BY SeriesId", source


async def range_function(run: "Evaluation", name: str, ranged: Range, grid: Grid) -> Vector | None:
    """The function's values for each series, names kept; None where the engine cannot give them."""
    return await _each(run, _Pushable(name, ranged.selector, ranged.range_ms, RANGE_FUNCTIONS[name].engine), grid)


async def selector(run: "Evaluation", node: Selector, grid: Grid, lookback_ms: int) -> Vector | None:
    """An instant selector's values at many steps; None where the engine cannot give them."""
    return await _each(run, _Pushable("", node, lookback_ms), grid) if grid.count > 1 else None


async def _each(run: "Evaluation", asked: _Pushable, grid: Grid) -> Vector | None:
    series = await _series(run, asked, grid)
    if series is None:
        return None
    run.check_cells(len(series), grid.count)
    if not len(series):
        return Vector.empty(grid.count)
    where = series.where()
    sql, source = asked.sql(where.sql)
    data = await run.reader.bounded(sql, source, {**where.params, **_params(grid, asked.range_ms)})
    return _trusted(asked.function, await run.compute(len(data), lambda: _by_series(data, series, grid.count)))


def _trusted(function: str | None, found: Vector, op: str = "") -> Vector | None:
    """The engine's answer, unless it shows what the engine does otherwise than Prometheus."""
    doubtful = np.zeros(found.present.shape, dtype=bool)
    if function in _DOUBTFUL_WITH_NAN or op in ("min", "max"):
        doubtful |= np.isnan(found.values)
    if op == "avg":  # the sum may have left the range of floats
        doubtful |= np.isinf(found.values)
    return None if bool((doubtful & found.present).any()) else found


def _pushable(node: Aggregation, lookback_ms: int) -> _Pushable | None:
    if node.op not in _FOR_EACH:
        return None
    match node.expr:
        case Selector(at=None) as selector:
            return _Pushable("", selector, lookback_ms)
        case Call(name=name, args=(Range(selector=Selector(at=None) as selector, range_ms=range_ms),)):
            function = RANGE_FUNCTIONS.get(name)
            if function is not None and function.engine is not None and not function.keeps_name:
                return _Pushable(name, selector, range_ms, function.engine)
    return None


async def aggregation(run: "Evaluation", node: Aggregation, grid: Grid) -> Vector | None:
    """`sum|avg|min|max|count by|without (…)` of a selector or of `rangefunction(selector[range])`, whole; else None."""
    asked = _pushable(node, run.reader.limits.lookback_ms)
    if asked is None:
        return None
    instants = grid.shifted(asked.selector.offset_ms)
    exact = asked.function is None or long.is_exact(asked.name)
    if (await plan.split(run, instants, asked.range_ms, exact=exact)).rolled is not None:
        return None
    series = await _series(run, asked, instants)
    if series is None or len(series) > _MOST_GROUPED_SERIES:
        return None
    if not len(series):
        return Vector.empty(grid.count)
    labels = series.labels if asked.function is None else without_names(series.labels)
    if len({frozenset(one.items()) for one in labels}) != len(labels):
        return None  # upstream refuses this; leave the words to the usual way
    groups, group_labels = aggregate.group_rows(labels, node)
    where = series.where()
    inner, source = asked.sql(where.sql)
    params = {
        **where.params,
        **_params(instants, asked.range_ms),
        "ids": series.ids.tolist(),
        "groups": groups.of_row.tolist(),
    }
    outer = (
        "SELECT transform(SeriesId, {ids:Array(UInt64)}, {groups:Array(UInt32)}, toUInt32(4294967295)) AS group_number, "
        f"{_FOR_EACH[node.op]}(grid) AS grid FROM ({inner}) GROUP BY group_number"
    )
    data = await run.reader.bounded(outer, source, params)
    found = _by_group(data, group_labels, grid.count, zero_is_nothing=node.op == "count")
    return _trusted(asked.function, found, node.op)


async def _series(run: "Evaluation", asked: _Pushable, grid: Grid) -> FoundSeries | None:
    after = grid.start_ms - asked.range_ms
    if grid.start_ms < 0 or (grid.end_ms - grid.start_ms) % max(grid.step_ms, 1):
        return None
    series = await run.reader.series(asked.selector, after, grid.end_ms)
    if series.native or (asked.function in _OF_TOTALS and bool(series.deltas.any())):
        return None
    return series


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
