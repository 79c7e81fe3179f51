"""OTLP spans → otel_traces."""

from sardonyx.processors import enrichment
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import ORIGINAL_TIME_ATTRIBUTE, Masker, Pipeline, sane_time

STREAM = "otlp_traces"

_PROTO = f"""message Status {{ string message=2; int32 code=3; }}
message Event {{ fixed64 time_unix_nano=1; string name=2; repeated KeyValue attributes=3; }}
message Link {{ bytes trace_id=1; bytes span_id=2; string trace_state=3; repeated KeyValue attributes=4; }}
message Span {{ bytes trace_id=1; bytes span_id=2; string trace_state=3; bytes parent_span_id=4; string name=5;
 int32 kind=6; fixed64 start_time_unix_nano=7; fixed64 end_time_unix_nano=8; repeated KeyValue attributes=9;
 repeated Event events=11; repeated Link links=13; Status status=15; }}
message ScopeSpans {{ Scope scope=1; repeated Span spans=2; }}
message ResourceSpans {{ Resource resource=1; repeated ScopeSpans scope_spans=2; }}
message Traces {{ repeated ResourceSpans resource_spans=1; {otlp.JOURNAL_FIELDS_PROTO} }}"""

# Names as the Collector's ClickHouse exporter writes them.
_KINDS = "transform(r.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified')"
_STATUS = "transform(r.status.code, [1, 2], ['Ok', 'Error'], 'Unset')"


def pipeline(masker: Masker) -> Pipeline:
    """The pipeline of accepted ExportTraceServiceRequests."""
    return Pipeline(STREAM, tuple((_insert(masker, depth),) for depth in (otlp.SHALLOW, otlp.DEEP)))


def _insert(masker: Masker, depth: int) -> SegmentInsert:
    columns = _columns()
    inner = f"""
SELECT received_at_ns, resource, service, environment, version, scope_texts, arrayJoin(g.spans) AS r
FROM (
  SELECT received_at_ns, {masker.sql_map("raw_resource")} AS resource, g,
    {masker.sql_array("[g.scope.name, g.scope.version]")} AS scope_texts,
    resource['service.name'] AS service, resource['service.version'] AS version,
    {enrichment.first_of("resource", enrichment.ENVIRONMENT_KEYS)} AS environment
  FROM (
    SELECT received_at_ns, {otlp.as_map("t.resource.attributes", depth)} AS raw_resource, arrayJoin(t.scope_spans) AS g
    FROM (SELECT received_at_ns, arrayJoin(resource_spans) AS t FROM {{source}})
  )
)"""
    original = (
        f"if(r.start_time_unix_nano != 0 AND r.start_time_unix_nano != ts, "
        f"[('{ORIGINAL_TIME_ATTRIBUTE}', toString(r.start_time_unix_nano))], [])"
    )
    spans = f"""
SELECT *, {sane_time("r.start_time_unix_nano", "received_at_ns")} AS ts,
  CAST(arrayConcat(arrayMap(kv -> (kv.key, {otlp.as_text("kv.value", depth)}), r.attributes), {original}),
    'Map(LowCardinality(String), String)') AS raw_attributes,
  arrayMap(e -> {otlp.as_map("e.attributes", depth)}, r.events) AS event_attributes,
  arrayMap(l -> {otlp.as_map("l.attributes", depth)}, r.links) AS link_attributes
FROM ({inner})
WHERE {otlp.deep_guard([], ["r.attributes", "arrayFlatten(r.events.attributes)"], depth)} = 0"""
    # One array of texts and one of maps: what masks them is planned once, and slices cost nothing to speak of.
    maps = "arrayConcat([raw_attributes], event_attributes, link_attributes)"
    texts = "arrayConcat([r.name, r.status.message, r.trace_state], r.events.name, r.links.trace_state)"
    masked = f"""
SELECT *, maps[1] AS attributes FROM (
  SELECT *, length(r.events) AS events,
    arrayMap(m -> {masker.sql_map("m")}, {maps}) AS maps, {masker.sql_array(texts)} AS texts
  FROM ({spans})
)"""
    return SegmentInsert(
        table="otel_traces",
        columns=tuple(columns),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({masked})",
        structure=_structure(depth),
        format="Protobuf",
        settings=otlp.read_settings(otlp.any_proto(depth) + _PROTO, "Traces"),
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
        "ScopeName": "scope_texts[1]",
        "ScopeVersion": "scope_texts[2]",
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


def _structure(depth: int) -> str:
    pairs = otlp.kvs_type(depth)
    event = f"Tuple(time_unix_nano UInt64, name String, attributes {pairs})"
    link = f"Tuple(trace_id String, span_id String, trace_state String, attributes {pairs})"
    span = (
        "Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, name String, kind Int32, "
        f"start_time_unix_nano UInt64, end_time_unix_nano UInt64, attributes {pairs}, events Array({event}), "
        f"links Array({link}), status Tuple(message String, code Int32))"
    )
    groups = f"Array(Tuple(scope Tuple(name String, version String), spans Array({span})))"
    resource = f"Tuple(resource Tuple(attributes {pairs}), scope_spans {groups})"
    return f"resource_spans Array({resource}), {otlp.JOURNAL_FIELDS_TYPE}"
