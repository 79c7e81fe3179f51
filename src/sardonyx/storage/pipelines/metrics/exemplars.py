"""OTLP exemplars → exemplars: of sums and histograms, on the series of the bucket they fall into."""

from collections.abc import Sequence

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker, sane_time
from sardonyx.storage.pipelines.metrics import labels
from sardonyx.storage.pipelines.metrics.kinds import BUCKET, EXPONENTIAL, HISTOGRAM, PLAIN, SUMS, Kind
from sardonyx.storage.pipelines.metrics.points import rows_sql
from sardonyx.storage.pipelines.metrics.times import to_datetime
from sardonyx.storage.pipelines.metrics.wire import Wire

# OpenMetrics: the names and values of an exemplar's labels, trace and span id among them, have at most so many characters.
MAX_CHARACTERS = 128

_MESSAGES = """message Exemplar { fixed64 time_unix_nano=2; oneof value { double as_double=3; sfixed64 as_int=6; }
 bytes span_id=4; bytes trace_id=5; repeated {pair} filtered_attributes=7; }
"""
_COLUMNS = {
    "exemplars": "Array(Tuple(time_unix_nano UInt64, value Enum8('unset'=0,'as_double'=3,'as_int'=6), as_double Float64, "
    "as_int Int64, span_id String, trace_id String, filtered_attributes {pairs_type}))"
}
_VALID = "arrayFilter(e -> e.value != 'unset', exemplars)"
_PLAIN_ROWS = f"arrayMap(e -> ({PLAIN}, '', e), {_VALID})"
_VALUE = "if(e.value = 'as_int', toFloat64(e.as_int), e.as_double)"
_BUCKET_INDEX = f"arrayFirstIndex(bound -> if(bound < inf, bound >= {_VALUE}, 0), explicit_bounds)"
_BOUND = f"if({_BUCKET_INDEX} = 0, '+Inf', toString(explicit_bounds[{_BUCKET_INDEX}]))"
_BUCKET_ROWS = f"arrayMap(e -> ({BUCKET}, {_BOUND}, e), {_VALID})"

KINDS: tuple[Kind, ...] = (
    SUMS.reading("repeated Exemplar exemplars=5;", _COLUMNS, _PLAIN_ROWS),
    HISTOGRAM.reading(
        "repeated double explicit_bounds=7; repeated Exemplar exemplars=8;",
        {"explicit_bounds": "Array(Float64)", **_COLUMNS},
        _BUCKET_ROWS,
    ),
    EXPONENTIAL.reading("repeated Exemplar exemplars=11;", _COLUMNS, _PLAIN_ROWS),
)


def insert(masker: Masker, depth: int, promote: Sequence[str], kinds: Sequence[Kind] = KINDS) -> SegmentInsert:
    """Every valid exemplar. One without a time has its point's; labels beyond MAX_CHARACTERS are left out, all of them."""
    wire = Wire(kinds, depth, more_proto=_MESSAGES)
    raw = f"""
SELECT id AS series, ts, received_at_ns, payload.time_unix_nano AS time,
  if(payload.value = 'as_int', toFloat64(payload.as_int), payload.as_double) AS value,
  {_hex_id("payload.trace_id", 16)} AS trace, {_hex_id("payload.span_id", 8)} AS span,
  {wire.as_map("payload.filtered_attributes")} AS raw_attributes, CAST([], '{labels.LABELS_TYPE}') AS nothing
FROM ({rows_sql(wire, masker, promote, target_info=False)})
WHERE {wire.guard("payload.filtered_attributes")} = 0"""
    masked = f"SELECT *, {masker.sql_map('raw_attributes')} AS attributes FROM ({raw})"
    labelled = labels.with_label_set(masked, "pairs", attributes="attributes", over="nothing", under="nothing")
    characters = (
        "arraySum(arrayMap(l -> lengthUTF8(l.1) + lengthUTF8(l.2), arrayConcat(pairs, "
        "if(trace = '', [], [('trace_id', trace)]), if(span = '', [], [('span_id', span)]))))"
    )
    return SegmentInsert(
        table="exemplars",
        columns=("SeriesId", "Timestamp", "Value", "TraceId", "SpanId", "Labels"),
        select=f"""
SELECT series, {to_datetime(f"if(time = 0, ts, {sane_time('time', 'received_at_ns')})")}, value, trace, span,
  CAST(if({characters} > {MAX_CHARACTERS}, [], pairs), '{labels.MAP_TYPE}')
FROM ({labelled})""",
        structure=wire.structure(),
        format="Protobuf",
        settings=wire.settings(),
    )


def _hex_id(expr: str, size: int) -> str:
    """SQL for the lower-case hex of an id; none when it is all zero."""
    return f"if({expr} = repeat('\\0', {size}), '', lower(hex({expr})))"
