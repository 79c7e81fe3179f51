"""Rule files come, change and go while the server runs; rules over the real engine."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from sardonyx.alerting.evaluation.alert import AlertState, Change
from sardonyx.alerting.evaluation.alerting import AlertingRule
from sardonyx.alerting.evaluation.freshness import JournalFreshness
from sardonyx.alerting.evaluation.loop import GroupLoop
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.manager import RuleManager
from sardonyx.alerting.metrics import RuleCollector
from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.sources import RuleSettings
from sardonyx.query.promql import Promql, VectorAnswer
from sardonyx.query.promql.store.fresh import FreshSamples
from sardonyx.query.scope import AccessScope
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import EngineBusy
from tests.support.metrics_in import STALE_BITS, MetricsIn, bits, metrics_in
from tests.support.native_histograms import Histogram, pool_of

NOW = int(time.time()) * 1000
UP = (("__name__", "up"), ("job", "api"))
RULES = "groups:\n- name: g\n  interval: 1d\n  rules:\n  - {record: r, expr: up + 1}\n"
ALERT = "  - {alert: Down, expr: up == 0, for: 20m}\n"


@pytest.fixture
async def inside(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[MetricsIn]:
    async with metrics_in(engine, tmp_path) as found:
        yield found


def _manager(
    inside: MetricsIn, folder: Path, prometheus_config: Path | None = None, watch: float = 3600
) -> RuleManager:
    settings = RuleSettings(
        [str(folder / "*.yml")], prometheus_config, interval_ms=86_400_000, external_url="http://here"
    )
    writer = SampleWriter(inside.intake, inside.known, name="rules")
    freshness = JournalFreshness(inside.journal, inside.journal.streams)
    return RuleManager(settings, RuleQueries(inside.engine), writer, freshness, look_every_seconds=watch)


def _loop(manager: RuleManager, name: str = "g") -> GroupLoop:
    return next(loop for loop in manager._loops.running if loop.group.definition.name == name)


async def test_results_are_stored_and_end(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES + "  - {record: s, expr: 'rate(r[5m]) or r * 10'}\n")
    async with _manager(inside, tmp_path).running() as manager:
        writer = SampleWriter(inside.intake, inside.known)
        await writer.write([(UP, 4.0, NOW - 2000)])
        await inside.settle()
        await _loop(manager).evaluate_due(NOW)
        await writer.write([(UP, float("nan"), NOW - 1500), (UP, 5.0, NOW + 300_000)])
        await inside.settle()
        await _loop(manager).evaluate_due(NOW + 301_000)
    await inside.settle()
    found = await inside.samples()
    assert found['r{job="api"}'] == [(NOW, bits(5.0)), (NOW + 301_000, bits(6.0))]
    assert found['s{job="api"}'] == [(NOW, bits(50.0)), (NOW + 301_000, bits(60.0))]


async def test_native_histograms_are_recorded(inside: MetricsIn, tmp_path: Path) -> None:
    record = "  - {record: rates, expr: 'sum(rate(seconds[5m]))'}\n  - {record: mean, expr: histogram_avg(rates)}\n"
    (tmp_path / "r.yml").write_text("groups:\n- name: g\n  interval: 1d\n  rules:\n" + record)
    samples = [
        (
            (("__name__", "seconds"), ("pod", pod)),
            pool_of(Histogram(60.0 * minute, 90.0 * minute, [20.0 * minute, 40.0 * minute])),
        )
        for pod in ("a", "b")
        for minute in range(6)
    ]
    writer = SampleWriter(inside.intake, inside.known)
    await writer.write([(*one, NOW - 300_000 + index % 6 * 60_000) for index, one in enumerate(samples)])
    await inside.settle()
    async with _manager(inside, tmp_path).running() as manager:
        await _loop(manager).evaluate_due(NOW)
    await inside.settle()
    answer = await Promql(inside.engine).instant("rates", NOW / 1000, AccessScope.ALL)
    assert isinstance(answer, VectorAnswer)
    (found,) = answer.histograms().values()
    assert (found.count, found.sum) == (pytest.approx(2.0), pytest.approx(3.0))
    assert [bucket[3] for bucket in found.buckets] == [pytest.approx(2 / 3), pytest.approx(4 / 3)]
    (mean,) = (await inside.samples())["mean"]
    assert mean[1] == bits(1.5)


async def test_alerts_are_restored_after_a_restart(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES + ALERT)
    labels = (("alertname", "Down"), ("job", "api"))
    writer = SampleWriter(inside.intake, inside.known)
    state = (("__name__", "ALERTS_FOR_STATE"), *labels)
    await writer.write([(UP, 0.0, NOW - 1000), (state, (NOW - 300_000) / 1000, NOW - 120_000)])
    await inside.settle()
    heard: list[Change] = []
    manager = _manager(inside, tmp_path)
    manager.listen(heard.append)
    async with manager.running():
        loop = _loop(manager)
        await loop.evaluate_due(NOW)
        rule = loop.group.rules[1]
        assert isinstance(rule, AlertingRule)
        assert not rule.restored
        await loop.evaluate_due(NOW + 60_000)
        assert rule.restored
        # Pending for three minutes when last seen; two and a minute away don't count.
        assert rule.alerts[0].active_at_ms == NOW - 300_000 + 180_000
    assert [(change.rule, change.before, change.alert.state) for change in heard] == [
        ("Down", None, AlertState.PENDING)
    ]


async def test_an_unchanged_group_goes_on_a_changed_one_takes_over_a_removed_one_ends(
    inside: MetricsIn, tmp_path: Path
) -> None:
    (tmp_path / "a.yml").write_text(RULES + ALERT)
    (tmp_path / "b.yml").write_text(RULES.replace("name: g", "name: h").replace("record: r", "record: t"))
    async with _manager(inside, tmp_path).running() as manager:
        await SampleWriter(inside.intake, inside.known).write([(UP, 0.0, NOW - 1000)])
        await inside.settle()
        first, other = _loop(manager), _loop(manager, "h")
        await first.evaluate_due(NOW)
        await other.evaluate_due(NOW)
        active = first.group.rules[1].active  # type: ignore[union-attr]
        (tmp_path / "a.yml").write_text(RULES.replace("up + 1", "up + 2") + ALERT.replace("20m", "30m"))
        await manager.reload()
        assert _loop(manager, "h") is other
        second = _loop(manager)
        assert second is not first
        assert second.group.rules[1].active is active  # type: ignore[union-attr]
        (tmp_path / "b.yml").unlink()
        await manager.reload()
        assert [group.definition.name for group in manager.groups] == ["g"]
        await other.group.end(NOW + 1000)
    await inside.settle()
    assert (await inside.samples())['t{job="api"}'][-1] == (NOW + 1000, STALE_BITS)


async def test_a_bad_file_keeps_the_rules_before_and_says_so(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES)
    async with _manager(inside, tmp_path).running() as manager:
        loop = _loop(manager)
        (tmp_path / "r.yml").write_text(RULES.replace("up + 1", "sum("))
        with pytest.raises(RuleFileError, match=r"r.yml:5:23: .* could not parse expression"):
            await manager.reload()
        assert _loop(manager) is loop
        assert "could not parse" in manager.status.error
        assert _value(manager, "sardonyx_rules_last_reload_successful") == 0
        (tmp_path / "r.yml").write_text(RULES)
        await manager.reload()
        assert _loop(manager) is loop
        assert manager.status.error == ""
        assert _value(manager, "sardonyx_rules_last_reload_successful") == 1


async def test_a_bad_file_stops_the_start(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text("groups: 5\n")
    with pytest.raises(RuleFileError, match="must be a list"):
        async with _manager(inside, tmp_path).running():
            pass


async def test_a_changed_file_is_read_again_by_itself(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES)
    async with _manager(inside, tmp_path, watch=0.01).running() as manager:
        (tmp_path / "r.yml").write_text(RULES.replace("name: g", "name: later"))
        async with asyncio.timeout(20):
            while [group.definition.name for group in manager.groups] != ["later"]:
                await asyncio.sleep(0.01)


async def test_rule_files_of_a_prometheus_yml_have_its_defaults(inside: MetricsIn, tmp_path: Path) -> None:
    folder = tmp_path / "prometheus"
    (folder / "rules").mkdir(parents=True)
    (folder / "prometheus.yml").write_text(
        "global: {evaluation_interval: 15s, rule_query_offset: 5s, external_labels: {dc: eu}}\nrule_files: ['rules/*.yml']\n"
    )
    (folder / "rules" / "r.yml").write_text(
        "groups:\n- {name: g, rules: []}\n- {name: h, interval: 1m, query_offset: 0s}\n"
    )
    async with _manager(inside, tmp_path, folder / "prometheus.yml").running() as manager:
        told = [group.definition for group in manager.groups]
    assert [(one.name, one.interval_ms, one.offset_ms) for one in told] == [("g", 15_000, 5_000), ("h", 60_000, 0)]
    assert told[0].surroundings.external_labels == {"dc": "eu"}


async def test_the_engine_is_measured(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES)
    async with _manager(inside, tmp_path).running() as manager:
        await SampleWriter(inside.intake, inside.known).write([(UP, 1.0, NOW - 1000)])
        await inside.settle()
        await _loop(manager).evaluate_due(NOW)
        name = {"rule_group": f"{tmp_path / 'r.yml'};g"}
        assert _value(manager, "sardonyx_rule_evaluations_total", name) == 1
        assert _value(manager, "sardonyx_rule_group_iterations_missed_total", name) == 0
        assert _value(manager, "sardonyx_rule_group_last_evaluation_samples", name) == 1
        assert _value(manager, "sardonyx_rule_group_last_evaluation_timestamp_seconds", name) == NOW / 1000


def _value(manager: RuleManager, name: str, labels: dict[str, str] | None = None) -> float:
    return next(
        sample.value
        for family in RuleCollector(manager).collect()
        for sample in family.samples
        if (sample.name, sample.labels) == (name, labels or {})
    )


async def test_a_file_that_is_named_must_be_there(inside: MetricsIn, tmp_path: Path) -> None:
    settings = RuleSettings([str(tmp_path / "none.yml"), str(tmp_path / "none-*.yml")])
    writer = SampleWriter(inside.intake, inside.known)
    manager = RuleManager(settings, RuleQueries(inside.engine), writer, JournalFreshness(inside.journal, ()))
    with pytest.raises(RuleFileError) as refused:
        await manager.reload()
    assert refused.value.problems == (f"alerting.rule_files: {tmp_path / 'none.yml'}: no such file",)


async def test_a_group_waits_until_what_came_before_its_instant_is_stored(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES)
    async with _manager(inside, tmp_path).running() as manager:
        await SampleWriter(inside.intake, inside.known).write([(UP, 6.0, int(time.time() * 1000) - 1000)])
        await _loop(manager).evaluate_due(int(time.time() * 1000) + 1)
        assert manager.groups[0].status.samples == 1


async def test_samples_a_full_journal_does_not_take_are_counted(inside: MetricsIn, tmp_path: Path) -> None:
    class Full(SampleWriter):
        async def write(self, *_: object) -> None:
            raise Overloaded("the journal is full", 0)

    (tmp_path / "r.yml").write_text(
        "groups: [{name: g, interval: 1d, rules: [{alert: A, expr: vector(1)}, {record: r, expr: 1}]}]\n"
    )
    settings, heard = RuleSettings([str(tmp_path / "*.yml")]), list[Change]()
    full = Full(inside.intake, inside.known)
    manager = RuleManager(settings, RuleQueries(inside.engine), full, JournalFreshness(inside.journal, ()))
    manager.listen(heard.append)
    async with manager.running():
        await _loop(manager).evaluate_due(NOW)
    assert manager.status.lost == 1
    assert [change.alert.state for change in heard] == [AlertState.FIRING]


async def test_a_rule_waits_where_the_engine_is_busy(inside: MetricsIn) -> None:
    class Busy:
        refusals = 2

        async def raw(self, *arguments: Any, **options: Any) -> bytes:
            if self.refusals:
                self.refusals -= 1
                raise EngineBusy("16 queries are at work")
            return await inside.engine.raw(*arguments, **options)

        async def rows(self, *arguments: Any, **options: Any) -> list[dict[str, Any]]:
            return await inside.engine.rows(*arguments, **options)

        def writes(self, table: str) -> int | None:
            return inside.engine.writes(table)

    busy = Busy()
    query = await RuleQueries(cast("Engine", busy)).over(FreshSamples(), ["up"], NOW)
    await query("up", NOW)
    assert busy.refusals == 0


async def test_a_clock_that_is_set_back_does_not_stop_a_group(inside: MetricsIn, tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(RULES)
    async with _manager(inside, tmp_path).running() as manager:
        group = manager.groups[0]
        day = group.definition.interval_ms
        loop = GroupLoop(
            group, JournalFreshness(inside.journal, ()), RuleQueries(inside.engine).last_states, lambda: 0.0
        )
        assert not await loop._reached(3 * day)
        assert await loop._reached(0)
