"""Metadata of requests → metric_metadata."""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto

# By the numbers of MetricMetadata.MetricType.
TYPES = ("unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset")

_PROTO = f"""syntax = "proto3"; message Metadata {{ int32 type=1; string family=2; string help=4; string unit=5; }}
message WriteRequest {{ repeated Metadata metadata=3; {otlp_proto.JOURNAL_FIELDS_PROTO} }}"""


def insert() -> SegmentInsert:
    """Families. What has been written within the last hour is not written again."""
    types = ", ".join(f"'{name}'" for name in TYPES)
    known = """
SELECT Family, Type, Unit, Help FROM metric_metadata WHERE LastSeen >= now64(3) - INTERVAL 1 HOUR SETTINGS max_block_size = 65536"""
    return SegmentInsert(
        table="metric_metadata",
        columns=("Family", "Type", "Unit", "Help", "LastSeen"),
        select=f"""
SELECT family, type, unit, help, fromUnixTimestamp64Milli(toInt64(intDiv(received_at_ns, 1000000)))
FROM (
  SELECT received_at_ns, m.family AS family, m.unit AS unit, m.help AS help,
    if(m.type < {len(TYPES)}, arrayElement([{types}], m.type + 1), 'unknown') AS type
  FROM (SELECT received_at_ns, arrayJoin(metadata) AS m FROM {{source}})
)
WHERE if(family = '', 0, (family, type, unit, help) NOT IN ({known}))""",
        structure="metadata Array(Tuple(type Int32, family String, help String, unit String)), "
        f"{otlp_proto.JOURNAL_FIELDS_TYPE}",
        format="Protobuf",
        settings=otlp_proto.read_settings(_PROTO, "WriteRequest"),
    )
