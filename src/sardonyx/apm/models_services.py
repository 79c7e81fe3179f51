"""Answers of the service routes, as the OpenAPI document describes them.

A request to a service is a server or consumer span; of a service that has none, a root span; else any span. Durations are in
milliseconds, from buckets 9 % wide. Null means that there were no requests.
"""

from typing import Literal

from pydantic import BaseModel


class RedFigures(BaseModel):
    """Requests over a period: how many, how many failed, how long they took."""

    requests: int
    requests_per_second: float
    error_ratio: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class Service(BaseModel):
    """A service's figures over the range, and its requests over the period of the same length before. `logs` counts records
    by level, `log_errors_before` those of ERROR and FATAL in the period before. `slot`, 0 to 11: its colour, the same for
    good."""

    name: str
    slot: int
    environments: list[str]
    version: str
    spans: int
    spans_per_second: float
    error_ratio: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    requests_per_second: float
    before: RedFigures
    logs: dict[str, int]
    log_errors_before: int
    last_seen: str | None
    first_seen: str | None


class ServicesResponse(BaseModel):
    """All services that sent something in the range, by name. `total` and `total_before` add their requests up: one that
    passes three services counts three times."""

    services: list[Service]
    total: RedFigures
    total_before: RedFigures


class ServiceSeries(BaseModel):
    """Spans of one service: [epoch seconds of the bucket's start, spans]; empty buckets are left out."""

    service: str
    points: list[tuple[int, int]]


class ServiceTimeline(BaseModel):
    """Spans over time by service. Buckets are whole: start and end are widened to them. Times are epoch seconds."""

    start: int
    end: int
    step_seconds: int
    series: list[ServiceSeries]


class RedSeriesColumns(BaseModel):
    """Columns of equal length: epoch seconds of each bucket's start, requests, failed ones, durations. Buckets without
    requests are left out."""

    service: str
    times: list[int]
    calls: list[int]
    errors: list[int]
    p50_ms: list[float]
    p95_ms: list[float]
    p99_ms: list[float]


class RedTimelineResponse(BaseModel):
    """Requests over time, by service and of all together. Buckets are whole: start and end are widened to them. `log_errors`:
    [epoch seconds of the bucket's start, records of ERROR and FATAL]."""

    start: int
    end: int
    step_seconds: int
    services: list[RedSeriesColumns]
    total: RedSeriesColumns
    log_errors: list[tuple[int, int]]


class ServiceOperation(BaseModel):
    """Spans of one name and kind. `entry`: a request to the service, not a step within one. `time_ms` adds their durations
    up; `time_share` is its part of that of all entry operations, null for steps."""

    name: str
    kind: str
    entry: bool
    requests: int
    requests_per_second: float
    error_ratio: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    time_ms: float
    time_share: float | None


class OperationsResponse(BaseModel):
    """The operations of a service: entries first, then steps, those that took most time first."""

    operations: list[ServiceOperation]


class ServiceVersion(BaseModel):
    """Requests to one version in one environment."""

    version: str
    environment: str
    figures: RedFigures
    first_seen: str
    last_seen: str


class VersionsResponse(BaseModel):
    """The versions that ran in the range, the newest first."""

    versions: list[ServiceVersion]


class TimePart(BaseModel):
    """What a service spent time on: `own` work, waiting for a `service`, or for something `outside` that sends no spans (a
    database, a vendor). `per_request_ms` is per request of the service that waits; calls side by side count in full."""

    kind: Literal["own", "service", "outside"]
    name: str
    calls_per_second: float
    error_ratio: float | None
    p50_ms: float
    p95_ms: float
    per_request_ms: float
    share: float


class Caller(BaseModel):
    """Another service that calls this one; durations as the caller sees them, network included."""

    name: str
    calls_per_second: float
    error_ratio: float | None
    p50_ms: float
    p95_ms: float


class TimeSpentResponse(BaseModel):
    """Where the time of a service's requests goes, and who calls it: from one trace in `one_in` of `start` to `end`, which
    is the latest part of the range where that holds very many spans. Rates are estimates unless `whole`."""

    requests: int
    mean_ms: float | None
    parts: list[TimePart]
    callers: list[Caller]
    one_in: int
    start: str
    end: str
    whole: bool


class FindingCause(BaseModel):
    """Why: the service's `own` work, a `service` it waits for or that fails below it (through those in `via`), something
    `outside`, or `unknown`. `share`: the part of the growth this explains."""

    kind: Literal["own", "service", "outside", "unknown"]
    name: str
    share: float | None
    via: list[str]


class OverviewFinding(BaseModel):
    """Something that is wrong at the end of the range. Kind latency: value and usual are p95 in ms; errors: failed requests
    per request; silent: seconds without a span. The trace shows it: a slow request, or a failed one."""

    kind: Literal["latency", "errors", "silent"]
    service: str
    severity: Literal["warning", "error", "critical"]
    value: float
    usual: float | None
    requests: int
    since: str | None
    over: bool
    operation: str
    cause: FindingCause
    trace_id: str
    span_id: str


class OverviewResponse(BaseModel):
    """What is wrong, the worst first, those who merely wait last: the last `recent_seconds` of the range against the
    `memory_seconds` before. `young`: there is too little data yet to know what is usual."""

    findings: list[OverviewFinding]
    services: int
    recent_seconds: int
    memory_seconds: int
    young: bool
