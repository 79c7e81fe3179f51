"""Log lines of every receiver but OTLP → otel_logs. The journal's message is ours:

Lines   1 repeated Group groups
Group   1 repeated Pair resource, 2 repeated Pair attributes (of all its lines), 3 string text (lines ended by LF), 4 repeated Line,
        5 loki: a StreamAdapter as Loki's push has it (its labels are the resource's business)
Line    1 fixed64 time_unix_nano (0: the line says, or nobody), 2 string text, 3 uint32 severity_number (0: the same),
        4 repeated Pair attributes
Pair    1 string key, 2 string value

What a line is, text or JSON or one of the formats of `processors.parsing`, is found out here.
"""

from sardonyx.processors import enrichment
from sardonyx.processors.parsing import fields, levels, names, times
from sardonyx.processors.parsing.fragments import first_value, in_list
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import ORIGINAL_TIME_ATTRIBUTE, Masker, Pipeline, sane_time

STREAM = "log_lines"

_PROTO = f"""syntax = "proto3";
message Pair {{ string key=1; string value=2; }}
message Line {{ fixed64 time_unix_nano=1; string text=2; uint32 severity_number=3; repeated Pair attributes=4; }}
message LokiTime {{ int64 seconds=1; int32 nanos=2; }}
message LokiPair {{ string name=1; string value=2; }}
message LokiEntry {{ LokiTime timestamp=1; string line=2; repeated LokiPair metadata=3; }}
message LokiStream {{ repeated LokiEntry entries=2; }}
message Group {{ repeated Pair resource=1; repeated Pair attributes=2; string text=3; repeated Line lines=4;
 LokiStream loki=5; }}
message Lines {{ repeated Group groups=1; {otlp.JOURNAL_FIELDS_PROTO} }}"""
_PAIRS = "Array(Tuple(key String, value String))"
_LINE = f"Tuple(time_unix_nano UInt64, text String, severity_number UInt32, attributes {_PAIRS})"
_LOKI = (
    "Tuple(entries Array(Tuple(timestamp Tuple(seconds Int64, nanos Int32), line String, "
    "metadata Array(Tuple(name String, value String)))))"
)
_STRUCTURE = (
    f"groups Array(Tuple(resource {_PAIRS}, attributes {_PAIRS}, text String, lines Array({_LINE}), loki {_LOKI})), "
    f"{otlp.JOURNAL_FIELDS_TYPE}"
)
# Fields that become columns, and so are not kept as attributes too.
_TAKEN = (*names.MESSAGE_KEYS, *times.TIME_KEYS, *levels.LEVEL_KEYS, *names.TRACE_KEYS, *names.SPAN_KEYS)
_UNKNOWN = "unknown_service"


def pipeline(masker: Masker) -> Pipeline:
    """The pipeline of lines."""
    return Pipeline(STREAM, ((_insert(masker),),))


def _insert(masker: Masker) -> SegmentInsert:
    columns = _columns()
    return SegmentInsert(
        table="otel_logs",
        columns=tuple(columns),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({_masked(masker)})",
        structure=_STRUCTURE,
        format="Protobuf",
        settings=otlp.read_settings(_PROTO, "Lines"),
    )


