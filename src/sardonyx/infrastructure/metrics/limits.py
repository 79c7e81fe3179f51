"""What the limits of series stand at, as the cardinality page shows it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sardonyx.infrastructure.metrics.models import LimitsState, LimitUse, RefusedSeries
from sardonyx.receivers.series_limits import SeriesLimits

_SHOWN = 20
# A metric or source is shown from this part of its limit on.
_SHOWN_FROM = 0.5


def limits_state(limits: SeriesLimits) -> LimitsState:
    """The last count beside the limits, and what was refused since the start."""
    caps, census = limits.caps, limits.census
    refused = sorted(limits.refusals().items(), key=lambda item: (-item[1], item[0]))
    return LimitsState(
        counted_at=datetime.fromtimestamp(limits.counted_at, UTC) if limits.counted_at is not None else None,
        total=_use("", census.total, caps.total),
        series_per_metric=caps.per_metric,
        series_per_source=caps.per_source,
        metrics=_fullest(census.metrics, caps.per_metric),
        sources=_fullest(census.sources, caps.per_source),
        refused=[RefusedSeries(reason=reason, metric=metric, series=count) for (reason, metric), count in refused],
    )


def _fullest(counts: Mapping[str, int], cap: int) -> list[LimitUse]:
    full = sorted(
        ((series, name) for name, series in counts.items() if series >= cap * _SHOWN_FROM),
        key=lambda one: (-one[0], one[1]),
    )
    return [_use(name, series, cap) for series, name in full[:_SHOWN]]


def _use(name: str, series: int, limit: int) -> LimitUse:
    return LimitUse(name=name, series=series, limit=limit, full=series >= limit)
