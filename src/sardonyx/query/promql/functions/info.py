"""info(): labels of the series' target, taken from info metrics (`target_info`)."""

from typing import TYPE_CHECKING

import numpy as np

from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.grid import Grid
from sardonyx.query.promql.rows import merged
from sardonyx.query.promql.tree import Call, Matcher, Selector
from sardonyx.query.promql.values import METRIC_NAME, Labels, Vector

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation

_DEFAULT = Matcher(METRIC_NAME, "=", "target_info")
_IDENTIFYING = ("instance", "job")


async def info(run: "Evaluation", node: Call, grid: Grid) -> Vector:
    """info(vector, [selector of info labels]). Where several info series of one target overlap, it is an error."""
    base = await run.vector(node.args[0], grid)
    chosen: tuple[Matcher, ...] = ()
    if len(node.args) > 1:
        selector = node.args[1]
        if not isinstance(selector, Selector) or len(selector.alternatives) != 1:
            raise ExecutionError("expected a label selector as second argument of info()")
        chosen = selector.alternatives[0]
    matchers = chosen if any(one.name == METRIC_NAME for one in chosen) else (_DEFAULT, *chosen)
    found = await run.vector(Selector((matchers,)), grid)
    wanted = {one.name for one in chosen if one.name != METRIC_NAME}
    required = any(not _matches_empty(one) for one in chosen if one.name != METRIC_NAME)
    return _joined(base, found, wanted, required)


def _matches_empty(matcher: Matcher) -> bool:
    return {"=": matcher.value == "", "!=": matcher.value != "", "=~": matcher.value in ("", ".*"), "!~": False}[
        matcher.op
    ]


def _joined(base: Vector, found: Vector, wanted: set[str], required: bool) -> Vector:
    by_target: dict[tuple[str, ...], list[int]] = {}
    for row, labels in enumerate(found.labels):
        by_target.setdefault(_target(labels), []).append(row)
    rows, labels_out, masks = [], [], []
    for row, labels in enumerate(base.labels):
        left = base.present[row].copy()
        is_info = labels.get(METRIC_NAME) == "target_info"
        for other in [] if is_info else by_target.get(_target(labels), []):
            here = base.present[row] & found.present[other]
            if bool((here & ~left).any()):
                raise ExecutionError(f"found duplicate series for info metric: existing {labels!r}")
            left &= ~here
            added = {
                name: value
                for name, value in found.labels[other].items()
                if name != METRIC_NAME and name not in labels and (not wanted or name in wanted)
            }
            rows.append(row)
            labels_out.append({**labels, **added})
            masks.append(here)
        if bool(left.any()) and (is_info or not required):
            rows.append(row)
            labels_out.append(dict(labels))
            masks.append(left)
    if not rows:
        return Vector.empty(base.steps)
    taken = base.rows(np.array(rows, dtype=np.int64)).where(np.array(masks))
    return merged(taken.relabelled(labels_out).without_absent_rows())


def _target(labels: Labels) -> tuple[str, ...]:
    return tuple(labels.get(name, "") for name in _IDENTIFYING)