def _masked(masker: Masker) -> str:
    sent = "if(r.time_unix_nano != 0, r.time_unix_nano, said_at)"
    original = f"if(sent != 0 AND sent != ts, [('{ORIGINAL_TIME_ATTRIBUTE}', toString(sent))], {fields.NONE})"
    said = f"""
SELECT *, {times.nanoseconds("fields", "line")} AS said_at, {levels.number("fields", "line")} AS said_level,
  {first_value("fields", names.MESSAGE_KEYS, ignore_case=True)} AS message
FROM ({fields.staged("line", _lines())})"""
    timed = f"""
SELECT *, {sent} AS sent, {sane_time("sent", "received_at_ns")} AS ts,
  if(r.severity_number BETWEEN 1 AND 24, toUInt8(r.severity_number), said_level) AS severity,
  arrayConcat(resource_pairs, line_pairs, fields) AS known
FROM ({said})"""
    kept = f"arrayFilter(p -> lower(p.1) NOT IN {in_list(_TAKEN)}, fields)"
    named = f"""
SELECT received_at_ns, ts, severity, if(message != '', message, line) AS body,
  CAST(arrayConcat(line_pairs, {kept}, {original}), '{otlp.MAP_TYPE}') AS raw_attributes,
  CAST(arrayConcat(resource_pairs, [('service.name', {_service("known")})]), '{otlp.MAP_TYPE}') AS raw_resource,
  {_id("known", names.TRACE_KEYS, 32)} AS trace_id, {_id("known", names.SPAN_KEYS, 16)} AS span_id,
  {first_value("known", enrichment.ENVIRONMENT_KEYS)} AS raw_environment,
  {first_value("known", names.VERSION_KEYS)} AS raw_version
FROM ({timed})"""
    texts = "[body, raw_environment, raw_version]"
    return f"""
SELECT *, arrayMap(m -> {masker.sql_map("m")}, [raw_resource, raw_attributes]) AS maps,
  maps[1] AS resource, maps[2] AS attributes, {masker.sql_array(texts)} AS texts
FROM ({named})"""


def _lines() -> str:
    """A row a line."""
    of_text = f"arrayMap(t -> CAST((0, t, 0, []), '{_LINE}'), arrayFilter(t -> t NOT IN ('', '\\r'), splitByChar('\\n', g.text)))"
    of_loki = (
        "arrayMap(e -> CAST((toUInt64(greatest(0, e.timestamp.seconds * 1000000000 + e.timestamp.nanos)), e.line, 0, "
        f"e.metadata), '{_LINE}'), g.loki.entries)"
    )
    return f"""
SELECT received_at_ns, resource_pairs, r, trimRight(toValidUTF8(r.text), ' \\r\\n\\t\\0') AS line,
  arrayConcat(group_pairs, {_as_pairs("r.attributes")}) AS line_pairs
FROM (
  SELECT received_at_ns, {_as_pairs("g.resource")} AS resource_pairs, {_as_pairs("g.attributes")} AS group_pairs,
    arrayJoin(arrayConcat(g.lines, {of_text}, {of_loki})) AS r
  FROM (SELECT received_at_ns, arrayJoin(groups) AS g FROM {{source}})
)"""


def _as_pairs(pairs: str) -> str:
    return f"CAST({pairs}, '{fields.PAIRS}')"


def _service(pairs: str) -> str:
    found = first_value(pairs, names.SERVICE_KEYS, ignore_case=True)
    return f"if({found} = '', '{_UNKNOWN}', {found})"


def _id(pairs: str, keys: tuple[str, ...], digits: int) -> str:
    """An id in hex, '' when it isn't one; out of a traceparent too."""
    said = f"lower({first_value(pairs, keys, ignore_case=True)})"
    return f"extract(replaceAll(if(match({said}, '^00-'), substring({said}, 4, 32), {said}), '-', ''), '^([0-9a-f]{{{digits}}})$')"


def _columns() -> dict[str, str]:
    return {
        "Timestamp": "fromUnixTimestamp64Nano(toInt64(ts))",
        "TraceId": "trace_id",
        "SpanId": "span_id",
        "TraceFlags": "toUInt8(0)",
        "SeverityText": enrichment.severity_text("severity", "''"),
        "SeverityNumber": "severity",
        "ServiceName": "resource['service.name']",
        "Body": "texts[1]",
        "ResourceAttributes": "resource",
        "LogAttributes": "attributes",
        "Environment": "texts[2]",
        "ServiceVersion": "texts[3]",
        "UserId": enrichment.first_of("attributes", enrichment.USER_ID_KEYS),
        "RequestId": enrichment.first_of("attributes", enrichment.REQUEST_ID_KEYS),
        "ReceivedAt": "fromUnixTimestamp64Milli(toInt64(received_at_ns / 1000000))",
    }
