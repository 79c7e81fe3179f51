"""Evaluates search rules, each at its own times, and follows them when they change."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

from sqlalchemy import select

from sardonyx.alerting.evaluation.alert import OnChange, Pairs
from sardonyx.alerting.evaluation.definition import GroupDefinition
from sardonyx.alerting.evaluation.freshness import Freshness
from sardonyx.alerting.evaluation.group import Group, Write
from sardonyx.alerting.evaluation.loop import GroupLoop
from sardonyx.alerting.evaluation.loops import Loops
from sardonyx.alerting.evaluation.outputs import EvaluationFailed, Query, Result
from sardonyx.alerting.search_rules.condition import SignalName
from sardonyx.alerting.search_rules.definition import SearchGroup, definition_of
from sardonyx.alerting.search_rules.memory import AlertMemory, Remembered
from sardonyx.alerting.search_rules.models import SearchRuleRow
from sardonyx.alerting.search_rules.rule import SearchRule
from sardonyx.query.promql.store.fresh import FreshSamples
from sardonyx.query.search import SearchSyntaxError
from sardonyx.state import Database
from sardonyx.state.errors import StateError
from sardonyx.storage.engine import Engine

log = logging.getLogger(__name__)

_AT_ONCE = 2
_TRY_AGAIN_SECONDS = 10.0


class SearchRuleRunner:
    """Evaluates while inside `running`. `freshness` knows how far the store is with a signal; `write` and `on_change` are those of
    rules from files: what comes of a search rule goes the same ways."""

    def __init__(
        self,
        engine: Engine,
        db: Database,
        freshness: Mapping[SignalName, Freshness],
        write: Write,
        on_change: OnChange,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._db = db
        self._freshness = freshness
        self._write = write
        self._on_change = on_change
        self._clock = clock
        self._memory = AlertMemory(db)
        self._before: Mapping[str, Remembered] = {}
        self._started_ms = 0
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._turn = asyncio.Lock()
        self._loops = Loops(self._group, self._loop)

    @property
    def groups(self) -> Sequence[Group]:
        """One group for each rule that is at work."""
        return self._loops.groups

    def rule(self, rule_id: str) -> SearchRule | None:
        """The rule at work with this id."""
        rules = (cast("SearchRule", group.rules[0]) for group in self.groups)
        return next((rule for rule in rules if rule.rule_id == rule_id), None)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["SearchRuleRunner"]:
        """Evaluate while inside. Without the state database it begins once that is back."""
        beginning = asyncio.create_task(self._begin(), name="search-rules")
        try:
            yield self
        finally:
            beginning.cancel()
            with suppress(asyncio.CancelledError):
                await beginning
            await self._loops.stop()

    async def follow(self) -> None:
        """Run what is kept and enabled. Raises StateError."""
        async with self._turn:
            async with self._db.reading() as session:
                rows = list(await session.scalars(select(SearchRuleRow).where(SearchRuleRow.enabled)))
            await self._loops.follow(found for row in rows if (found := _definition(row)) is not None)
            self._before = {}

    async def _begin(self) -> None:
        while True:
            try:
                self._before = await self._memory.all()
                self._started_ms = round(self._clock() * 1000)
                await self.follow()
            except StateError as error:
                log.warning("search rules wait for the state database: %s", error)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
            else:
                return

    def _group(self, definition: GroupDefinition) -> Group:
        told = cast("SearchGroup", definition)
        rule = SearchRule(told, self._memory, self._before.get(told.rule_id), self._started_ms)

        async def queries(_fresh: FreshSamples, _exprs: Sequence[str], _at_ms: int) -> Query:
            return self._asking(rule)

        return Group(told, [rule], queries, self._write, self._on_change)

    def _asking(self, rule: SearchRule) -> Query:
        async def query(expr: str, at_ms: int) -> Sequence[Result]:
            if expr != rule.expr:
                raise EvaluationFailed("templates of search rules can't query")
            async with self._turns:
                return await rule.results(self._engine, at_ms)

        return query

    def _loop(self, group: Group) -> GroupLoop:
        condition = cast("SearchGroup", group.definition).condition
        return GroupLoop(group, self._freshness[condition.signal], _nothing_in_series, self._clock, at_once=True)


def _definition(row: SearchRuleRow) -> SearchGroup | None:
    try:
        return definition_of(row)
    except SearchSyntaxError as error:
        log.error("the search rule %s is not evaluated: %s", row.name, error)
        return None


async def _nothing_in_series(_alert: str, _after_ms: int, _until_ms: int) -> Mapping[Pairs, tuple[int, float]]:
    """States of search rules are kept in the state database."""
    return {}
