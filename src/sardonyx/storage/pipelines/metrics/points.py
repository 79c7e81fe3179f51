"""The relation all series come from: one row for each row of each data point, with its series' name, labels and id.

Each step is a subselect that hands on few and small columns: what the engine spends on planning grows with the types.
"""

from collections.abc import Sequence

from sardonyx.storage.pipelines import otlp_proto as otlp
from sardonyx.storage.pipelines.base import Masker, sane_time
from sardonyx.storage.pipelines.metrics import labels, names
from sardonyx.storage.pipelines.metrics.kinds import EXTRA_LABELS, SUFFIXES, TARGET_INFO
from sardonyx.storage.pipelines.metrics.wire import Wire
from sardonyx.storage.series import series_id_sql

# A point's flag 1 says that it has no value. 2 is ours: a made-up point for target_info.
_INFO_POINT = 2
_NO_MAP = f"CAST(map(), '{labels.MAP_TYPE}')"
_IDENTIFYING = "('service.namespace', 'service.name', 'service.instance.id')"


def rows_sql(wire: Wire, masker: Masker, promote: Sequence[str], *, target_info: bool) -> str:
    """A SELECT of id, name, label_set, delta, ts (ns), stale, text, payload, received_at_ns.

    `text` and `payload` are those of the kinds' rows; `promote` names the resource attributes that are labels of every series.
    With `target_info` there is one more row per resource that has points: the resource's other attributes, at the latest
    time of its points.
    """
    point_sets = labels.with_label_set(
        _points(wire, masker, promote, target_info), "base", attributes="attributes", over="over", under="under"
    )
    suffixes, extra_labels = (", ".join(f"'{text}'" for text in texts) for texts in (SUFFIXES, EXTRA_LABELS))
    return f"""
SELECT *, {series_id_sql("arrayConcat(label_set, [('__name__', name)])")} AS id
FROM (
  SELECT received_at_ns, if(code = {TARGET_INFO}, 0, delta) AS delta, ts, stale, text, payload,
    if(code = {TARGET_INFO}, 'target_info', concat(family, arrayElement([{suffixes}], code + 1))) AS name,
    if(extra = '', base, arrayConcat(arrayFilter(l -> l.1 != extra, base), [(extra, text)])) AS label_set
  FROM (
    SELECT received_at_ns, delta, ts, stale, family, base, tupleElement(row, 1) AS code, tupleElement(row, 2) AS text,
      tupleElement(row, 3) AS payload, arrayElement([{extra_labels}], tupleElement(row, 1) + 1) AS extra
    FROM (
      SELECT received_at_ns, delta, ts, flags % 2 AS stale, family, base, arrayJoin(point_rows) AS row FROM ({point_sets})
    )
  )
)"""


def _points(wire: Wire, masker: Masker, promote: Sequence[str], target_info: bool) -> str:
    """One row per point: its time, attributes, the labels over and under them, and its rows."""
    raw = f"""
SELECT received_at_ns, over, under, target, rest, delta, family, flags, point_rows,
  {sane_time("time", "received_at_ns")} AS ts, {wire.as_map("pairs")} AS raw_attributes
FROM (
  SELECT received_at_ns, over, under, target, rest, delta, family, flags, point_rows, time, pairs
  FROM ({_families(wire, masker, promote, target_info)})
  ARRAY JOIN pairs_of AS pairs, time_of AS time, flags_of AS flags, rows_of AS point_rows
)
WHERE if({wire.guard("pairs")} = 0, if(flags = {_INFO_POINT}, 1, notEmpty(family)), 0)"""
    masked = f"SELECT *, {masker.sql_map('raw_attributes')} AS masked FROM ({raw})"
    if not target_info:
        return f"SELECT * EXCEPT (masked), masked AS attributes FROM ({masked})"
    is_info = f"flags = {_INFO_POINT}"
    return f"""
SELECT received_at_ns, delta, family, flags, point_rows, ts, if({is_info}, rest, masked) AS attributes,
  if({is_info}, target, over) AS over, if({is_info}, [], under) AS under
FROM ({masked})"""


def _families(wire: Wire, masker: Masker, promote: Sequence[str], target_info: bool) -> str:
    """One row per metric: its name, and lists with an item for each of its points."""
    kinds = wire.with_rows
    lists = {
        "pairs_of": [f"{kind.name}.attributes" for kind in kinds],
        "time_of": [f"{kind.name}.time_unix_nano" for kind in kinds],
        "flags_of": [f"arrayMap(f -> toUInt8(f % 2), {kind.name}.flags)" for kind in kinds],
        "rows_of": [
            f"arrayMap(({', '.join(('flags', *kind.columns))}) -> {kind.rows}, "
            f"{', '.join(f'{kind.name}.{column}' for column in ('flags', *kind.columns))})"
            for kind in kinds
        ],
    }
    if target_info:
        made_up = {
            "pairs_of": "[]", "time_of": "info_ns", "flags_of": str(_INFO_POINT),
            "rows_of": f"[({TARGET_INFO}, '', toFloat64(1))]",
        }  # fmt: skip
        for name, item in made_up.items():
            lists[name].append(f"if(info_ns = 0, [], [{item}])")
    columns = ", ".join(f"arrayConcat({', '.join(parts)}) AS {name}" for name, parts in lists.items())
    return f"SELECT *, {columns} FROM ({_named_metrics(wire, masker, promote, target_info)})"


