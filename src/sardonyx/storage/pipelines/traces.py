"""OTLP spans → otel_traces."""

from sardonyx.processors import enrichment
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import ORIGINAL_TIME_ATTRIBUTE, Masker, Pipeline, sane_time

STREAM = "otlp_traces"

# Names as the Collector's ClickHouse exporter writes them.
_KINDS = "transform(r.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified')"
_STATUS = "transform(r.status.code, [1, 2], ['Ok', 'Error'], 'Unset')"


def pipeline(masker: Masker) -> Pipeline:
    """The pipeline of accepted ExportTraceServiceRequests."""
    return Pipeline(STREAM, tuple((_insert(masker, reading),) for reading in otlp.READINGS))


def _insert(masker: Masker, reading: otlp.Reading) -> SegmentInsert:
    columns = _columns()
    depth = reading.inner
    # Few and small, so masked as one more map beside the attributes: what masks them is planned once.
    group_texts = otlp.texts_map(["g.scope.name", "g.scope.version"])
    inner = f"""
SELECT received_at_ns, resource, service, environment, version, scope_texts, arrayJoin(g.spans) AS r
FROM (
  SELECT received_at_ns, g, maps[1] AS resource, maps[2] AS scope_texts,
    resource['service.name'] AS service, resource['service.version'] AS version,
    {enrichment.first_of("resource", enrichment.ENVIRONMENT_KEYS)} AS environment
  FROM (
    SELECT received_at_ns, g, arrayMap(m -> {masker.sql_map("m", service="raw_resource['service.name']")},
        [raw_resource, {group_texts}]) AS maps
    FROM (
      SELECT received_at_ns, {otlp.as_map("t.resource.attributes", reading.resource)} AS raw_resource,
        arrayJoin(t.scope_spans) AS g
      FROM (SELECT received_at_ns, arrayJoin(resource_spans) AS t FROM {{source}})
    )
  )
)"""
    original = (
        f"if(r.start_time_unix_nano != 0 AND r.start_time_unix_nano != ts, "
        f"[('{ORIGINAL_TIME_ATTRIBUTE}', toString(r.start_time_unix_nano))], [])"
    )
    attributes = ["r.attributes", "arrayFlatten(r.events.attributes)", "arrayFlatten(r.links.attributes)"]
    spans = f"""
SELECT *, {sane_time("r.start_time_unix_nano", "received_at_ns")} AS ts,
  CAST(arrayConcat({otlp.as_pairs("r.attributes", depth)}, {original}), '{otlp.MAP_TYPE}') AS raw_attributes,
  arrayMap(e -> {otlp.as_map("e.attributes", depth)}, r.events) AS event_attributes,
  arrayMap(l -> {otlp.as_map("l.attributes", depth)}, r.links) AS link_attributes
FROM ({inner})
WHERE {otlp.deep_guard([], attributes, depth)} = 0"""
    # One array of texts and one of maps: what masks them is planned once, and slices cost nothing to speak of.
    maps = "arrayConcat([raw_attributes], event_attributes, link_attributes)"
    texts = "arrayConcat([r.name, r.status.message, r.trace_state], r.events.name, r.links.trace_state)"
    masked = f"""
SELECT *, maps[1] AS attributes FROM (
  SELECT *, length(r.events) AS events,
    arrayMap(m -> {masker.sql_map("m", service="service")}, {maps}) AS maps, {masker.sql_array(texts)} AS texts
  FROM ({spans})
)"""
    return SegmentInsert(
        table="otel_traces",
        columns=tuple(columns),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({masked})",
        structure=_structure(reading),
        format="Protobuf",
        settings=otlp.read_settings(otlp.any_proto(reading.resource) + _proto(reading), "Traces"),
    )


