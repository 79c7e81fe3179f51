"""What the routes ask for: queries within limits, and what is known of series."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import promql_parser

from sardonyx.query.metrics.catalogue import Exemplar, Labels, Range, SeriesCatalogue, Totals, selectors_in
from sardonyx.query.metrics.latest import LatestSample, LatestSamples
from sardonyx.query.promql import DEFAULT_LIMITS, InstantAnswer, MatrixAnswer, ParseError, Promql, QueryLimits
from sardonyx.query.promql.cache import RangeCache
from sardonyx.query.promql.late import LateSamples
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine


class PrometheusService:
    """Prometheus' view of the store. Times in epoch seconds; errors are PromqlError and StorageError.

    `note` is told every query, for the catalogue of what is used.
    """

    def __init__(
        self, engine: Engine, limits: QueryLimits = DEFAULT_LIMITS, note: Callable[[str], None] = lambda _query: None
    ) -> None:
        self._note = note
        self._promql = Promql(engine)
        self._ranges = RangeCache(self._promql, LateSamples(engine))
        self._catalogue = SeriesCatalogue(engine)
        self._latest = LatestSamples(engine)
        self.limits = limits

    async def instant(
        self, query: str, at_s: float, scope: AccessScope, *, timeout_s: float | None, lookback_s: float | None
    ) -> InstantAnswer:
        """The value of a query at one instant."""
        self._note(query)
        return await self._promql.instant(query, at_s, scope, self._bounded(timeout_s, lookback_s))

    async def range(
        self,
        query: str,
        start_s: float,
        end_s: float,
        step_s: float,
        scope: AccessScope,
        *,
        timeout_s: float | None,
        lookback_s: float | None,
        cached: bool = True,
    ) -> MatrixAnswer:
        """Its values from start to end; `cached`: steps of earlier answers may be used."""
        self._note(query)
        limits = self._bounded(timeout_s, lookback_s)
        source = self._ranges if cached else self._promql
        return await source.range(query, start_s, end_s, step_s, scope, limits)

    async def exemplars(
        self, query: str, start_s: float | None, end_s: float | None, scope: AccessScope
    ) -> list[tuple[Labels, list[Exemplar]]]:
        """Exemplars of every series a query selects."""
        selectors = selectors_in(self._promql.parse(query))
        return await self._catalogue.exemplars(selectors, _range(start_s, end_s), scope) if selectors else []

    async def series(
        self, selectors: Sequence[str], start_s: float | None, end_s: float | None, scope: AccessScope, limit: int
    ) -> list[Labels]:
        """Label sets."""
        return await self._catalogue.series(selectors, _range(start_s, end_s), scope, limit)

    async def label_names(
        self, selectors: Sequence[str], start_s: float | None, end_s: float | None, scope: AccessScope, limit: int
    ) -> list[str]:
        """Names of labels."""
        return await self._catalogue.label_names(selectors, _range(start_s, end_s), scope, limit)

    async def label_values(
        self,
        name: str,
        selectors: Sequence[str],
        start_s: float | None,
        end_s: float | None,
        scope: AccessScope,
        limit: int,
    ) -> list[str]:
        """Values of a label."""
        return await self._catalogue.label_values(name, selectors, _range(start_s, end_s), scope, limit)

    async def latest(self, selectors: Sequence[str], at_s: float, scope: AccessScope) -> list[LatestSample]:
        """The last sample of each series that has one within the lookback and has not ended."""
        return await self._latest.of(selectors, round(at_s * 1000), self.limits.lookback_ms, scope)

    async def metadata(self, metric: str, limit: int) -> dict[str, list[dict[str, str]]]:
        """Type, help and unit by family."""
        return await self._catalogue.metadata(metric, limit)

    async def cardinality(self, scope: AccessScope, limit: int) -> dict[str, list[tuple[str, int]]]:
        """The metrics, labels and label values with the most series."""
        return await self._catalogue.counts(scope, limit)

    async def totals(self, scope: AccessScope) -> Totals:
        """How many series there are."""
        return await self._catalogue.totals(scope)

    def formatted(self, query: str) -> str:
        """The query, laid out. Raises ParseError."""
        self._promql.parse(query)
        try:
            return str(promql_parser.parse(query).prettify())
        except ValueError as error:
            raise ParseError(str(error)) from error

    def _bounded(self, timeout_s: float | None, lookback_s: float | None) -> QueryLimits:
        limits = self.limits
        if timeout_s is not None:
            limits = replace(limits, seconds=min(limits.seconds, max(timeout_s, 0.001)))
        if lookback_s is not None and lookback_s > 0:
            limits = replace(limits, lookback_ms=round(lookback_s * 1000))
        return limits


def _range(start_s: float | None, end_s: float | None) -> Range:
    return Range(None if start_s is None else round(start_s * 1000), None if end_s is None else round(end_s * 1000))
