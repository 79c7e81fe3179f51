"""How a span looks in answers."""


def iso(time: str) -> str:
    """SQL for a DateTime64(9) as ISO-8601 text with nanoseconds."""
    return (
        f"concat(formatDateTime({time}, '%Y-%m-%dT%H:%i:%S', 'UTC'), '.', "
        f"leftPad(toString(toUnixTimestamp64Nano({time}) % 1000000000), 9, '0'), 'Z')"
    )


_EVENT = "Tuple(time String, time_ns String, name String, attributes Map(String, String))"
_LINK = "Tuple(trace_id String, span_id String, trace_state String, attributes Map(String, String))"

OUTPUT: dict[str, str] = {
    "trace_id": "TraceId",
    "span_id": "SpanId",
    "parent_id": "ParentSpanId",
    "name": "SpanName",
    "kind": "SpanKind",
    "service": "ServiceName",
    "environment": "Environment",
    "version": "ServiceVersion",
    "start": iso("Timestamp"),
    "start_ns": "toString(toUnixTimestamp64Nano(Timestamp))",
    "duration_ns": "Duration",
    "status": "StatusCode",
    "status_message": "StatusMessage",
    "user_id": "UserId",
    "request_id": "RequestId",
    "trace_state": "TraceState",
    "attributes": "SpanAttributes",
    "resource": "ResourceAttributes",
    "scope": "map('name', ScopeName, 'version', ScopeVersion)",
    "events": f"arrayMap((t, n, a) -> CAST(({iso('t')}, toString(toUnixTimestamp64Nano(t)), n, a), '{_EVENT}'), "
    "Events.Timestamp, Events.Name, Events.Attributes)",
    "links": f"arrayMap((t, s, w, a) -> CAST((t, s, w, a), '{_LINK}'), "
    "Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)",
}
"""Fields of a span in answers. The names are the API's."""

SELECTION = ", ".join(f"{sql} AS {name}" for name, sql in OUTPUT.items())
