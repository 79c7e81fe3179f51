"""A group of rules, evaluated one after the other at one instant. Source: Prometheus, rules/group.go.

What a rule gives is written once the whole group is through, and is seen by the rules behind it at once. A series that a rule
gave last time and doesn't give now ends with a staleness marker.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sardonyx.alerting.evaluation.alert import Alert, AlertState, Change, OnChange, Pairs
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.definition import GroupDefinition
from sardonyx.alerting.evaluation.outputs import EvaluationFailed, Query
from sardonyx.alerting.evaluation.recording import RecordingRule
from sardonyx.query.promql import PromqlError
from sardonyx.query.promql.store.fresh import FreshSamples, Value
from sardonyx.receivers.sample_writer import STALE

log = logging.getLogger(__name__)

RuleOf = RecordingRule | AlertingRule
Written = tuple[Pairs, Value, int]
Write = Callable[[Sequence[Written]], Awaitable[None]]
MakeQuery = Callable[[FreshSamples, Sequence[str], int], Awaitable[Query]]
"""Queries that see fresh samples, for rules with these expressions at this instant (ms)."""


@dataclass(slots=True)
class GroupStatus:
    """How the group's last evaluation went, and what it counted since it is there."""

    evaluated_at_ms: int | None = None
    seconds: float = 0.0
    samples: int = 0
    iterations: int = 0
    missed: int = 0
    evaluations: int = 0
    failures: int = 0


@dataclass(slots=True)
class Group:
    """`series[i]` are those rule i gave last; `leftover` those of rules that are gone."""

    definition: GroupDefinition
    rules: list[RuleOf]
    make_query: MakeQuery
    write: Write
    on_change: OnChange
    series: list[set[Pairs]] = field(default_factory=list)
    leftover: set[Pairs] = field(default_factory=set)
    status: GroupStatus = field(default_factory=GroupStatus)

    def __post_init__(self) -> None:
        self.series = [set() for _ in self.rules]

    async def evaluate(self, at_ms: int) -> None:
        """Evaluate every rule for the instant, and write what they give."""
        started = time.monotonic()
        fresh = FreshSamples()
        asked_for = at_ms - self.definition.offset_ms
        query = await self.make_query(fresh, [rule.expr for rule in self.rules], asked_for)
        written: list[Written] = []
        changes: list[Change] = []
        for index, rule in enumerate(self.rules):
            before = _states(rule)
            outputs = await self._evaluated(index, rule, at_ms, query)
            changes += self._changes(rule, before, at_ms)
            for labels, value, time_ms in outputs:
                fresh.add(labels, time_ms, value)
            written += outputs
        written += self._endings(self.leftover, at_ms)
        self.leftover = set()
        if written:
            await self.write(written)
        for change in changes:
            self.on_change(change)
        self.status.iterations += 1
        self.status.evaluated_at_ms, self.status.seconds = at_ms, time.monotonic() - started
        self.status.samples = len(written)

    async def end(self, at_ms: int) -> None:
        """End every series of a group that is no longer there."""
        if gone := self.leftover.union(*self.series):
            await self.write(self._endings(gone, at_ms))

    def take_over(self, former: "Group") -> None:
        """Go on where a former version of the group was: rules of the same name and labels keep alerts and series."""
        left = list(range(len(former.rules)))
        for index, rule in enumerate(self.rules):
            twin = next((i for i in left if _same(former.rules[i], rule)), None)
            if twin is None:
                continue
            left.remove(twin)
            self.series[index] = former.series[twin]
            old = former.rules[twin]
            if isinstance(rule, AlertingRule) and isinstance(old, AlertingRule):
                rule.active, rule.restored = old.active, old.restored
        self.leftover = former.leftover.union(*(former.series[index] for index in left))
        self.status.missed, self.status.iterations = former.status.missed, former.status.iterations
        self.status.evaluations, self.status.failures = former.status.evaluations, former.status.failures

    async def _evaluated(self, index: int, rule: RuleOf, at_ms: int, query: Query) -> list[Written]:
        started, offset = time.monotonic(), self.definition.offset_ms
        self.status.evaluations += 1
        try:
            outputs = await rule.evaluate(at_ms, query, limit=self.definition.limit, offset_ms=offset)
        except (PromqlError, EvaluationFailed) as error:
            self.status.failures += 1
            rule.status.failed(str(error))
            log.warning("rule %s of group %s failed: %s", rule.name, self.definition.name, error)
            return []
        finally:
            rule.status.evaluated_at_ms, rule.status.seconds = at_ms, time.monotonic() - started
        rule.status.went_well()
        now = {labels for labels, _ in outputs}
        gone, self.series[index] = self.series[index] - now, now
        return [(labels, value, at_ms - offset) for labels, value in outputs] + self._endings(gone, at_ms)

    def _endings(self, series: Iterable[Pairs], at_ms: int) -> list[Written]:
        return [(labels, STALE, at_ms - self.definition.offset_ms) for labels in sorted(series)]

    def _changes(self, rule: RuleOf, before: dict[Pairs, tuple[AlertState, Alert]], at_ms: int) -> list[Change]:
        if not isinstance(rule, AlertingRule):
            return []
        told, name = self.definition, rule.name
        after = [
            Change(told.file, told.name, name, alert, known[0] if (known := before.get(labels)) else None, at_ms)
            for labels, alert in rule.active.items()
        ]
        dropped = [
            Change(told.file, told.name, name, alert, state, at_ms)
            for labels, (state, alert) in before.items()
            if labels not in rule.active and state is not AlertState.INACTIVE
        ]
        return [change for change in after if change.before is not change.alert.state] + dropped


def _states(rule: RuleOf) -> dict[Pairs, tuple[AlertState, Alert]]:
    if not isinstance(rule, AlertingRule):
        return {}
    return {labels: (alert.state, alert) for labels, alert in rule.active.items()}


def _same(one: RuleOf, other: RuleOf) -> bool:
    return (one.kind, one.name, one.labels) == (other.kind, other.name, other.labels)
