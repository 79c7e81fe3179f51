"""Series of requests → metric_series."""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.remote_write.labels import identified
from sardonyx.storage.pipelines.remote_write.wire import HISTOGRAM_TIMES, SAMPLE_TIMES, each_series, segment_insert

# Receivers send a series with its labels again after REFRESH_SECONDS, and here one that was written within this time is not
# written again: together less than the hour to which `LastSeen` is exact.
REFRESH_SECONDS = 20 * 60
_FRESH_MINUTES = 35


def insert(masker: Masker, *, with_histograms: bool) -> SegmentInsert:
    """Every series that has samples or histograms; one of exemplars alone is known from elsewhere."""
    parts = (SAMPLE_TIMES, HISTOGRAM_TIMES) if with_histograms else (SAMPLE_TIMES,)
    times = [f"{part.name}.timestamp" for part in parts]
    timed = f"""
SELECT raw, arrayMin(times) AS first, arrayMax(times) AS last
FROM (SELECT raw, arrayConcat({", ".join(times)}) AS times FROM ({each_series(*(part.name for part in parts))}))
WHERE notEmpty(times)"""
    # The small blocks in which requests are read would make a long scan slow.
    known = f"""
SELECT SeriesId FROM metric_series WHERE LastSeen >= now64(3) - INTERVAL {_FRESH_MINUTES} MINUTE AND FirstSeen <= now64(3)
SETTINGS max_block_size = 65536"""
    return segment_insert(
        "metric_series",
        ("MetricName", "SeriesId", "Labels", "FirstSeen", "LastSeen"),
        f"""
SELECT name, id, CAST(arraySort(label_set), 'Map(String, String)'), fromUnixTimestamp64Milli(first) AS first_seen,
  fromUnixTimestamp64Milli(last) AS last_seen
FROM ({identified(timed, masker)})
WHERE if(first_seen < now64(3) - INTERVAL 1 HOUR OR last_seen > now64(3) + INTERVAL 1 HOUR, 1, id NOT IN ({known}))""",
        *parts,
    )
