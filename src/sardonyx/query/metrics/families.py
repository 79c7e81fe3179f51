"""Metric names → type, unit and help of their family.

Metadata are kept by family as it was sent: `requests` or `requests_total` for a counter, `latency` for a histogram's
`latency_bucket`. A name of its own wins over one without its suffix; the suffix must fit the type.
"""

_PARTS = "['histogram', 'gaugehistogram', 'summary']"
_SUFFIXES = (
    ("_bucket", "['histogram', 'gaugehistogram']"),
    ("_count", _PARTS),
    ("_sum", _PARTS),
    ("_total", "['counter']"),
    ("_created", "['counter', 'histogram', 'summary']"),
    ("_info", "['info']"),
)
_BY_NAME = (
    "multiIf(endsWith(name, '_total'), 'counter', endsWith(name, '_bucket'), 'histogram', "
    "endsWith(name, '_info'), 'info', '')"
)


def with_family(names: str) -> str:
    """A SELECT that adds type, unit, help and `type_guessed` to the relation `names` (a SELECT with a String column `name`).

    Where nothing is known of a family, its type follows from the name if that tells, and is said to be guessed.
    """
    suffixes = ", ".join(f"('{suffix}', {types})" for suffix, types in _SUFFIXES)
    families = f"""
SELECT name, argMin(type, place) AS known, argMin(unit, place) AS unit, argMin(help, place) AS help
FROM (
  SELECT name, one.1 AS family, one.2 AS types, place
  FROM (SELECT name, arrayConcat([(name, CAST([], 'Array(String)'))],
      arrayMap(s -> (substring(name, 1, length(name) - length(s.1)), s.2), arrayFilter(s -> endsWith(name, s.1), [{suffixes}]))
    ) AS candidates FROM (SELECT DISTINCT name FROM ({names})))
  ARRAY JOIN candidates AS one, arrayEnumerate(candidates) AS place
) AS asked
INNER JOIN (
  SELECT Family AS family, anyLast(Type) AS type, anyLast(Unit) AS unit, anyLast(Help) AS help FROM metric_metadata GROUP BY Family
) AS told ON asked.family = told.family
WHERE empty(types) OR has(types, type)
GROUP BY name"""
    return f"""
SELECT counted.*, if(known NOT IN ('', 'unknown'), known, {_BY_NAME}) AS type,
  known IN ('', 'unknown') AND type != '' AS type_guessed, unit, help
FROM ({names}) AS counted
LEFT JOIN ({families}) AS families ON counted.name = families.name"""
