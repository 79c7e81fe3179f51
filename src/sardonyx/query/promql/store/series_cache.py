"""Keeps the series of metrics that are asked for, so that a query over few series needs one statement, not two.

It is exactly as fresh as the table. The engine tells how many statements have ended that may have written to it; when there
are more than at the last look, the metrics of blocks added since are forgotten. (A part's name tells the last block in it; merges
keep the number, inserts raise it.) Rows that the table deletes may stay: a series too many has no samples. Where others write to
the table too, nothing is kept. docs/decisions/0012 tells why it is like this.
"""

import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary, proxy

import msgspec

from sardonyx.query.promql.store.known import KnownSeries, Row
from sardonyx.query.promql.values import METRIC_NAME
from sardonyx.storage.engine import Engine, Params

MAX_SERIES = 100_000
"""Of all metrics together; what was asked for longest ago goes first. About 60 MB at ten labels a series."""
MAX_OF_METRIC = 10_000
"""Metrics with more are the engine's: there the price of a statement is not what counts."""
MAX_OF_EVERY = 20_000
"""The same for all metrics at once, which selectors without a name ask for."""

EVERY = ""
"""In place of a metric's name: all of them, and series without a name too."""

T = TypeVar("T")

TABLE = "metric_series"
HISTOGRAMS = "metric_histograms"

Ask = Callable[[str, Params], Awaitable[bytes]]
"""Runs a SELECT and gives its rows as JSONCompactEachRow."""

_DAY_MS = 86_400_000
_BLOCK = "toUInt64(splitByChar('_', _part)[3])"
_ADDED = f"""
SELECT toString(MetricName), max({_BLOCK}) FROM {TABLE} WHERE {_BLOCK} > {{seen:UInt64}} GROUP BY MetricName"""
_SERIES = """
SELECT toString(SeriesId), LABELS, max(Temporality), toUnixTimestamp64Milli(min(FirstSeen)),
  toUnixTimestamp64Milli(max(LastSeen)) AS last
FROM TABLE WHERE METRIC GROUP BY SeriesId
HAVING max(LastSeen) >= {since:DateTime64(3,'UTC')} LIMIT {most:UInt64}""".replace("TABLE", TABLE)
_OF_METRIC = _SERIES.replace("LABELS", "any(Labels)").replace("METRIC", "MetricName = {name:String}")
_NAMED = f"mapUpdate(any(Labels), CAST(map('{METRIC_NAME}', toString(any(MetricName))), 'Map(LowCardinality(String), String)'))"
_OF_EVERY = _SERIES.replace("LABELS", _NAMED).replace("METRIC", "1")
_SERIES_ROWS = msgspec.json.Decoder(list[Row])
_ADDED_ROWS = msgspec.json.Decoder(list[tuple[str, int]])
_COUNT_ROWS = msgspec.json.Decoder(list[tuple[int]])


@dataclass(slots=True)
class _Metric:
    """Its series that lived at `since_ms` or later, if they are known; since `too_many_ms` there are too many."""

    series: KnownSeries | None = None
    since_ms: int = sys.maxsize
    too_many_ms: int = -1

    @property
    def weight(self) -> int:
        """One without series weighs too, lest misspelt names pile up."""
        return 1 if self.series is None else 1 + len(self.series)


class SeriesCache:
    """The series of one engine, by metric. Use it on one event loop."""

    def __init__(
        self,
        engine: Engine,
        *,
        max_series: int = MAX_SERIES,
        max_of_metric: int = MAX_OF_METRIC,
        max_of_every: int = MAX_OF_EVERY,
    ) -> None:
        self._engine = engine
        self._max_series = max_series
        self._max_of_metric = max_of_metric
        self._max_of_every = max_of_every
        self._metrics: OrderedDict[str, _Metric] = OrderedDict()
        self._kept = 0
        self._looked_at = -1
        self._block = 0
        self._histograms: tuple[int, bool] = (-1, False)

    def __len__(self) -> int:
        return self._kept

    async def series_of(self, name: str, alive_from_ms: int, ask: Ask) -> KnownSeries | None:
        """The series of a metric, or of EVERY one; those that ended before `alive_from_ms` may be missing. None: ask the engine.

        Raises what `ask` raises.
        """
        if not await self._look(ask):
            return None
        kept = self._metrics.get(name)
        since = alive_from_ms // _DAY_MS * _DAY_MS
        if kept is not None:
            self._metrics.move_to_end(name)
            if kept.since_ms <= since:
                return kept.series
            if since <= kept.too_many_ms:
                return None
        block = self._block
        series = await self._read(name, since, ask)
        # What was looked at meanwhile may be of a block that was not there when we read.
        if block == self._block:
            self._keep(name, since, series)
        return series

    async def any_histograms(self, ask: Ask) -> bool:
        """Whether native histograms may be stored."""
        written = self._engine.writes(HISTOGRAMS)
        known, found = self._histograms
        if found or known == written:
            return found
        ((count,),) = _rows(_COUNT_ROWS, await ask(f"SELECT count() FROM {HISTOGRAMS}", {}))
        self._histograms = (-1 if written is None else written, count > 0)
        return count > 0

    async def _look(self, ask: Ask) -> bool:
        """Forget what is no longer as the table has it; False where that can't be known."""
        written = self._engine.writes(TABLE)
        if written is None:
            return False
        if written > self._looked_at:
            added = _rows(_ADDED_ROWS, await ask(_ADDED, {"seen": self._block}))
            for name, block in added:
                self._forget(name)
                self._block = max(self._block, block)
            if added and (every := self._metrics.get(EVERY)) is not None and every.series is not None:
                self._forget(EVERY)  # too many stay too many
            self._looked_at = max(self._looked_at, written)
        return True

    async def _read(self, name: str, since_ms: int, ask: Ask) -> KnownSeries | None:
        most = self._max_of_every if name == EVERY else self._max_of_metric
        params: dict[str, Any] = {
            "since": datetime.fromtimestamp(max(since_ms, 0) / 1000, UTC),
            "most": most + 1,
        }
        if name != EVERY:
            params["name"] = name
        rows = _rows(_SERIES_ROWS, await ask(_OF_EVERY if name == EVERY else _OF_METRIC, params))
        return KnownSeries.of(name, rows) if len(rows) <= most else None

    def _keep(self, name: str, since_ms: int, series: KnownSeries | None) -> None:
        metric = self._metrics.get(name) or _Metric()
        self._forget(name)
        if series is None:
            metric.too_many_ms = max(since_ms, metric.too_many_ms)
        else:
            metric.since_ms, metric.series = since_ms, series
        self._metrics[name] = metric
        self._kept += metric.weight
        while self._kept > self._max_series and len(self._metrics) > 1:
            self._forget(next(iter(self._metrics)))

    def _forget(self, name: str) -> None:
        if (metric := self._metrics.pop(name, None)) is not None:
            self._kept -= metric.weight


_CACHES: WeakKeyDictionary[Engine, SeriesCache] = WeakKeyDictionary()


def of_engine(engine: Engine) -> SeriesCache:
    """The one cache of an engine: whoever asks it shares what was read."""
    if (found := _CACHES.get(engine)) is None:
        # What is kept must not keep its key.
        found = _CACHES[engine] = SeriesCache(cast("Engine", proxy(engine)))
    return found


def _rows(decoder: "msgspec.json.Decoder[list[T]]", data: bytes) -> list[T]:
    return decoder.decode(b"[" + b",".join(data.splitlines()) + b"]")
