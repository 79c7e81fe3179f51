"""Rules over samples in memory: what they write is what they read the next time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

from sardonyx.alerting.evaluation.alert import AlertState, Change
from sardonyx.alerting.evaluation.definition import RuleSource, definitions, rules_of
from sardonyx.alerting.evaluation.group import Group, Written
from sardonyx.alerting.evaluation.outputs import Query, Result, pairs
from sardonyx.alerting.evaluation.queries import results
from sardonyx.alerting.rule_files import read_rules
from sardonyx.query.promql import Promql
from sardonyx.query.promql.store.fresh import FreshSamples, MemoryReader
from sardonyx.query.scope import AccessScope

MINUTE = 60_000


@dataclass
class Memory:
    """`written` is everything any group wrote, `changes` what listeners heard (rule, before, after)."""

    samples: FreshSamples = field(default_factory=FreshSamples)
    written: list[Written] = field(default_factory=list)
    changes: list[tuple[str, AlertState | None, AlertState]] = field(default_factory=list)

    def add(self, at_ms: int, value: float, **labels: str) -> None:
        """A sample; `name` is the metric's."""
        self.samples.add(pairs({"__name__": labels.pop("name"), **labels}), at_ms, value)

    def group(self, text: str, *, restored: bool = True) -> Group:
        """The first group of a rule file."""
        source = RuleSource((), MINUTE, external_labels={"dc": "eu"})
        told = definitions(Path("rules.yml"), read_rules(text, "rules.yml"), source, "http://here")[0]
        return Group(told, rules_of(told, restored=restored), self.make_query, self.write, self.heard)

    async def make_query(self, fresh: FreshSamples, _exprs: Sequence[str], _at_ms: int) -> Query:
        """Queries over both, for a group."""
        return self.queries(fresh)

    def queries(self, fresh: FreshSamples) -> Query:
        """Queries over both."""
        promql = Promql(cast("Any", None), push=False, reader=partial(MemoryReader, (self.samples, fresh)))

        async def query(expr: str, at_ms: int) -> Sequence[Result]:
            return results(await promql.instant(expr, at_ms / 1000, AccessScope.ALL))

        return query

    async def write(self, written: Sequence[Written]) -> None:
        """Keep samples."""
        self.written += written
        for labels, value, at_ms in written:
            self.samples.add(labels, at_ms, value)

    def heard(self, change: Change) -> None:
        """A change of an alert."""
        self.changes.append((change.rule, change.before, change.alert.state))

    def at(self, at_ms: int) -> dict[str, Any]:
        """What was written for an instant, by the text of its labels."""
        return {text(labels): value for labels, value, when in self.written if when == at_ms}


def text(labels: Sequence[tuple[str, str]]) -> str:
    """`name{a="b"}`"""
    named = dict(labels)
    name = named.pop("__name__", "")
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in sorted(named.items())) + "}"
