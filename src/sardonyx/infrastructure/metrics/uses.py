"""What uses which metric: queries as they are asked, and whatever else names metrics (rules, dashboards, …).

Noting costs a dictionary entry. Once a minute what was noted is parsed, matched with the metrics there are, and written.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from sardonyx.beside import beside
from sardonyx.infrastructure.metrics.models import UseKind
from sardonyx.infrastructure.metrics.state_models import MAX_METRIC, MAX_USER, MetricUseRow
from sardonyx.query.metrics.catalogue import selectors_in
from sardonyx.query.promql.errors import ParseError
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.store.matching import series_condition
from sardonyx.query.promql.tree import Selector
from sardonyx.query.promql.values import METRIC_NAME
from sardonyx.query.scope import AccessScope
from sardonyx.state import Database, StateUnavailable
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import StorageError

FLUSH_SECONDS = 60.0
# Different queries between two flushes; more are not noted.
MAX_WAITING = 5_000
# A pattern counts for at most so many metrics.
MAX_MATCHED = 10_000
_ROWS_AT_ONCE = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Use:
    """Something that uses a metric; `used_by` is '' for queries people asked."""

    kind: UseKind
    used_by: str
    last_at: datetime


Named = tuple[str, UseKind, str]
"""A PromQL query, what kind of thing it belongs to, and that thing's name ('' for a query somebody asked)."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class MetricUses:
    """Remembers uses in the state database. Use it on one event loop, inside `recording`.

    `standing` tells what uses metrics all the time (rules): it is noted at each flush.
    """

    def __init__(
        self,
        db: Database,
        engine: Engine,
        *,
        standing: Callable[[], Iterable[Named]] = lambda: (),
        now: Callable[[], datetime] = utc_now,
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self._db = db
        self._engine = engine
        self._standing = standing
        self._now = now
        self._flush_seconds = flush_seconds
        self._waiting: dict[Named, datetime] = {}

    def note(self, query: str, kind: UseKind = "query", used_by: str = "") -> None:
        """A PromQL query was asked, or is part of a rule or dashboard. What can't be parsed is forgotten."""
        key = (query, kind, used_by[:MAX_USER])
        if key in self._waiting or len(self._waiting) < MAX_WAITING:
            self._waiting[key] = self._now()

    async def of(self, names: Collection[str]) -> dict[str, list[Use]]:
        """The uses of each metric, the latest first. Raises StateUnavailable."""
        found: dict[str, list[Use]] = {}
        query = select(MetricUseRow).where(MetricUseRow.metric.in_(list(names))).order_by(MetricUseRow.last_at.desc())
        async with self._db.reading() as session:
            for row in await session.scalars(query):
                found.setdefault(row.metric, []).append(Use(row.kind, row.used_by, row.last_at))  # type: ignore[arg-type]
        return found

    async def used_within(self, days: int) -> list[str]:
        """The names of metrics used within so many days. Raises StateUnavailable."""
        since = self._now() - timedelta(days=days)
        async with self._db.reading() as session:
            return list(
                await session.scalars(select(MetricUseRow.metric).where(MetricUseRow.last_at >= since).distinct())
            )

    async def known_since(self) -> datetime | None:
        """When the first use was recorded. Raises StateUnavailable."""
        async with self._db.reading() as session:
            return (await session.execute(select(func.min(MetricUseRow.first_at)))).scalar_one()

    @asynccontextmanager
    async def recording(self) -> AsyncIterator[Self]:
        """Write what was noted every minute while inside, and once more on leaving."""
        async with beside(self._run(), name="metric-uses"):
            yield self
            await self._try_flush()

    async def flush(self) -> None:
        """Write what was noted. Raises StorageError or StateUnavailable, and keeps it then."""
        now = self._now()
        noted = {(query, kind, name[:MAX_USER]): now for query, kind, name in self._standing()} | self._waiting
        if not noted:
            return
        rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        names_of = await self._names({query for query, _, _ in noted})
        for (query, kind, used_by), at in noted.items():
            for name in names_of.get(query, ()):
                key = (name, kind, used_by)
                if key not in rows or rows[key]["last_at"] < at:
                    rows[key] = {"metric": name, "kind": kind, "used_by": used_by, "first_at": at, "last_at": at}
        await self._write(list(rows.values()))
        for key, at in noted.items():
            if self._waiting.get(key) == at:
                del self._waiting[key]

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._flush_seconds)
            await self._try_flush()

    async def _try_flush(self) -> None:
        try:
            await self.flush()
        except (StorageError, StateUnavailable) as error:
            log.debug("uses of metrics are written later: %s", error)

    async def _names(self, queries: Iterable[str]) -> dict[str, set[str]]:
        """The metrics there are that each query names or matches."""
        plain: dict[str, set[str]] = {}
        patterns: dict[str, list[Selector]] = {}
        for query in queries:
            plain[query], patterns[query] = _named(query)
        known = await self._existing(set().union(*plain.values()))
        found = {query: names & known for query, names in plain.items()}
        matched = {one: await self._matched(one) for some in patterns.values() for one in some}
        for query, some in patterns.items():
            found[query] = found[query].union(*(matched[one] for one in some))
        return found

    async def _existing(self, names: Collection[str]) -> set[str]:
        if not names:
            return set()
        rows = await self._engine.rows(
            "SELECT DISTINCT toString(MetricName) AS name FROM metric_series WHERE MetricName IN {names:Array(String)}",
            {"names": sorted(names)},
            limits=BACKGROUND,
        )
        return {row["name"] for row in rows}

    async def _matched(self, selector: Selector) -> set[str]:
        condition = series_condition(selector, AccessScope.ALL)
        rows = await self._engine.rows(
            f"SELECT DISTINCT toString(MetricName) AS name FROM metric_series WHERE {condition.sql} LIMIT {MAX_MATCHED}",
            condition.params,
            limits=BACKGROUND,
        )
        return {row["name"] for row in rows}

    async def _write(self, rows: Sequence[dict[str, Any]]) -> None:
        insert = sqlite.insert if self._db.kind == "sqlite" else postgresql.insert
        storable = [row for row in rows if len(row["metric"]) <= MAX_METRIC and row["metric"].isprintable()]
        for start in range(0, len(storable), _ROWS_AT_ONCE):
            statement = insert(MetricUseRow).values(storable[start : start + _ROWS_AT_ONCE])
            keys = ["metric", "kind", "used_by"]
            newer = statement.on_conflict_do_update(index_elements=keys, set_={"last_at": statement.excluded.last_at})
            async with self._db.session() as session:
                await session.execute(newer)


def _named(query: str) -> tuple[set[str], list[Selector]]:
    """The names a query gives, and its selectors that give none or a pattern."""
    names: set[str] = set()
    patterns: list[Selector] = []
    try:
        selectors = selectors_in(parse(query))
    except ParseError:
        return names, patterns
    for alternative in (alternative for selector in selectors for alternative in selector.alternatives):
        exact = [matcher.value for matcher in alternative if matcher.name == METRIC_NAME and matcher.op == "="]
        if exact:
            names.update(exact)
        else:
            patterns.append(Selector((alternative,)))
    return names, patterns
