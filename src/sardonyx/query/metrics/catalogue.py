"""Series, label names and values, metadata and exemplars, by PromQL selectors. Times are epoch milliseconds.

A series' life is known to about an hour (`metric_series` is written again that often), so a time range is taken generously.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from sardonyx.query.promql.errors import ParseError
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.store.reader import moment
from sardonyx.query.promql.tree import Selector
from sardonyx.query.scope import AccessScope
from sardonyx.query.statement import Condition
from sardonyx.storage.engine import Engine, Limits

Labels = Mapping[str, str]

LIMITS = Limits(seconds=30.0)
_LIFE_SLACK_MS = 2 * 3600 * 1000
_MOST = 10_000_000
_NAME = "__name__"


@dataclass(frozen=True, slots=True)
class Range:
    """From when until when; None is open."""

    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A sample's pointer to a trace."""

    labels: Labels
    value: float
    time_ms: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Series seen in the last hours, their different pairs of label and value, when the first and the last was seen."""

    series: int
    label_pairs: int
    first_ms: int
    last_ms: int


class SeriesCatalogue:
    """Reads what is known of series, within the caller's scope. `limit` 0 means no limit of the caller's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def series(self, selectors: Sequence[str], span: Range, scope: AccessScope, limit: int = 0) -> list[Labels]:
        """The label sets of the series that match any selector, `__name__` among the labels."""
        rows = await self._select(
            "any(MetricName) AS name, any(Labels) AS labels", "SeriesId", selectors, span, scope, limit
        )
        return [{_NAME: row["name"], **row["labels"]} if row["name"] else row["labels"] for row in rows]

    async def label_names(self, selectors: Sequence[str], span: Range, scope: AccessScope, limit: int = 0) -> list[str]:
        """The names of their labels, sorted."""
        rows = await self._select("arrayJoin(mapKeys(Labels)) AS name", "name", selectors, span, scope, 0)
        names = sorted(
            {str(row["name"]) for row in rows} | ({_NAME} if rows or await self._any(selectors, span, scope) else set())
        )
        return names[:limit] if limit else names

    async def label_values(
        self, name: str, selectors: Sequence[str], span: Range, scope: AccessScope, limit: int = 0
    ) -> list[str]:
        """The values of one label, sorted."""
        column = "toString(MetricName)" if name == _NAME else "Labels[{label:String}]"
        rows = await self._select(f"{column} AS value", "value", selectors, span, scope, limit, label=name)
        return [str(row["value"]) for row in rows if row["value"] != ""]

    async def metadata(self, metric: str = "", limit: int = 0) -> dict[str, list[dict[str, str]]]:
        """Type, help and unit by metric family."""
        rows = await self._engine.rows(
            "SELECT Family AS family, anyLast(Type) AS type, anyLast(Help) AS help, anyLast(Unit) AS unit FROM metric_metadata "
            "WHERE {metric:String} = '' OR Family = {metric:String} GROUP BY Family ORDER BY Family LIMIT {limit:UInt64}",
            {"metric": metric, "limit": limit or _MOST},
            limits=LIMITS,
        )
        return {row["family"]: [{"type": row["type"], "help": row["help"], "unit": row["unit"]}] for row in rows}

    async def exemplars(
        self, selectors: Sequence[Selector], span: Range, scope: AccessScope
    ) -> list[tuple[Labels, list[Exemplar]]]:
        """Exemplars of the matching series, by series and time."""
        condition = _any_of(selectors, scope)
        rows = await self._engine.rows(
            "SELECT any(s.name) AS name, any(s.labels) AS labels, "
            "groupArray((toUnixTimestamp64Milli(e.Timestamp), e.Value, e.TraceId, e.SpanId, e.Labels)) AS found "
            "FROM (SELECT * FROM exemplars FINAL WHERE Timestamp >= {start:DateTime64(3,'UTC')} "
            "AND Timestamp <= {end:DateTime64(3,'UTC')} ORDER BY Timestamp) AS e "
            "INNER JOIN (SELECT SeriesId, any(MetricName) AS name, any(Labels) AS labels FROM metric_series "
            f"WHERE {condition.sql} GROUP BY SeriesId) AS s ON s.SeriesId = e.SeriesId GROUP BY e.SeriesId ORDER BY name",
            {**condition.params, "start": moment(span.start_ms or 0), "end": moment(span.end_ms or _FAR_MS)},
            limits=LIMITS,
        )
        return [({_NAME: row["name"], **row["labels"]}, [_exemplar(one) for one in row["found"]]) for row in rows]

    async def counts(self, scope: AccessScope, limit: int) -> dict[str, list[tuple[str, int]]]:
        """Where the series of the last hours are: by metric, by label value pair, values by label name."""
        seen = "LastSeen >= now64(3) - INTERVAL 2 HOUR"
        condition = _any_of([], scope)
        asked = {
            "metrics": f"SELECT toString(MetricName) AS name, uniqExact(SeriesId) AS number FROM metric_series "
            f"WHERE {condition.sql} AND {seen} GROUP BY name",
            "labels": "SELECT label.1 AS name, uniqExact(label.2) AS number FROM metric_series "
            f"ARRAY JOIN CAST(Labels, 'Array(Tuple(String, String))') AS label WHERE {condition.sql} AND {seen} GROUP BY name",
            "pairs": "SELECT concat(label.1, '=', label.2) AS name, uniqExact(SeriesId) AS number FROM metric_series "
            f"ARRAY JOIN CAST(Labels, 'Array(Tuple(String, String))') AS label WHERE {condition.sql} AND {seen} GROUP BY name",
        }
        found = {}
        for kind, sql in asked.items():
            rows = await self._engine.rows(
                f"{sql} ORDER BY number DESC, name LIMIT {{limit:UInt64}}",
                {**condition.params, "limit": limit},
                limits=LIMITS,
            )
            found[kind] = [(str(row["name"]), int(row["number"])) for row in rows]
        return found

    async def totals(self, scope: AccessScope) -> Totals:
        """How many series the last hours saw."""
        condition = _any_of([], scope)
        (row,) = await self._engine.rows(
            "SELECT uniqExact(SeriesId) AS series, "
            "uniqExactArray(CAST(Labels, 'Array(Tuple(String, String))')) + uniqExact(MetricName) AS pairs, "
            "toUnixTimestamp64Milli(min(FirstSeen)) AS first, toUnixTimestamp64Milli(max(LastSeen)) AS last FROM metric_series "
            f"WHERE {condition.sql} AND LastSeen >= now64(3) - INTERVAL 2 HOUR",
            condition.params,
            limits=LIMITS,
        )
        return Totals(*(int(row[name] or 0) for name in ("series", "pairs", "first", "last")))

    async def _any(self, selectors: Sequence[str], span: Range, scope: AccessScope) -> bool:
        return bool(await self._select("1 AS one", "one", selectors, span, scope, 1))

    async def _select(
        self, what: str, group: str, selectors: Sequence[str], span: Range, scope: AccessScope, limit: int, **more: str
    ) -> list[dict[str, Any]]:
        condition = _any_of([selector(text) for text in selectors], scope)
        params: dict[str, Any] = {**condition.params, **more, "limit": limit or _MOST}
        parts = [condition.sql]
        if span.start_ms is not None:
            parts.append("LastSeen >= {life_start:DateTime64(3,'UTC')}")
            params["life_start"] = moment(max(0, span.start_ms - _LIFE_SLACK_MS))
        if span.end_ms is not None:
            parts.append("FirstSeen <= {life_end:DateTime64(3,'UTC')}")
            params["life_end"] = moment(min(_FAR_MS, span.end_ms + _LIFE_SLACK_MS))
        order = "name, labels" if group == "SeriesId" else group
        return await self._engine.rows(
            f"SELECT {what} FROM metric_series WHERE {' AND '.join(parts)} GROUP BY {group} ORDER BY {order} "
            "LIMIT {limit:UInt64}",
            params,
            limits=LIMITS,
        )


