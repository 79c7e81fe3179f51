"""What queries found about services, as the answers of the routes."""

from collections.abc import Mapping, Sequence

from sardonyx.apm.models_services import (
    Caller,
    FindingCause,
    OperationsResponse,
    OverviewFinding,
    OverviewResponse,
    RedFigures,
    RedSeriesColumns,
    RedTimelineResponse,
    Service,
    ServiceOperation,
    ServicesResponse,
    ServiceVersion,
    TimePart,
    TimeSpentResponse,
    VersionsResponse,
)
from sardonyx.query.services.counts import ratio
from sardonyx.query.services.figures import AllFigures, Red, ServiceFigures
from sardonyx.query.services.findings import Findings
from sardonyx.query.services.findings_rules import Finding
from sardonyx.query.services.operations import Operation, Version
from sardonyx.query.services.sample import TraceSample
from sardonyx.query.services.time_spent import Part, TimeSpent
from sardonyx.query.services.timeline import RedSeries, RedTimeline
from sardonyx.query.time_range import NS, to_iso


def services(found: AllFigures, seconds: float, slots: Mapping[str, int]) -> ServicesResponse:
    """Of a range of that many seconds. `slots`: each service's colour."""
    return ServicesResponse(
        services=[_service(one, seconds, slots[one.name]) for one in found.services],
        total=_figures(found.now, seconds),
        total_before=_figures(found.before, seconds),
    )


def _service(one: ServiceFigures, seconds: float, slot: int) -> Service:
    return Service(
        name=one.name,
        slot=slot,
        environments=sorted(one.environments),
        version=one.version,
        spans=one.spans,
        spans_per_second=one.spans / seconds,
        error_ratio=one.now.error_ratio,
        p50_ms=one.now.p50_ms,
        p95_ms=one.now.p95_ms,
        p99_ms=one.now.p99_ms,
        requests_per_second=one.now.calls / seconds,
        before=_figures(one.before, seconds),
        logs=one.logs,
        log_errors_before=one.log_errors_before,
        last_seen=_iso(one.last_seen_s),
        first_seen=_iso(one.first_seen_s),
    )


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else to_iso(seconds * NS)


def _figures(red: Red, seconds: float) -> RedFigures:
    return RedFigures(
        requests=red.calls,
        requests_per_second=red.calls / seconds,
        error_ratio=red.error_ratio,
        p50_ms=red.p50_ms,
        p95_ms=red.p95_ms,
        p99_ms=red.p99_ms,
    )


def red(found: RedTimeline) -> RedTimelineResponse:
    """Columns as they are."""
    return RedTimelineResponse(
        start=found.start_s,
        end=found.end_s,
        step_seconds=found.step_seconds,
        services=[_columns(one) for one in found.services],
        total=_columns(found.total),
        log_errors=found.log_errors,
    )


def _columns(one: RedSeries) -> RedSeriesColumns:
    return RedSeriesColumns(
        service=one.service,
        times=one.times,
        calls=one.calls,
        errors=one.errors,
        p50_ms=one.p50_ms,
        p95_ms=one.p95_ms,
        p99_ms=one.p99_ms,
    )


def operations(found: Sequence[Operation], seconds: float) -> OperationsResponse:
    """Of a range of that many seconds."""
    whole = sum(one.time_ms for one in found if one.entry)
    return OperationsResponse(
        operations=[
            ServiceOperation(
                name=one.name,
                kind=one.kind,
                entry=one.entry,
                requests=one.figures.calls,
                requests_per_second=one.figures.calls / seconds,
                error_ratio=one.figures.error_ratio,
                p50_ms=one.figures.p50_ms,
                p95_ms=one.figures.p95_ms,
                p99_ms=one.figures.p99_ms,
                time_ms=one.time_ms,
                time_share=one.time_ms / whole if one.entry and whole else None,
            )
            for one in found
        ]
    )


def versions(found: Sequence[Version], seconds: float) -> VersionsResponse:
    """Of a range of that many seconds."""
    return VersionsResponse(
        versions=[
            ServiceVersion(
                version=one.version,
                environment=one.environment,
                figures=_figures(one.figures, seconds),
                first_seen=to_iso(one.first_seen_s * NS),
                last_seen=to_iso(one.last_seen_s * NS),
            )
            for one in found
        ]
    )


def time_spent(service: str, sample: TraceSample, found: Mapping[str, TimeSpent]) -> TimeSpentResponse:
    """One service of the sample. A service without spans in it has no parts."""
    spent = found.get(service, TimeSpent(service))
    per_second = sample.every / sample.time_range.seconds
    whole_ms = sum(part.time_ms for part in spent.parts)
    callers = [
        (one.service, part)
        for one in found.values()
        for part in one.parts
        if part.kind == "service" and part.name == service and one.service != service
    ]
    return TimeSpentResponse(
        requests=spent.requests,
        mean_ms=spent.duration_ms / spent.requests if spent.requests else None,
        parts=[_part(part, spent.requests, whole_ms, per_second) for part in spent.parts],
        callers=[
            Caller(
                name=name,
                calls_per_second=part.calls * per_second,
                error_ratio=ratio(part.errors, part.calls),
                p50_ms=part.p50_ms,
                p95_ms=part.p95_ms,
            )
            for name, part in sorted(callers, key=lambda pair: -pair[1].calls)
        ],
        one_in=sample.every,
        start=to_iso(sample.time_range.start_ns),
        end=to_iso(sample.time_range.end_ns),
        whole=sample.whole,
    )


def _part(part: Part, requests: int, whole_ms: float, per_second: float) -> TimePart:
    return TimePart(
        kind=part.kind,
        name=part.name,
        calls_per_second=part.calls * per_second,
        error_ratio=ratio(part.errors, part.calls),
        p50_ms=part.p50_ms,
        p95_ms=part.p95_ms,
        per_request_ms=part.time_ms / requests if requests else 0.0,
        share=part.time_ms / whole_ms if whole_ms else 0.0,
    )


def overview(found: Findings) -> OverviewResponse:
    """What is wrong."""
    return OverviewResponse(
        findings=[_finding(one) for one in found.findings],
        services=found.services,
        recent_seconds=found.recent_seconds,
        memory_seconds=found.memory_seconds,
        young=found.young,
    )


def _finding(one: Finding) -> OverviewFinding:
    cause = FindingCause(kind=one.cause.kind, name=one.cause.name, share=one.cause.share, via=list(one.cause.via))
    return OverviewFinding(
        kind=one.kind,
        service=one.service,
        severity=one.severity,
        value=one.value,
        usual=one.usual,
        requests=one.calls,
        since=_iso(one.since_s),
        over=one.over,
        operation=one.operation,
        cause=cause,
        trace_id=one.trace_id,
        span_id=one.span_id,
    )
