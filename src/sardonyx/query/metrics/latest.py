"""The last sample of series, by PromQL selectors: what federation takes. Times in epoch milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sardonyx.query.metrics.catalogue import LIMITS, Labels, selector
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.store.reader import moment
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine
from sardonyx.storage.series import STALE_MARKER_BITS, STALE_MARKER_SQL

_NAME = "__name__"


# A float has neither count nor sum; of both at one instant the histogram stays, as in queries.
_SAMPLES = f"""
SELECT SeriesId, max(Timestamp) AS at, argMax((value, count, sum, is_native), (Timestamp, is_native)) AS found
FROM (
  SELECT SeriesId, Timestamp, Value AS value, toFloat64(0) AS count, toFloat64(0) AS sum, 0 AS is_native
  FROM metric_samples WHERE {{where}}
  UNION ALL
  SELECT SeriesId, Timestamp, if(Stale, {STALE_MARKER_SQL}, toFloat64(0)),
    if(empty(FloatCounts), toFloat64(Count), FloatCounts[1]), Sum, 1
  FROM metric_histograms WHERE {{where}}
)
GROUP BY SeriesId HAVING reinterpretAsUInt64(found.1) != {STALE_MARKER_BITS}"""


@dataclass(frozen=True, slots=True)
class HistogramFigures:
    """What the text format can say of a native histogram."""

    count: float
    sum: float


@dataclass(frozen=True, slots=True)
class LatestSample:
    """A series' last sample; `__name__` is among its labels. The value of a native histogram means nothing."""

    labels: Labels
    value: float
    time_ms: int
    histogram: HistogramFigures | None = None


class LatestSamples:
    """Reads the newest of each series, within the caller's scope."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def of(
        self, selectors: Sequence[str], at_ms: int, lookback_ms: int, scope: AccessScope
    ) -> list[LatestSample]:
        """Of series that match any selector, those with a sample in (at - lookback, at] that have not ended.

        By name, floats before histograms, then by labels. Raises ParseError.
        """
        if not selectors:
            return []
        each = [series_condition(selector(text), scope, prefix=f"s{number}_") for number, text in enumerate(selectors)]
        where = " OR ".join(condition.sql for condition in each)
        chosen = (
            f"SeriesId IN (SELECT SeriesId FROM metric_series WHERE {where}) "
            "AND Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')}"
        )
        rows = await self._engine.rows(
            "SELECT name, labels, toUnixTimestamp64Milli(at) AS time, found.4 AS is_native, "
            "arrayMap(x -> toString(reinterpretAsUInt64(x)), [found.1, found.2, found.3]) AS bits "
            f"FROM ({_SAMPLES.format(where=chosen)}) AS sample "
            "INNER JOIN (SELECT SeriesId, any(toString(MetricName)) AS name, mapSort(any(Labels)) AS labels FROM metric_series "
            f"WHERE {where} GROUP BY SeriesId) AS series USING SeriesId ORDER BY name, is_native, labels",
            {
                **{name: value for condition in each for name, value in condition.params.items()},
                "after": moment(at_ms - lookback_ms),
                "until": moment(at_ms),
            },
            limits=LIMITS,
        )
        bits = np.array([list(map(int, row["bits"])) for row in rows], dtype=np.uint64).reshape(-1, 3)
        return [
            LatestSample(
                {_NAME: row["name"], **row["labels"]},
                value,
                int(row["time"]),
                HistogramFigures(count, total) if row["is_native"] else None,
            )
            for row, (value, count, total) in zip(rows, bits.view(np.float64).tolist(), strict=True)
        ]
