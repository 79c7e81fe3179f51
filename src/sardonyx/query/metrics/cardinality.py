"""How many series there are, where they are, which metrics grow, and which of their labels makes them grow.

"Now" is the end of the range: a series counts while it is alive then. Before the first series was seen nothing is known, so
growth over a period that reaches back further is None.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sardonyx.query.metrics.activity import alive_at, each_once, within_scope
from sardonyx.query.metrics.inventory import instants
from sardonyx.query.metrics.one_metric import MetricLabel, labels_of
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import Engine, Params, Row

HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
EXPLAINED = 5
# A label explains growth when without it at most this part of the series would be left.
_EXPLAINING_SHARE = 0.5
# Labels with nearly as many values as the one that explains go with it (a user's id and his session's).
_TOGETHER_SHARE = 0.8
_MOST_PAIRS = 50_000
_END = "{end:DateTime64(3,'UTC')}"


@dataclass(frozen=True, slots=True)
class Totals:
    """Series alive at the end, then an hour and a day before (None: not known yet), and those first seen within the hour."""

    series: int
    hour_ago: int | None
    day_ago: int | None
    new_last_hour: int
    metrics: int


@dataclass(frozen=True, slots=True)
class MetricCount:
    """The same of one metric."""

    name: str
    series: int
    hour_ago: int | None
    day_ago: int | None
    new_last_hour: int

    @property
    def grown(self) -> int:
        """By how many series it has grown since the hour, or the day, whichever says more."""
        return max([self.series - before for before in (self.hour_ago, self.day_ago) if before is not None], default=0)


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A label: how many values, and how many series have it."""

    name: str
    values: int
    series: int


@dataclass(frozen=True, slots=True)
class PairCount:
    """A label value and the series that have it."""

    name: str
    value: str
    series: int


@dataclass(frozen=True, slots=True)
class TargetCount:
    """Series by who sends them; '' where a label is missing."""

    job: str
    service: str
    instance: str
    series: int
    metrics: int


@dataclass(frozen=True, slots=True)
class Explosion:
    """Why a metric has so many series. `label` is the one whose values multiply them, None when no single one does;
    `together_with` are labels that change with it. `labels` are those with most values."""

    metric: MetricCount
    label: MetricLabel | None
    together_with: tuple[str, ...]
    labels: tuple[MetricLabel, ...]


@dataclass(frozen=True, slots=True)
class Cardinality:
    """The whole answer; lists have at most `limit` items, the largest first."""

    totals: Totals
    metrics: list[MetricCount]
    growing: list[MetricCount]
    labels: list[LabelCount]
    pairs: list[PairCount]
    targets: list[TargetCount]
    explosions: list[Explosion]


