"""What a row of `metric_rollups` is made of: SQL over the samples of a series in `(Bucket - 5 min, Bucket]`.

Of several samples at one instant the greatest counts, as in the engine's own time series functions.
"""

from sardonyx.storage.series import STALE_MARKER_BITS

BUCKET_SECONDS = 300
BUCKET_MS = BUCKET_SECONDS * 1000

COLUMNS = (
    "Samples", "FirstAfter", "LastAfter", "First", "Last", "MinBits", "MaxBits", "Sum", "Deviation", "Lost", "Resets", "Changes",
    "Ended",
)  # fmt: skip
"""All but the key and RolledAt."""

MIN = "reinterpretAsFloat64(bitXor(MinBits, reinterpretAsUInt64(First)))"
MAX = "reinterpretAsFloat64(bitXor(MaxBits, reinterpretAsUInt64(Last)))"
"""The least and the greatest value of a row."""


def rolled_sql(where: str) -> str:
    """A SELECT of SeriesId, Bucket and COLUMNS of the samples that `where`, a condition on metric_samples, lets through.

    The samples must be all those of their buckets.
    """
    stale = f"reinterpretAsUInt64(s.2) {{}} {STALE_MARKER_BITS}"
    grouped = f"""
SELECT SeriesId, toDateTime(intDiv(ms + {BUCKET_MS - 1}, {BUCKET_MS}) * {BUCKET_SECONDS}) AS Bucket,
  arraySort(groupArray((ms, Value))) AS every
FROM (SELECT SeriesId, toUnixTimestamp64Milli(Timestamp) AS ms, Value FROM metric_samples WHERE {where})
GROUP BY SeriesId, Bucket"""
    single = f"""
SELECT SeriesId, Bucket,
  arrayFilter((s, next) -> s.1 != next, every, arrayPushBack(arrayPopFront(arrayMap(s -> s.1, every)), -1)) AS single
FROM ({grouped})"""
    kept = f"""
SELECT SeriesId, Bucket, arrayExists(s -> {stale.format("=")}, [single[-1]]) AS Ended,
  arrayFilter(s -> {stale.format("!=")}, single) AS kept,
  arrayMap(s -> s.1 - (toInt64(toUnixTimestamp(Bucket)) * 1000 - {BUCKET_MS}), kept) AS t, arrayMap(s -> s.2, kept) AS v,
  arrayFilter(x -> NOT isNaN(x), v) AS numbers, arrayPopBack(v) AS before, arrayPopFront(v) AS after,
  arraySum(v) / length(v) AS mean
FROM ({single})"""
    return f"""
SELECT SeriesId, Bucket, toUInt32(length(v)) AS Samples, toUInt32(t[1]) AS FirstAfter, toUInt32(t[-1]) AS LastAfter,
  v[1] AS First, v[-1] AS Last,
  bitXor(reinterpretAsUInt64(if(empty(numbers), nan, arrayMin(numbers))), reinterpretAsUInt64(First)) AS MinBits,
  bitXor(reinterpretAsUInt64(if(empty(numbers), nan, arrayMax(numbers))), reinterpretAsUInt64(Last)) AS MaxBits,
  arraySum(v) AS Sum, toFloat32(if(empty(v), 0, arraySum(x -> (x - mean) * (x - mean), v))) AS Deviation,
  arraySum((a, b) -> if(b < a, a, 0), before, after) AS Lost,
  toUInt32(arrayCount((a, b) -> b < a, before, after)) AS Resets,
  toUInt32(arrayCount((a, b) -> a != b AND NOT (isNaN(a) AND isNaN(b)), before, after)) AS Changes,
  toUInt8(Ended) AS Ended
FROM ({kept})"""
