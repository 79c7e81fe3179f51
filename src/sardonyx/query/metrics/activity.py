"""Which series were alive when, as conditions on rows of `metric_series`, and the relation of each series once.

A series is written again within the hour while it is sent, so its life is known to that much, and every row by itself tells
of an hour or less: whether it lived at an instant can be asked row by row.
"""

from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.tree import Selector
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition

# Written again after an hour at most, and a segment may wait a little.
LIFE_SECONDS = 65 * 60


def within_scope(scope: AccessScope) -> Condition:
    """The series a caller may see."""
    return series_condition(Selector(((),)), scope, prefix="scope_")


def alive_between(start: str, end: str) -> str:
    """SQL: the row's series was alive at some time between two instants (DateTime64 expressions)."""
    return f"(LastSeen >= {start} - INTERVAL {LIFE_SECONDS} SECOND AND FirstSeen <= {end})"


def alive_at(at: str) -> str:
    """SQL: the row's series was alive at an instant."""
    return alive_between(at, at)


def each_once(columns: str, where: str) -> str:
    """A SELECT of `columns` of each series of metric_series that has a row for which `where` holds, once each."""
    return f"SELECT {columns} FROM metric_series WHERE {where} LIMIT 1 BY MetricName, SeriesId"