def _columns() -> dict[str, str]:
    event_time = sane_time("e.time_unix_nano", "received_at_ns")
    return {
        "Timestamp": "fromUnixTimestamp64Nano(toInt64(ts))",
        "TraceId": "lower(hex(r.trace_id))",
        "SpanId": "lower(hex(r.span_id))",
        "ParentSpanId": "lower(hex(r.parent_span_id))",
        "TraceState": "texts[3]",
        "SpanName": "texts[1]",
        "SpanKind": _KINDS,
        "ServiceName": "service",
        "ResourceAttributes": "resource",
        "ScopeName": "scope_texts['1']",
        "ScopeVersion": "scope_texts['2']",
        "SpanAttributes": "attributes",
        # An end before the start (clock set back) or an absurd one is a duration of 0, never a wrapped number.
        "Duration": (
            "if(r.end_time_unix_nano > r.start_time_unix_nano "
            "AND toUInt64(r.end_time_unix_nano - r.start_time_unix_nano) < 34560000000000000, "
            "toUInt64(r.end_time_unix_nano - r.start_time_unix_nano), toUInt64(0))"
        ),
        "StatusCode": _STATUS,
        "StatusMessage": "texts[2]",
        "`Events.Timestamp`": f"arrayMap(e -> fromUnixTimestamp64Nano(toInt64({event_time})), r.events)",
        "`Events.Name`": "arraySlice(texts, 4, events)",
        "`Events.Attributes`": "arraySlice(maps, 2, events)",
        "`Links.TraceId`": "arrayMap(l -> lower(hex(l.trace_id)), r.links)",
        "`Links.SpanId`": "arrayMap(l -> lower(hex(l.span_id)), r.links)",
        "`Links.TraceState`": "arraySlice(texts, 4 + events)",
        "`Links.Attributes`": "arraySlice(maps, 2 + events)",
        "Environment": "environment",
        "ServiceVersion": "version",
        "UserId": enrichment.first_of("attributes", enrichment.USER_ID_KEYS),
        "RequestId": enrichment.first_of("attributes", enrichment.REQUEST_ID_KEYS),
        "ReceivedAt": "fromUnixTimestamp64Milli(toInt64(received_at_ns / 1000000))",
    }


def _proto(reading: otlp.Reading) -> str:
    pairs = f"KeyValue{reading.level}"
    return f"""message Status {{ string message=2; int32 code=3; }}
message Event {{ fixed64 time_unix_nano=1; string name=2; repeated {pairs} attributes=3; }}
message Link {{ bytes trace_id=1; bytes span_id=2; string trace_state=3; repeated {pairs} attributes=4; }}
message Span {{ bytes trace_id=1; bytes span_id=2; string trace_state=3; bytes parent_span_id=4; string name=5;
 int32 kind=6; fixed64 start_time_unix_nano=7; fixed64 end_time_unix_nano=8; repeated {pairs} attributes=9;
 repeated Event events=11; repeated Link links=13; Status status=15; }}
message SpanScope {{ string name=1; string version=2; }}
message ScopeSpans {{ SpanScope scope=1; repeated Span spans=2; }}
message ResourceSpans {{ Resource resource=1; repeated ScopeSpans scope_spans=2; }}
message Traces {{ repeated ResourceSpans resource_spans=1; {otlp.JOURNAL_FIELDS_PROTO} }}"""


def _structure(reading: otlp.Reading) -> str:
    pairs = otlp.kvs_type(reading.inner)
    event = f"Tuple(time_unix_nano UInt64, name String, attributes {pairs})"
    link = f"Tuple(trace_id String, span_id String, trace_state String, attributes {pairs})"
    span = (
        "Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, name String, kind Int32, "
        f"start_time_unix_nano UInt64, end_time_unix_nano UInt64, attributes {pairs}, events Array({event}), "
        f"links Array({link}), status Tuple(message String, code Int32))"
    )
    groups = f"Array(Tuple(scope Tuple(name String, version String), spans Array({span})))"
    resource = f"Tuple(resource Tuple(attributes {otlp.kvs_type(reading.resource)}), scope_spans {groups})"
    return f"resource_spans Array({resource}), {otlp.JOURNAL_FIELDS_TYPE}"
