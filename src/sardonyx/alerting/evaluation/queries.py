"""How rules ask: instant queries over everything stored, and over what the rules before them have just given."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sardonyx.alerting.evaluation.alert import Pairs
from sardonyx.alerting.evaluation.alerting import ALERT_NAME, ALERTS_FOR_STATE
from sardonyx.alerting.evaluation.outputs import METRIC_NAME, EvaluationFailed, Query, Result, pairs
from sardonyx.query.metrics.catalogue import selectors_in
from sardonyx.query.promql import (
    DEFAULT_LIMITS,
    InstantAnswer,
    Promql,
    PromqlError,
    QueryLimits,
    ScalarAnswer,
    StoreUnavailable,
    VectorAnswer,
)
from sardonyx.query.promql.histograms.pool import Pool
from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.store.fresh import FreshReader, FreshSamples
from sardonyx.query.promql.store.prefetched import Prefetched, PrefetchedReader, Reach, reach
from sardonyx.query.promql.store.reader import Reader
from sardonyx.query.promql.tree import Matcher, Selector
from sardonyx.query.promql.values import Notes, Vector
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineBusy

_AT_ONCE = 4
_FEWEST_TOGETHER = 2
_LONGEST_REACH_MS = 10 * 60_000
_MOST_TOGETHER = 2_000_000
_BUSY_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


@dataclass(frozen=True, slots=True)
class _Together:
    """Expressions that are answered from what was read for all of them."""

    exprs: frozenset[str]
    samples: Prefetched


class RuleQueries:
    """Queries of rules, a few at a time, over everything: rules are the operator's."""

    def __init__(self, engine: Engine, limits: QueryLimits = DEFAULT_LIMITS, *, at_once: int = _AT_ONCE) -> None:
        self._engine = engine
        self._limits = limits
        self._stored = Promql(engine)
        self._turns = asyncio.Semaphore(at_once)

    @property
    def lookback_ms(self) -> int:
        """How long a series counts after its last sample."""
        return self._limits.lookback_ms

    async def over(self, fresh: FreshSamples, exprs: Sequence[str], at_ms: int) -> Query:
        """Queries that see `fresh` too, as it is when they are asked. Those of `exprs` at `at_ms` are read for at once."""
        together = await self._prefetched(exprs, at_ms)

        async def query(expr: str, at: int) -> Sequence[Result]:
            promql = self._for(expr, fresh)
            if together is not None and at == at_ms and expr in together.exprs:
                make = partial(PrefetchedReader, together.samples, (fresh,))
                promql = Promql(self._engine, push=False, reader=make)
            async with self._turns:
                return results(await self._patiently(promql, expr, at))

        return query

    async def last_states(self, alert: str, after_ms: int, until_ms: int) -> dict[Pairs, tuple[int, float]]:
        """See `restoring.LastStates`."""
        reader = Reader(self._engine, AccessScope.ALL, self._limits, Notes())
        named = (Matcher(METRIC_NAME, "=", ALERTS_FOR_STATE), Matcher(ALERT_NAME, "=", alert))
        series = await reader.series(Selector((named,)), after_ms, until_ms)
        samples = await reader.samples(series, after_ms, until_ms)
        found = {}
        for row, labels in enumerate(samples.labels):
            last = int(samples.offsets[row + 1]) - 1
            if last >= int(samples.offsets[row]):
                own = {name: value for name, value in labels.items() if name != METRIC_NAME}
                found[pairs(own)] = (int(samples.times[last]), float(samples.values[last]))
        return found

    async def _prefetched(self, exprs: Sequence[str], at_ms: int) -> _Together | None:
        """What those of the expressions need that look back a few minutes; None where it isn't worth it, or too much."""
        wanted: Reach = {}
        found = set()
        for expr in exprs:
            needed = reach(parse(expr), self._limits.lookback_ms)
            if needed and max(needed.values()) <= _LONGEST_REACH_MS:
                found.add(expr)
                wanted |= {selector: max(ms, wanted.get(selector, 0)) for selector, ms in needed.items()}
        if len(found) < _FEWEST_TOGETHER:
            return None
        limits = replace(self._limits, max_samples=_MOST_TOGETHER)
        try:
            async with self._turns:
                reader = Reader(self._engine, AccessScope.ALL, limits, Notes())
                return _Together(frozenset(found), await Prefetched.read(reader, wanted, at_ms))
        except PromqlError:
            # Each is tried alone, and has its own error.
            return None

    async def _patiently(self, promql: Promql, expr: str, at_ms: int) -> InstantAnswer:
        """Where people's queries use up the engine, rules wait for their turn rather than fail."""
        for delay in _BUSY_SECONDS:
            try:
                return await promql.instant(expr, at_ms / 1000, AccessScope.ALL, self._limits)
            except StoreUnavailable as error:
                if not isinstance(error.__cause__, EngineBusy):
                    raise
                await asyncio.sleep(delay)
        return await promql.instant(expr, at_ms / 1000, AccessScope.ALL, self._limits)

    def _for(self, expr: str, fresh: FreshSamples) -> Promql:
        if len(fresh) and any(fresh.matches(selector) for selector in selectors_in(parse(expr))):
            return Promql(self._engine, push=False, reader=partial(FreshReader, (fresh,)))
        return self._stored


def results(answer: InstantAnswer) -> Sequence[Result]:
    """The series of an instant query's answer; a scalar is one without labels. Raises EvaluationFailed for anything else."""
    match answer:
        case ScalarAnswer(value=value):
            return [Result({}, value)]
        case VectorAnswer(vector=vector):
            values, native = vector.values[:, 0].tolist(), vector.histograms[:, 0].tolist()
            return [
                Result(labels, 0.0, _one_of(vector, row)) if native[row] else Result(labels, value)
                for row, (labels, value) in enumerate(zip(vector.labels, values, strict=True))
            ]
    raise EvaluationFailed("rule result is not a vector or scalar")


def _one_of(vector: Vector, row: int) -> Pool | None:
    native = vector.native
    return None if native is None else native.pool.take(native.rows[row, :1])
