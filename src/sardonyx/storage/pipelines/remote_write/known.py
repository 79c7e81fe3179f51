"""Samples of known series → metric_samples. The message is ours: three lists of one length.

1  repeated fixed64   series     ids
2  repeated double    value      bit for bit
3  repeated sfixed64  timestamp  milliseconds
"""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto

_PROTO = (
    'syntax = "proto3"; message KnownSamples { repeated fixed64 series=1; repeated double value=2; '
    f"repeated sfixed64 timestamp=3; {otlp_proto.JOURNAL_FIELDS_PROTO} }}"
)


def insert() -> SegmentInsert:
    """Every sample."""
    return SegmentInsert(
        table="metric_samples",
        columns=("SeriesId", "Timestamp", "Value"),
        select="""
SELECT id, fromUnixTimestamp64Milli(at), sample
FROM {source} ARRAY JOIN series AS id, timestamp AS at, value AS sample""",
        structure="series Array(UInt64), value Array(Float64), timestamp Array(Int64), "
        f"{otlp_proto.JOURNAL_FIELDS_TYPE}",
        format="Protobuf",
        settings=otlp_proto.read_settings(_PROTO, "KnownSamples"),
    )
