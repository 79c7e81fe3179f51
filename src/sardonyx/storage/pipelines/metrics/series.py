"""OTLP data points → metric_series."""

from collections.abc import Sequence

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.metrics import samples
from sardonyx.storage.pipelines.metrics.kinds import EXPONENTIAL, PLAIN, Kind
from sardonyx.storage.pipelines.metrics.points import rows_sql
from sardonyx.storage.pipelines.metrics.times import to_datetime
from sardonyx.storage.pipelines.metrics.wire import Wire

KINDS: tuple[Kind, ...] = (
    *(kind for kind in samples.KINDS if kind.rows),
    EXPONENTIAL.reading("", {}, f"[({PLAIN}, '', toFloat64(0))]"),
)


def insert(masker: Masker, depth: int, promote: Sequence[str], kinds: Sequence[Kind] = KINDS) -> SegmentInsert:
    """Every series of samples and exponential histograms; the table makes one row of a segment's many.

    A series written within the last hour is not written again, so `FirstSeen` and `LastSeen` are exact to an hour.
    """
    wire = Wire(kinds, depth)
    # The small blocks in which requests are read would make a long scan slow.
    known = """
SELECT SeriesId, Temporality FROM metric_series WHERE LastSeen >= now64(3) - INTERVAL 1 HOUR AND FirstSeen <= now64(3)
SETTINGS max_block_size = 65536"""
    return SegmentInsert(
        table="metric_series",
        columns=("MetricName", "SeriesId", "Labels", "Temporality", "FirstSeen", "LastSeen"),
        select=f"""
SELECT name, id, CAST(arraySort(label_set), 'Map(String, String)'), toUInt8(delta), {to_datetime("ts")} AS seen, seen
FROM ({rows_sql(wire, masker, promote, target_info=True)})
WHERE if(abs(dateDiff('second', now64(3), {to_datetime("ts")})) > 3600, 1, (id, toUInt8(delta)) NOT IN ({known}))""",
        structure=wire.structure(),
        format="Protobuf",
        settings=wire.settings(),
    )
