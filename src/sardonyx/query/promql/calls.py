"""Functions on instant vectors and scalars, by name. Each takes the evaluation, its call and the grid."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import numpy as np

from sardonyx.query.promql.errors import ExecutionError, ParseError
from sardonyx.query.promql.functions import buckets, labels, native
from sardonyx.query.promql.functions.absence import absent, absent_over_time
from sardonyx.query.promql.functions.calendar import PARTS
from sardonyx.query.promql.functions.elementwise import UNARY, clamp, round_to
from sardonyx.query.promql.functions.info import info
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.numbers import format_float
from sardonyx.query.promql.rows import merged, refuse_same_labels, stacked
from sardonyx.query.promql.tree import Call, Node, Number, Selector, Text
from sardonyx.query.promql.values import Floats, Notes, Scalar, Vector, without_names

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation

Value = Vector | Scalar
Handler = Callable[["Evaluation", Call, Grid], Awaitable[Value]]

CALLS: dict[str, Handler] = {}
"""Every function that takes no range vector of the usual kind; the others are in windows.table."""


def _handles(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        CALLS.update(dict.fromkeys(names, handler))
        return handler

    return register


CALLS["absent"] = absent
CALLS["absent_over_time"] = absent_over_time
CALLS["info"] = info


def _nameless(vector: Vector, values: Floats) -> Vector:
    """Other values for the same series, without names."""
    return merged(Vector(without_names(vector.labels), values, vector.present).without_absent_rows())


@_handles(*UNARY)
async def _unary(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = (await run.vector(node.args[0], grid)).floats
    return await run.compute(vector.values.size, lambda: _nameless(vector, UNARY[node.name](vector.values)))


@_handles(*PARTS)
async def _date_part(run: "Evaluation", node: Call, grid: Grid) -> Value:
    if not node.args:
        return Vector([{}], PARTS[node.name](grid.times / 1000)[None, :], np.ones((1, grid.count), dtype=bool))
    vector = (await run.vector(node.args[0], grid)).floats
    return _nameless(vector, PARTS[node.name](vector.values))


async def _with_scalars(run: "Evaluation", node: Call, grid: Grid) -> tuple[Vector, list[Floats]]:
    vector, scalars = await asyncio.gather(
        run.vector(node.args[0], grid), asyncio.gather(*(run.scalar(arg, grid) for arg in node.args[1:]))
    )
    return vector.floats, [scalar.values for scalar in scalars]


@_handles("round")
async def _round(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector, scalars = await _with_scalars(run, node, grid)
    return _nameless(vector, round_to(vector.values, scalars[0] if scalars else np.ones(grid.count)))


@_handles("clamp", "clamp_min", "clamp_max")
async def _clamp(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector, scalars = await _with_scalars(run, node, grid)
    infinite = np.full(grid.count, np.inf)
    low = -infinite if node.name == "clamp_max" else scalars[0]
    high = infinite if node.name == "clamp_min" else scalars[-1]
    if node.name == "clamp_max":
        high = scalars[0]
    if node.name == "clamp":
        vector = vector.where(np.broadcast_to(~(high < low), vector.present.shape))
    return _nameless(vector, clamp(vector.values, low, high))


@_handles("time")
async def _time(run: "Evaluation", node: Call, grid: Grid) -> Value:
    return Scalar(grid.times / 1000)


@_handles("pi")
async def _pi(run: "Evaluation", node: Call, grid: Grid) -> Value:
    return Scalar(np.full(grid.count, np.pi))


@_handles("start", "end", "range", "step")
async def _of_the_query(run: "Evaluation", node: Call, grid: Grid) -> Value:
    whole = run.whole
    step_ms = whole.step_ms if whole.count > 1 else 0
    found = {
        "start": whole.start_ms,
        "end": whole.end_ms,
        "range": whole.end_ms - whole.start_ms,
        "step": step_ms,
    }
    return Scalar(np.full(grid.count, found[node.name] / 1000))


@_handles("max_of", "min_of")
async def _extreme(run: "Evaluation", node: Call, grid: Grid) -> Value:
    found = [(await run.scalar(arg, grid)).values for arg in node.args]
    return Scalar(np.asarray((np.maximum if node.name == "max_of" else np.minimum).reduce(found)))


@_handles("vector")
async def _vector(run: "Evaluation", node: Call, grid: Grid) -> Value:
    scalar = await run.scalar(node.args[0], grid)
    return Vector([{}], scalar.values[None, :], np.ones((1, grid.count), dtype=bool))


@_handles("scalar")
async def _scalar(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = (await run.vector(node.args[0], grid)).floats
    single = vector.present.sum(axis=0) == 1
    total = np.where(vector.present, vector.values, 0.0).sum(axis=0)
    return Scalar(np.where(single, total, np.nan))


@_handles("timestamp")
async def _timestamp(run: "Evaluation", node: Call, grid: Grid) -> Value:
    argument = node.args[0]
    if isinstance(argument, Selector):
        _, times = await run.selected(argument, grid)
        return _nameless(times, times.values)
    vector = await run.vector(argument, grid)
    return _nameless(vector, np.broadcast_to(grid.times / 1000, vector.values.shape))


@_handles("sort", "sort_desc")
async def _sort(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = (await run.vector(node.args[0], grid)).floats
    if grid.count > 1:
        return vector
    values = vector.values[:, 0]
    keys = -values if node.name == "sort_desc" else values
    return vector.rows(np.lexsort((keys, np.isnan(keys)))).without_absent_rows()


@_handles("sort_by_label", "sort_by_label_desc")
async def _sort_by_label(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = await run.vector(node.args[0], grid)
    names = [_text(arg) for arg in node.args[1:]]

    def key(row: int) -> tuple[object, object]:
        own = vector.labels[row]
        return [labels.natural_key(own.get(name, "")) for name in names], sorted(own.items())

    order = sorted(range(len(vector)), key=key, reverse=node.name.endswith("_desc"))
    return vector.rows(np.array(order, dtype=np.int64))


def _text(node: Node) -> str:
    if not isinstance(node, Text):
        raise ExecutionError("expected a string literal")
    return node.value


@_handles("label_join")
async def _label_join(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = await run.vector(node.args[0], grid)
    target, separator, *sources = (_text(arg) for arg in node.args[1:])
    return refuse_same_labels(labels.joined(vector, target, separator, sources))


@_handles("label_replace")
async def _label_replace(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = await run.vector(node.args[0], grid)
    target, template, source, regex = (_text(arg) for arg in node.args[1:])
    labels.check_label_name(target, "label_replace")
    distinct = sorted({own.get(source, "") for own in vector.labels}) or [""]
    try:
        data = await run.reader.raw(
            labels.GROUPS_SQL, {**labels.patterns(regex), "values": distinct}, fmt="JSONCompactEachRow"
        )
    except ParseError as error:
        raise ExecutionError(f"invalid regular expression in label_replace(): {regex}") from error
    names = labels.group_names(regex)
    new = {
        value: labels.expanded(template, groups, names) if groups else None
        for value, groups in zip(distinct, labels.decoded_groups(data), strict=True)
    }
    return refuse_same_labels(labels.relabelled(vector, target, [new[own.get(source, "")] for own in vector.labels]))


@_handles("histogram_quantile")
async def _histogram_quantile(run: "Evaluation", node: Call, grid: Grid) -> Value:
    wanted, vector = await asyncio.gather(run.scalar(node.args[0], grid), run.vector(node.args[1], grid))
    _note_quantile(wanted.values, run.notes)
    return await run.compute(vector.cells, lambda: _quantiles(vector, wanted.values, run.notes))


@_handles("histogram_quantiles")
async def _histogram_quantiles(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = await run.vector(node.args[0], grid)
    label = _text(node.args[1])
    result = Vector.empty(grid.count)
    for arg in node.args[2:]:
        wanted = (await run.scalar(arg, grid)).values
        _note_quantile(wanted, run.notes)
        found = _quantiles(vector, wanted, run.notes)
        shown = format_float(arg.value if isinstance(arg, Number) else float(wanted[0]))
        result = stacked(result, found.relabelled([{**own, label: shown} for own in found.labels]))
    return merged(result)


def _note_quantile(quantile: Floats, notes: Notes) -> None:
    for value in np.unique(quantile[~((quantile >= 0) & (quantile <= 1))])[:5].tolist():
        notes.warn(f"quantile value should be between 0 and 1, got {format_float(value)}")


def _quantiles(vector: Vector, wanted: Floats, notes: Notes) -> Vector:
    if not bool(vector.present.any()):
        return Vector.empty(vector.steps)
    return native.beside_classic(
        buckets.quantile(vector.floats, wanted, notes), native.quantile(vector, wanted, notes), notes
    )


@_handles("histogram_fraction")
async def _histogram_fraction(run: "Evaluation", node: Call, grid: Grid) -> Value:
    lower, upper, vector = await asyncio.gather(
        run.scalar(node.args[0], grid), run.scalar(node.args[1], grid), run.vector(node.args[2], grid)
    )
    low, high = lower.values, upper.values
    if not bool(vector.present.any()):
        return Vector.empty(grid.count)

    def call() -> Vector:
        classic = buckets.fraction(vector.floats, low, high, run.notes)
        return native.beside_classic(classic, native.fraction(vector, low, high, run.notes), run.notes)

    return await run.compute(vector.cells, call)


@_handles(*native.FIGURES)
async def _of_native_histogram(run: "Evaluation", node: Call, grid: Grid) -> Value:
    vector = await run.vector(node.args[0], grid)
    return await run.compute(vector.cells, lambda: merged(native.figure(node.name, vector)))
