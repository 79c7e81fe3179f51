"""Samples of requests → metric_samples, bit for bit."""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.remote_write.labels import identified
from sardonyx.storage.pipelines.remote_write.wire import SAMPLES, each_series, segment_insert


def insert(masker: Masker) -> SegmentInsert:
    """Every float sample."""
    return segment_insert(
        "metric_samples",
        ("SeriesId", "Timestamp", "Value"),
        f"""
SELECT id, fromUnixTimestamp64Milli(s.timestamp), s.value
FROM (SELECT id, arrayJoin(samples) AS s FROM ({identified(each_series("samples"), masker)}))""",
        SAMPLES,
    )
