"""OTLP metrics → metric_metadata: type, unit and help of each family."""

from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.metrics import names
from sardonyx.storage.pipelines.metrics.kinds import EXPONENTIAL, GAUGE, HISTOGRAM, SUMMARY, SUMS
from sardonyx.storage.pipelines.metrics.times import to_datetime
from sardonyx.storage.pipelines.metrics.wire import Wire

_POINTS = {kind.name: kind.times_only() for kind in (GAUGE, SUMS, HISTOGRAM, EXPONENTIAL, SUMMARY)}


def insert() -> SegmentInsert:
    """Families that have points. What has been written within the last hour is not written again."""
    wire = Wire(tuple(_POINTS.values()), otlp.SHALLOW)
    points = ", ".join(f"notEmpty(m.{name}.data_points) AS {name}_points" for name in _POINTS)
    kind = (
        "multiIf(gauge_points, 'gauge', is_monotonic, 'counter', sum_points, 'gauge', histogram_points, 'histogram', "
        "exponential_histogram_points, 'histogram', summary_points, 'summary', '')"
    )
    metrics = f"""
SELECT received_at_ns, name, unit, help, {kind} AS type, type = 'counter' AS is_counter,
  if(gauge_points, unit = '1', 0) AS is_ratio
FROM (
  SELECT received_at_ns, m.name AS name, m.unit AS unit, m.description AS help, {points},
    if(sum_points, m.sum.is_monotonic, 0) AS is_monotonic
  FROM (
    SELECT received_at_ns, arrayJoin(g.metrics) AS m
    FROM (
      SELECT received_at_ns, arrayJoin(t.scope_metrics) AS g
      FROM (SELECT received_at_ns, arrayJoin(resource_metrics) AS t FROM {{source}})
    )
  )
)
WHERE type != ''"""
    named = names.with_family(metrics, name="name", unit="unit", is_counter="is_counter", is_ratio="is_ratio")
    known = """
SELECT Family, Type, Unit, Help FROM metric_metadata WHERE LastSeen >= now64(3) - INTERVAL 1 HOUR SETTINGS max_block_size = 65536"""
    return SegmentInsert(
        table="metric_metadata",
        columns=("Family", "Type", "Unit", "Help", "LastSeen"),
        select=f"""
SELECT family, type, unit_words, help, {to_datetime("received_at_ns")}
FROM ({named})
WHERE if(family = '', 0, (family, type, unit_words, help) NOT IN ({known}))""",
        structure=wire.structure(),
        format="Protobuf",
        settings=wire.settings(),
    )
