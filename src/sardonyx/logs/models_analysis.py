"""Requests and answers of the routes that analyse and export log records."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from sardonyx.answers import QueryStats, TimeInput
from sardonyx.logs.models import LogRangeRequest
from sardonyx.query.logs.aggregate import MAX_BY, MAX_MEASURES, MAX_ROWS, Op
from sardonyx.query.logs.compare import MAX_FIELDS
from sardonyx.query.logs.export import MAX_ROWS as MAX_EXPORT_ROWS
from sardonyx.query.logs.export import ExportFormat

FieldText = Annotated[
    str, StringConstraints(min_length=1, max_length=200), Field(description="A field of the search language.")
]


class LogMeasure(BaseModel):
    """A figure of each group. `count` counts records, or those with `field`; all others need a field."""

    op: Op
    field: Annotated[str, StringConstraints(max_length=200)] | None = None

    @model_validator(mode="after")
    def _of_something(self) -> "LogMeasure":
        if self.op != "count" and not self.field:
            raise ValueError(f"{self.op} needs a field")
        return self


class LogAggregateRequest(LogRangeRequest):
    """Groups of records and their figures. `order_by` is the place of a measure, from 0."""

    by: Annotated[list[FieldText], Field(max_length=MAX_BY, default_factory=list)]
    measures: Annotated[
        list[LogMeasure],
        Field(min_length=1, max_length=MAX_MEASURES, default_factory=lambda: [LogMeasure(op="count")]),
    ]
    limit: Annotated[int, Field(ge=1, le=MAX_ROWS)] = 100
    order_by: Annotated[int, Field(ge=0)] = 0
    direction: Literal["descending", "ascending"] = "descending"

    @model_validator(mode="after")
    def _ordered_by_a_measure(self) -> "LogAggregateRequest":
        if self.order_by >= len(self.measures):
            raise ValueError(
                f"order_by is {self.order_by}, but there are {len(self.measures)} measures, counted from 0"
            )
        return self


class LogGroup(BaseModel):
    """One group: its values of `by`, '' where the field is missing, and its figures; null where there is none."""

    by: list[str]
    values: list[float | None]


class LogAggregateResponse(BaseModel):
    """Groups in order. `groups_total` is how many there are without the limit."""

    rows: list[LogGroup]
    groups_total: int
    stats: QueryStats
    notices: list[str]


class LogCompareRequest(LogRangeRequest):
    """Two ranges of one search. Without `fields` those are compared that every record has, and frequent attributes."""

    other_start: TimeInput
    other_end: TimeInput
    fields: Annotated[list[FieldText], Field(min_length=1, max_length=MAX_FIELDS)] | None = None


class LogComparedValue(BaseModel):
    """How many records have the value in the range, and in the other one."""

    value: str
    count: int
    other_count: int


class LogComparedField(BaseModel):
    """A field with the values whose share differs most."""

    field: str
    values: list[LogComparedValue]


class LogCompareResponse(BaseModel):
    """What differs most first."""

    total: int
    other_total: int
    fields: list[LogComparedField]
    stats: QueryStats
    notices: list[str]


class LogExportRequest(LogRangeRequest):
    """Records as a file, newest first. Columns may be those of records or any field of the search language."""

    format: ExportFormat = "csv"
    columns: Annotated[list[FieldText], Field(min_length=1, max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_EXPORT_ROWS)] = MAX_EXPORT_ROWS


class LogPatternsRequest(LogRangeRequest):
    """The most frequent patterns of a search."""

    limit: Annotated[int, Field(ge=1, le=200)] = 100


class IntroducedBy(BaseModel):
    """The deployment that came just before a pattern was first seen."""

    service: str
    version: str
    deployed_at: Annotated[str, Field(description="ISO-8601, UTC.")]


class LogPattern(BaseModel):
    """Messages that are alike once their variable parts are taken out. Shares are of all records and bytes of the search's
    patterns."""

    id: str
    template: Annotated[
        str, Field(description="Variable parts are <num>, <id>, <hex>, <uuid>, <ip>, <time>, <str>, <lines>, <*>.")
    ]
    count: int
    share: float
    bytes: Annotated[int, Field(description="Of the messages' texts.")]
    share_bytes: float
    level: Annotated[str, Field(description="The most severe one.")]
    services: list[str]
    sample: str
    first_seen: Annotated[
        str, Field(description="When it is known to have occurred first, also before the range; ISO-8601, UTC.")
    ]
    last_seen: Annotated[str, Field(description="The last time in the range; ISO-8601, UTC.")]
    is_new: Annotated[
        bool, Field(description="Not seen before its service's last deployment; of the last day where none is known.")
    ]
    introduced_by: IntroducedBy | None
    points: Annotated[
        list[int], Field(description="Records in each of forty equal parts of the range, the first one first.")
    ]


class LogPatternsResponse(BaseModel):
    """Patterns, most frequent first. `sampled`: counted in a part of the records; the notices say in which."""

    patterns: list[LogPattern]
    patterns_total: int
    sampled: bool
    stats: QueryStats
    notices: list[str]