async def cardinality(
    engine: Engine, span: TimeRange, scope: AccessScope, *, limit: int, also_explain: Sequence[str] = ()
) -> Cardinality:
    """Count at the end of `span`; `also_explain` names metrics to look into besides those that grow fastest."""
    reads = _Reads(engine, span, scope, limit)
    rows, pairs, targets = await asyncio.gather(reads.metrics(), reads.pairs(), reads.targets())
    known_since = min((row["first_seen_s"] for row in rows), default=0)
    counts = [_metric_count(row, span.end_ns // NS - known_since) for row in rows]
    growing = sorted((one for one in counts if one.grown > 0), key=lambda one: (-one.grown, one.name))[:limit]
    explained = _to_explain(counts, growing, also_explain)
    found = await labels_of(engine, [one.name for one in explained], _at_end(span), scope) if explained else {}
    return Cardinality(
        totals=_totals(counts),
        metrics=sorted(counts, key=lambda one: (-one.series, one.name))[:limit],
        growing=growing,
        labels=_labels(pairs)[:limit],
        pairs=[PairCount(row["label"], row["value"], row["found"]) for row in pairs[:limit]],
        targets=[
            TargetCount(row["job"], row["service"], row["instance"], row["series"], row["metrics"]) for row in targets
        ],
        explosions=[_explosion(one, found.get(one.name, [])) for one in explained],
    )


class _Reads:
    """The statements, over series alive at the end."""

    def __init__(self, engine: Engine, span: TimeRange, scope: AccessScope, limit: int) -> None:
        self._engine = engine
        condition = within_scope(scope)
        self._params: Params = {**condition.params, **instants(span), "limit": limit}
        self._scope, self._alive = condition.sql, f"{alive_at(_END)} AND {condition.sql}"

    async def metrics(self) -> list[Row]:
        """Of each metric the series alive now, an hour ago, a day ago, and those not seen before the last hour."""
        hour, day = (f"{_END} - INTERVAL {seconds} SECOND" for seconds in (HOUR_SECONDS, DAY_SECONDS))
        by_series = (
            f"SELECT any(MetricName) AS metric, max({alive_at(_END)}) AS now, max({alive_at(hour)}) AS hour, "
            f"max({alive_at(day)}) AS day, min(FirstSeen) AS first FROM metric_series "
            f"WHERE {self._scope} GROUP BY SeriesId"
        )
        return await self._engine.rows(
            "SELECT toString(metric) AS name, countIf(now) AS series, countIf(hour) AS hour_ago, "
            f"countIf(day) AS day_ago, countIf(now AND first > {hour}) AS new_last_hour, "
            f"toUnixTimestamp(toDateTime(min(first))) AS first_seen_s FROM ({by_series}) GROUP BY metric",
            self._params,
            settings={"max_threads": 1},  # merging the groups of several takes longer than making them
        )

    async def pairs(self) -> list[Row]:
        """The values most series have of each label, with the label's own figures in each row."""
        once = each_once("mapKeys(Labels) AS keys, mapValues(Labels) AS texts", self._alive)
        return await self._engine.rows(
            "SELECT label, value, found, count() OVER (PARTITION BY label) AS distinct_values, "
            "sum(found) OVER (PARTITION BY label) AS series FROM "
            f"(SELECT label, value, count() AS found FROM ({once}) "
            "ARRAY JOIN keys AS label, texts AS value GROUP BY label, value) "
            f"ORDER BY found DESC, label, value LIMIT {{limit:UInt32}} BY label LIMIT {_MOST_PAIRS}",
            self._params,
        )

    async def targets(self) -> list[Row]:
        """Who sends how many."""
        once = each_once(
            "MetricName, Labels['job'] AS job, Labels['service_name'] AS service, Labels['instance'] AS instance",
            self._alive,
        )
        return await self._engine.rows(
            f"SELECT job, service, instance, count() AS series, uniqExact(MetricName) AS metrics FROM ({once}) "
            "GROUP BY job, service, instance ORDER BY series DESC, job, service, instance LIMIT {limit:UInt32}",
            self._params,
        )


def explaining(labels: Sequence[MetricLabel], series: int) -> tuple[MetricLabel | None, tuple[str, ...]]:
    """The label that makes `series` so many, and those that change with it.

    Without it few series would be left. Where two change together, leaving one out changes nothing: then it is the one with
    the most values, if these are about as many as the series.
    """
    if not labels:
        return None, ()
    best = min(labels, key=lambda label: (label.series_without, -label.values, label.name))
    if best.values > 1 and best.series_without <= series * _EXPLAINING_SHARE:
        return best, ()
    first = max(labels, key=lambda label: (label.values, label.name))
    if first.values < 2 or first.values < series * _EXPLAINING_SHARE:
        return None, ()
    alike = (label.name for label in labels if label is not first and label.values >= first.values * _TOGETHER_SHARE)
    return first, tuple(sorted(alike))


def _explosion(metric: MetricCount, labels: Sequence[MetricLabel]) -> Explosion:
    label, together = explaining(labels, metric.series)
    return Explosion(metric, label, together, tuple(labels[:EXPLAINED]))


def _to_explain(
    counts: Sequence[MetricCount], growing: Sequence[MetricCount], also: Sequence[str]
) -> Sequence[MetricCount]:
    wanted: Mapping[str, MetricCount] = {one.name: one for one in growing[:EXPLAINED]}
    named = {one.name: one for one in counts if one.name in set(also)}
    return list({**named, **wanted}.values())


def _labels(pairs: Sequence[Row]) -> list[LabelCount]:
    found = {row["label"]: LabelCount(row["label"], row["distinct_values"], row["series"]) for row in pairs}
    return sorted(found.values(), key=lambda one: (-one.values, one.name))


def _totals(counts: Sequence[MetricCount]) -> Totals:
    def added(values: Sequence[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    return Totals(
        series=sum(one.series for one in counts),
        hour_ago=added([one.hour_ago for one in counts]),
        day_ago=added([one.day_ago for one in counts]),
        new_last_hour=sum(one.new_last_hour for one in counts),
        metrics=sum(one.series > 0 for one in counts),
    )


def _metric_count(row: Row, known_seconds: int) -> MetricCount:
    return MetricCount(
        name=row["name"],
        series=row["series"],
        hour_ago=row["hour_ago"] if known_seconds >= HOUR_SECONDS else None,
        day_ago=row["day_ago"] if known_seconds >= DAY_SECONDS else None,
        new_last_hour=row["new_last_hour"],
    )


def _at_end(span: TimeRange) -> TimeRange:
    return TimeRange(span.end_ns - 1, span.end_ns)
