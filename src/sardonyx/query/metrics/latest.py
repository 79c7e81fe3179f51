"""The last sample of series, by PromQL selectors: what federation takes. Times in epoch milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sardonyx.query.metrics.catalogue import LIMITS, Labels, selector
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.store.reader import moment
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine
from sardonyx.storage.series import STALE_MARKER_BITS

_NAME = "__name__"


@dataclass(frozen=True, slots=True)
class LatestSample:
    """A series' last sample; `__name__` is among its labels."""

    labels: Labels
    value: float
    time_ms: int


class LatestSamples:
    """Reads the newest of each series, within the caller's scope. Native histograms have none here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def of(
        self, selectors: Sequence[str], at_ms: int, lookback_ms: int, scope: AccessScope
    ) -> list[LatestSample]:
        """By name and labels: of series that match any selector, those with a sample in (at - lookback, at] that have not ended.

        Raises ParseError.
        """
        if not selectors:
            return []
        each = [series_condition(selector(text), scope, prefix=f"s{number}_") for number, text in enumerate(selectors)]
        where = " OR ".join(condition.sql for condition in each)
        rows = await self._engine.rows(
            "SELECT name, labels, toUnixTimestamp64Milli(at) AS time, toString(reinterpretAsUInt64(value)) AS bits FROM ("
            "SELECT SeriesId, max(Timestamp) AS at, argMax(Value, Timestamp) AS value FROM metric_samples "
            f"WHERE SeriesId IN (SELECT SeriesId FROM metric_series WHERE {where}) "
            "AND Timestamp > {after:DateTime64(3,'UTC')} AND Timestamp <= {until:DateTime64(3,'UTC')} GROUP BY SeriesId "
            f"HAVING reinterpretAsUInt64(value) != {STALE_MARKER_BITS}) AS sample "
            "INNER JOIN (SELECT SeriesId, any(toString(MetricName)) AS name, mapSort(any(Labels)) AS labels FROM metric_series "
            f"WHERE {where} GROUP BY SeriesId) AS series USING SeriesId ORDER BY name, labels",
            {
                **{name: value for condition in each for name, value in condition.params.items()},
                "after": moment(at_ms - lookback_ms),
                "until": moment(at_ms),
            },
            limits=LIMITS,
        )
        values = np.array([int(row["bits"]) for row in rows], dtype=np.uint64).view(np.float64).tolist()
        return [
            LatestSample({_NAME: row["name"], **row["labels"]}, value, int(row["time"]))
            for row, value in zip(rows, values, strict=True)
        ]
