"""Fields of sampled rows with their most frequent values, as SQL: what facet lists show."""

from collections.abc import Mapping

SAMPLE = 10_000
MAX_VALUES = 10
MAX_FIELDS = 200
_VALUE_CHARACTERS = 200


def facets_sql(table: str, where: str, columns: Mapping[str, str], maps: Mapping[str, str]) -> str:
    """A SELECT of place, name, records, distinct and values [{value, records}] over the newest SAMPLE rows of `where`.

    `columns` are field names with their String expressions (place `column`), `maps` map columns by place.
    """
    named = ", ".join(f"('column', '{name}', toString({sql}))" for name, sql in columns.items())
    pairs = ", ".join(
        f"arrayMap((k, v) -> ('{place}', toString(k), v), mapKeys({column}), mapValues({column}))"
        for place, column in maps.items()
    )
    return f"""
SELECT place, name, sum(hits) AS records, count() AS distinct,
  arrayMap(pair -> CAST(pair, 'Tuple(value String, records Int64)'),
    arraySlice(arraySort(pair -> (-pair.2, pair.1), groupArray((value, toInt64(hits)))), 1, {MAX_VALUES})) AS values
FROM (
  SELECT pair.1 AS place, pair.2 AS name, substringUTF8(pair.3, 1, {_VALUE_CHARACTERS}) AS value, count() AS hits
  FROM (
    SELECT arrayJoin(arrayConcat([{named}], {pairs})) AS pair
    FROM (SELECT * FROM {table} WHERE {where} ORDER BY Timestamp DESC LIMIT {SAMPLE})
  )
  WHERE value != ''
  GROUP BY place, name, value
)
GROUP BY place, name
ORDER BY place = 'column' DESC, records DESC, name
LIMIT {MAX_FIELDS}"""
