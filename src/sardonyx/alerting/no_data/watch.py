"""Looks every half minute whether rules still have what they need, and holds alerts that would end for want of data."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sardonyx.alerting.evaluation.alert import Pairs
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.group import Group, Write, Written
from sardonyx.alerting.evaluation.outputs import METRIC_NAME, Query, pairs
from sardonyx.alerting.evaluation.recording import RecordingRule
from sardonyx.alerting.no_data.inputs import SOURCE_LABELS, Input, inputs_of
from sardonyx.alerting.no_data.sightings import UP, Missing, Sightings, Source, question
from sardonyx.beside import beside
from sardonyx.query.promql import PromqlError
from sardonyx.query.promql.store.fresh import FreshSamples
from sardonyx.receivers.sample_writer import STALE

log = logging.getLogger(__name__)

ALERTS_NO_DATA = "ALERTS_NO_DATA"
"""By job and instance: how many alerting rules have no data from there."""

_LOOK_SECONDS = 30.0

MakeQuery = Callable[[FreshSamples, Sequence[str], int], Awaitable[Query]]


@dataclass(frozen=True, slots=True)
class NoDataDelays:
    """How long something may be missing before a rule says it has no data, in ms; `of` has other ones by rule."""

    after_ms: int = 300_000
    of: Mapping[str, int] = field(default_factory=dict)

    def after(self, rule: str) -> int:
        """That of a rule."""
        return self.of.get(rule, self.after_ms)


class NoDataWatch:
    """Knows for each alerting rule of `groups` what it lacks. What was silent before the start is not known."""

    def __init__(
        self,
        delays: NoDataDelays,
        groups: Callable[[], Sequence[Group]],
        make_query: MakeQuery,
        write: Write,
        *,
        lookback_ms: int,
        look_every_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._delays = delays
        self._groups = groups
        self._make_query = make_query
        self._write = write
        self._look_every_seconds = look_every_seconds
        self._sightings = Sightings(lookback_ms)
        self._needs: dict[str, frozenset[Input]] = {}
        self._recorded: dict[str, str] = {}
        self._told: set[Pairs] = set()
        self.looked_at_ms = 0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["NoDataWatch"]:
        """Look while inside."""
        async with beside(self._run(), name="no-data"):
            yield self

    def check_names(self) -> None:
        """Say which delays are for rules that are not there."""
        names = {rule.name for group in self._groups() for rule in group.rules if isinstance(rule, AlertingRule)}
        if unknown := sorted(self._delays.of.keys() - names):
            log.warning("alerting.no_data_after_of: there is no alerting rule named %s", ", ".join(unknown))

    def no_data(self, rule: AlertingRule) -> list[Missing]:
        """What the rule has lacked for longer than its delay, at the last look: one for each source, the longest."""
        found = self._sightings.missing(self._inputs(rule.expr), self.looked_at_ms, self._delays.after(rule.name))
        return list({one.source: one for one in reversed(found)}.values())[::-1]

    def has_no_data(self, rule: AlertingRule, labels: Pairs) -> bool:
        """Whether that is so for an alert of the rule: for all sources it may come from."""
        lacking = {one.source for one in self.no_data(rule)}
        return self._all_missing(labels, lacking, self._sightings.present(self._inputs(rule.expr)))

    async def held(self, rule: AlertingRule, ending: Collection[Pairs], query: Query, at_ms: int) -> set[Pairs]:
        """Which of these alerts, that the expression doesn't give any more, lack their data: those have not ended. Raises
        PromqlError."""
        needed = self._inputs(rule.expr)
        await self._sightings.look(needed, query, at_ms)
        missing = {one.source for one in self._sightings.missing(needed, at_ms)}
        present = self._sightings.present(needed) - missing
        return {labels for labels in ending if self._all_missing(labels, missing, present)}

    async def look(self, at_ms: int) -> None:
        """Look at everything once, and write what is missing."""
        rules = [rule for group in self._groups() for rule in group.rules]
        recorded = {rule.name: rule.expr for rule in rules if isinstance(rule, RecordingRule)}
        if recorded != self._recorded:
            self._recorded, self._needs = recorded, {}
        alerting = [rule for rule in rules if isinstance(rule, AlertingRule)]
        needed = sorted({wanted for rule in alerting for wanted in self._inputs(rule.expr)})
        self._sightings.keep_only(needed)
        query = await self._make_query(FreshSamples(), [UP, *map(question, needed)], at_ms)
        await self._sightings.look(needed, query, at_ms)
        self.looked_at_ms = at_ms
        await self._tell(alerting, at_ms)

    async def _tell(self, rules: Sequence[AlertingRule], at_ms: int) -> None:
        counts: dict[Source, int] = {}
        for rule in rules:
            for one in self.no_data(rule):
                counts[one.source] = counts.get(one.source, 0) + 1
        now = {_series(source): float(count) for source, count in counts.items()}
        written: list[Written] = [(labels, value, at_ms) for labels, value in sorted(now.items())]
        written += [(labels, STALE, at_ms) for labels in sorted(self._told - now.keys())]
        self._told = set(now)
        if written:
            await self._write(written)

    def _inputs(self, expr: str) -> frozenset[Input]:
        if expr not in self._needs:
            self._needs[expr] = inputs_of(expr, self._recorded)
        return self._needs[expr]

    def _all_missing(self, labels: Pairs, missing: Collection[Source], present: Collection[Source]) -> bool:
        told = dict(labels)
        return any(_about(told, source) for source in missing) and not any(_about(told, one) for one in present)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._look_every_seconds)
            try:
                await self.look(round(time.time() * 1000))
            except PromqlError as error:
                log.warning("whether rules have data can't be looked up: %s", error)
            except Exception:
                log.exception("looking whether rules have data failed")


def _series(source: Source) -> Pairs:
    return pairs({METRIC_NAME: ALERTS_NO_DATA, **dict(zip(SOURCE_LABELS, source, strict=True))})


def _about(labels: Mapping[str, str], source: Source) -> bool:
    """Whether an alert with these labels may come from the source: a label it hasn't could be any."""
    return all(labels.get(name, value) == value for name, value in zip(SOURCE_LABELS, source, strict=True))
