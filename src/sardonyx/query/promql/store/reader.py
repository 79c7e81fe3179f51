"""One query's way to the engine: its scope, limits and what it has read so far.

Times in milliseconds. Windows are left-open and right-closed, `(after, until]`, as in Prometheus 3.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import msgspec
import numpy as np

from sardonyx.query.promql.errors import ParseError, QueryCanceled, QueryTimedOut, StoreUnavailable, TooMuch
from sardonyx.query.promql.limits import QueryLimits
from sardonyx.query.promql.store import native
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.tree import Selector
from sardonyx.query.promql.values import METRIC_NAME, Indexes, Labels, Mask, Notes, Samples
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import Engine, Limits, Params
from sardonyx.storage.errors import QueryCancelled, QueryError, QueryMemory, QueryTimeout, StorageError

_SERIES_ROW = msgspec.json.Decoder(list[tuple[str, str, dict[str, str], int]])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS, _LAST_MS = 0, 9_000_000_000_000
# Series are written again once an hour at most, and a segment may wait: their life is known to this much only.
_LIFE_SLACK_MS = 3 * 3600 * 1000
_BOUND_IDS = 500
_BAD_REGEXP = 427
_WINDOW = "Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')}"


@dataclass(frozen=True, slots=True)
class FoundSeries:
    """The series of a selector, ordered by id. `condition` finds the same ones in metric_series."""

    ids: "np.ndarray[Any, np.dtype[np.uint64]]"
    labels: list[Labels]
    deltas: Mask
    condition: Condition

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
        self._series: dict[tuple[Selector, int, int], FoundSeries] = {}

    async def series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        """The series that may have samples in the window."""
        plain = Selector(selector.alternatives)
        key = (plain, after_ms, until_ms)
        if key not in self._series:
            found = self._series[key] = await self._find_series(plain, after_ms, until_ms)
            await self._note_histograms(found, after_ms, until_ms)
        return self._series[key]

    async def _note_histograms(self, series: FoundSeries, after_ms: int, until_ms: int) -> None:
        """Native histograms are stored but not read: tell it rather than leave a gap unexplained."""
        if not len(series):
            return
        where = series.where()
        params = {**where.params, "after": moment(after_ms), "until": moment(until_ms)}
        source = f"FROM metric_histograms WHERE {where.sql} AND {_WINDOW} LIMIT 1"
        if await self.rows(f"SELECT 1 AS found {source}", params):
            self.notes.inform("native histograms are not read yet: those of this query's series are left out")

    async def _find_series(self, selector: Selector, after_ms: int, until_ms: int) -> FoundSeries:
        condition = series_condition(selector, self.scope)
        params: dict[str, Any] = {
            **condition.params,
            "life_start": moment(after_ms - _LIFE_SLACK_MS),
            "life_end": moment(until_ms + _LIFE_SLACK_MS),
            "most": self.limits.max_series + 1,
        }
        sql = (
            "SELECT toString(SeriesId), any(MetricName), any(Labels), max(Temporality) FROM metric_series "
            f"WHERE {condition.sql} GROUP BY SeriesId "
            "HAVING max(LastSeen) >= {life_start:DateTime64(3,'UTC')} AND min(FirstSeen) <= {life_end:DateTime64(3,'UTC')} "
            "LIMIT {most:UInt64}"
        )
        data = await self.raw(sql, params, fmt="JSONCompactEachRow")
        rows = _SERIES_ROW.decode(b"[" + b",".join(data.splitlines()) + b"]")
        if len(rows) > self.limits.max_series:
            raise TooMuch(
                f"the query selects more than {self.limits.max_series} series, the most allowed: add label matchers"
            )
        ids = np.array([int(row[0]) for row in rows], dtype=np.uint64)
        order = np.argsort(ids)
        labels: list[Labels] = []
        for i in order.tolist():
            _, name, found, _ = rows[i]
            labels.append({METRIC_NAME: name, **found} if name else found)
        deltas = np.array([row[3] for row in rows], dtype=np.int64)[order] == 1
        return FoundSeries(ids[order], labels, deltas, condition)

    async def samples(self, series: FoundSeries, after_ms: int, until_ms: int) -> Samples:
        """All float samples of the window, staleness markers included, one per instant and series."""
        count = len(series)
        if not count or until_ms <= after_ms:
            return Samples(series.labels, *_no_rows(count), deltas=series.deltas)
        where = series.where()
        params: dict[str, Any] = {**where.params, "after": moment(after_ms), "until": moment(until_ms)}
        source = f"FROM metric_samples WHERE {where.sql} AND {_WINDOW}"
        await self.expect(source, params)
        sql = f"SELECT SeriesId, Timestamp, Value {source} ORDER BY SeriesId, Timestamp"
        data = await self.raw(sql, params, fmt="Native")
        ids, times, values = native.joined(data, ("u8", "i8", "f8"))
        self.samples_read += len(ids)
        return _by_series(series, ids, times, values)

    async def expect(self, source: str, params: Params) -> None:
        """Refuse to read more than allowed. The engine's estimate is quick and high, so a high one is counted exactly."""
        limit = self.limits.max_samples
        rows = await self.rows(f"EXPLAIN ESTIMATE SELECT Value {source}", params)
        if sum(int(row["rows"]) for row in rows) <= limit:
            return
        found = (await self.rows(f"SELECT count() AS samples {source}", params))[0]["samples"]
        if found > limit:
            raise TooMuch(
                f"query processing would load too many samples into memory in query execution: {found} samples, "
                f"{limit} allowed; narrow the time range or add label matchers"
            )

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
