"""Requests and answers of exploring traces, as the OpenAPI document describes them."""

from typing import Annotated

from pydantic import BaseModel, Field

from sardonyx.answers import QueryStats, TimeInput
from sardonyx.logs.models import LogField
from sardonyx.query.traces.points import MAX_POINTS


class TraceRangeRequest(BaseModel):
    """A search on spans in a range; by default the last hour."""

    query: Annotated[str, Field(description="The search language, on spans.", max_length=10_000)] = ""
    start: TimeInput = "now-1h"
    end: TimeInput = "now"


class TracePointsRequest(TraceRangeRequest):
    """Matching traces as points."""

    limit: Annotated[int, Field(ge=1, le=MAX_POINTS, description="At most so many points.")] = 2000


class TracePointColumns(BaseModel):
    """One item per trace in each list: its longest span that matches the search."""

    trace_id: list[str]
    span_id: list[str]
    start: Annotated[list[float], Field(description="Epoch seconds.")]
    duration_ms: list[float]
    error: Annotated[list[bool], Field(description="Whether a matching span of the trace ended in an error.")]
    service: list[str]
    name: list[str]


class TracePointsResponse(BaseModel):
    """Matching traces as points of time and duration, in no order."""

    points: TracePointColumns
    total: Annotated[int, Field(description="Traces with a matching span; an estimate when `estimated`.")]
    estimated: bool
    sampled: Annotated[
        bool,
        Field(
            description="Some traces are left out; the slowest and those with errors are kept, the rest is a fair part."
        ),
    ]
    stats: QueryStats
    notices: list[str]


class TraceFieldsResponse(BaseModel):
    """Fields of the newest spans of a search; their `records` count spans."""

    fields: list[LogField]
    sampled: int
    stats: QueryStats
    notices: list[str]
