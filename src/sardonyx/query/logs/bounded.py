"""Questions whose cost nobody knows before: they end within their time and memory, with as much as they found.

A grouping spills to disk from a part of its memory on. When that is not enough it is asked again, counting only the groups
that are met first. When time is up, the newest part of the range is asked alone. Both are said in a notice, with what to do.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from sardonyx.query.result import JsonResult, read_json
from sardonyx.query.time_range import NS, TimeRange, to_iso
from sardonyx.storage.engine import Engine, Limits, Params, Settings
from sardonyx.storage.errors import QueryMemory, QueryTimeout

ANALYSIS = Limits(seconds=30.0)
"""Of one question; its memory is the engine's own limit for a query unless a caller says less."""

OUT_OF_TIME = (
    "the whole range takes longer than a query may: the figures are of the newest part of it, from {since}; choose a shorter "
    "range or add a service, level or word to the search"
)
OUT_OF_MEMORY = (
    "there are more different values than fit into the memory of a query: only the first {groups:,} that were met are counted; "
    "group by fewer or coarser fields, choose a shorter range or add a filter"
)
_GROUPS_KEPT = 10_000
_SMALL: Settings = {
    "max_threads": 1,
    "max_block_size": 8192,
    "max_read_buffer_size": 65_536,
    "max_read_buffer_size_local_fs": 65_536,
    "max_bytes_before_external_group_by": 0,
    "max_bytes_ratio_before_external_group_by": 0.0,
}
_FIRST_SHARE = 0.7  # of the time; the rest is for the newest part
_NEWEST_PART = 32
_MEMORY_OF_THREAD = 256 << 20  # each has groups of its own

Build = Callable[[TimeRange], tuple[str, Params]]


@dataclass(frozen=True, slots=True)
class Bounded:
    """What was found, and in which way it is not all."""

    result: JsonResult
    notices: tuple[str, ...] = ()


async def read_bounded(engine: Engine, whole: TimeRange, build: Build, *, limits: Limits = ANALYSIS) -> Bounded:
    """Run the SELECT that `build` makes for a range. Raises QueryTimeout and QueryMemory when not even a part can be had."""
    if limits.seconds is None:
        return await _fitting(engine, *build(whole), limits)
    try:
        return await _fitting(engine, *build(whole), limits.with_seconds(limits.seconds * _FIRST_SHARE))
    except QueryTimeout:
        newest = TimeRange(whole.end_ns - max((whole.end_ns - whole.start_ns) // _NEWEST_PART, 1), whole.end_ns)
        part = await _fitting(engine, *build(newest), limits.with_seconds(limits.seconds * (1 - _FIRST_SHARE)))
        since = to_iso(newest.start_ns // NS * NS)
        return Bounded(part.result, (OUT_OF_TIME.format(since=since), *part.notices))


def spilling(limits: Limits) -> Settings:
    """Settings that let a statement use the disk before its memory ends."""
    if limits.memory_bytes is None:
        return {}
    part = limits.memory_bytes // 4  # what was spilled is merged in the rest
    return {
        "max_bytes_before_external_group_by": part,
        "group_by_two_level_threshold_bytes": part // 2,
        "max_bytes_before_external_sort": part,
        "max_threads": max(1, min(limits.memory_bytes // _MEMORY_OF_THREAD, os.cpu_count() or 1)),
    }


async def _fitting(engine: Engine, sql: str, params: Params, limits: Limits) -> Bounded:
    try:
        return Bounded(await read_json(engine, sql, params, limits=limits, settings=spilling(limits)))
    except QueryMemory:
        first = {**_SMALL, "max_rows_to_group_by": _GROUPS_KEPT, "group_by_overflow_mode": "any"}
        result = await read_json(engine, sql, params, limits=limits, settings=first)
        return Bounded(result, (OUT_OF_MEMORY.format(groups=_GROUPS_KEPT),))
