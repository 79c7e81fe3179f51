"""What arrived of each service in a range, from the counts made on the way in."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import counts_in
from sardonyx.query.statement import Condition
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.sources.models import Arrival, Signal
from sardonyx.storage.engine import Engine, Row

MAX_SAMPLES = 10_000_000
"""Samples are counted one by one, so only about as many are read: beyond, those of a part of the series."""

# `metric_series.LastSeen` is exact to an hour.
_SERIES_SLACK_S = 2 * 3600

_SAMPLES = ("metric_samples", "metric_histograms")
_PART = "SeriesId <= {last_id:UInt64}"
_LEAST_PART = 4096

_COUNTS: dict[Signal, tuple[str, str]] = {
    "traces": ("span_metrics_10s", "Calls"),
    "logs": ("log_counts_10s", "Records"),
}


async def arrivals(
    engine: Engine,
    time_range: TimeRange,
    scope: AccessScope,
    *,
    clock: Callable[[], float] = time.time,
    max_samples: int = MAX_SAMPLES,
) -> tuple[list[Arrival], list[str]]:
    """By signal and service, and what there is to say about them. Raises StorageError."""
    found = []
    for signal, (table, count) in _COUNTS.items():
        where = counts_in(time_range, scope)
        rows = await engine.rows(
            f"SELECT ServiceName AS service, toUnixTimestamp(min(Time)) AS first_s, toUnixTimestamp(max(Time)) AS last_s, "
            f"toUnixTimestamp(max(ReceivedTime)) AS received_s, sum({count}) AS records "
            f"FROM {table} WHERE {where.sql} GROUP BY ServiceName ORDER BY ServiceName",
            where.params,
        )
        found += [_arrival(signal, row, time_range, clock()) for row in rows]
    rows, one_in = await _metrics(engine, time_range, scope, max_samples)
    found += [_arrival("metrics", row, time_range, clock(), one_in=one_in) for row in rows]
    return found, [f"samples are estimated from one series in {one_in}"] if one_in > 1 else []


async def _metrics(
    engine: Engine, time_range: TimeRange, scope: AccessScope, max_samples: int
) -> tuple[list[Row], int]:
    """Figures by service, and of how many series one was counted: ids are hashes, so a range of them is a fair part."""
    window = time_range.condition(bucketed=False)
    known = _series(time_range, scope)
    one_in = 1
    while await _to_read(engine, window, one_in) > max_samples and one_in < _LEAST_PART:
        one_in *= 4
    counted = " UNION ALL ".join(
        "SELECT SeriesId, count() AS samples, min(Timestamp) AS first, max(Timestamp) AS last "
        f"FROM {table} WHERE {window.sql} AND {_PART} GROUP BY SeriesId"
        for table in _SAMPLES
    )
    sql = (
        "SELECT service, intDiv(toUnixTimestamp64Milli(minIf(first, samples > 0)), 1000) AS first_s, "
        "intDiv(toUnixTimestamp64Milli(maxIf(last, samples > 0)), 1000) AS last_s, "
        "sum(samples) AS records, uniqExactIf(SeriesId, samples > 0) AS series "
        f"FROM ({known.sql}) AS known {'INNER' if one_in == 1 else 'LEFT'} JOIN ({counted}) AS counted USING (SeriesId) "
        "GROUP BY service ORDER BY service"
    )
    params = {**known.params, **window.params, "last_id": _last_id(one_in)}
    return await engine.rows(sql, params), one_in


async def _to_read(engine: Engine, window: Condition, one_in: int) -> int:
    params = {**window.params, "last_id": _last_id(one_in)}
    rows = [
        row
        for table in _SAMPLES
        for row in await engine.rows(
            f"EXPLAIN ESTIMATE SELECT SeriesId FROM {table} WHERE {window.sql} AND {_PART}", params
        )
    ]
    return sum(int(row["rows"]) for row in rows)


def _last_id(one_in: int) -> int:
    return (1 << 64) // one_in - 1


def _series(time_range: TimeRange, scope: AccessScope) -> Condition:
    """A SELECT of SeriesId and service: those the caller may see that may have samples in the range."""
    params: dict[str, Any] = {
        "service_label": SERVICE_LABEL,
        "environment_label": ENVIRONMENT_LABEL,
        "alive_s": max(0, time_range.start_ns // NS - _SERIES_SLACK_S),
    }
    parts = ["LastSeen >= toDateTime64({alive_s:UInt32}, 3)"]
    for label, allowed, name in (
        ("service_label", scope.services, "scope_services"),
        ("environment_label", scope.environments, "scope_environments"),
    ):
        if allowed is not None:
            parts.append(f"Labels[{{{label}:String}}] IN {{{name}:Array(String)}}")
            params[name] = sorted(allowed)
    # Series of Prometheus name their service by `job` alone; OTLP's is `<namespace>/<name>`.
    by_job = "arrayElement(splitByChar('/', Labels['job']), -1)"
    named = "Labels[{service_label:String}]"
    return Condition(
        f"SELECT SeriesId, any(if({named} != '', {named}, {by_job})) AS service "
        f"FROM metric_series WHERE {' AND '.join(parts)} GROUP BY SeriesId",
        params,
    )


def _arrival(signal: Signal, row: Row, time_range: TimeRange, now: float, *, one_in: int = 1) -> Arrival:
    records = int(row["records"]) * one_in
    seen = records > 0
    return Arrival(
        signal=signal,
        service=str(row["service"]),
        first_seen=_moment(row["first_s"]) if seen else None,
        last_seen=_moment(row["last_s"]) if seen else None,
        last_received=_moment(row["received_s"]) if "received_s" in row else None,
        age_seconds=max(0.0, round(now - int(row["last_s"]), 3)) if seen else None,
        records=records if seen else None,
        records_per_minute=records / time_range.seconds * 60 if seen else None,
        series=int(row["series"]) * one_in if seen and "series" in row else None,
        estimated=one_in > 1,
    )


def _moment(seconds: int | str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
