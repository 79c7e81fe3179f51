"""Where libraries and shippers put the message, the service, and the ids of trace and span. Lower case, most telling first."""

MESSAGE_KEYS = ("message", "msg", "log", "@message", "@m", "body", "short_message", "text", "event", "error.message")

SERVICE_KEYS = (
    "service.name", "service_name", "servicename", "service", "com.docker.compose.service", "compose_service",
    "kubernetes.labels.app.kubernetes.io/name", "kubernetes.labels.app", "kubernetes.container_name", "app", "application",
    "appname", "syslog.appname", "container_name", "syslog_identifier", "job", "program", "logger_name",
    "fluent.tag", "aws.cloudwatch.log_group_name",
)  # fmt: skip

VERSION_KEYS = ("service.version", "version", "release", "app_version")

TRACE_KEYS = (
    "trace_id",
    "traceid",
    "trace.id",
    "otel.trace_id",
    "oteltraceid",
    "trace-id",
    "dd.trace_id",
    "traceparent",
)

SPAN_KEYS = ("span_id", "spanid", "span.id", "otel.span_id", "otelspanid", "dd.span_id")

EXCEPTION_KEYS = (
    "exception.stacktrace",
    "stack_trace",
    "stack",
    "exc_info",
    "exception",
    "traceback",
    "err.stack",
    "error.stack",
)

HOST_KEYS = ("host.name", "hostname", "host", "kubernetes.host", "agent.hostname")
