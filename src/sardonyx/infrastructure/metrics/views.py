"""What was found → answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sardonyx.infrastructure.metrics.examples import Example
from sardonyx.infrastructure.metrics.models import (
    CardinalityResponse,
    CardinalityTotals,
    CatalogueMetric,
    ExampleQuery,
    Explosion,
    LabelCardinality,
    LabelValue,
    LimitsState,
    MetricCardinality,
    MetricLabelFigures,
    MetricSender,
    MetricUse,
    PairCardinality,
    SenderCount,
    TargetCardinality,
)
from sardonyx.infrastructure.metrics.uses import Use
from sardonyx.query.metrics import cardinality as counted
from sardonyx.query.metrics.inventory import Metric
from sardonyx.query.metrics.one_metric import MetricLabel


def metric(found: Metric, uses: Sequence[Use], used_since: datetime) -> CatalogueMetric:
    """A line of the catalogue."""
    latest = max((use.last_at for use in uses), default=None)
    return CatalogueMetric(
        name=found.name,
        type=found.kind,
        type_guessed=found.kind_guessed,
        unit=found.unit,
        help=found.help,
        series=found.series,
        first_seen=_time(found.first_seen_ms),
        last_seen=_time(found.last_seen_ms),
        samples_per_day=found.samples_per_day,
        senders=[MetricSender.model_validate(one, from_attributes=True) for one in found.senders],
        sender_counts=[
            SenderCount(label=label, values=values) for label, values in sorted(found.sender_counts.items())
        ],
        last_queried=max((use.last_at for use in uses if use.kind == "query"), default=None),
        used_by=[MetricUse(kind=use.kind, name=use.used_by, last_at=use.last_at) for use in uses],
        unused=latest is None or latest < used_since,
    )


def label(found: MetricLabel) -> MetricLabelFigures:
    """A label's figures."""
    return MetricLabelFigures(
        name=found.name,
        values=found.values,
        series=found.series_with,
        series_without=found.series_without,
        top=[LabelValue(value=value, series=series) for value, series in found.top],
    )


def examples(found: Sequence[Example]) -> list[ExampleQuery]:
    """Queries to start from."""
    return [ExampleQuery(title=one.title, query=one.query, unit=one.unit) for one in found]


def cardinality(found: counted.Cardinality, limits: LimitsState | None) -> CardinalityResponse:
    """The cardinality page."""
    full = {use.name for use in limits.metrics if use.full} if limits else set()
    return CardinalityResponse(
        totals=CardinalityTotals(
            series=found.totals.series,
            series_1h_ago=found.totals.hour_ago,
            series_24h_ago=found.totals.day_ago,
            new_last_hour=found.totals.new_last_hour,
            metrics=found.totals.metrics,
        ),
        limits=limits,
        metrics=[_count(one) for one in found.metrics],
        growing=[_count(one) for one in found.growing],
        labels=[LabelCardinality(name=one.name, values=one.values, series=one.series) for one in found.labels],
        pairs=[PairCardinality(name=one.name, value=one.value, series=one.series) for one in found.pairs],
        targets=[
            TargetCardinality(
                job=one.job, service_name=one.service, instance=one.instance, series=one.series, metrics=one.metrics
            )
            for one in found.targets
        ],
        explosions=[_explosion(one, one.metric.name in full) for one in found.explosions],
    )


def _count(one: counted.MetricCount) -> MetricCardinality:
    return MetricCardinality(
        name=one.name,
        series=one.series,
        series_1h_ago=one.hour_ago,
        series_24h_ago=one.day_ago,
        new_last_hour=one.new_last_hour,
        grown=one.grown,
    )


def _explosion(one: counted.Explosion, at_limit: bool) -> Explosion:
    return Explosion(
        metric=_count(one.metric),
        at_limit=at_limit,
        label=one.label.name if one.label else None,
        values=one.label.values if one.label else 0,
        series_without=one.label.series_without if one.label else None,
        samples=[value for value, _ in one.label.top] if one.label else [],
        together_with=list(one.together_with),
        labels=[label(found) for found in one.labels],
    )


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
