"""Which spans are read where all of them would be too many: whole traces, chosen by a hash of their id.

Self times and calls between services need parents and children side by side, which the counts do not have. The sample
bounds that work: at most about SAMPLE spans are joined, of at most about CANDIDATES looked at; where a range holds more, its
latest part stands for it.
"""

from dataclasses import dataclass

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, counts_in
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

SAMPLE = 15_000
CANDIDATES = 150_000


@dataclass(frozen=True, slots=True)
class TraceSample:
    """One trace in `every` of a range. Figures of sums are estimates: times `every`."""

    time_range: TimeRange
    scope: AccessScope
    every: int
    whole: bool
    """Whether nothing was left out."""

    @property
    def condition(self) -> Condition:
        """Rows of otel_traces."""
        chosen = Condition.TRUE
        if self.every > 1:
            chosen = Condition("cityHash64(TraceId) % {every:UInt32} = 0", {"every": self.every})
        return Condition.all_of(self.time_range.condition(), self.scope.condition(), Condition("TraceId != ''"), chosen)


async def sample_of(
    engine: Engine,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    sample: int = SAMPLE,
    candidates: int = CANDIDATES,
    limits: Limits = INTERACTIVE,
) -> TraceSample:
    """The sample of a range, sized by the counts of its spans."""
    condition = counts_in(time_range.aligned(COUNTS_SECONDS), scope)
    rows = await engine.rows(
        "SELECT toUnixTimestamp(Time) AS at, sum(Calls) AS spans FROM ("
        "SELECT toStartOfMinute(Time) AS Time, Calls FROM span_metrics_10s "
        f"WHERE {condition.sql}) GROUP BY at ORDER BY at DESC",
        condition.params,
        limits=limits,
    )
    spans, start_ns = 0, time_range.start_ns
    for row in rows:
        if spans and spans + int(row["spans"]) > candidates:
            break
        spans += int(row["spans"])
        start_ns = max(time_range.start_ns, int(row["at"]) * NS)
    else:
        start_ns = time_range.start_ns
    every = -(-spans // sample) if spans > sample else 1
    return TraceSample(
        TimeRange(start_ns, time_range.end_ns), scope, every, every == 1 and start_ns == time_range.start_ns
    )
