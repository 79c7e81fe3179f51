"""Requests and answers of the log routes, as the OpenAPI document describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, field_validator

from sardonyx.answers import QueryStats, TimeInput
from sardonyx.query.logs.cursor import RecordId
from sardonyx.query.logs.histogram_by import MAX_TOP
from sardonyx.query.logs.pages import MAX_LIMIT
from sardonyx.query.steps import MAX_BUCKETS

SearchText = Annotated[str, Field(description="The search language; empty matches everything.", max_length=10_000)]
RecordIdText = Annotated[str, StringConstraints(max_length=64)]
Column = Literal[
    "level", "severity_number", "severity_text", "service", "environment", "version", "body", "trace_id", "span_id",
    "user_id", "request_id", "event", "attributes", "resource", "scope", "received_at_ms",
]  # fmt: skip


class LogRangeRequest(BaseModel):
    """A search in a range; by default the last hour."""

    query: SearchText = ""
    start: TimeInput = "now-1h"
    end: TimeInput = "now"
    archive: Annotated[
        bool,
        Field(description="Whether days that only the archive has are searched too: slower, and said in a notice."),
    ] = False


class LogSearchRequest(LogRangeRequest):
    """A page of records. `cursor` is `next_cursor` of the page before."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100
    cursor: RecordIdText | None = None
    direction: Annotated[Literal["backward", "forward"], Field(description="backward: newest first.")] = "backward"
    columns: Annotated[
        list[Column] | None, Field(description="Only these fields, beside id and timestamp; fewer are read faster.")
    ] = None

    @field_validator("cursor")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value is not None:
            RecordId.parse(value)
        return value


class LogHistogramRequest(LogRangeRequest):
    """Counts over time in at most about `buckets` steps, by the most frequent `top` values of a field."""

    buckets: Annotated[int, Field(ge=1, le=MAX_BUCKETS)] = 60
    by: Annotated[
        str, StringConstraints(min_length=1, max_length=200), Field(description="A field of the search language.")
    ] = "level"
    top: Annotated[int, Field(ge=1, le=MAX_TOP)] = 5


class LogContextRequest(BaseModel):
    """The records around one record."""

    id: RecordIdText
    before: Annotated[int, Field(ge=1, le=200)] = 20
    after: Annotated[int, Field(ge=1, le=200)] = 20
    within: Annotated[
        Literal["service", "stream"], Field(description="stream: the same host, container or instance of the service.")
    ] = "stream"

    @field_validator("id")
    @classmethod
    def _readable(cls, value: str) -> str:
        RecordId.parse(value)
        return value


class LogRow(BaseModel):
    """A log record."""

    id: str
    timestamp: Annotated[str, Field(description="ISO-8601 with nanoseconds, UTC.")]
    timestamp_ns: Annotated[str, Field(description="Nanoseconds since 1970, as text: it does not fit a double.")]
    level: Annotated[str, Field(description="TRACE, DEBUG, INFO, WARN, ERROR, FATAL or empty.")]
    severity_number: int
    severity_text: str
    service: str
    environment: str
    version: str
    body: str
    trace_id: str
    span_id: str
    user_id: str
    request_id: str
    event: str
    attributes: dict[str, str]
    resource: dict[str, str]
    scope: dict[str, str]
    received_at_ms: int


class LogSearchResponse(BaseModel):
    """A page. `next_cursor` is null on the last one. Only the asked-for columns are in the rows."""

    rows: list[LogRow]
    next_cursor: str | None
    stats: QueryStats
    notices: list[str]


class LogSeries(BaseModel):
    """Counts of one value: [epoch seconds of the bucket's start, records]; empty buckets are left out. `level` is the value when
    counted by level, else null; `is_other` is of all values that have no series of their own."""

    value: str
    level: str | None = None
    is_other: bool = False
    points: list[tuple[int, int]]


class LogHistogramResponse(BaseModel):
    """Counts per bucket and value. Buckets are whole: start and end are widened to them. Times are epoch seconds."""

    start: int
    end: int
    step_seconds: int
    total: int
    series: list[LogSeries]
    notices: list[str]


class FieldValue(BaseModel):
    """A value and in how many of the sampled records it is."""

    value: str
    records: int


class LogField(BaseModel):
    """A field: in how many sampled records it is, how many values it has, and the most frequent ones."""

    place: Literal["column", "attribute", "resource"]
    name: str
    records: int
    distinct: int
    values: list[FieldValue]


class LogFieldsResponse(BaseModel):
    """Fields of the newest records of a search."""

    fields: list[LogField]
    sampled: int
    stats: QueryStats
    notices: list[str]


class LogContextResponse(BaseModel):
    """Records around a record, oldest first."""

    before: list[LogRow]
    record: LogRow
    after: list[LogRow]
