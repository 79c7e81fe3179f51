"""The catalogue of metrics: what there is, how much of it, who sends it and how often. Read page by page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sardonyx.query.logs.cursor import CursorError
from sardonyx.query.metrics.activity import LIFE_SECONDS, alive_between, each_once, within_scope
from sardonyx.query.metrics.families import with_family
from sardonyx.query.promql.store.reader import moment
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Binder
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine, Params, Row

SortKey = Literal["series", "name"]

# Labels that say who sends a series.
SENDER_LABELS = ("job", "service_name", "instance")
SHOWN_SENDERS = 3
MAX_WORDS = 8

_CURSOR = re.compile(r"(\d{1,20})-(.+)", re.ASCII | re.DOTALL)
# Samples are counted over so long, of so many series of a metric.
_COUNTED_SECONDS = 600
_COUNTED_SERIES = 3
_START, _END = "{start:DateTime64(3,'UTC')}", "{end:DateTime64(3,'UTC')}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which metrics: `words` occur in name or help, `kind` is the type, `source` a sender's job, service or instance.

    `used` are names that count as used; with `unused_only` they are left out.
    """

    words: tuple[str, ...] = ()
    kind: str | None = None
    source: str | None = None
    unused_only: bool = False
    used: Sequence[str] = ()
    sort: SortKey = "series"


@dataclass(frozen=True, slots=True)
class Sender:
    """How many series of a metric carry this value of a label."""

    label: str
    value: str
    series: int


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of the catalogue. Times in epoch milliseconds; `samples_per_day` None when nothing came lately."""

    name: str
    kind: str
    kind_guessed: bool
    unit: str
    help: str
    series: int
    first_seen_ms: int
    last_seen_ms: int
    samples_per_day: int | None
    senders: tuple[Sender, ...]
    sender_counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Metrics, the cursor of the next page ('' for none), and how many there are on all pages."""

    metrics: list[Metric]
    next_cursor: str
    total: int


class MetricInventory:
    """Reads the catalogue within the caller's scope."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def page(self, wanted: Wanted, span: TimeRange, scope: AccessScope, *, limit: int, cursor: str = "") -> Page:
        """Metrics with series alive in the range. Raises CursorError, StorageError."""
        rows = await self._engine.rows(*_page_statement(wanted, span, scope, limit, cursor))
        more, rows = len(rows) > limit, rows[:limit]
        metrics = await self._described(rows, span, scope)
        last = rows[-1] if more else None
        total = int(rows[0]["total"]) if rows else 0
        return Page(metrics, f"{last['series']}-{last['name']}" if last else "", total)

    async def one(self, name: str, span: TimeRange, scope: AccessScope) -> Metric | None:
        """One metric; None when it has no series alive in the range."""
        binder = Binder("one")
        sql, params = _counted(span, scope, f"MetricName = {binder.bind(name)}")
        found = await self._engine.rows(f"SELECT * FROM ({with_family(sql)})", {**params, **binder.params})
        described = await self._described(found, span, scope)
        return described[0] if described else None

    async def _described(self, rows: Sequence[Row], span: TimeRange, scope: AccessScope) -> list[Metric]:
        if not rows:
            return []
        names = [row["name"] for row in rows]
        senders, counts = await self._senders(names, span, scope)
        rates = await self._samples_per_day(rows, span)
        return [
            Metric(
                name=row["name"],
                kind=row["type"],
                kind_guessed=bool(row["type_guessed"]),
                unit=row["unit"],
                help=row["help"],
                series=row["series"],
                first_seen_ms=row["first_seen"],
                last_seen_ms=row["last_seen"],
                samples_per_day=rates.get(row["name"]),
                senders=tuple(senders.get(row["name"], ())),
                sender_counts=counts.get(row["name"], {}),
            )
            for row in rows
        ]

    async def _senders(
        self, names: Sequence[str], span: TimeRange, scope: AccessScope
    ) -> tuple[dict[str, list[Sender]], dict[str, dict[str, int]]]:
        """The values of the senders' labels that most series of each metric have, and how many values there are."""
        condition = within_scope(scope)
        labels = ", ".join(f"('{label}', Labels['{label}'])" for label in SENDER_LABELS)
        once = each_once(
            f"toString(MetricName) AS name, [{labels}] AS pairs",
            f"MetricName IN {{names:Array(String)}} AND {alive_between(_START, _END)} AND {condition.sql}",
        )
        rows = await self._engine.rows(
            "SELECT name, pair.1 AS label, pair.2 AS value, count() AS series, "
            "count() OVER (PARTITION BY name, label) AS distinct_values "
            f"FROM ({once}) ARRAY JOIN pairs AS pair WHERE value != '' GROUP BY name, label, value "
            f"ORDER BY name, label, series DESC, value LIMIT {SHOWN_SENDERS} BY name, label",
            {**condition.params, **instants(span), "names": list(names)},
        )
        senders: dict[str, list[Sender]] = {}
        counts: dict[str, dict[str, int]] = {}
        for row in rows:
            senders.setdefault(row["name"], []).append(Sender(row["label"], row["value"], row["series"]))
            counts.setdefault(row["name"], {})[row["label"]] = row["distinct_values"]
        return senders, counts

    async def _samples_per_day(self, rows: Sequence[Row], span: TimeRange) -> dict[str, int]:
        """An estimate by metric: the samples of a few series in the range's last minutes, times its series."""
        metric_of = {series_id: row for row in rows for series_id in row["some_ids"]}
        counted = await self._engine.rows(
            "SELECT SeriesId, count() AS samples FROM metric_samples WHERE SeriesId IN {ids:Array(UInt64)} "
            f"AND Timestamp > {_END} - INTERVAL {_COUNTED_SECONDS} SECOND AND Timestamp <= {_END} GROUP BY SeriesId",
            {"ids": list(metric_of), **instants(span)},
        )
        sums: dict[str, int] = {}
        for found in counted:
            name = metric_of[found["SeriesId"]]["name"]
            sums[name] = sums.get(name, 0) + found["samples"]
        per_day = 86_400 / _COUNTED_SECONDS
        by_name = {row["name"]: row for row in rows}
        return {
            name: round(samples / len(by_name[name]["some_ids"]) * by_name[name]["series"] * per_day)
            for name, samples in sums.items()
        }


