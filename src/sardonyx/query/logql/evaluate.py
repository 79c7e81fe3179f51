"""Metric queries: range aggregations come from the engine, everything between them is PromQL's matrix algebra."""

import asyncio
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import msgspec
import numpy as np

from sardonyx.query.logql.errors import LogqlSyntaxError, PipelineFailed, TooManySeries
from sardonyx.query.logql.limits import SETTINGS, LogqlLimits
from sardonyx.query.logql.ranges import SUMMABLE, Steps, range_statement
from sardonyx.query.logql.tree import (
    Grouping,
    LabelReplace,
    Metric,
    Number,
    Operation,
    RangeAggregation,
    VectorAggregation,
    VectorOf,
)
from sardonyx.query.promql.aggregate import aggregate
from sardonyx.query.promql.binary import operate
from sardonyx.query.promql.functions import labels as label_functions
from sardonyx.query.promql.rows import refuse_same_labels
from sardonyx.query.promql.tree import Aggregation, Binary
from sardonyx.query.promql.tree import Number as PromqlNumber
from sardonyx.query.promql.values import Notes, Scalar, Vector
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

Value = Vector | Scalar
_NOTHING = PromqlNumber(0.0)  # the functions of PromQL get their operands evaluated; their nodes only say how
_PUSHED = {"sum": SUMMABLE, "min": frozenset({"min_over_time"}), "max": frozenset({"max_over_time"})}
_ALL = Grouping((), without=False)


class _Row(msgspec.Struct, array_like=True):
    labels: dict[str, str]
    steps: list[int]
    found: list[float | str]
    problem: str


_ROWS = msgspec.json.Decoder(_Row)


@dataclass(slots=True)
class Evaluation:
    """One metric query on one grid."""

    engine: Engine
    scope: AccessScope
    steps: Steps
    limits: LogqlLimits

    async def run(self, node: Metric, extra: tuple[str, ...] = ()) -> Value:
        """The value at every step. `extra`: names of labels that something around it groups by."""
        match node:
            case Number(value=value):
                return Scalar(np.full(self.steps.count, value))
            case VectorOf(value=value):
                return Vector([{}], np.full((1, self.steps.count), value), np.ones((1, self.steps.count), dtype=bool))
            case RangeAggregation():
                return await self._range(node, node.grouping, extra)
            case VectorAggregation():
                return await self._aggregated(node, extra)
            case LabelReplace():
                return await self._replaced(node, extra)
            case Operation():
                return await self._operation(node, extra)

    async def _vector(self, node: Metric, extra: tuple[str, ...]) -> Vector:
        value = await self.run(node, extra)
        if isinstance(value, Scalar):
            raise LogqlSyntaxError("syntax error: unexpected NUMBER: a vector is wanted")
        return value

    async def _operation(self, node: Operation, extra: tuple[str, ...]) -> Value:
        wanted = (*extra, *node.matching.labels, *node.matching.include)
        left, right = await asyncio.gather(self.run(node.left, wanted), self.run(node.right, wanted))
        return operate(Binary(node.op, _NOTHING, _NOTHING, node.matching, node.return_bool), left, right, Notes())

    async def _aggregated(self, node: VectorAggregation, extra: tuple[str, ...]) -> Vector:
        inner = node.expr
        grouping = node.grouping or _ALL
        pushed = _PUSHED.get(node.op, frozenset()) if not grouping.without else frozenset()
        if isinstance(inner, RangeAggregation) and inner.grouping is None and inner.op in pushed:
            return await self._range(inner, grouping, extra)
        names = () if grouping.without else grouping.labels
        vector = await self._vector(inner, (*extra, *names))
        if node.op in ("sort", "sort_desc"):
            return _sorted(vector, descending=node.op == "sort_desc")
        op = "topk" if node.op == "approx_topk" else node.op
        how = Aggregation(op, _NOTHING, None, grouping.labels, grouping.without)
        parameter = None if node.parameter is None else Scalar(np.full(self.steps.count, float(node.parameter)))
        return aggregate(how, vector, parameter, Notes())

    async def _replaced(self, node: LabelReplace, extra: tuple[str, ...]) -> Vector:
        vector = await self._vector(node.expr, (*extra, node.source))
        re2: Any = import_module("re2")  # google-re2, loaded only where a pattern is met
        pattern = re2.compile(f"^(?s:{node.regex})$")
        names = dict(pattern.groupindex.items())
        values: list[str | None] = []
        for labels in vector.labels:
            match = pattern.match(labels.get(node.source, ""))
            groups = [] if match is None else [match[0], *(group or "" for group in match.groups())]
            values.append(label_functions.expanded(node.replacement, groups, names) if groups else None)
        return refuse_same_labels(label_functions.relabelled(vector, node.target, values))

    async def _range(self, node: RangeAggregation, grouping: Grouping | None, extra: tuple[str, ...]) -> Vector:
        if node.op == "absent_over_time":
            return await self._absent(node)
        return await self._read(node, grouping, extra)

    async def _absent(self, node: RangeAggregation) -> Vector:
        vector = await self._read(node, _ALL, ())
        labels: dict[str, str] = {}
        twice = set()
        for matcher in node.logs.matchers:
            if matcher.op == "=" and matcher.name not in labels and matcher.name not in twice:
                labels[matcher.name] = matcher.value
            else:
                labels.pop(matcher.name, None)
                twice.add(matcher.name)
        present = vector.present if len(vector) else np.zeros((1, self.steps.count), dtype=bool)
        missing = np.asarray(~present.any(axis=0, keepdims=True))
        return Vector([labels], np.ones((1, self.steps.count)), missing).without_absent_rows()

    async def _read(self, node: RangeAggregation, grouping: Grouping | None, extra: tuple[str, ...]) -> Vector:
        statement = range_statement(node, self.steps, grouping, extra, self.scope)
        most = max(1, self.limits.max_cells // self.steps.count)
        data = await self.engine.raw(
            f"{statement.sql} LIMIT {most + 1}",
            statement.params,
            fmt="JSONCompactEachRow",
            limits=self.limits.engine,
            settings=SETTINGS,
        )
        rows = _ROWS.decode_lines(data)
        if len(rows) > most:
            raise TooManySeries(most)
        values = np.zeros((len(rows), self.steps.count))
        present = np.zeros((len(rows), self.steps.count), dtype=bool)
        for number, row in enumerate(rows):  # one a series, not one a sample
            if row.problem:
                raise PipelineFailed(row.problem, row.labels)
            values[number, row.steps] = np.array(row.found, dtype=np.float64)
            present[number, row.steps] = True
        if node.op == "rate_counter":
            present &= ~np.isnan(values)
        return Vector([row.labels for row in rows], values, present).without_absent_rows()


def _sorted(vector: Vector, *, descending: bool) -> Vector:
    if vector.steps != 1:
        return vector
    values = vector.values[:, 0]
    return vector.rows(np.lexsort((-values if descending else values, np.isnan(values))))
