"""OTLP data points → metric_samples."""

from collections.abc import Sequence

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.pipelines.metrics.kinds import EXPONENTIAL, GAUGE, HISTOGRAM, SUMMARY, SUMS, Kind
from sardonyx.storage.pipelines.metrics.points import rows_sql
from sardonyx.storage.pipelines.metrics.times import to_datetime
from sardonyx.storage.pipelines.metrics.wire import Wire
from sardonyx.storage.series import STALE_MARKER_SQL

KINDS: tuple[Kind, ...] = (GAUGE, SUMS, HISTOGRAM, SUMMARY, EXPONENTIAL.times_only())


def insert(masker: Masker, depth: int, promote: Sequence[str], kinds: Sequence[Kind] = KINDS) -> SegmentInsert:
    """Every float sample: numbers, histograms as cumulative buckets, summaries, and `target_info`."""
    wire = Wire(kinds, depth)
    return SegmentInsert(
        table="metric_samples",
        columns=("SeriesId", "Timestamp", "Value"),
        select=f"""
SELECT id, {to_datetime("ts")}, if(stale = 1, {STALE_MARKER_SQL}, payload)
FROM ({rows_sql(wire, masker, promote, target_info=True)})""",
        structure=wire.structure(),
        format="Protobuf",
        settings=wire.settings(),
    )
