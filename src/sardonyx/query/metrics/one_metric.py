"""The labels of one metric: how many values each has, which are most frequent, and what the metric would be without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sardonyx.query.metrics.activity import alive_between, each_once, within_scope
from sardonyx.query.metrics.inventory import instants
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage.engine import Engine

SHOWN_VALUES = 10
_START, _END = "{start:DateTime64(3,'UTC')}", "{end:DateTime64(3,'UTC')}"


@dataclass(frozen=True, slots=True)
class MetricLabel:
    """A label of a metric. `series_with` have it; `series_without` there would be if nobody sent it; `top` are its most
    frequent values with their series."""

    name: str
    values: int
    series_with: int
    series_without: int
    top: tuple[tuple[str, int], ...]


async def labels_of(
    engine: Engine, names: Sequence[str], span: TimeRange, scope: AccessScope
) -> Mapping[str, list[MetricLabel]]:
    """By metric, its labels, those with the most values first.

    A series' labels are hashed one by one and added up; what is left without one of them tells how many series there would be.
    An unnamed label, which every series gets here, tells how many series the metric has.
    """
    condition = within_scope(scope)
    once = each_once(
        "toString(MetricName) AS metric, arrayPushBack(mapKeys(Labels), '') AS keys, "
        "arrayPushBack(mapValues(Labels), '') AS texts, arrayMap((k, v) -> xxh3(k, v), keys, texts) AS hashes, "
        "arraySum(hashes) AS whole",
        f"MetricName IN {{names:Array(String)}} AND {alive_between(_START, _END)} AND {condition.sql}",
    )
    by_value = (
        "SELECT metric, label, value, count() AS series, uniqExactState(whole - hash) AS rest "
        f"FROM ({once}) ARRAY JOIN keys AS label, texts AS value, hashes AS hash GROUP BY metric, label, value"
    )
    rows = await engine.rows(
        "SELECT metric, label, count() AS distinct_values, sum(series) AS series_with, uniqExactMerge(rest) AS series_rest, "
        f"groupArraySorted({SHOWN_VALUES})((-toInt64(series), value)) AS top "
        f"FROM ({by_value}) GROUP BY metric, label ORDER BY metric, distinct_values DESC, label",
        {**condition.params, **instants(span), "names": list(names)},
    )
    series = {row["metric"]: row["series_with"] for row in rows if not row["label"]}
    found: dict[str, list[MetricLabel]] = {name: [] for name in series}
    for row in rows:
        if row["label"]:
            top = tuple((str(value), -int(count)) for count, value in row["top"])
            without = row["series_rest"] + series[row["metric"]] - row["series_with"]
            label = MetricLabel(row["label"], row["distinct_values"], row["series_with"], without, top)
            found[row["metric"]].append(label)
    return found
