"""The services that send: their figures over a range and over the period of the same length before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, FAILED, counts_in, entry, quantiles_ms, ratio
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits


@dataclass(slots=True)
class Red:
    """Requests, errors and durations over a period; see `counts.entry` for what a request is. Figures are None without
    requests."""

    calls: int = 0
    errors: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None

    @property
    def error_ratio(self) -> float | None:
        """Failed requests per request."""
        return ratio(self.errors, self.calls)

    @staticmethod
    def of(row: dict[str, Any], suffix: str = "") -> "Red":
        """From the columns calls, errors and ms, each with the suffix."""
        calls = int(row[f"calls{suffix}"])
        if not calls:
            return Red()
        return Red(calls, int(row[f"errors{suffix}"]), *row[f"ms{suffix}"])


@dataclass(slots=True)
class ServiceFigures:
    """One service. `spans` counts all its spans, `now` and `before` its requests; `logs` counts records by level,
    `log_errors_before` those of ERROR and FATAL in the period before. Times are epoch seconds."""

    name: str
    spans: int = 0
    now: Red = field(default_factory=Red)
    before: Red = field(default_factory=Red)
    version: str = ""
    environments: set[str] = field(default_factory=set)
    logs: dict[str, int] = field(default_factory=dict)
    log_errors_before: int = 0
    first_seen_s: int | None = None
    last_seen_s: int | None = None

    def saw(self, first_s: int, last_s: int, environments: Iterable[str]) -> None:
        """Take in when and where it was seen."""
        self.first_seen_s = first_s if self.first_seen_s is None else min(self.first_seen_s, first_s)
        self.last_seen_s = last_s if self.last_seen_s is None else max(self.last_seen_s, last_s)
        self.environments |= {name for name in environments if name}


@dataclass(frozen=True, slots=True)
class AllFigures:
    """Services by name, and the requests of all of them together: one that passes three services counts three times."""

    services: list[ServiceFigures]
    now: Red
    before: Red


async def services(
    engine: Engine, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> AllFigures:
    """All services with spans or records in the range (widened to whole ten seconds)."""
    wide = time_range.aligned(COUNTS_SECONDS)
    both = TimeRange(max(0, 2 * wide.start_ns - wide.end_ns), wide.end_ns)
    condition = counts_in(both, scope)
    params = {**condition.params, "split_s": wide.start_ns // NS}
    found: dict[str, ServiceFigures] = {}
    now = before = Red()
    for row in await engine.rows(_spans_sql(condition.sql), params, limits=limits):
        if int(row["all_services"]):
            now, before = Red.of(row), Red.of(row, "_before")
            continue
        figures = _of(found, row)
        figures.spans = int(row["spans"])
        figures.version = row["version"]
        figures.now, figures.before = Red.of(row), Red.of(row, "_before")
    for row in await engine.rows(_logs_sql(condition.sql), params, limits=limits):
        figures = _of(found, row)
        figures.logs = {str(level): int(records) for level, records in row["levels"] if int(records)}
        figures.log_errors_before = int(row["errors_before"])
    return AllFigures([found[name] for name in sorted(found)], now, before)


def _of(found: dict[str, ServiceFigures], row: dict[str, Any]) -> ServiceFigures:
    figures = found.setdefault(row["service"], ServiceFigures(row["service"]))
    figures.saw(int(row["first_s"]), int(row["last_s"]), row["environments"])
    return figures


_NOW = "Time >= toDateTime({split_s:UInt32})"
_SEEN = (
    f"toUnixTimestamp(minIf(Time, {_NOW})) AS first_s, toUnixTimestamp(max(Time)) AS last_s, "
    f"groupUniqArrayIf(Environment, {_NOW}) AS environments"
)


def _spans_sql(where: str) -> str:
    now, before = f"{_NOW} AND is_entry", f"NOT {_NOW} AND is_entry"
    return f"""
WITH {entry(where)} AS is_entry
SELECT ServiceName AS service, grouping(ServiceName) AS all_services, sumIf(Calls, {_NOW}) AS spans,
  sumIf(Calls, {now}) AS calls, sumIf(Calls, {now} AND {FAILED}) AS errors, {quantiles_ms(now)} AS ms,
  sumIf(Calls, {before}) AS calls_before, sumIf(Calls, {before} AND {FAILED}) AS errors_before,
  {quantiles_ms(before)} AS ms_before,
  argMaxIf(ServiceVersion, Time, ServiceVersion != '' AND {_NOW}) AS version, {_SEEN}
FROM span_metrics_10s WHERE {where} GROUP BY GROUPING SETS ((ServiceName), ()) HAVING spans > 0"""


def _logs_sql(where: str) -> str:
    levels = f"sumMapIf([toString(Level)], [toUInt64(Records)], {_NOW})"
    return f"""
SELECT ServiceName AS service, arrayZip(({levels} AS by_level).1, by_level.2) AS levels,
  sumIf(Records, NOT {_NOW} AND Level IN ('ERROR', 'FATAL')) AS errors_before, {_SEEN}
FROM log_counts_10s WHERE {where} GROUP BY service HAVING countIf({_NOW}) > 0"""