def _named_metrics(wire: Wire, masker: Masker, promote: Sequence[str], target_info: bool) -> str:
    has = {kind.name for kind in wire.kinds}
    temporal = [f"{kind.name}_temporality" for kind in wire.kinds if kind.has_temporality]
    lists = {"metric": "metrics.name", "unit": "metrics.unit"}
    for kind in wire.kinds:
        lists[kind.name] = f"metrics.{kind.name}.data_points"
        if kind.has_temporality:
            lists[f"{kind.name}_temporality"] = f"metrics.{kind.name}.aggregation_temporality"
    if "sum" in has:
        lists["is_monotonic"] = "metrics.sum.is_monotonic"
    metrics = f"""
SELECT received_at_ns, over, under, target, metric, unit, {", ".join(kind.name for kind in wire.with_rows)},
  {"is_monotonic" if "sum" in has else "0"} AS is_counter,
  {"if(unit = '1', notEmpty(gauge), 0)" if "gauge" in has else "0"} AS is_ratio,
  {f"has([{', '.join(temporal)}], 1)" if temporal else "0"} AS delta,
  if(metric_index = 1, info_ns, 0) AS info_ns, if(metric_index = 1, rest, {_NO_MAP}) AS rest
FROM (
  SELECT received_at_ns, over, under, target, info_ns, rest, metric_index, {", ".join(lists)}
  FROM (
    SELECT *, {", ".join(f"{path} AS {name}_of" for name, path in lists.items())}, arrayEnumerate(metrics.name) AS indexes
    FROM ({_scopes(wire, masker, promote, target_info)})
  )
  ARRAY JOIN {", ".join(f"{name}_of AS {name}" for name in lists)}, indexes AS metric_index
)"""
    return names.with_family(metrics, name="metric", unit="unit", is_counter="is_counter", is_ratio="is_ratio")


def _scopes(wire: Wire, masker: Masker, promote: Sequence[str], target_info: bool) -> str:
    """One row per scope, its labels over those of points."""
    raw = f"""
SELECT received_at_ns, target, under, g.metrics AS metrics, {wire.as_map("g.scope.attributes")} AS scope_map,
  [('otel_scope_name', g.scope.name), ('otel_scope_version', g.scope.version),
    ('otel_scope_schema_url', g.schema_url)] AS scope_pairs,
  if(scope_index = first_scope, info_ns, 0) AS info_ns, if(scope_index = first_scope, rest, {_NO_MAP}) AS rest
FROM (
  SELECT received_at_ns, target, under, info_ns, rest, first_scope, g, scope_index
  FROM (SELECT *, arrayEnumerate(groups) AS indexes FROM ({_resources(wire, masker, promote, target_info)}))
  ARRAY JOIN groups AS g, indexes AS scope_index
)
WHERE {wire.guard("g.scope.attributes")} = 0"""
    prefixed = f"""
SELECT received_at_ns, target, under, metrics, info_ns, rest,
  CAST(arrayConcat(scope_pairs, arrayMap((k, v) -> (concat('otel_scope_', k), v), mapKeys(scope_map),
    mapValues(scope_map))), '{labels.MAP_TYPE}') AS raw_scope
FROM ({raw})"""
    masked = f"SELECT *, {masker.sql_map('raw_scope')} AS scope_map FROM ({prefixed})"
    return f"SELECT *, arrayConcat({labels.named('scope_map')}, target) AS over FROM ({masked})"


def _resources(wire: Wire, masker: Masker, promote: Sequence[str], target_info: bool) -> str:
    """One row per resource of a request. `info_ns` is when its target_info is due, 0 for never."""
    times = [f"arrayFlatten(t.scope_metrics.metrics.{kind.name}.data_points.time_unix_nano)" for kind in wire.kinds]
    raw = f"""
SELECT received_at_ns, t.scope_metrics AS groups, {otlp.as_map("t.resource.attributes", wire.depth)} AS raw_resource,
  {f"arrayConcat({', '.join(times)})" if target_info else "[0]"} AS times
FROM (SELECT received_at_ns, arrayJoin(resource_metrics) AS t FROM {{source}})
WHERE {otlp.deep_guard([], ["t.resource.attributes"], wire.depth)} = 0"""
    masked = f"SELECT *, {masker.sql_map('raw_resource')} AS resource FROM ({raw})"
    under = labels.present([(labels.static_label_name(key), f"resource['{key}']") for key in promote])
    based = f"""
SELECT received_at_ns, groups, {labels.target("resource")} AS target, {under} AS under, times, arrayMax(times) AS latest,
  mapFilter((k, v) -> k NOT IN {_IDENTIFYING} AND v != '', resource) AS rest
FROM ({masked})"""
    if not target_info:
        return f"SELECT received_at_ns, groups, target, under, 0 AS info_ns, 0 AS first_scope, rest FROM ({based})"
    return f"""
SELECT received_at_ns, groups, target, under, rest, arrayFirstIndex(n -> notEmpty(n), groups.metrics.name) AS first_scope,
  multiIf(empty(times), 0, empty(target), 0, empty(rest), 0, {sane_time("latest", "received_at_ns")}) AS info_ns
FROM ({based})"""
