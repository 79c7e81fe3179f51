"""How many series are alive, of each metric and of each source: what limits are held against. Counts everybody's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sardonyx.query.metrics.activity import LIFE_SECONDS
from sardonyx.storage.engine import BACKGROUND, Engine

SOURCE_LABELS = ("job", "service_name")
"""A series' source is the first of these labels that it has; '' without any."""

_ALIVE = f"LastSeen >= now64(3) - INTERVAL {LIFE_SECONDS} SECOND"
_MOST_SOURCES = 10_000


@dataclass(frozen=True, slots=True)
class Census:
    """Series alive: in all, by metric, and by source (empty when sources were not asked for)."""

    total: int = 0
    metrics: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)


class SeriesCensus:
    """Counts series, and tells which of some are alive. Raises StorageError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def count(self, sources_from: int) -> Census:
        """Everything; sources only when there are at least `sources_from` series: their labels must be read."""
        rows = await self._engine.rows(
            f"SELECT toString(MetricName) AS name, uniqExact(SeriesId) AS series FROM metric_series WHERE {_ALIVE} "
            "GROUP BY MetricName",
            limits=BACKGROUND,
        )
        metrics = {row["name"]: row["series"] for row in rows}
        total = sum(metrics.values())
        return Census(total, metrics, await self._sources() if total >= sources_from else {})

    async def alive(self, names: Collection[str], ids: Collection[int]) -> set[int]:
        """Those of the ids whose series are alive; `names` are their metrics'."""
        rows = await self._engine.rows(
            "SELECT DISTINCT SeriesId FROM metric_series WHERE MetricName IN {names:Array(String)} "
            f"AND SeriesId IN {{ids:Array(UInt64)}} AND {_ALIVE}",
            {"names": sorted(names), "ids": sorted(ids)},
            limits=BACKGROUND,
        )
        return {row["SeriesId"] for row in rows}

    async def _sources(self) -> dict[str, int]:
        first = ", ".join(f"Labels['{label}'] != '', Labels['{label}']" for label in SOURCE_LABELS)
        rows = await self._engine.rows(
            f"SELECT multiIf({first}, '') AS source, uniqExact(SeriesId) AS series FROM metric_series WHERE {_ALIVE} "
            f"GROUP BY source ORDER BY series DESC LIMIT {_MOST_SOURCES}",
            limits=BACKGROUND,
        )
        return {row["source"]: row["series"] for row in rows}
