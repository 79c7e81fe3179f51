"""The answer of the evidence route, as the OpenAPI document describes it."""

from datetime import datetime

from pydantic import BaseModel, Field

from sardonyx.changes.models import ChangeView
from sardonyx.health.result_views import ResultView


class TraceOfCheck(BaseModel):
    """A trace in a line."""

    trace_id: str
    root: str = Field(description="Service and name of its first span.")
    start: str
    duration_ms: float
    errors: int
    url: str


class LogOfCheck(BaseModel):
    """A log record in a line."""

    time: str
    level: str
    service: str
    body: str


class PatternOfCheck(BaseModel):
    """A kind of message the service had not said before."""

    id: str
    template: str
    sample: str
    count: int
    severity: int
    first_at: datetime


class TrafficOfCheck(BaseModel):
    """Real traffic of the minutes before the check, and of the hour before those."""

    calls: int
    error_ratio: float | None
    p95_ms: float | None
    usual_error_ratio: float | None
    usual_p95_ms: float | None


class EvidenceResponse(BaseModel):
    """A check and what is known of its time. `trace` is the check's own; `notices` name what could not be looked up."""

    result: ResultView
    first_failed_at: datetime | None = Field(description="Since when the monitor is in the state it then had.")
    trace: TraceOfCheck | None
    traces: list[TraceOfCheck] = Field(description="Failed ones of the service at that time.")
    logs: list[LogOfCheck] = Field(description="Of the check's own trace; else warnings and errors of the service.")
    patterns_new: list[PatternOfCheck]
    changes: list[ChangeView] = Field(description="Of the hour before, and the last deployment.")
    traffic: TrafficOfCheck | None
    notices: list[str]
