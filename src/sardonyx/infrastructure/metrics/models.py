"""Answers of the catalogue routes, as the OpenAPI document describes them. A series counts as alive for an hour after its
last sample. Labels whose value is empty are absent."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

UseKind = Literal["query", "rule", "alert", "dashboard", "search", "objective"]


class MetricUse(BaseModel):
    """Something that names the metric. A query somebody asked has no name: all of those are one use."""

    kind: UseKind
    name: str
    last_at: datetime


class MetricSender(BaseModel):
    """A value of a label that says who sends a metric."""

    label: Literal["job", "service_name", "instance"]
    value: str
    series: int


class SenderCount(BaseModel):
    """How many values such a label has."""

    label: Literal["job", "service_name", "instance"]
    values: int


class CatalogueMetric(BaseModel):
    """One metric: what it is, how much of it is alive in the range, who sends it, who uses it."""

    name: str
    type: str = Field(description="counter, gauge, histogram, summary, info, …; empty: nobody said.")
    type_guessed: bool = Field(description="Nobody said: the type follows from the name.")
    unit: str
    help: str
    series: int = Field(description="Alive in the range; of the source alone, when one was asked for.")
    first_seen: datetime
    last_seen: datetime = Field(description="To an hour.")
    samples_per_day: int | None = Field(description="Estimate from the range's last ten minutes; null: none came.")
    senders: list[MetricSender] = Field(description="Of each label the values that most series have.")
    sender_counts: list[SenderCount]
    last_queried: datetime | None = Field(description="Null: not since it is recorded.")
    used_by: list[MetricUse]
    unused: bool = Field(description="Nothing used it within `unused_days`.")


class CatalogueResponse(BaseModel):
    """A page of the catalogue. `total` counts all pages."""

    metrics: list[CatalogueMetric]
    next_cursor: str | None
    total: int
    unused_days: int
    uses_known_since: datetime | None = Field(
        description="Since when it is recorded what is used; later than unused_days ago: unused says little yet."
    )


class LabelValue(BaseModel):
    """A value, and how many series have it."""

    value: str
    series: int


class MetricLabelFigures(BaseModel):
    """A label of one metric. `series_without`: how many series there would be if nobody sent it."""

    name: str
    values: int
    series: int
    series_without: int
    top: list[LabelValue]


class ExampleQuery(BaseModel):
    """A PromQL query that fits the metric's type, and what it shows."""

    title: str
    query: str
    unit: str = Field(description="Of its values; empty: none.")


class MetricResponse(BaseModel):
    """Everything about one metric in the range."""

    metric: CatalogueMetric
    labels: list[MetricLabelFigures] = Field(description="Those with the most values first.")
    examples: list[ExampleQuery]


class CardinalityTotals(BaseModel):
    """Series alive at the end of the range. Null: nothing was stored yet at that time."""

    series: int
    series_1h_ago: int | None
    series_24h_ago: int | None
    new_last_hour: int = Field(description="First seen within the last hour: churn.")
    metrics: int


class MetricCardinality(BaseModel):
    """The series of one metric. `grown`: since an hour or a day ago, whichever is more."""

    name: str
    series: int
    series_1h_ago: int | None
    series_24h_ago: int | None
    new_last_hour: int
    grown: int


class LabelCardinality(BaseModel):
    """The values of one label over all metrics."""

    name: str
    values: int
    series: int


class PairCardinality(BaseModel):
    """A label with one value, and its series over all metrics."""

    name: str
    value: str
    series: int


class TargetCardinality(BaseModel):
    """Series by who sends them; empty texts where a label is missing."""

    job: str
    service_name: str
    instance: str
    series: int
    metrics: int


class Explosion(BaseModel):
    """Why a metric has so many series. `label` multiplies them (its values in `samples`); null: no single one does.
    `together_with` change with it. `at_limit`: new series of it are refused."""

    metric: MetricCardinality
    at_limit: bool
    label: str | None
    values: int
    series_without: int | None
    samples: list[str]
    together_with: list[str]
    labels: list[MetricLabelFigures]


class LimitUse(BaseModel):
    """How full one limit is. `name`: the metric or source; empty for the total, or a source without a name."""

    name: str
    series: int
    limit: int
    full: bool = Field(description="New series are refused; those alive go on.")


class RefusedSeries(BaseModel):
    """New series that were refused since the start. `metric` is `other` beyond the first few dozen."""

    reason: Literal["series_per_metric", "series_per_source", "series_total"]
    metric: str
    series: int


class LimitsState(BaseModel):
    """The limits of series, as counted at `counted_at`. Metrics and sources are those that fill at least half of theirs."""

    counted_at: datetime | None
    total: LimitUse
    series_per_metric: int
    series_per_source: int
    metrics: list[LimitUse]
    sources: list[LimitUse]
    refused: list[RefusedSeries]


class CardinalityResponse(BaseModel):
    """Where series are at the end of the range, and what multiplies them. Limits are the whole server's, and told only to
    those who see everything."""

    totals: CardinalityTotals
    limits: LimitsState | None
    metrics: list[MetricCardinality]
    growing: list[MetricCardinality]
    labels: list[LabelCardinality]
    pairs: list[PairCardinality]
    targets: list[TargetCardinality]
    explosions: list[Explosion]
