"""What the catalogue pages ask for."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sardonyx.access.errors import NotFound
from sardonyx.infrastructure.metrics import views
from sardonyx.infrastructure.metrics.examples import examples
from sardonyx.infrastructure.metrics.models import CardinalityResponse, CatalogueResponse, LimitsState, MetricResponse
from sardonyx.infrastructure.metrics.uses import MetricUses, Use
from sardonyx.query.metrics.cardinality import cardinality
from sardonyx.query.metrics.inventory import MAX_WORDS, MetricInventory, SortKey, Wanted
from sardonyx.query.metrics.one_metric import labels_of
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.state import StateUnavailable
from sardonyx.storage.engine import Engine

UNUSED_DAYS = 30

log = logging.getLogger(__name__)


class MetricCatalogue:
    """The catalogue over the engine, what is known of uses, and the state of the limits (None: they do not limit)."""

    def __init__(
        self, engine: Engine, uses: MetricUses | None = None, limits: Callable[[], LimitsState] | None = None
    ) -> None:
        self._engine = engine
        self._inventory = MetricInventory(engine)
        self._uses = uses
        self._limits = limits

    def note(self, query: str) -> None:
        """Somebody asks a PromQL query."""
        if self._uses is not None:
            self._uses.note(query)

    async def catalogue(
        self,
        span: TimeRange,
        scope: AccessScope,
        *,
        query: str,
        kind: str | None,
        source: str | None,
        unused: bool,
        unused_days: int,
        sort: SortKey,
        limit: int,
        cursor: str,
    ) -> CatalogueResponse:
        """A page of metrics. Raises CursorError; StateUnavailable when `unused` can't be told."""
        used = await self._uses.used_within(unused_days) if unused and self._uses else ()
        words = tuple(query.split()[:MAX_WORDS])
        wanted = Wanted(words, kind, source, unused, used, sort)
        page = await self._inventory.page(wanted, span, scope, limit=limit, cursor=cursor)
        uses, known_since = await self._uses_of([metric.name for metric in page.metrics])
        since = _days_ago(unused_days)
        return CatalogueResponse(
            metrics=[views.metric(one, uses.get(one.name, ()), since) for one in page.metrics],
            next_cursor=page.next_cursor or None,
            total=page.total,
            unused_days=unused_days,
            uses_known_since=known_since,
        )

    async def one(self, name: str, span: TimeRange, scope: AccessScope) -> MetricResponse:
        """Everything about one metric. Raises NotFound when the caller sees no series of it in the range."""
        found = await self._inventory.one(name, span, scope)
        if found is None:
            raise NotFound(f"there is no metric {name[:200]!r} in this range")
        labels = (await labels_of(self._engine, [name], span, scope)).get(name, [])
        uses, _ = await self._uses_of([name])
        return MetricResponse(
            metric=views.metric(found, uses.get(name, ()), _days_ago(UNUSED_DAYS)),
            labels=[views.label(one) for one in labels],
            examples=views.examples(examples(name, found.kind, found.unit, labels)),
        )

    async def cardinality(self, span: TimeRange, scope: AccessScope, *, limit: int) -> CardinalityResponse:
        """Where series are at the end of the range."""
        limits = self._limits() if self._limits and scope.is_everything else None
        full = [use.name for use in limits.metrics if use.full] if limits else []
        return views.cardinality(
            await cardinality(self._engine, span, scope, limit=limit, also_explain=full[:limit]), limits
        )

    async def _uses_of(self, names: Collection[str]) -> tuple[Mapping[str, Sequence[Use]], datetime | None]:
        """Nothing while the state database is away: the catalogue itself goes on."""
        if self._uses is None:
            return {}, None
        try:
            return await self._uses.of(names), await self._uses.known_since()
        except StateUnavailable as error:
            log.warning("who uses which metric can't be told now: %s", error)
            return {}, None


def _days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
