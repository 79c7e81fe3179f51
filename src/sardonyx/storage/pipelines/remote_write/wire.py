"""prometheus.WriteRequest as the engine reads it: of each message only what one target table needs.

Source: Prometheus' remote write 1.0, prompb/remote.proto and prompb/types.proto; fields 1000-1002 are the journal's.
"""

from dataclasses import dataclass

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto

LABELS_TYPE = "Array(Tuple(name String, value String))"

_LABEL = 'syntax = "proto3"; message Label { string name=1; string value=2; }\n'


@dataclass(frozen=True, slots=True)
class Part:
    """One repeated field of a TimeSeries: its declaration, the messages it needs, its column type."""

    name: str
    number: int
    message: str
    proto: str
    type: str


SAMPLES = Part(
    "samples",
    2,
    "Sample",
    "message Sample { double value=1; int64 timestamp=2; }\n",
    "Array(Tuple(value Float64, timestamp Int64))",
)
SAMPLE_TIMES = Part("samples", 2, "Sample", "message Sample { int64 timestamp=2; }\n", "Array(Tuple(timestamp Int64))")
HISTOGRAM_TIMES = Part(
    "histograms", 4, "Histogram", "message Histogram { int64 timestamp=15; }\n", "Array(Tuple(timestamp Int64))"
)


def segment_insert(table: str, columns: tuple[str, ...], select: str, *parts: Part) -> SegmentInsert:
    """A statement whose `{source}` has the column `timeseries` with labels and `parts`."""
    messages = "".join(part.proto for part in parts)
    fields = " ".join(f"repeated {part.message} {part.name}={part.number};" for part in parts)
    proto = (
        f"{_LABEL}{messages}message TimeSeries {{ repeated Label labels=1; {fields} }}\n"
        f"message WriteRequest {{ repeated TimeSeries timeseries=1; {otlp_proto.JOURNAL_FIELDS_PROTO} }}"
    )
    types = ", ".join([f"labels {LABELS_TYPE}", *(f"{part.name} {part.type}" for part in parts)])
    return SegmentInsert(
        table=table,
        columns=columns,
        select=select,
        structure=f"timeseries Array(Tuple({types})), {otlp_proto.JOURNAL_FIELDS_TYPE}",
        format="Protobuf",
        settings=otlp_proto.read_settings(proto, "WriteRequest"),
    )


def each_series(*columns: str) -> str:
    """A SELECT of one row per series of each request: `raw` (its labels as pairs) and `columns` of it."""
    more = "".join(f", t.{column} AS {column}" for column in columns)
    return (
        f"SELECT CAST(t.labels, 'Array(Tuple(String, String))') AS raw{more} "
        "FROM (SELECT arrayJoin(timeseries) AS t FROM {source})"
    )