def instants(span: TimeRange) -> Params:
    """The parameters `start` and `end`."""
    return {"start": moment(span.start_ns // 1_000_000), "end": moment(span.end_ns // 1_000_000)}


def _counted(span: TimeRange, scope: AccessScope, *conditions: str) -> tuple[str, Params]:
    """A SELECT of name, series, first_seen, last_seen, some_ids by metric. Times are those of all its series, also of dead
    ones; a metric without any alive in the range is left out."""
    condition = within_scope(scope)
    alive = alive_between(_START, _END)
    recent = f"LastSeen >= {_END} - INTERVAL {LIFE_SECONDS} SECOND"
    where = " AND ".join([condition.sql, *conditions])
    sql = (
        f"SELECT toString(MetricName) AS name, uniqExactIf(SeriesId, {alive}) AS series, "
        "toUnixTimestamp64Milli(min(FirstSeen)) AS first_seen, toUnixTimestamp64Milli(max(LastSeen)) AS last_seen, "
        f"groupUniqArrayIf({_COUNTED_SERIES})(SeriesId, {alive} AND {recent}) AS some_ids "
        f"FROM metric_series WHERE {where} GROUP BY MetricName HAVING series > 0"
    )
    return sql, {**condition.params, **instants(span)}


def _page_statement(
    wanted: Wanted, span: TimeRange, scope: AccessScope, limit: int, cursor: str
) -> tuple[str, dict[str, Any]]:
    binder = Binder("page")
    before = []
    if wanted.unused_only:
        before.append(f"MetricName NOT IN {binder.bind(list(wanted.used), 'Array(String)')}")
    if wanted.source is not None:
        value = binder.bind(wanted.source)
        named = " OR ".join(f"Labels['{label}'] = {value}" for label in SENDER_LABELS)
        before.append(f"has(mapValues(Labels), {value}) AND ({named})")
    sql, params = _counted(span, scope, *before)
    after = [f"positionCaseInsensitiveUTF8(concat(name, ' ', help), {binder.bind(word)}) > 0" for word in wanted.words]
    if wanted.kind is not None:
        after.append(f"type = {binder.bind(wanted.kind)}")
    order = "series DESC, name" if wanted.sort == "series" else "name"
    beyond = _beyond(cursor, wanted.sort, binder) if cursor else "1"
    return (
        f"SELECT * FROM (SELECT *, count() OVER () AS total FROM ({with_family(sql)}) "
        f"WHERE {' AND '.join(after) or '1'}) WHERE {beyond} ORDER BY {order} LIMIT {int(limit) + 1}",
        {**params, **binder.params},
    )


def _beyond(cursor: str, sort: SortKey, binder: Binder) -> str:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise CursorError(f"{cursor[:80]!r} is no cursor: use one from an earlier answer unchanged")
    series, name = binder.bind(int(match[1]), "UInt64"), binder.bind(match[2])
    if sort == "name":
        return f"name > {name}"
    return f"(series < {series} OR (series = {series} AND name > {name}))"
