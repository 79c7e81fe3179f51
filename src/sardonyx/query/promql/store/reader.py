"""One query's way to the engine: its scope, limits and what it has read so far.

Times in milliseconds. Windows are left-open and right-closed, `(after, until]`, as in Prometheus 3.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import msgspec
import numpy as np

from sardonyx.query.promql.errors import ParseError, QueryCanceled, QueryTimedOut, StoreUnavailable, TooMuch
from sardonyx.query.promql.limits import QueryLimits
from sardonyx.query.promql.selecting import BadPattern
from sardonyx.query.promql.store import histograms, native, series_cache
from sardonyx.query.promql.store.known import KnownSeries
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.tree import Matcher, Selector
from sardonyx.query.promql.values import METRIC_NAME, Indexes, Labels, Mask, Notes, Samples
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import Engine, Limits, Params, Settings
from sardonyx.storage.errors import QueryCancelled, QueryError, QueryMemory, QueryTimeout, StorageError

_SERIES_ROW = msgspec.json.Decoder(list[tuple[str, str, dict[str, str], int, int]])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS, _LAST_MS = 0, 9_000_000_000_000
# Series are written again once an hour at most, and a segment may wait: their life is known to this much only.
_LIFE_SLACK_MS = 3 * 3600 * 1000
_BOUND_IDS = 5_000
_MOST_NAMES = 16
_TOO_MANY_ROWS = 158
_BAD_REGEXP = 427
_WINDOW = "Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')}"


@dataclass(frozen=True, slots=True)
class FoundSeries:
    """The series of a selector, ordered by id. `condition` finds the same ones in metric_series.

    `native`: some have native histograms in the window they were looked for.
    """

    ids: "np.ndarray[Any, np.dtype[np.uint64]]"
    labels: list[Labels]
    deltas: Mask
    condition: Condition
    native: bool = False

    def __len__(self) -> int:
        return len(self.labels)

    def where(self) -> Condition:
        """A condition on SeriesId for the tables of samples; it may let through a few series found since."""
        if len(self) <= _BOUND_IDS:
            return Condition("SeriesId IN {series_ids:Array(UInt64)}", {"series_ids": self.ids.tolist()})
        return Condition(
            f"SeriesId IN (SELECT SeriesId FROM metric_series WHERE {self.condition.sql})", self.condition.params
        )

    def rows_of(self, ids: "np.ndarray[Any, np.dtype[np.uint64]]") -> tuple[Indexes, Mask]:
        """The row of each id, and whether it is one of these series."""
        rows = np.searchsorted(self.ids, ids).clip(max=max(len(self) - 1, 0))
        return rows, self.ids[rows] == ids


class Reader:
    """Reads for one query. Raises errors of `promql.errors` only."""

    def __init__(self, engine: Engine, scope: AccessScope, limits: QueryLimits, notes: Notes) -> None:
        self._engine = engine
        self.scope = scope
        self.limits = limits
        self.notes = notes
        self._deadline = monotonic() + limits.seconds
        self.samples_read = 0
        self._rolled_until_ms: int | None = None
        self._series: dict[tuple[Selector, int, int], FoundSeries] = {}

    async def series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        """The series that may have samples in the window."""
        plain = Selector(selector.alternatives)
        key = (plain, after_ms, until_ms)
        if key not in self._series:
            found = await self._known_series(plain, after_ms, until_ms)
            if found is None:
                found = await self._find_series(plain, after_ms, until_ms)
            if found.native:
                found = replace(found, native=await self._has_histograms(found, after_ms, until_ms))
            self._series[key] = found
        return self._series[key]

    async def _has_histograms(self, series: FoundSeries, after_ms: int, until_ms: int) -> bool:
        where = series.where()
        params = {**where.params, "after": moment(after_ms), "until": moment(until_ms)}
        source = f"FROM metric_histograms WHERE {where.sql} AND {_WINDOW} LIMIT 1"
        return bool(await self.rows(f"SELECT 1 AS found {source}", params))

    async def _known_series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries | None:
        """The same as `_find_series`, from series in memory; None where these can't tell."""
        by_name: dict[str, list[Sequence[Matcher]]] = {}
        for matchers in selector.alternatives:
            name = next(
                (one.value for one in matchers if one.name == METRIC_NAME and one.op == "="), series_cache.EVERY
            )
            by_name.setdefault(name, []).append(matchers)
        if len(by_name) > _MOST_NAMES:
            return None
        if series_cache.EVERY in by_name:
            by_name = {series_cache.EVERY: list(selector.alternatives)}
        cache = series_cache.of_engine(self._engine)
        alive_from, alive_until = after_ms - _LIFE_SLACK_MS, until_ms + _LIFE_SLACK_MS
        parts: list[tuple[KnownSeries, Indexes]] = []
        for name, alternatives in by_name.items():
            known = await cache.series_of(name, alive_from, self._lines)
            if known is None:
                return None
            try:
                parts.append((known, known.selected(alternatives, self.scope, alive_from, alive_until)))
            except BadPattern:
                return None  # the engine's words are better
        self._refuse_too_many(sum(len(rows) for _, rows in parts))
        ids = np.concatenate([known.ids[rows] for known, rows in parts])
        labels = [known.labels[row] for known, rows in parts for row in rows.tolist()]
        deltas = np.concatenate([known.deltas[rows] for known, rows in parts])
        if len(parts) > 1:
            order = np.argsort(ids)
            ids, labels, deltas = ids[order], [labels[row] for row in order.tolist()], deltas[order]
        native = bool(labels) and await cache.any_histograms(self._lines)
        return FoundSeries(ids, labels, deltas, series_condition(selector, self.scope), native=native)

    async def _lines(self, sql: str, params: Params) -> bytes:
        return await self.raw(sql, params, fmt="JSONCompactEachRow")

    def _refuse_too_many(self, series: int) -> None:
        if series > self.limits.max_series:
            raise TooMuch(
                f"the query selects more than {self.limits.max_series} series, the most allowed: add label matchers"
            )

    async def _find_series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        """`native` says only whether there are histograms at all: most stores have none, and need not be asked again."""
        condition = series_condition(selector, self.scope)
        params: dict[str, Any] = {
            **condition.params,
            "life_start": moment(after_ms - _LIFE_SLACK_MS),
            "life_end": moment(until_ms + _LIFE_SLACK_MS),
            "most": self.limits.max_series + 1,
        }
        sql = (
            "SELECT toString(SeriesId), any(MetricName), any(Labels), max(Temporality), "
            "(SELECT count() FROM metric_histograms) > 0 FROM metric_series "
            f"WHERE {condition.sql} GROUP BY SeriesId "
            "HAVING max(LastSeen) >= {life_start:DateTime64(3,'UTC')} AND min(FirstSeen) <= {life_end:DateTime64(3,'UTC')} "
            "LIMIT {most:UInt64}"
        )
        data = await self.raw(sql, params, fmt="JSONCompactEachRow")
        rows = _SERIES_ROW.decode(b"[" + b",".join(data.splitlines()) + b"]")
        self._refuse_too_many(len(rows))
        ids = np.array([int(row[0]) for row in rows], dtype=np.uint64)
        order = np.argsort(ids)
        labels: list[Labels] = []
        for i in order.tolist():
            _, name, found, _, _ = rows[i]
            labels.append({METRIC_NAME: name, **found} if name else found)
        deltas = np.array([row[3] for row in rows], dtype=np.int64)[order] == 1
        return FoundSeries(ids[order], labels, deltas, condition, native=bool(rows and rows[0][4]))

    async def rolled_until_ms(self) -> int | None:
        """The end of the last bucket of `metric_rollups`; None without any."""
        if self._rolled_until_ms is None:
            (row,) = await self.rows("SELECT toUnixTimestamp(max(Bucket)) AS until FROM metric_rolled_buckets", {})
            self._rolled_until_ms = int(row["until"]) * 1000
        return self._rolled_until_ms or None

    async def samples(self, series: FoundSeries, after_ms: int, until_ms: int) -> Samples:
        """All samples of the window, staleness markers included, one per instant and series."""
        count = len(series)
        if not count or until_ms <= after_ms:
            return Samples(series.labels, *_no_rows(count), deltas=series.deltas)
        where = series.where()
        params: dict[str, Any] = {**where.params, "after": moment(after_ms), "until": moment(until_ms)}
        source = f"FROM metric_samples WHERE {where.sql} AND {_WINDOW}"
        sql = f"SELECT SeriesId, Timestamp, Value {source} ORDER BY SeriesId, Timestamp"
        data = await self.bounded(sql, source, params)
        ids, times, values = native.joined(data, ("u8", "i8", "f8"))
        self.samples_read += len(ids)
        samples = _by_series(series, ids, times, values)
        return await self._with_histograms(series, samples, where, params) if series.native else samples

    async def _with_histograms(
        self, series: FoundSeries, samples: Samples, where: Condition, params: Params
    ) -> Samples:
        source = f"FROM metric_histograms WHERE {where.sql} AND {_WINDOW}"
        found = (await self.rows(f"SELECT sum({histograms.BUCKETS}) AS buckets {source}", params))[0]["buckets"]
        if found > self.limits.max_samples:
            raise TooMuch(
                f"query processing would load too many samples into memory in query execution: {found} buckets of "
                f"histograms, {self.limits.max_samples} allowed; narrow the time range or add label matchers"
            )
        sql = f"SELECT {histograms.COLUMNS} {source} ORDER BY SeriesId, Timestamp"
        rows = histograms.decoded(await self.raw(sql, params, fmt="Native"))
        self.samples_read += len(rows.ids)
        numbers, known = series.rows_of(rows.ids)
        return histograms.among(samples, numbers[known], rows.of(known))

    async def bounded(self, sql: str, source: str, params: Params, *, settings: Settings | None = None) -> bytes:
        """Run a SELECT from `source`, in Native format, unless that has more samples than allowed.

        The engine's own estimate is quick and high, so where it says no they are counted.
        """
        limit = self.limits.max_samples
        with _translated():
            try:
                return await self._engine.raw(
                    sql,
                    params,
                    fmt="Native",
                    limits=self._remaining(),
                    settings={**(settings or {}), "max_rows_to_read": limit},
                )
            except QueryError as error:
                if error.code != _TOO_MANY_ROWS:
                    raise
        found = (await self.rows(f"SELECT count() AS samples {source}", params))[0]["samples"]
        if found > limit:
            raise TooMuch(
                f"query processing would load too many samples into memory in query execution: {found} samples, "
                f"{limit} allowed; narrow the time range or add label matchers"
            )
        with _translated():
            return await self._engine.raw(sql, params, fmt="Native", limits=self._remaining(), settings=settings)

    async def raw(self, sql: str, params: Params, *, fmt: str) -> bytes:
        """Run a SELECT within the query's remaining time."""
        with _translated():
            return await self._engine.raw(sql, params, fmt=fmt, limits=self._remaining())

    async def rows(self, sql: str, params: Params) -> list[dict[str, Any]]:
        """Run a SELECT of few rows within the query's remaining time."""
        with _translated():
            return await self._engine.rows(sql, params, limits=self._remaining())

    def _remaining(self) -> Limits:
        left = self._deadline - monotonic()
        if left <= 0:
            raise QueryTimedOut("query timed out in query execution")
        return Limits(seconds=max(left, 0.1), memory_bytes=self.limits.memory_bytes)

    def check_time(self) -> None:
        """Raise QueryTimedOut once the time is up."""
        self._remaining()


