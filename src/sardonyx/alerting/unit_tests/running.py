"""Runs tests of rules: groups are evaluated from time 0 on over the series written down, nothing else is read."""

import glob
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sardonyx.alerting.evaluation.alert import AlertState, Change
from sardonyx.alerting.evaluation.alerting import ALERT_NAME, AlertingRule
from sardonyx.alerting.evaluation.definition import RuleSource, definitions, rules_of
from sardonyx.alerting.evaluation.group import Group, Written
from sardonyx.alerting.evaluation.outputs import EvaluationFailed, Query, Result, pairs
from sardonyx.alerting.evaluation.queries import results
from sardonyx.alerting.rule_files import RuleFile, RuleFileError, read_rule_file
from sardonyx.alerting.unit_tests.models import AlertTest, ExprTest, RuleTest, RuleTestFile
from sardonyx.alerting.unit_tests.series import BadSeries, labels_of, values_of
from sardonyx.query.promql import Promql, PromqlError
from sardonyx.query.promql.store.fresh import FreshSamples, MemoryReader
from sardonyx.query.promql.values import label_text
from sardonyx.query.scope import AccessScope
from sardonyx.storage.engine import Engine

_MOST_STEPS = 1_000_000


async def run_tests(path: Path, file: RuleTestFile, engine: Engine) -> list[str]:
    """What doesn't hold, each with the test's name and time; empty when all does. Raises RuleFileError."""
    rules = [(found, read_rule_file(found)) for found in _rule_files(path, file)]
    failed: list[str] = []
    for number, test in enumerate(file.tests, start=1):
        name = test.name or f"test {number}"
        try:
            failed += [f"{name}: {told}" for told in await _Run(file, test, rules, engine).failures()]
        except (BadSeries, PromqlError) as error:
            failed.append(f"{name}: {error}")
    return failed


def _rule_files(path: Path, file: RuleTestFile) -> list[Path]:
    found = []
    for pattern in file.rule_files:
        matching = sorted(glob.glob(str(path.parent / pattern)))
        if not matching:
            raise RuleFileError([f"{path}: rule_files: no file matches {pattern}"])
        found += [Path(one) for one in matching]
    return found


@dataclass(slots=True)
class _Run:
    file: RuleTestFile
    test: RuleTest
    rules: Sequence[tuple[Path, RuleFile]]
    engine: Engine
    samples: FreshSamples = field(default_factory=FreshSamples)

    async def failures(self) -> list[str]:
        """Evaluate to the last time asked about, comparing on the way."""
        self._write_down()
        step = round(self.file.evaluation_interval * 1000)
        asked = [one.eval_time for one in self.test.alert_rule_test] + [
            one.eval_time for one in self.test.promql_expr_test
        ]
        times = [round(seconds * 1000) for seconds in asked]
        groups, failed = self._groups(), list[str]()
        if step <= 0 or max(times, default=0) / max(step, 1) > _MOST_STEPS:
            raise BadSeries(f"evaluation_interval: {self.file.evaluation_interval:g} s is no interval to test with")
        for at_ms in range(0, max(times, default=0) + 1, step):
            for group in groups:
                await group.evaluate(at_ms)
                failed += _errors(group, at_ms)
            for alerts in self.test.alert_rule_test:
                if at_ms <= round(alerts.eval_time * 1000) < at_ms + step:
                    failed += _compared_alerts(alerts, groups)
        for expr in self.test.promql_expr_test:
            failed += await self._compared_samples(expr)
        return failed

    def _write_down(self) -> None:
        interval = round(self.test.interval * 1000)
        for one in self.test.input_series:
            labels = pairs(labels_of(one.series))
            for index, value in enumerate(values_of(one.values)):
                if value is not None:
                    self.samples.add(labels, index * interval, value)

    def _groups(self) -> list[Group]:
        interval = round(self.test.interval * 1000)
        source = RuleSource((), interval, external_labels=self.test.external_labels)
        found = [
            Group(told, rules_of(told, restored=True), self._make_query, self._write, _ignored)
            for path, file in self.rules
            for told in definitions(path, file, source, self.test.external_url)
        ]
        order = {name: place for place, name in enumerate(self.file.group_eval_order)}
        return sorted(found, key=lambda group: order.get(group.definition.name, len(order)))

    async def _make_query(self, fresh: FreshSamples, _exprs: Sequence[str], _at_ms: int) -> Query:
        return self._queries(fresh)

    def _queries(self, fresh: FreshSamples) -> Query:
        both = Promql(self.engine, push=False, reader=partial(MemoryReader, (self.samples, fresh)))

        async def query(expr: str, at_ms: int) -> Sequence[Result]:
            return results(await both.instant(expr, at_ms / 1000, AccessScope.ALL))

        return query

    async def _write(self, written: Sequence[Written]) -> None:
        for labels, value, at_ms in written:
            self.samples.add(labels, at_ms, value)

    async def _compared_samples(self, test: ExprTest) -> list[str]:
        where = f"{test.expr} at {test.eval_time:g} s"
        try:
            found = await self._queries(FreshSamples())(test.expr, round(test.eval_time * 1000))
        except EvaluationFailed as error:
            return [f"{where}: {error}"]
        if any(one.histogram is not None for one in found):
            return [f"{where}: native histograms can't be compared here"]
        wanted = [(pairs(labels_of(one.labels)), one.value) for one in test.exp_samples]
        got = [(pairs(one.labels), one.value) for one in found]
        if _sorted(wanted) == _sorted(got):
            return []
        return [f"{where}: expected {_shown(wanted)}, got {_shown(got)}"]


def _ignored(_: Change) -> None: ...


def _errors(group: Group, at_ms: int) -> Iterator[str]:
    for rule in group.rules:
        if rule.status.error:
            yield f"rule {rule.name} at {at_ms / 1000:g} s: {rule.status.error}"


def _compared_alerts(test: AlertTest, groups: Sequence[Group]) -> list[str]:
    got = sorted(
        (alert.labels, pairs(alert.annotations))
        for group in groups
        for rule in group.rules
        if isinstance(rule, AlertingRule) and rule.name == test.alertname
        for alert in rule.alerts
        if alert.state is AlertState.FIRING
    )
    wanted = sorted(
        (pairs({**one.exp_labels, ALERT_NAME: test.alertname}), pairs(one.exp_annotations)) for one in test.exp_alerts
    )
    if got == wanted:
        return []
    shown = [", ".join(f"{label_text(dict(labels))} {dict(texts)}" for labels, texts in one) or "none"
             for one in (wanted, got)]  # fmt: skip
    return [f"alerts {test.alertname} at {test.eval_time:g} s: expected {shown[0]}, got {shown[1]}"]


def _sorted(samples: Sequence[tuple[tuple[tuple[str, str], ...], float]]) -> list[tuple[object, str]]:
    return sorted((labels, "NaN" if math.isnan(value) else repr(value + 0.0)) for labels, value in samples)


def _shown(samples: Sequence[tuple[tuple[tuple[str, str], ...], float]]) -> str:
    return ", ".join(f"{_series(dict(labels))} {value!r}" for labels, value in samples) or "nothing"


def _series(labels: Mapping[str, str]) -> str:
    return label_text(labels)
