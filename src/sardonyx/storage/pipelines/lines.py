"""Log lines of every receiver but OTLP → otel_logs. The journal's message is ours:

Lines   1 repeated Group groups
Group   1 repeated Pair resource, 2 repeated Pair attributes (of all its lines), 3 string text (lines ended by LF), 4 repeated Line,
        5 loki: a StreamAdapter as Loki's push has it (its labels are the resource's business)
Line    1 fixed64 time_unix_nano (0: the line says, or nobody), 2 string text, 3 uint32 severity_number (0: the same),
        4 repeated Pair attributes
Pair    1 string key, 2 string value

What a line is, text or JSON or one of the formats of `processors.parsing`, is found out here.
"""

from collections.abc import Sequence

from sardonyx.processors import enrichment
from sardonyx.processors.parsing import exceptions, fields, http_fields, levels, names, rules, times
from sardonyx.processors.parsing.fragments import first_value, in_list
from sardonyx.processors.parsing.keeping import Facts
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import log_handling as handling
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
_FACTS = Facts("raw_service", "raw_environment", "severity", "body", "trace_id", "ts")


def pipeline(masker: Masker, handled: handling.LogHandling = handling.DEFAULT) -> Pipeline:
    """The pipeline of lines."""
    received = handling.received_insert()
    return Pipeline(STREAM, tuple((_insert(masker, handled, limit), received) for limit in handling.FIELD_LIMITS))


def _insert(masker: Masker, handled: handling.LogHandling, limit: handling.FieldLimit) -> SegmentInsert:
    columns = _columns(handled)
    return SegmentInsert(
        table=handling.TABLE,
        columns=tuple(columns),
        select=f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in columns.items())} FROM ({_masked(masker, handled, limit)})",
        structure=_STRUCTURE,
        format="Protobuf",
        settings=otlp.read_settings(_PROTO, "Lines"),
    )


def read(lines: str, parse_rules: Sequence[rules.ParseRule] = ()) -> str:
    """A SELECT of all columns of the subquery `lines` and what each line says: fields, message, said_at, said_level.

    Of `lines` the columns `line` and, if there are rules, `resource_pairs` and `line_pairs` are read.
    """
    found = fields.staged("line", lines)
    if parse_rules:
        service = _service("arrayConcat(resource_pairs, line_pairs, fields)")
        text = first_value("fields", names.MESSAGE_KEYS, ignore_case=True)
        found = rules.staged(parse_rules, service, f"if({text} != '', {text}, line)", found)
    return f"""
SELECT *, {times.nanoseconds("fields", "line")} AS said_at, {levels.number("fields", "line")} AS said_level,
  {first_value("fields", names.MESSAGE_KEYS, ignore_case=True)} AS message
FROM ({found})"""


def attributes() -> str:
    """The beginning of a SELECT from what `read` gives: its columns, `body`, and `kept`: the fields that become attributes, with
    those that follow from them."""
    return f"""
SELECT *, if(message != '', message, line) AS body, {http_fields.spelt("fields")} AS spelt, {http_fields.pairs("spelt")} AS http,
  {exceptions.pairs("line", "body", "fields", fields.NONE)} AS exception,
  arrayConcat(arrayFilter(p -> lower(p.1) NOT IN {in_list(_TAKEN)} AND {exceptions.other("p", "exception")}, fields), http,
    exception) AS kept"""


def _masked(masker: Masker, handled: handling.LogHandling, limit: handling.FieldLimit) -> str:
    sent = "if(r.time_unix_nano != 0, r.time_unix_nano, said_at)"
    original = f"if(sent != 0 AND sent != ts, [('{ORIGINAL_TIME_ATTRIBUTE}', toString(sent))], {fields.NONE})"
    timed = f"""{attributes()}, {sent} AS sent, {sane_time("sent", "received_at_ns")} AS ts,
  {levels.named("arrayConcat(line_pairs, resource_pairs)")} AS labelled,
  multiIf(r.severity_number BETWEEN 1 AND 24, toUInt8(r.severity_number), labelled != 0, labelled, said_level) AS severity,
  arrayConcat(resource_pairs, line_pairs, fields) AS known
FROM ({read(_lines(), handled.parse_rules)})"""
    named = f"""
SELECT received_at_ns, source, receiver, ts, severity, body, length(line) AS size,
  notEmpty(arrayFilter(t -> NOT isValidJSON(t), if(startsWith(line, '{{') AND empty(fields), [line], []))) AS unparsed,
  arrayConcat(line_pairs, kept) AS pairs,
  CAST(arrayConcat({limit.applied("pairs", fields.NONE)}, {original}), '{otlp.MAP_TYPE}') AS raw_attributes,
  {_service("known")} AS raw_service,
  CAST(arrayConcat(resource_pairs, [('service.name', raw_service)]), '{otlp.MAP_TYPE}') AS raw_resource,
  {_id("known", names.TRACE_KEYS, 32)} AS trace_id, {_id("known", names.SPAN_KEYS, 16)} AS span_id,
  {first_value("known", enrichment.ENVIRONMENT_KEYS)} AS raw_environment,
  {first_value("known", names.VERSION_KEYS)} AS raw_version, {first_value("known", names.HOST_KEYS)} AS raw_host
FROM ({timed})
WHERE {limit.guard("length(pairs)")}"""
    texts = "[body, raw_environment, raw_version, raw_host]"
    judged = handled.judged(named, _FACTS, {"body": "''", "raw_attributes": f"CAST(map(), '{otlp.MAP_TYPE}')"})
    return f"""
SELECT *, arrayMap(m -> {masker.sql_map("m", service="raw_resource['service.name']")}, [raw_resource, raw_attributes]) AS maps,
  maps[1] AS resource, maps[2] AS attributes, {masker.sql_array(texts)} AS texts
FROM ({judged})"""


def _lines() -> str:
    """A row a line."""
    of_text = f"arrayMap(t -> CAST((0, t, 0, []), '{_LINE}'), arrayFilter(t -> t NOT IN ('', '\\r'), splitByChar('\\n', g.text)))"
    of_loki = (
        "arrayMap(e -> CAST((toUInt64(greatest(0, e.timestamp.seconds * 1000000000 + e.timestamp.nanos)), e.line, 0, "
        f"e.metadata), '{_LINE}'), g.loki.entries)"
    )
    return f"""
SELECT received_at_ns, source, receiver, resource_pairs, r, trimRight(toValidUTF8(r.text), ' \\r\\n\\t\\0') AS line,
  arrayConcat(group_pairs, {_as_pairs("r.attributes")}) AS line_pairs
FROM (
  SELECT received_at_ns, source, receiver, {_as_pairs("g.resource")} AS resource_pairs, {_as_pairs("g.attributes")} AS group_pairs,
    arrayJoin(arrayConcat(g.lines, {of_text}, {of_loki})) AS r
  FROM (SELECT received_at_ns, source, receiver, arrayJoin(groups) AS g FROM {{source}})
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


def _columns(handled: handling.LogHandling) -> dict[str, str]:
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
        **handled.columns(time="ts", host="texts[4]", size="size", unparsed="unparsed"),
    }
