"""How a log record looks in answers, and what identifies it."""

CONTENT_HASH = (
    "cityHash64(ServiceName, Environment, SeverityNumber, SeverityText, TraceId, SpanId, Body, EventName, ScopeName, "
    "LogAttributes, ResourceAttributes)"
)
"""A record has no id of its own; its time and the hash of its content are one that survives merges and restarts."""

LEVEL = (
    "multiIf(SeverityNumber = 0, '', SeverityNumber < 5, 'TRACE', SeverityNumber < 9, 'DEBUG', SeverityNumber < 13, "
    "'INFO', SeverityNumber < 17, 'WARN', SeverityNumber < 21, 'ERROR', 'FATAL')"
)

SOURCE_COLUMNS = (
    "Timestamp", "TraceId", "SpanId", "SeverityText", "SeverityNumber", "ServiceName", "Body", "ResourceAttributes",
    "ScopeName", "ScopeVersion", "LogAttributes", "EventName", "Environment", "ServiceVersion", "UserId", "RequestId",
    "ReceivedAt",
)  # fmt: skip

OUTPUT: dict[str, str] = {
    "timestamp": "concat(formatDateTime(Timestamp, '%Y-%m-%dT%H:%i:%S', 'UTC'), "
    "'.', leftPad(toString(toUnixTimestamp64Nano(Timestamp) % 1000000000), 9, '0'), 'Z')",
    "timestamp_ns": "toString(toUnixTimestamp64Nano(Timestamp))",
    "level": LEVEL,
    "severity_number": "SeverityNumber",
    "severity_text": "SeverityText",
    "service": "ServiceName",
    "environment": "Environment",
    "version": "ServiceVersion",
    "body": "Body",
    "trace_id": "TraceId",
    "span_id": "SpanId",
    "user_id": "UserId",
    "request_id": "RequestId",
    "event": "EventName",
    "attributes": "LogAttributes",
    "resource": "ResourceAttributes",
    "scope": "map('name', ScopeName, 'version', ScopeVersion)",
    "received_at_ms": "toUnixTimestamp64Milli(ReceivedAt)",
}
"""Fields of a record in answers, beside its `id`. The names are the API's."""

ALWAYS = ("timestamp", "timestamp_ns")


def selection(columns: tuple[str, ...] | None = None) -> str:
    """The SELECT list for these fields; None is all."""
    wanted = OUTPUT if columns is None else [*ALWAYS, *(name for name in columns if name not in ALWAYS)]
    return ", ".join(f"{OUTPUT[name]} AS {name}" for name in wanted)
