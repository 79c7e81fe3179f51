"""Labels as sent → the masked label set, and the id of its series."""

from sardonyx.storage.pipelines.base import Masker
from sardonyx.storage.series import series_id_sql

_MAP_TYPE = "Map(LowCardinality(String), String)"
_PAIRS_TYPE = "Array(Tuple(String, String))"


def identified(inner: str, masker: Masker) -> str:
    """A SELECT that adds `name`, `label_set` (pairs without `__name__`) and `id` to the relation `inner`.

    `inner` has a column `raw`, the labels as pairs in any order, `__name__` among them, each name once. Values are masked
    before anything is made of them; empty ones are absent labels.
    """
    named = f"""
SELECT *, arrayFirst(l -> l.1 = '__name__', raw).2 AS name,
  CAST(arrayFilter(l -> l.1 != '__name__', raw), '{_MAP_TYPE}') AS raw_map
FROM ({inner})"""
    masked = f"SELECT * EXCEPT (raw_map), {masker.sql_map('raw_map')} AS masked FROM ({named})"
    whole = f"""
SELECT * EXCEPT (masked),
  CAST(arrayFilter(l -> l.2 != '', arrayZip(mapKeys(masked), mapValues(masked))), '{_PAIRS_TYPE}') AS label_set
FROM ({masked})"""
    series_id = series_id_sql("arrayConcat(label_set, [('__name__', name)])")
    return f"SELECT *, {series_id} AS id FROM ({whole})"
