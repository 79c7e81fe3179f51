"""Label sets: attributes of points, resources and scopes → Prometheus labels.

A label set is an Array(Tuple(String, String)) without `__name__`, without empty values, each name once. Source: as `names`.
"""

from collections.abc import Sequence

LABELS_TYPE = "Array(Tuple(String, String))"
MAP_TYPE = "Map(LowCardinality(String), String)"


def label_name(key: str) -> str:
    """SQL for a valid label name: other characters become `_`; a leading digit or single `_` gets the prefix `key`."""
    plain = f"replaceRegexpAll({key}, '[^a-zA-Z0-9_]', '_')"
    return f"replaceRegexpOne(replaceRegexpOne({plain}, '^([0-9])', '_\\\\1'), '^_($|[^_])', 'key_\\\\1')"


def static_label_name(key: str) -> str:
    """The same for a key of ours."""
    return "".join(char if char.isascii() and (char.isalnum() or char == "_") else "_" for char in key)


def named(attributes: str) -> str:
    """SQL for the labels of an attribute map, in the order of its keys; names may repeat yet."""
    return (
        f"CAST(arrayFilter(l -> l.2 != '' AND l.1 NOT IN ('', '__name__'), arrayMap((k, v) -> ({label_name('k')}, v), "
        f"mapKeys({attributes}), mapValues({attributes}))), '{LABELS_TYPE}')"
    )


def present(pairs: Sequence[tuple[str, str]]) -> str:
    """SQL for those of the (label name, String expression) pairs that have a value."""
    items = ", ".join(f"('{name}', {value})" for name, value in pairs)
    return f"CAST(arrayFilter(l -> l.2 != '', [{items}]), '{LABELS_TYPE}')" if pairs else f"CAST([], '{LABELS_TYPE}')"


def target(resource: str) -> str:
    """SQL for the labels `job` (`<service.namespace>/<service.name>`) and `instance` of a resource."""
    name, namespace = f"{resource}['service.name']", f"{resource}['service.namespace']"
    job = f"multiIf({name} = '', '', {namespace} = '', {name}, concat({namespace}, '/', {name}))"
    return present([("job", job), ("instance", f"{resource}['service.instance.id']")])


def with_label_set(inner: str, name: str, *, attributes: str, over: str, under: str) -> str:
    """A SELECT that adds the label set `name` to the relation `inner`, made of its map column `attributes`.

    Labels of the column `over` win, those of the column `under` lose. Attributes whose names become the same are joined with
    `;` in the order of their keys. Sets without any clash, nearly all, take the short way: `distinct` is empty for them.
    """
    values = f"arrayMap(part -> arrayFilter((v, k) -> k = n, part.2, part.1), [{over}, own, {under}])"
    resolved = f"(n, arrayStringConcat(arrayFirst(found -> notEmpty(found), {values}), ';'))"
    return f"""
SELECT *, if(empty(distinct), everything, arrayMap(n -> {resolved}, distinct)) AS {name}
FROM (
  SELECT *, if(length(arrayDistinct(everything.1)) < length(everything), arrayDistinct(everything.1), []) AS distinct
  FROM (
    SELECT *, arrayConcat({over}, own, {under}) AS everything
    FROM (SELECT *, {named(f"mapSort((k, v) -> (k, v), {attributes})")} AS own FROM ({inner}))
  )
)"""
