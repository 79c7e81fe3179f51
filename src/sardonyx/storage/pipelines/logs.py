"""OTLP log records → otel_logs."""

from sardonyx.processors import enrichment
from sardonyx.processors.parsing.keeping import Facts
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import log_handling as handling
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import ORIGINAL_TIME_ATTRIBUTE, Masker, Pipeline, sane_time

STREAM = "otlp_logs"

_FACTS = Facts("service", "environment", "severity", "body", "lower(hex(r.trace_id))", "ts")


def pipeline(masker: Masker, rules: handling.LogHandling = handling.DEFAULT) -> Pipeline:
    """The pipeline of accepted ExportLogsServiceRequests."""
    received = handling.received_insert()
    return Pipeline(STREAM, tuple((_insert(masker, reading, rules), received) for reading in otlp.READINGS))


def _insert(masker: Masker, reading: otlp.Reading, rules: handling.LogHandling) -> SegmentInsert:
    columns = _columns(rules)
    depth = reading.inner
    # Few and small, so masked as one more map beside the attributes: what masks them is planned once.
    group_texts = otlp.texts_map(["resource_url", "g.schema_url", "g.scope.name", "g.scope.version"])
    inner = f"""
SELECT received_at_ns, source, receiver, resource, service, environment, version, host, scope_attributes, scope_texts,
  arrayJoin(g.log_records) AS r
FROM (
  SELECT received_at_ns, source, receiver, g, maps[1] AS resource, maps[2] AS scope_attributes, maps[3] AS scope_texts,
    resource['service.name'] AS service, resource['service.version'] AS version,
    resource['host.name'] AS host, {enrichment.first_of("resource", enrichment.ENVIRONMENT_KEYS)} AS environment
  FROM (
    SELECT received_at_ns, source, receiver, g,
      arrayMap(m -> {masker.sql_map("m", service="raw_resource['service.name']")},
        [raw_resource, {otlp.as_map("g.scope.attributes", depth)}, {group_texts}]) AS maps
    FROM (
      SELECT received_at_ns, source, receiver, {otlp.as_map("t.resource.attributes", reading.resource)} AS raw_resource,
        t.schema_url AS resource_url, arrayJoin(t.scope_logs) AS g
      FROM (SELECT received_at_ns, source, receiver, arrayJoin(resource_logs) AS t FROM {{source}})
    )
    WHERE {otlp.deep_guard([], ["g.scope.attributes"], depth)} = 0
  )
)"""
    sent = "if(r.time_unix_nano = 0, r.observed_time_unix_nano, r.time_unix_nano)"
    original = f"if(sent != 0 AND sent != ts, [('{ORIGINAL_TIME_ATTRIBUTE}', toString(sent))], [])"
    limit = handling.FieldLimit(applies=depth >= otlp.DEEP)
    guard = otlp.deep_guard(["r.body"], ["r.attributes"], depth)
    records = f"""
SELECT *, {sent} AS sent, {sane_time("sent", "received_at_ns")} AS ts,
  {otlp.as_text("r.body", depth)} AS body,
  CAST(arrayConcat({limit.applied(otlp.as_pairs("r.attributes", depth), "[]")}, {original}), '{otlp.MAP_TYPE}') AS raw_attributes,
  {enrichment.severity_number("r.severity_number", "r.severity_text")} AS severity, length(body) AS size
FROM ({inner})
WHERE {guard} = 0 AND {limit.guard("length(r.attributes)")}"""
    texts = f"[body, {enrichment.severity_text('severity', 'r.severity_text')}, r.event_name]"
    masked = f"""
SELECT *, {masker.sql_map("raw_attributes", service="service")} AS attributes, {masker.sql_array(texts)} AS texts
FROM ({rules.judged(records, _FACTS, {"body": "''", "raw_attributes": f"CAST(map(), '{otlp.MAP_TYPE}')"})})"""
    return SegmentInsert(
        table=handling.TABLE,
        columns=tuple(columns),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({masked})",
        structure=_structure(reading),
        format="Protobuf",
        settings=otlp.read_settings(otlp.any_proto(reading.resource) + _proto(reading), "Logs"),
    )


def _columns(rules: handling.LogHandling) -> dict[str, str]:
    return {
        "Timestamp": "fromUnixTimestamp64Nano(toInt64(ts))",
        "TraceId": "lower(hex(r.trace_id))",
        "SpanId": "lower(hex(r.span_id))",
        "TraceFlags": "toUInt8(bitAnd(r.flags, 255))",
        "SeverityText": "texts[2]",
        "SeverityNumber": "severity",
        "ServiceName": "service",
        "Body": "texts[1]",
        "ResourceSchemaUrl": "scope_texts['1']",
        "ResourceAttributes": "resource",
        "ScopeSchemaUrl": "scope_texts['2']",
        "ScopeName": "scope_texts['3']",
        "ScopeVersion": "scope_texts['4']",
        "ScopeAttributes": "scope_attributes",
        "LogAttributes": "attributes",
        "EventName": "texts[3]",
        "Environment": "environment",
        "ServiceVersion": "version",
        "UserId": enrichment.first_of("attributes", enrichment.USER_ID_KEYS),
        "RequestId": enrichment.first_of("attributes", enrichment.REQUEST_ID_KEYS),
        "ReceivedAt": "fromUnixTimestamp64Milli(toInt64(received_at_ns / 1000000))",
        **rules.columns(time="ts", host="host", size="size", unparsed="0"),
    }


def _proto(reading: otlp.Reading) -> str:
    pairs = f"KeyValue{reading.level}"
    return f"""message LogRecord {{ fixed64 time_unix_nano=1; uint32 severity_number=2; string severity_text=3;
 AnyValue{reading.level} body=5; repeated {pairs} attributes=6; fixed32 flags=8; bytes trace_id=9; bytes span_id=10;
 fixed64 observed_time_unix_nano=11; string event_name=12; }}
message LogScope {{ string name=1; string version=2; repeated {pairs} attributes=3; }}
message ScopeLogs {{ LogScope scope=1; repeated LogRecord log_records=2; string schema_url=3; }}
message ResourceLogs {{ Resource resource=1; repeated ScopeLogs scope_logs=2; string schema_url=3; }}
message Logs {{ repeated ResourceLogs resource_logs=1; {otlp.JOURNAL_FIELDS_PROTO} }}"""


def _structure(reading: otlp.Reading) -> str:
    pairs = otlp.kvs_type(reading.inner)
    record = (
        "Tuple(time_unix_nano UInt64, observed_time_unix_nano UInt64, severity_number UInt32, severity_text String, "
        f"body {otlp.any_type(reading.inner)}, attributes {pairs}, flags UInt32, trace_id String, span_id String, "
        "event_name String)"
    )
    scope = f"Tuple(name String, version String, attributes {pairs})"
    groups = f"Array(Tuple(scope {scope}, log_records Array({record}), schema_url String))"
    resource = (
        f"Tuple(resource Tuple(attributes {otlp.kvs_type(reading.resource)}), scope_logs {groups}, schema_url String)"
    )
    return f"resource_logs Array({resource}), {otlp.JOURNAL_FIELDS_TYPE}"
