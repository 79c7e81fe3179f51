"""Requests and answers of the trace and service routes, as the OpenAPI document describes them."""

from typing import Annotated

from pydantic import BaseModel, Field

from sardonyx.answers import QueryStats, TimeInput
from sardonyx.query.traces.search import MAX_LIMIT, TraceSort


class TraceSearchRequest(BaseModel):
    """Traces with a span that matches; by default of the last hour."""

    query: Annotated[str, Field(description="The search language, on spans.", max_length=10_000)] = ""
    start: TimeInput = "now-1h"
    end: TimeInput = "now"
    sort: Annotated[
        TraceSort,
        Field(description="Which traces come, and in which order: by their newest, longest or most failed spans."),
    ] = "newest"
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 20


class ServiceSpans(BaseModel):
    """How many spans of a trace a service has."""

    service: str
    spans: int


class MatchedSpan(BaseModel):
    """A span that matched the search."""

    span_id: str
    name: str
    service: str
    status: str
    start_ns: str
    duration_ns: int


class TraceSummary(BaseModel):
    """A trace in a list. The figures count the spans you may see; root is empty while the root span is missing."""

    trace_id: str
    root_service: str
    root_name: str
    start: str
    start_ns: str
    duration_ms: float
    span_count: int
    error_count: int
    services: list[ServiceSpans]
    matched_count: int
    matched_spans: list[MatchedSpan]


class TraceSearchResponse(BaseModel):
    """Traces in the wanted order."""

    traces: list[TraceSummary]
    stats: QueryStats
    notices: list[str]


class SpanEvent(BaseModel):
    """Something that happened during a span."""

    time: str
    time_ns: str
    name: str
    attributes: dict[str, str]


class SpanLink(BaseModel):
    """A pointer to another span."""

    trace_id: str
    span_id: str
    trace_state: str
    attributes: dict[str, str]


class TraceSpan(BaseModel):
    """One timed operation."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: str
    service: str
    environment: str
    version: str
    start: str
    start_ns: str
    duration_ns: int
    status: str
    status_message: str
    user_id: str
    request_id: str
    trace_state: str
    attributes: dict[str, str]
    resource: dict[str, str]
    scope: dict[str, str]
    events: list[SpanEvent]
    links: list[SpanLink]


class TraceResponse(BaseModel):
    """A trace: its spans by start. `hidden_spans` are of services outside of your scope."""

    trace_id: str
    spans: list[TraceSpan]
    span_count: int
    hidden_spans: int
    stats: QueryStats
    notices: list[str]
