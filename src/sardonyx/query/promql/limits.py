"""What one query may use."""

from dataclasses import dataclass

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Bounds of one query; a query that would pass one is refused with figures.

    `max_points`: steps of a range query (Prometheus has the same figure). `max_samples`: samples read by one selector.
    `max_cells`: series × steps of any intermediate result. `lookback_ms`: how old the last sample of an instant
    selector may be. `raw_kept_ms`: for how long samples are kept; before that there are rollups. None: read samples only.
    """

    max_points: int = 11_000
    max_series: int = 200_000
    max_samples: int = 100_000_000
    max_cells: int = 50_000_000
    seconds: float = 120.0
    memory_bytes: int | None = None
    lookback_ms: int = 5 * MINUTE_MS
    subquery_step_ms: int = MINUTE_MS
    raw_kept_ms: int | None = 14 * 24 * 60 * MINUTE_MS


DEFAULT_LIMITS = QueryLimits()
