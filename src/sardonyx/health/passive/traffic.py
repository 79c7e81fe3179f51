"""Calls of real users by service, from the counts made on the way in: one statement for all monitors."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, FAILED, counts_in, entry, one_of, quantiles_ms, whole_range
from sardonyx.storage.engine import Engine, Limits

WINDOW_SECONDS: Final = 120
LIMITS: Final = Limits(seconds=10.0)
_P95 = 1


@dataclass(frozen=True, slots=True)
class Step:
    """Ten seconds of calls, from `at_s` on."""

    at_s: int
    calls: int
    errors: int


@dataclass(slots=True)
class Traffic:
    """Calls of a service in the window, by steps, and their p95 over all of it."""

    steps: list[Step] = field(default_factory=list)
    p95_ms: float | None = None

    def since(self, at_s: float) -> tuple[int, int]:
        """Calls and failed calls of the steps that began at or after an instant."""
        kept = [step for step in self.steps if step.at_s >= at_s]
        return sum(step.calls for step in kept), sum(step.errors for step in kept)


async def traffic_of(engine: Engine, services: Sequence[str], end_s: int) -> Mapping[tuple[str, str], Traffic]:
    """Traffic by (service, environment), and by (service, "") over all its environments. Raises StorageError."""
    condition = counts_in(whole_range(end_s - WINDOW_SECONDS, end_s), AccessScope.ALL, one_of(services))
    rows = await engine.rows(
        "SELECT ServiceName AS service, Environment AS environment, toUnixTimestamp(Time) AS at_s, "
        f"GROUPING(Environment) AS every, GROUPING(Time) AS whole, sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors, "
        f"{quantiles_ms()} AS ms FROM span_metrics_10s WHERE {condition.sql} AND {entry(condition.sql)} "
        "GROUP BY GROUPING SETS ((ServiceName, Environment, Time), (ServiceName, Environment), (ServiceName, Time), (ServiceName))",
        condition.params,
        limits=LIMITS,
    )
    found: dict[tuple[str, str], Traffic] = defaultdict(Traffic)
    for row in rows:
        if not int(row["every"]) and not row["environment"]:
            continue  # without an environment: in the sum over all
        traffic = found[row["service"], "" if int(row["every"]) else row["environment"]]
        if int(row["whole"]):
            traffic.p95_ms = float(row["ms"][_P95])
        else:
            traffic.steps.append(Step(int(row["at_s"]), int(row["calls"]), int(row["errors"])))
    return dict(found)


__all__ = ["COUNTS_SECONDS", "WINDOW_SECONDS", "Step", "Traffic", "traffic_of"]
