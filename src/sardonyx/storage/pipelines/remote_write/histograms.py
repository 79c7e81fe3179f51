"""Native histograms of requests → metric_histograms.

On the wire buckets are sparse: spans (gap to the one before, length) and, for integers, deltas from bucket to bucket. The
table has them as OpenTelemetry does: one dense list from an offset on. Bucket i of Prometheus ends at base^i, bucket i of
OpenTelemetry starts there, hence the offset less one. The receivers refuse lists that would not be sensible to unfold
(`receivers.remote_write_check`). Custom buckets (schema -53) are counted from 0, and moved alike.

Float histograms keep their exact counts in `FloatCounts`; the columns of integers hold them rounded.
"""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.remote_write.labels import identified
from sardonyx.storage.pipelines.remote_write.wire import Part, each_series, segment_insert
from sardonyx.storage.series import STALE_MARKER_BITS

_PROTO = """message Span { sint32 offset=1; uint32 length=2; }
message Histogram { uint64 count_int=1; double count_float=2; double sum=3; sint32 schema=4; double zero_threshold=5;
 uint64 zero_count_int=6; double zero_count_float=7; repeated Span negative_spans=8; repeated sint64 negative_deltas=9;
 repeated double negative_counts=10; repeated Span positive_spans=11; repeated sint64 positive_deltas=12;
 repeated double positive_counts=13; uint32 reset_hint=14; int64 timestamp=15; repeated double custom_values=16; }
"""
_SPANS = "Array(Tuple(offset Int32, length UInt32))"
_TYPE = (
    "Array(Tuple(count_int UInt64, count_float Float64, sum Float64, schema Int32, zero_threshold Float64, "
    f"zero_count_int UInt64, zero_count_float Float64, negative_spans {_SPANS}, negative_deltas Array(Int64), "
    f"negative_counts Array(Float64), positive_spans {_SPANS}, positive_deltas Array(Int64), "
    "positive_counts Array(Float64), reset_hint UInt32, timestamp Int64, custom_values Array(Float64)))"
)
_HISTOGRAMS = Part("histograms", 4, "Histogram", _PROTO, _TYPE)


def insert(masker: Masker) -> SegmentInsert:
    """Every native histogram."""
    each = f"""
SELECT id, h, {_starts("positive")} AS positive_starts, {_starts("negative")} AS negative_starts
FROM (SELECT id, arrayJoin(histograms) AS h FROM ({identified(each_series("histograms"), masker)}))"""
    indexed = f"""
SELECT id, h, {_indexes("positive")} AS positive_at, {_indexes("negative")} AS negative_at,
  {_counts("positive")} AS positive_counts, {_counts("negative")} AS negative_counts,
  h.count_float != 0 OR h.zero_count_float != 0 OR notEmpty(h.positive_counts) OR notEmpty(h.negative_counts) AS is_float
FROM ({each})"""
    dense = f"""
SELECT id, h, is_float, positive_at, negative_at, {_dense("positive")} AS positive, {_dense("negative")} AS negative
FROM ({indexed})"""
    return segment_insert(
        "metric_histograms",
        (
            "SeriesId", "Timestamp", "Count", "Sum", "Scale", "ZeroThreshold", "ZeroCount", "PositiveOffset",
            "PositiveCounts", "NegativeOffset", "NegativeCounts", "Stale", "ResetHint", "CustomBounds", "FloatCounts",
        ),
        f"""
SELECT id, fromUnixTimestamp64Milli(h.timestamp), greatest(h.count_int, {_whole("h.count_float")}), h.sum, toInt16(h.schema),
  h.zero_threshold, greatest(h.zero_count_int, {_whole("h.zero_count_float")}),
  {_offset("positive")}, arrayMap(n -> {_whole("n")}, positive), {_offset("negative")}, arrayMap(n -> {_whole("n")}, negative),
  reinterpretAsUInt64(h.sum) = {STALE_MARKER_BITS}, toUInt8(least(h.reset_hint, 3)), h.custom_values,
  if(is_float, arrayConcat([h.count_float, h.zero_count_float], positive, negative), [])
FROM ({dense})""",
        _HISTOGRAMS,
    )  # fmt: skip


def _starts(sign: str) -> str:
    """The index of each span's first bucket: gaps and lengths so far."""
    spans = f"h.{sign}_spans"
    return f"arrayMap((end, length) -> end - length, arrayCumSum(s -> toInt64(s.offset) + s.length, {spans}), {spans}.length)"


def _indexes(sign: str) -> str:
    """The index of every bucket that was sent."""
    return (
        f"arrayFlatten(arrayMap((start, length) -> arrayMap(i -> start + toInt64(i), range(length)), {sign}_starts, "
        f"h.{sign}_spans.length))"
    )


def _counts(sign: str) -> str:
    """The count of every bucket that was sent."""
    floats, deltas = f"h.{sign}_counts", f"h.{sign}_deltas"
    return f"if(empty({floats}), arrayMap(n -> toFloat64(n), arrayCumSum({deltas})), {floats})"


def _offset(sign: str) -> str:
    return f"toInt32(if(empty({sign}_at), 0, {sign}_at[1] - 1))"


def _dense(sign: str) -> str:
    at, counts = f"{sign}_at", f"{sign}_counts"
    return (
        f"if(empty({at}), [], arrayMap(i -> arrayElement({counts}, indexOf({at}, {at}[1] + toInt64(i))), "
        f"range(toUInt64(greatest(0, {at}[length({at})] - {at}[1] + 1)))))"
    )


def _whole(count: str) -> str:
    """SQL for a UInt64 of a float count; 0 for what is none."""
    return f"if({count} > 0, toUInt64(round({count})), toUInt64(0))"
