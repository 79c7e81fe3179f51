"""OTLP exponential histograms → metric_histograms, as they were sent."""

from collections.abc import Sequence

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.metrics.kinds import EXPONENTIAL, PLAIN
from sardonyx.storage.pipelines.metrics.points import rows_sql
from sardonyx.storage.pipelines.metrics.times import to_datetime
from sardonyx.storage.pipelines.metrics.wire import Wire

_MESSAGES = "message Buckets { sint32 offset=1; repeated uint64 bucket_counts=2; }\n"
_PROTO = (
    "fixed64 count=4; oneof sum_set { double sum=5; } sint32 scale=6; fixed64 zero_count=7; Buckets positive=8; "
    "Buckets negative=9; oneof min_set { double min=12; } oneof max_set { double max=13; } double zero_threshold=14;"
)
_BUCKETS = "Tuple(offset Int32, bucket_counts Array(UInt64))"
_COLUMNS = {
    "count": "UInt64",
    "sum_set": "Enum8('unset'=0,'sum'=5)",
    "sum": "Float64",
    "scale": "Int32",
    "zero_count": "UInt64",
    "positive": _BUCKETS,
    "negative": _BUCKETS,
    "min_set": "Enum8('unset'=0,'min'=12)",
    "min": "Float64",
    "max_set": "Enum8('unset'=0,'max'=13)",
    "max": "Float64",
    "zero_threshold": "Float64",
}
# Target column → SQL over the columns above.
_STORED = {
    "Count": "count",
    "Sum": "if(sum_set = 'sum', sum, nan)",
    "Min": "if(min_set = 'min', min, NULL)",
    "Max": "if(max_set = 'max', max, NULL)",
    "Scale": "toInt16(scale)",
    "ZeroThreshold": "zero_threshold",
    "ZeroCount": "zero_count",
    "PositiveOffset": "positive.offset",
    "PositiveCounts": "positive.bucket_counts",
    "NegativeOffset": "negative.offset",
    "NegativeCounts": "negative.bucket_counts",
}


def insert(masker: Masker, depth: int, promote: Sequence[str]) -> SegmentInsert:
    """Every exponential histogram point. A sum that was not sent is NaN."""
    kind = EXPONENTIAL.reading(_PROTO, _COLUMNS, f"[({PLAIN}, '', ({', '.join(_STORED.values())}))]")
    wire = Wire((kind,), depth, more_proto=_MESSAGES)
    stored = ", ".join(f"tupleElement(payload, {index})" for index in range(1, len(_STORED) + 1))
    return SegmentInsert(
        table="metric_histograms",
        columns=("SeriesId", "Timestamp", *_STORED, "Stale"),
        select=f"""
SELECT id, {to_datetime("ts")}, {stored}, stale FROM ({rows_sql(wire, masker, promote, target_info=False)})""",
        structure=wire.structure(),
        format="Protobuf",
        settings=wire.settings(),
    )