def moment(time_ms: int) -> datetime:
    """A time as the engine takes it, within the range of its DateTime64."""
    return _EPOCH + timedelta(milliseconds=min(max(time_ms, _FIRST_MS), _LAST_MS))


def _no_rows(series: int) -> tuple[Any, Any, Any]:
    return np.zeros(series + 1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)


def _by_series(series: FoundSeries, ids: Any, times: Any, values: Any) -> Samples:
    if not len(ids):
        return Samples(series.labels, *_no_rows(len(series)), deltas=series.deltas)
    rows, known = series.rows_of(ids)
    # The table replaces equal rows only when it merges: of several at one instant the last read stays.
    last = np.ones(len(ids), dtype=bool)
    last[:-1] = (ids[1:] != ids[:-1]) | (times[1:] != times[:-1])
    kept = known & last
    if not bool(kept.all()):
        rows, times, values = rows[kept], times[kept], values[kept]
    offsets = np.searchsorted(rows, np.arange(len(series) + 1))
    return Samples(series.labels, offsets.astype(np.int64), times, values, deltas=series.deltas)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except QueryTimeout as error:
        raise QueryTimedOut("query timed out in query execution") from error
    except QueryCancelled as error:
        raise QueryCanceled("query was canceled in query execution") from error
    except QueryMemory as error:
        raise TooMuch(f"query needs more memory than allowed: {error}") from error
    except QueryError as error:
        if error.code == _BAD_REGEXP:
            raise ParseError(f"invalid regular expression: {error}") from error
        raise StoreUnavailable(f"the store could not answer: {error}") from error
    except StorageError as error:
        raise StoreUnavailable(str(error)) from error