_FAR_MS = 9_000_000_000_000


def selector(text: str) -> Selector:
    """The instant vector selector in `text`. Raises ParseError, also when it is something else."""
    node = parse(text)
    if not isinstance(node, Selector):
        raise ParseError("expected type instant vector selector")
    return node


def selectors_in(node: object) -> list[Selector]:
    """Every selector of a query's tree, from left to right."""
    if isinstance(node, Selector):
        return [node]
    if isinstance(node, tuple):
        return [found for part in node for found in selectors_in(part)]
    if is_dataclass(node):
        return [found for part in fields(node) for found in selectors_in(getattr(node, part.name))]
    return []


def _any_of(selectors: Sequence[Selector], scope: AccessScope) -> Condition:
    """Series that match any of the selectors (all, if there is none), within the scope."""
    if not selectors:
        return series_condition(Selector(((),)), scope)
    conditions = [series_condition(one, scope, prefix=f"s{number}_") for number, one in enumerate(selectors)]
    params = {name: value for condition in conditions for name, value in condition.params.items()}
    return Condition(f"({' OR '.join(condition.sql for condition in conditions)})", params)


def _exemplar(row: Sequence[Any]) -> Exemplar:
    time_ms, value, trace_id, span_id, labels = row
    told = {"trace_id": trace_id, "span_id": span_id}
    return Exemplar({**{name: text for name, text in told.items() if text}, **labels}, float(value), int(time_ms))
