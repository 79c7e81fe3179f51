"""absent and absent_over_time: a 1 where nothing is, with the labels the selector asks for."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.tree import Call, Matcher, Node, Range, Selector, Subquery
from sardonyx.query.promql.values import METRIC_NAME, Labels, Mask, Vector

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation


async def absent(run: "Evaluation", node: Call, grid: Grid) -> Vector:
    """absent(vector)."""
    vector = await run.vector(node.args[0], grid)
    return _ones(~np.asarray(vector.present.any(axis=0)), _asked_for(node.args[0]))


async def absent_over_time(run: "Evaluation", node: Call, grid: Grid) -> Vector:
    """absent_over_time(range vector)."""
    from sardonyx.query.promql.range_calls import evaluate

    ranged = node.args[0]
    assert isinstance(ranged, Range | Subquery)
    vector = await evaluate(run, Call("last_over_time", (ranged,)), grid)
    return _ones(~np.asarray(vector.present.any(axis=0)), _asked_for(ranged))


def _ones(where: Mask, labels: Labels) -> Vector:
    return Vector([labels], np.ones((1, len(where))), where[None, :]).without_absent_rows()


def _asked_for(node: Node) -> Labels:
    selector = node.selector if isinstance(node, Range) else node
    if not isinstance(selector, Selector) or len(selector.alternatives) != 1:
        return {}
    return _equalities(selector.alternatives[0])


def _equalities(matchers: Iterable[Matcher]) -> Labels:
    found: dict[str, str] = {}
    unclear = set()
    for matcher in matchers:
        if matcher.name == METRIC_NAME:
            continue
        if matcher.op == "=" and matcher.name not in found:
            found[matcher.name] = matcher.value
        else:
            unclear.add(matcher.name)
    return {name: value for name, value in found.items() if name not in unclear and value}
