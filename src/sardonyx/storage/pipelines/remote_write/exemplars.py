"""Exemplars of requests → exemplars: ids of traces apart, the other labels masked."""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.remote_write.labels import identified
from sardonyx.storage.pipelines.remote_write.wire import LABELS_TYPE, Part, each_series, segment_insert

# OpenMetrics: the names and values of an exemplar's labels have at most so many characters.
MAX_CHARACTERS = 128

# The names client libraries give to the ids.
_TRACE, _SPAN = "('trace_id', 'traceID', 'traceId')", "('span_id', 'spanID', 'spanId')"

_EXEMPLARS = Part(
    "exemplars",
    3,
    "Exemplar",
    "message Exemplar { repeated Label labels=1; double value=2; int64 timestamp=3; }\n",
    f"Array(Tuple(labels {LABELS_TYPE}, value Float64, timestamp Int64))",
)


def insert(masker: Masker) -> SegmentInsert:
    """Every exemplar; labels beyond MAX_CHARACTERS (the ids among them) are left out, the ids stay."""
    each = f"""
SELECT id, e.timestamp AS at, e.value AS value, CAST(e.labels, 'Array(Tuple(String, String))') AS pairs
FROM (SELECT id, arrayJoin(exemplars) AS e FROM ({identified(each_series("exemplars"), masker)}))"""
    split = f"""
SELECT id, at, value, arrayFirst(l -> l.1 IN {_TRACE}, pairs).2 AS trace, arrayFirst(l -> l.1 IN {_SPAN}, pairs).2 AS span,
  arraySum(l -> lengthUTF8(l.1) + lengthUTF8(l.2), pairs) AS characters,
  CAST(if(characters > {MAX_CHARACTERS}, [], arrayFilter(l -> l.1 NOT IN {_TRACE} AND l.1 NOT IN {_SPAN}, pairs)),
    'Map(LowCardinality(String), String)') AS others
FROM ({each})"""
    return segment_insert(
        "exemplars",
        ("SeriesId", "Timestamp", "Value", "TraceId", "SpanId", "Labels"),
        f"SELECT id, fromUnixTimestamp64Milli(at), value, lower(trace), lower(span), {masker.sql_map('others')} FROM ({split})",
        _EXEMPLARS,
    )
