"""A secret in any field a sender can fill is in no column afterwards: through the real inserts, with the real rules."""

from pathlib import Path

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from sardonyx.processors.masking import Masker
from sardonyx.storage import pipelines
from sardonyx.storage.engine import Engine
from tests.support.otlp import key_values, make_logs, make_spans
from tests.unit.storage.segments import load, write_segment

NOW = 1_795_000_000_123_456_789
SECRETS = {
    "email": "jane.doe@example.com",
    "card": "4111 1111 1111 1111",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "key": "AKIAIOSFODNN7EXAMPLE",
    "password": "password=hunter2secret",
    "bearer": "Authorization: Bearer abcDEF123456ghiJKL7890",
}
# What must be nowhere: the sensitive part alone.
SENSITIVE = (
    "jane.doe", "4111 1111 1111 1111", "dozjgNryP4J3jVmNHl0w5N", "AKIAIOSFODNN7EXAMPLE", "hunter2secret",
    "abcDEF123456ghiJKL7890", "s3cr3t-by-key",
)  # fmt: skip
TEXT = " / ".join(SECRETS.values())
ATTRIBUTES = {**SECRETS, "all": TEXT, "list": list(SECRETS.values()), "map": SECRETS, "db.password": "s3cr3t-by-key",
              "http.request.header.cookie": "s3cr3t-by-key", "url.full": f"https://x.test/?q=1&{SECRETS['password']}"}  # fmt: skip


def by_stream() -> dict[str, pipelines.Pipeline]:
    return {pipeline.stream: pipeline for pipeline in pipelines.all_of(Masker.build(hash_key=b"k" * 32))}


async def stored_text(engine: Engine, *tables: str) -> str:
    return "\n".join([(await engine.raw(f"SELECT * FROM {table}", fmt="JSONEachRow")).decode() for table in tables])


def assert_masked(text: str) -> None:
    assert "[redacted:" in text
    assert [secret for secret in SENSITIVE if secret in text] == []


async def test_log_records(engine: Engine, tmp_path: Path) -> None:
    request = make_logs(
        [TEXT, ATTRIBUTES, [TEXT]], service=TEXT, resource=ATTRIBUTES, attributes=ATTRIBUTES, time_ns=NOW,
        severity_text=TEXT, event_name=TEXT,
    )  # fmt: skip
    group = request.resource_logs[0]
    group.schema_url = TEXT
    scope = group.scope_logs[0]
    scope.schema_url = scope.scope.name = scope.scope.version = TEXT
    scope.scope.attributes.extend(key_values(ATTRIBUTES))
    await load(engine, by_stream()["otlp_logs"], write_segment(tmp_path, request, received_at_ns=NOW))
    assert_masked(await stored_text(engine, "otel_logs", "log_counts_10s"))


async def test_spans(engine: Engine, tmp_path: Path) -> None:
    request = make_spans(
        [TEXT], service=TEXT, resource=ATTRIBUTES, attributes=ATTRIBUTES, time_ns=NOW, trace_state=TEXT
    )
    scope = request.resource_spans[0].scope_spans[0]
    scope.scope.name = scope.scope.version = TEXT
    span = scope.spans[0]
    span.status.message = TEXT
    for number in range(2):
        span.events.add(name=TEXT, time_unix_nano=NOW + number).attributes.extend(key_values(ATTRIBUTES))
        span.links.add(trace_id=b"\x01" * 16, trace_state=TEXT).attributes.extend(key_values(ATTRIBUTES))
    await load(engine, by_stream()["otlp_traces"], write_segment(tmp_path, request, received_at_ns=NOW))
    text = await stored_text(engine, "otel_traces", "span_metrics_10s")
    assert_masked(text)
    (row,) = await engine.rows("SELECT length(Events.Name) AS events, length(Links.TraceId) AS links FROM otel_traces")
    assert row == {"events": 2, "links": 2}


async def test_metric_labels_and_exemplars(engine: Engine, tmp_path: Path) -> None:
    request = ExportMetricsServiceRequest()
    group = request.resource_metrics.add()
    group.resource.attributes.extend(key_values({"service.name": TEXT, **ATTRIBUTES}))
    scope = group.scope_metrics.add()
    scope.scope.name = scope.scope.version = TEXT
    metric = scope.metrics.add(name="orders")
    metric.sum.is_monotonic, metric.sum.aggregation_temporality = True, 2
    point = metric.sum.data_points.add(time_unix_nano=NOW, as_int=1)
    point.attributes.extend(key_values(ATTRIBUTES))
    exemplar = point.exemplars.add(time_unix_nano=NOW, as_int=1)
    exemplar.filtered_attributes.extend(key_values(ATTRIBUTES))
    await load(engine, by_stream()["otlp_metrics"], write_segment(tmp_path, request, received_at_ns=NOW))
    assert_masked(await stored_text(engine, "metric_series", "exemplars", "metric_metadata"))
