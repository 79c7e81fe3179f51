"""Which steps of a query are answered from rollups.

Those whose window begins before samples are kept, because there is nothing else; and, when every window begins and ends with
a bucket, all steps of functions that give the same from buckets as from samples: then it is only faster.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sardonyx.query.promql.grid import Grid
from sardonyx.storage.rollups.rows import BUCKET_MS

if TYPE_CHECKING:
    from sardonyx.query.promql.evaluate import Evaluation

# Below these, samples are read about as fast as rollups.
LEAST_RANGE_MS = 30 * 60 * 1000
LEAST_STEP_MS = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Split:
    """The first steps, from rollups of up to `rolled_until_ms`, and those after them, from samples; either may be none."""

    rolled: Grid | None
    raw: Grid | None
    rolled_until_ms: int = 0


async def split(run: "Evaluation", instants: Grid, range_ms: int, *, exact: bool) -> Split:
    """How to evaluate windows of `range_ms` that end at `instants`. `exact`: the function loses nothing by rollups."""
    limits = run.reader.limits
    if not run.push or limits.raw_kept_ms is None:
        return Split(None, instants)
    kept_from = round(time.time() * 1000) - limits.raw_kept_ms
    needed = _steps_before(instants, kept_from + range_ms)
    faster = exact and _whole_buckets(instants, range_ms) and _worthwhile(instants, range_ms)
    if not needed and not faster:
        return Split(None, instants)
    rolled_until = await run.reader.rolled_until_ms()
    if rolled_until is None:
        return Split(None, instants)
    count = instants.count if faster else needed
    rest = Grid(instants.start_ms + count * instants.step_ms, instants.step_ms, instants.count - count)
    return Split(
        Grid(instants.start_ms, instants.step_ms, count) if count else None, rest if rest.count else None, rolled_until
    )


def _steps_before(instants: Grid, time_ms: int) -> int:
    """How many instants are before a time."""
    return min(max(-((instants.start_ms - time_ms) // max(instants.step_ms, 1)), 0), instants.count)


def _whole_buckets(instants: Grid, range_ms: int) -> bool:
    step = instants.step_ms if instants.count > 1 else 0
    return not any(time % BUCKET_MS for time in (instants.start_ms, step, range_ms))


def _worthwhile(instants: Grid, range_ms: int) -> bool:
    return range_ms >= LEAST_RANGE_MS or (instants.count > 1 and instants.step_ms >= LEAST_STEP_MS)
