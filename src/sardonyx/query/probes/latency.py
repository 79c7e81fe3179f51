"""How long checks of one monitor took, in steps of time."""

from dataclasses import dataclass, field

import msgspec

from sardonyx.query.probes.results import of_monitor
from sardonyx.query.result import read_json
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MAX_STEPS = 1500
_SHOWN_STEPS = 180
_NICE_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


class _Step(msgspec.Struct):
    at: int
    took: list[float]
    longest: float
    ended: int
    failures: int
    phases: dict[str, float]


@dataclass(slots=True)
class Latency:
    """`points`: epoch second, median, 95th percentile, longest, in seconds, of checks that did not fail; `phases`: the mean of each
    by its name; `failures`: how many failed, where any did."""

    step_seconds: int
    points: list[tuple[int, float, float, float]] = field(default_factory=list)
    phases: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    failures: list[tuple[int, int]] = field(default_factory=list)


def step_for(time_range: TimeRange, wanted: int | None = None) -> int:
    """A step in seconds: the one wanted if it gives at most MAX_STEPS, else one that suits a chart."""
    if wanted is not None and time_range.seconds / wanted <= MAX_STEPS:
        return wanted
    smallest = time_range.seconds / (_SHOWN_STEPS if wanted is None else MAX_STEPS)
    return next((nice for nice in _NICE_SECONDS if nice >= smallest), _NICE_SECONDS[-1])


async def find_latency(
    engine: Engine,
    monitor_id: str,
    time_range: TimeRange,
    scope: AccessScope,
    step_seconds: int,
    *,
    limits: Limits = INTERACTIVE,
) -> Latency:
    """The range in steps; steps without a check are left out. Raises StorageError."""
    where = of_monitor(monitor_id, time_range.aligned(step_seconds), scope)
    sql = (
        "SELECT intDiv(toUnixTimestamp(toDateTime(Time)), {step:UInt32}) * {step:UInt32} AS at, "
        "arrayMap(each -> if(isNaN(each), 0, each), quantilesIf(0.5, 0.95)(Seconds, Outcome != 'down')) AS took, "
        "maxIf(Seconds, Outcome != 'down') AS longest, countIf(Outcome != 'down') AS ended, "
        "countIf(Outcome = 'down') AS failures, "
        "avgMapIf(CAST(Phases, 'Map(String, Float64)'), Outcome != 'down') AS phases "
        f"FROM (SELECT Time, Outcome, Seconds, Phases FROM probe_results WHERE {where.sql} LIMIT 1 BY Time, Vantage) "
        "GROUP BY at ORDER BY at"
    )
    found = await read_json(engine, sql, {**where.params, "step": step_seconds}, limits=limits)
    latency = Latency(step_seconds)
    for row in found.rows:
        step = msgspec.json.decode(row, type=_Step, strict=False)
        if step.ended:
            latency.points.append((step.at, step.took[0], step.took[1], step.longest))
        if step.failures:
            latency.failures.append((step.at, step.failures))
        for name, seconds in step.phases.items():
            latency.phases.setdefault(name, []).append((step.at, seconds))
    return latency
